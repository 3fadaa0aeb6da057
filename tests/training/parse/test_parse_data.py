from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from evaluation.ccp_folder import (
    CLASSES,
    cut_drawn,
    draw_folder,
    drawn_mask,
    drawn_pose,
    find_drawn,
)
from modiste.errors import InputError
from modiste.evaluation.ccp import CcpData
from modiste.perception.parse_input import CHANNELS
from modiste.training.parse.augment import (
    IGNORED,
    degraded,
    draw_sample,
    random_window,
    recoloured,
)
from modiste.training.parse.pack import Example, read_ccp, read_pack, write_pack
from modiste.types import Label

SIZE = (96, 64)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    folder = draw_folder(tmp_path_factory.mktemp("data") / "ccp", ["0001", "0002"])
    data = CcpData.open(folder)
    return list(read_ccp(data, data.names, find_drawn, cut_drawn))


def test_a_pack_gives_back_what_was_packed(tmp_path: Path, examples: list[Example]) -> None:
    told: list[str] = []
    assert write_pack(tmp_path / "new" / "p.npz", examples, told.append) == 2
    back = read_pack(tmp_path / "new" / "p.npz")
    for a, b in zip(examples, back, strict=True):
        assert a.name == b.name
        np.testing.assert_array_equal(a.labels, b.labels)
        np.testing.assert_allclose(a.pose.points, b.pose.points)
        np.testing.assert_array_equal(a.matte, b.matte)
        assert np.abs(a.image.astype(int) - b.image).mean() < 12
    assert [e.name for e in read_pack(tmp_path / "new" / "p.npz", lambda n: n == "0002")] == [
        "0002"
    ]


def test_photos_without_people_are_left_out(tmp_path: Path) -> None:
    data = CcpData.open(draw_folder(tmp_path / "ccp", ["0001"]))
    assert not list(read_ccp(data, data.names, lambda _: [], cut_drawn))


@pytest.mark.parametrize("content", [b"", b"no pack", None])
def test_a_broken_pack_is_an_input_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "p.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"p\.npz"):
        read_pack(path)


def test_an_npz_of_another_kind_is_an_input_error(tmp_path: Path) -> None:
    np.savez(tmp_path / "p.npz", names=np.array(["0001"]))
    with pytest.raises(InputError, match="no pack"):
        read_pack(tmp_path / "p.npz")


def test_samples_depend_on_their_seed_alone(examples: list[Example]) -> None:
    first, again = (draw_sample(examples[0], np.random.default_rng(7), SIZE) for _ in range(2))
    other = draw_sample(examples[0], np.random.default_rng(8), SIZE)
    np.testing.assert_array_equal(first.canvas, again.canvas)
    np.testing.assert_array_equal(first.maps, again.maps)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert (first.canvas != other.canvas).any()


def test_samples_have_their_shapes_and_known_labels(examples: list[Example]) -> None:
    for seed in range(30):
        sample = draw_sample(examples[seed % 2], np.random.default_rng(seed), SIZE)
        assert sample.canvas.shape == (*SIZE, 3)
        assert sample.maps.shape == (CHANNELS, 24, 16)
        assert sample.labels.shape == (48, 32)
        assert set(np.unique(sample.labels)) <= {*map(int, Label), IGNORED}


def test_a_flip_exchanges_left_and_right_of_labels_and_pose(examples: list[Example]) -> None:
    seen = 0
    for seed in range(60):
        sample = draw_sample(examples[0], np.random.default_rng(seed), (192, 128))
        for label, channel in ((Label.ARM_LEFT, 3), (Label.ARM_RIGHT, 4)):
            arm = sample.labels[::2, ::2] == label
            if arm.sum() < 20 or not sample.maps[1:7].any():
                continue
            own, other = sample.maps[channel][arm].mean(), sample.maps[7 - channel][arm].mean()
            assert own > other
            seen += 1
    assert seen > 20


def test_windows_show_the_person(examples: list[Example]) -> None:
    for seed in range(40):
        affine = random_window(examples[0], np.random.default_rng(seed), SIZE, flip=bool(seed % 2))
        middle = affine @ np.array([SIZE[1] / 2, SIZE[0] / 2, 1])
        assert np.sign(np.linalg.det(affine[:, :2])) == (-1 if seed % 2 else 1)
        assert -40 < middle[0] < 200
        assert -40 < middle[1] < 280


def test_colours_and_cameras_change_but_places_stay(examples: list[Example]) -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    image[:, 32:] = 220
    for seed in range(20):
        rng = np.random.default_rng(seed)
        worse = degraded(recoloured(image, rng), rng)
        assert worse.shape == image.shape
        assert worse.dtype == np.uint8
        assert worse[:, 36:].mean() > worse[:, :28].mean() + 15


def test_a_folder_of_ones_own_needs_only_the_names_that_it_uses(tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "own", ["0001"])
    whole = CcpData.open(folder).labels("0001", drawn_pose())
    used = [name for name in CLASSES if (drawn_mask() == CLASSES.index(name)).any()]
    (folder / "label_names.json").write_text(json.dumps(used))
    table = np.zeros(256, np.uint8)
    for value, name in enumerate(used):
        table[CLASSES.index(name)] = value
    cv2.imwrite(str(folder / "masks" / "0001.png"), table[drawn_mask()])
    own = CcpData.open(folder).labels("0001", drawn_pose())
    assert whole is not None
    assert own is not None
    np.testing.assert_array_equal(own, whole)


@pytest.mark.parametrize(("names", "said"), [
    ('["null", "toga"]', "toga"), ('["skin"]', "null"), ('{"null": 0}', "list"), ("7", "list"),
])  # fmt: skip
def test_names_that_nobody_knows_are_refused(tmp_path: Path, names: str, said: str) -> None:
    folder = draw_folder(tmp_path / "own", ["0001"])
    (folder / "label_names.json").write_text(names)
    with pytest.raises(InputError, match=said):
        CcpData.open(folder)
