"""Training examples of the try-on: framing, damage and packs."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.body.model import Model
from modiste.errors import ImageLoadError, InputError, OptionError
from modiste.examples.flats import flat
from modiste.examples.models import virtual_model
from modiste.training.tryon.data.damage import damaged, strayed_fit
from modiste.training.tryon.data.example import FLAT, MAP, SIZE, Example
from modiste.training.tryon.data.framing import frame_garment, frame_person
from modiste.training.tryon.data.make import make_example, overlap
from modiste.training.tryon.data.mirror import mirrored
from modiste.training.tryon.data.pack import Packs, pack_photos, read_examples, write_pack
from modiste.training.tryon.data.photos import photo_names
from modiste.types import Category, Label, Part, PersonView, Pose


@pytest.fixture(scope="module")
def wearer() -> Model:
    return virtual_model("rosa", size=(320, 420), seed=2)


@pytest.fixture(scope="module")
def person(wearer: Model) -> PersonView:
    return frame_person(wearer.view).person(wearer.view)


@pytest.fixture(scope="module")
def example(person: PersonView) -> Example:
    tee = flat("t-shirt", seed=1).view()
    ramp = np.linspace(0, 255, tee.mask.shape[1])[None, :, None]
    image = np.broadcast_to(ramp, tee.image.shape).astype(np.uint8)
    return make_example(person, replace(tee, image=image), "rosa-top", "photo")


def test_an_example_has_the_promised_shapes(example: Example) -> None:
    for name in ("truth", "warped"):
        assert getattr(example, name).shape == (*SIZE, 3)
    for name in ("alpha", "parts", "hole", "labels", "garment"):
        assert getattr(example, name).shape == SIZE
    assert example.flat.shape == (*FLAT, 3)
    assert example.flat_mask.shape == FLAT
    assert example.guess.shape == (*MAP, 2)
    assert example.pose.shape == (33, 3)
    assert not example.warped[example.alpha == 0].any()
    assert example.flow is None


def test_the_guess_points_at_the_cloth(example: Example) -> None:
    solid = example.alpha[2::4, 2::4] > 250
    x, y = np.round(example.guess[solid]).astype(int).T
    assert (example.flat_mask[y.clip(0, FLAT[0] - 1), x.clip(0, FLAT[1] - 1)] > 100).mean() > 0.97
    assert np.isnan(example.guess[example.alpha[2::4, 2::4] == 0]).all()


def test_the_person_fills_the_frame(person: PersonView) -> None:
    rows = np.flatnonzero((person.parse != Label.BACKGROUND).any(axis=1))
    assert rows[-1] - rows[0] > 0.85 * SIZE[0]
    shoulder = person.pose["left_shoulder"].round().astype(int)
    assert person.parse[shoulder[1], shoulder[0]] != Label.BACKGROUND


@settings(max_examples=6, deadline=None)
@given(st.floats(0.7, 2.0), st.floats(0, 1))
def test_every_zoom_keeps_pose_and_picture_together(zoom: float, down: float) -> None:
    image = np.zeros((200, 150, 3), np.uint8)
    image[60:64, 70:74] = 255
    parse = np.zeros((200, 150), np.uint8)
    parse[10:190, 40:110] = Label.TOP
    points = np.full((33, 2), (71.5, 61.5), np.float32)
    pose = Pose(points, np.zeros(33, np.float32), np.ones(33, np.float32), 1.0)
    view = PersonView(image, pose, (parse > 0).astype(np.float32), parse)
    framed = frame_person(view, zoom, down).person(view)
    spots = np.argwhere(framed.image[..., 0] > 128)
    x, y = framed.pose.points[0]
    if len(spots) and 4 < y < SIZE[0] - 4:
        np.testing.assert_allclose(spots.mean(0), (y, x), atol=6)


def test_a_garment_is_framed_without_stretching() -> None:
    view = flat("t-shirt", seed=3).view()
    picture, mask, (factor, left, top) = frame_garment(view)
    assert picture.shape == (*FLAT, 3)
    mark = view.landmarks["armpit_left"]
    x, y = (mark.x + 0.5) * factor - 0.5 + left, (mark.y + 0.5) * factor - 0.5 + top
    assert mask[round(float(y)) + 6, round(float(x)) - 4] > 200


def test_damage_is_small_and_repeatable() -> None:
    view = flat("t-shirt", seed=3).view()
    first, second = (damaged(view, np.random.default_rng(9)) for _ in range(2))
    other = damaged(view, np.random.default_rng(10))
    np.testing.assert_array_equal(first.image, second.image)
    assert (first.image != other.image).any()
    both = (first.mask > 0.5) & (view.mask > 0.5)
    assert both.sum() / ((first.mask > 0.5) | (view.mask > 0.5)).sum() > 0.9


@given(st.integers(0, 10_000))
def test_sizes_stray_within_bounds(seed: int) -> None:
    fit = strayed_fit(np.random.default_rng(seed))
    assert 0.85 <= fit.girth <= 1.15
    assert 0.85 <= fit.length <= 1.15
    assert 0.75 <= fit.sleeve_length <= 1.25


def test_overlap_is_one_for_what_is_worn(person: PersonView, example: Example) -> None:
    worn = example.garment
    alpha = (worn * np.uint8(255)).astype(np.uint8)
    parts = np.where(worn, np.uint8(Part.SLEEVE_LEFT), np.uint8(0)).astype(np.uint8)
    assert overlap(person, replace(example, alpha=alpha, parts=parts)) > 0.85
    assert overlap(person, replace(example, alpha=alpha * np.uint8(0))) == 0


def same(first: Example, second: Example) -> None:
    for field in fields(Example):
        a, b = getattr(first, field.name), getattr(second, field.name)
        if field.name in ("truth", "warped", "flat"):
            assert np.abs(a.astype(int) - b).mean() < 4
        elif field.name in ("guess", "flow") and a is not None:
            np.testing.assert_allclose(a, b, atol=1 / 64)
        elif field.name == "pose":
            np.testing.assert_allclose(a, b, atol=1e-4)
        else:
            np.testing.assert_array_equal(a, b)


def test_packs_give_back_what_was_written(tmp_path: Path, example: Example) -> None:
    drawn = replace(example, flow=example.guess, source="rendered", name="b",
                    category=Category.DRESS)  # fmt: skip
    assert write_pack(tmp_path / "a.npz", [example, drawn]) == 2
    write_pack(tmp_path / "b.npz", [example])
    found = read_examples(tmp_path)
    assert (len(found), found.names) == (3, ["rosa-top", "b", "rosa-top"])
    same(example, found[0])
    same(drawn, found[1])
    assert isinstance(found[1:], Packs)
    assert found[1:][0].name == "b"
    assert not list(tmp_path.glob("*.part"))


def test_an_empty_pack_is_a_pack(tmp_path: Path) -> None:
    write_pack(tmp_path / "none.npz", [])
    assert len(read_examples(tmp_path / "none.npz")) == 0


def test_a_damaged_pack_is_named(tmp_path: Path, example: Example) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"broken\.npz is no pack"):
        read_examples(path)
    np.savez(path, names=np.array(["x"]))
    with pytest.raises(InputError, match="it lacks"):
        read_examples(path)
    write_pack(path, [example])
    with np.load(path) as file:
        arrays = {k: file[k] for k in file.files}
    arrays["truth"] = arrays["truth"] * 0
    np.savez(path, **arrays)
    with pytest.raises(InputError, match="is damaged"):
        read_examples(path)[0]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no packs"):
        read_examples(tmp_path)
    with pytest.raises(ImageLoadError, match="holds no photo"):
        photo_names(tmp_path)


def test_held_out_photos_are_never_packed(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for name in ("0001", "0010", "0012", "0120"):
        (tmp_path / "photos" / f"{name}.webp").touch()
    assert photo_names(tmp_path) == ["0001", "0012"]
    with pytest.raises(OptionError, match="one process or more"):
        pack_photos(tmp_path, tmp_path, processes=0)


def test_mirroring_twice_changes_nothing(example: Example) -> None:
    once = mirrored(example)
    same(example, mirrored(once))
    left = (example.labels == Label.ARM_LEFT).sum()
    assert (once.labels == Label.ARM_RIGHT).sum() == left
    assert once.pose[11, 0] == pytest.approx(SIZE[1] - 1 - example.pose[12, 0])
    np.testing.assert_array_equal(once.truth, example.truth[:, ::-1])


def test_a_mirrored_guess_still_points_at_the_same_colours(example: Example) -> None:
    def wrong(e: Example, flat: np.ndarray) -> float:
        solid = e.alpha[2::4, 2::4] > 250
        x, y = np.round(np.nan_to_num(e.guess[solid])).astype(int).T
        shown = e.warped[2::4, 2::4][solid].astype(int)
        there = flat[y.clip(0, FLAT[0] - 1), x.clip(0, FLAT[1] - 1)]
        return float(np.mean(np.abs(shown - there)))

    once = mirrored(example)
    assert wrong(once, once.flat) < wrong(example, example.flat) + 2
    assert wrong(once, once.flat) < 0.3 * wrong(once, example.flat)
