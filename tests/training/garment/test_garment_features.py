from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

torch = pytest.importorskip("torch")

from evaluation.garment_folder import draw_folder  # noqa: E402
from modiste.errors import InputError  # noqa: E402
from modiste.evaluation.garment_data import Labelled, read_garments  # noqa: E402
from modiste.training.garment import features  # noqa: E402
from modiste.training.garment.embedder import FEATURES, Embedder  # noqa: E402
from modiste.training.garment.features import (  # noqa: E402
    ALTERED,
    LIMIT,
    TURNED,
    UPRIGHT,
    VIEWS,
    alter,
    altered,
    embed_all,
    packed,
    split_features,
    unpacked,
)
from training.garment.garment_split import spelt  # noqa: E402


class Means:
    """A network whose first features are the means of the four quarters of the picture."""

    calls = 0

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, tensor: np.ndarray) -> list[np.ndarray]:
        Means.calls += 1
        quarters = [q.mean() for half in np.split(tensor[0], 2, 1) for q in np.split(half, 2, 2)]
        found = np.zeros((1, FEATURES), np.float32)
        found[0, :4] = np.array(quarters) + 3
        return [found]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    Means.calls = 0
    monkeypatch.setattr(features, "export_onnx", lambda *_: None)
    monkeypatch.setattr(features, "OnnxModel", Means)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Labelled]:
    return read_garments(draw_folder(tmp_path_factory.mktemp("data") / "mine"))


@pytest.fixture(scope="module")
def net() -> Embedder:
    return Embedder()


@pytest.mark.usefixtures("cheap")
def test_turned_views_are_turned(photos: list[Labelled], net: Embedder, tmp_path: Path) -> None:
    found = embed_all(net, photos, tmp_path)
    assert found.shape == (len(photos), VIEWS, FEATURES)
    assert found.dtype == np.float32
    top_left, top_right, bottom_left, bottom_right = range(4)
    first = found[0]
    quarter = first[TURNED[0]][:4]
    # A quarter turn anticlockwise takes the top right corner to the top left.
    wanted = first[UPRIGHT][[top_right, bottom_right, top_left, bottom_left]]
    assert np.abs(quarter - wanted).max() < 0.03
    assert np.abs(first[TURNED[1]][:4] - first[UPRIGHT][[3, 2, 1, 0]]).max() < 0.03


@pytest.mark.usefixtures("cheap")
def test_a_stopped_run_goes_on_where_it_was(
    photos: list[Labelled], net: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "whole").mkdir()
    whole = embed_all(net, photos, tmp_path / "whole", seed=2)
    assert Means.calls == len(photos) * VIEWS
    monkeypatch.setattr(features, "SAVE_EVERY", 2)

    def stop(line: str) -> None:
        if "4 of 9" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_all(net, photos, tmp_path, 2, stop)
    Means.calls = 0
    again = embed_all(net, photos, tmp_path, 2)
    assert Means.calls == (len(photos) - 4) * VIEWS
    assert np.array_equal(again, whole)
    Means.calls = 0
    assert np.array_equal(embed_all(net, photos[::-1], tmp_path, 2), again[::-1])
    assert Means.calls == 0
    assert not np.array_equal(embed_all(net, photos, tmp_path, 3), again)


@pytest.mark.usefixtures("cheap")
def test_damaged_features_are_told(photos: list[Labelled], net: Embedder, tmp_path: Path) -> None:
    (tmp_path / "features.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(InputError, match="delete them to start anew"):
        embed_all(net, photos, tmp_path)


@given(arrays(np.float32, 20, elements=st.floats(0, LIMIT, width=32)))
def test_packing_loses_little(values: np.ndarray) -> None:
    back = unpacked(packed(values))
    step = 2 * np.sqrt(values / LIMIT) * LIMIT / 255 / 2 + LIMIT / 255**2
    assert (np.abs(back - values) <= step).all()
    assert np.array_equal(packed(back), packed(values))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 60), st.integers(20, 60))
def test_altered_copies_stay_pictures(seed: int, height: int, width: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    copy = alter(image, np.random.default_rng(seed))
    assert copy.dtype == np.uint8
    assert 0.75 * height - 1 <= copy.shape[0] <= height
    assert 0.75 * width - 1 <= copy.shape[1] <= width
    assert np.array_equal(copy, alter(image, np.random.default_rng(seed)))


def test_parts_keep_photos_kinds_and_names_together(photos: list[Labelled]) -> None:
    rows = np.zeros((len(photos), VIEWS, FEATURES), np.float32)
    rows[:, 0, 0] = np.arange(len(photos))
    test = split_features(rows, photos, "test")
    assert [photos[int(i)].name for i in test.features[:, 0, 0]] == list(test.names)
    assert all(photos[int(i)].part == "test" for i in test.features[:, 0, 0])
    assert test.published.all()


def test_altered_samples_repeat_the_kinds() -> None:
    split = spelt(5, 0)
    views, kinds = altered(split)
    assert len(views) == len(kinds) == 5 * (1 + len(ALTERED))
    assert kinds.tolist() == np.repeat(split.kinds, 1 + len(ALTERED)).tolist()
