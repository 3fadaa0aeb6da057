"""The mirror with the real nets, on the built-in model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from modiste.body.model import Model
from modiste.errors import InputError
from modiste.examples import flats
from modiste.live.keyframe import make_keyframe
from modiste.live.mirror import Mirror
from modiste.live.nets import LiveNets, open_nets
from modiste.live.skin import draw
from modiste.photos import Garment
from modiste.studio import Studio
from modiste.types import Adjustment, Fit, GarmentView, Image, Label, Options


@pytest.fixture(scope="module")
def nets() -> LiveNets:
    return open_nets(1)


@pytest.fixture(scope="module")
def frame(model: Model) -> Image:
    """The model in a frame of 640 x 480."""
    small = cv2.resize(model.image[:760], (480, 475), interpolation=cv2.INTER_AREA)
    picture = np.full((480, 640, 3), 230, np.uint8)
    picture[:475, 80:560] = small
    return picture


@pytest.fixture(scope="module")
def shirt(studio: Studio) -> GarmentView:
    drawn = flats.flat("long-sleeve", seed=3, background="white", tidy=0.8)
    return studio.examine(Garment.from_array(drawn.image))


@pytest.fixture
def mirror(nets: LiveNets, shirt: GarmentView) -> Iterator[Mirror]:
    with Mirror(nets, shirt, wait=True) as mirror:
        yield mirror


def _shifted(frame: Image, dx: float, dy: float = 0.0) -> Image:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    return np.asarray(
        cv2.warpAffine(frame, matrix, (640, 480), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def test_the_first_frame_is_dressed(mirror: Mirror, frame: Image) -> None:
    shown = mirror(frame, 0.0)
    assert shown.pose is not None
    assert shown.cloth.any()
    changed = (shown.image != frame).any(axis=-1)
    assert changed[shown.cloth > 200].mean() > 0.95
    assert not changed[: int(shown.pose["mouth_left"][1])].any()


def test_the_cloth_follows(mirror: Mirror, frame: Image) -> None:
    first = mirror(frame, 0.0)
    for number in range(1, 13):
        last = mirror(_shifted(frame, 4.0 * number), number / 30)
    still = mirror(_shifted(frame, 48), 2.0)
    expected = _shifted(first.cloth, 48) > 127
    for shown, least in ((last, 0.85), (still, 0.93)):
        cloth = shown.cloth > 127
        assert (cloth & expected).sum() / (cloth | expected).sum() > least


def test_frames_are_not_changed_in_place(mirror: Mirror, frame: Image) -> None:
    before = frame.copy()
    mirror(frame, 0.0)
    mirror(frame, 0.1)
    np.testing.assert_array_equal(frame, before)


def test_an_empty_room_comes_back_as_it_is(mirror: Mirror) -> None:
    room = np.random.default_rng(2).integers(90, 110, (480, 640, 3), dtype=np.uint8)
    shown = mirror(room, 0.0)
    assert shown.pose is None
    np.testing.assert_array_equal(shown.image, room)
    assert not shown.cloth.any()


def test_who_comes_back_is_dressed_again(mirror: Mirror, frame: Image) -> None:
    room = np.full((480, 640, 3), 200, np.uint8)
    mirror(frame, 0.0)
    assert mirror(room, 0.1).pose is None
    assert mirror(frame, 0.2).cloth.any()


def _dressed_box(cloth: np.ndarray) -> tuple[float, float, float, float]:
    rows, columns = np.nonzero(cloth > 127)
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize("size", [(637, 479), (360, 480), (320, 240), (961, 721)])
def test_frames_of_any_size_are_dressed(
    mirror: Mirror, frame: Image, size: tuple[int, int]
) -> None:
    scale = min(size[0] / 640, size[1] / 480)
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = np.full((size[1], size[0], 3), 230, np.uint8)
    picture[: small.shape[0], : small.shape[1]] = small
    for number in range(2):
        shown = mirror(picture, number / 30)
    assert shown.image.shape == picture.shape
    assert shown.cloth.shape == picture.shape[:2]
    expected = mirror(frame, 1.0)
    np.testing.assert_allclose(
        np.array(_dressed_box(shown.cloth)), np.array(_dressed_box(expected.cloth)) * scale,
        atol=0.03 * size[0],
    )  # fmt: skip


def test_a_camera_that_is_turned_begins_anew(mirror: Mirror, frame: Image) -> None:
    mirror(frame, 0.0)
    tall = cv2.copyMakeBorder(
        frame[:, 140:500], 160, 0, 0, 0, cv2.BORDER_CONSTANT, value=(230,) * 3
    )
    turned = mirror(tall, 0.1)
    again = mirror(frame, 0.2)
    moved = np.array(_dressed_box(again.cloth)) + np.array([-140, 160, -140, 160])
    np.testing.assert_allclose(_dressed_box(turned.cloth), moved, atol=14)


def test_of_two_people_one_is_dressed_and_the_other_left_alone(
    mirror: Mirror, frame: Image
) -> None:
    friend = cv2.resize(frame[:, 120:520], (200, 240), interpolation=cv2.INTER_AREA)
    both = np.full((480, 840, 3), 230, np.uint8)
    both[:, :640] = frame
    both[240:, 640:] = friend
    for number in range(3):
        shown = mirror(both, number / 30)
    alone = mirror(frame, 1.0)
    left, right = shown.cloth[:, :640] > 127, alone.cloth > 127
    assert (left & right).sum() / (left | right).sum() > 0.9
    np.testing.assert_array_equal(shown.image[:, 660:], both[:, 660:])


def test_a_film_that_halted_goes_on_with_its_keyframes(
    nets: LiveNets, shirt: GarmentView, frame: Image
) -> None:
    """Beside the film a keyframe takes a while; one that is there is shown at once."""
    with Mirror(nets, shirt) as mirror:
        for number in range(400):
            if mirror(frame, number / 30).cloth.any():
                break
        assert mirror(frame, 60.0).cloth.any()


@pytest.mark.parametrize(("away", "looks"), [(0.5, 1), (3.0, 2)])
def test_who_comes_after_a_while_is_looked_at_anew(
    nets: LiveNets, shirt: GarmentView, frame: Image, away: float, looks: int
) -> None:
    """Keyframes hold painted skin: nobody is shown with that of the one before."""
    seen = []

    def parse(image: Image, *rest: object) -> np.ndarray:
        seen.append(image)
        return nets.parse(image, *rest)  # type: ignore[arg-type]

    with Mirror(replace(nets, parse=parse), shirt, wait=True) as mirror:
        mirror(frame, 0.0)
        mirror(np.full((480, 640, 3), 200, np.uint8), 0.1)
        assert mirror(frame, away).cloth.any()
    assert len(seen) == looks


def test_a_keyframe_that_fails_is_told_once_and_tried_anew(
    nets: LiveNets, shirt: GarmentView, frame: Image
) -> None:
    fail = [True]

    def parse(image: Image, *rest: object) -> np.ndarray:
        if fail.pop():
            raise InputError("no parse")
        return nets.parse(image, *rest)  # type: ignore[arg-type]

    with Mirror(replace(nets, parse=parse), shirt, wait=True) as mirror:
        with pytest.raises(InputError):
            mirror(frame, 0.0)
        fail.append(False)
        assert mirror(frame, 0.1).cloth.any()


@pytest.mark.parametrize("box", [(220, 0, 420, 150), (0, 0, 330, 480), (160, 200, 480, 440)])
def test_half_a_person_does_no_harm(
    mirror: Mirror, frame: Image, box: tuple[int, int, int, int]
) -> None:
    x0, y0, x1, y1 = box
    close = cv2.resize(np.ascontiguousarray(frame[y0:y1, x0:x1]), (640, 480))
    for number in range(2):
        shown = mirror(close, number / 30)
    assert shown.image.shape == close.shape
    unchanged = (shown.image == close).all(axis=-1)
    assert unchanged.any()


def test_another_garment_and_another_size(
    mirror: Mirror, frame: Image, studio: Studio, shirt: GarmentView
) -> None:
    natural = mirror(frame, 0.0)
    mirror.wear(shirt, Options(fit=Fit(length=1.25)))
    assert (mirror(frame, 0.1).cloth > 127).sum() > 1.1 * (natural.cloth > 127).sum()
    drawn = flats.flat("trousers", seed=8, background="white", tidy=0.8)
    mirror.wear(studio.examine(Garment.from_array(drawn.image)), Options())
    shown = mirror(frame, 0.2)
    assert shown.pose is not None
    rows = np.nonzero(shown.cloth > 127)[0]
    assert np.median(rows) > shown.pose["left_hip"][1]


def test_adjustments_are_seen(mirror: Mirror, frame: Image, shirt: GarmentView) -> None:
    plain = mirror(frame, 0.0)
    mirror.wear(shirt, Options(adjust=Adjustment(brightness=0.2)))
    bright = mirror(frame, 0.1)
    inside = (plain.cloth > 250) & (bright.cloth > 250)
    assert bright.image[inside].mean() > plain.image[inside].mean() + 15


def test_beside_the_film_nothing_waits(nets: LiveNets, shirt: GarmentView, frame: Image) -> None:
    """The keyframe comes when it is ready; until then the film is shown as it is."""
    with Mirror(nets, shirt) as mirror:
        first = mirror(frame, 0.0)
        np.testing.assert_array_equal(first.image, frame)
        for number in range(1, 400):
            if mirror(frame, number / 30).cloth.any():
                return
    pytest.fail("no keyframe came")


def test_a_keyframe_drawn_onto_itself_is_the_dressed_frame(
    model: Model, shirt: GarmentView
) -> None:
    view = model.view
    key = make_keyframe(view, shirt, Options())
    image, cloth = draw(view.image, view.pose, key)
    inside = cv2.erode((cloth > 250).astype(np.uint8), np.ones((9, 9))) > 0
    assert inside.sum() > 20_000
    assert (image[inside] != view.image[inside]).any(axis=-1).mean() > 0.9
    kept = np.isin(model.labels, (Label.HAIR, Label.SHOES))
    assert (image[kept] == view.image[kept]).all(axis=-1).mean() > 0.995


def test_distance_between_poses(model: Model, shirt: GarmentView) -> None:
    key = make_keyframe(model.view, shirt, Options())
    assert key.distance(model.view.pose) == pytest.approx(0, abs=1e-5)
    assert key.distance(model.view.pose.scaled(1.7).moved(30, -9)) == pytest.approx(0, abs=1e-3)
    narrow = model.view.pose.points * np.array([0.4, 1], np.float32)
    assert key.distance(replace(model.view.pose, points=narrow)) > 1
