"""Quarter turns told from all four sides, and garments laid straight from any angle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from modiste.examples.flats import Flat
from modiste.perception.garment import GarmentReader
from modiste.perception.garment.category import KINDS, classify
from modiste.perception.garment.quarters import agreed, find_quarters, turned_back
from modiste.perception.garment.straighten import straightened
from modiste.perception.garment.upright import turn
from modiste.types import GarmentView, Image, Mask

SIZE = 120


def photo() -> Image:
    """A picture whose upper half is white."""
    image = np.zeros((SIZE, SIZE, 3), np.uint8)
    image[: SIZE // 2] = 255
    return image


class Compass:
    """A network that finds the white side and is as sure as it is told to be; counts its calls."""

    def __init__(self, sure: float, wrong: int | None = None) -> None:
        self.sure, self.wrong, self.calls = sure, wrong, 0

    def __call__(self, *tensors: NDArray[np.generic]) -> Sequence[NDArray[np.float32]]:
        self.calls += 1
        grey = np.asarray(tensors[0], np.float64)[0].mean(axis=0)
        half = len(grey) // 2
        sides = [grey[:half].sum(), grey[:, :half].sum(), grey[half:].sum(), grey[:, half:].sum()]
        turn = self.wrong if self.calls == 1 and self.wrong is not None else int(np.argmax(sides))
        shares = np.full(4, (1 - self.sure) / 3)
        shares[turn] = self.sure
        kinds, features = np.zeros((1, len(KINDS))), np.zeros((1, 1280))
        return [np.asarray(a, np.float32) for a in (kinds, np.log(shares)[None], features)]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_quarter_turn_is_found_and_undone(turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(photo(), turns))
    found = find_quarters(Compass(0.9), turned)
    assert (found.turns, found.sure) == (turns, True)
    assert (turned_back(turned, found.turns) == photo()).all()
    assert found.reading.turns.argmax() == 0


def test_an_upright_photo_is_looked_at_once_and_kept() -> None:
    network, image = Compass(0.8), photo()
    assert find_quarters(network, image).turns == 0
    assert network.calls == 1
    assert turned_back(image, 0) is image


def test_a_reading_that_is_known_is_not_asked_for_again() -> None:
    network = Compass(0.9)
    reading = classify(network, photo())
    find_quarters(network, photo(), reading)
    assert network.calls == 1


def test_what_the_sides_say_together_outweighs_one_of_them() -> None:
    assert find_quarters(Compass(0.9, wrong=2), photo()).turns == 0


def test_a_network_that_knows_nothing_turns_nothing() -> None:
    found = find_quarters(Compass(0.26), np.ascontiguousarray(np.rot90(photo(), 2)))
    assert (found.turns, found.sure) == (0, False)


@given(st.lists(st.lists(st.floats(0.001, 1), min_size=4, max_size=4), min_size=4, max_size=4),
       st.integers(0, 3))  # fmt: skip
def test_turning_the_photo_turns_the_answer(raw: list[list[float]], turns: int) -> None:
    sides = [np.array(r, np.float32) / np.float32(sum(r)) for r in raw]
    before = agreed(sides)
    assert before.sum() == pytest.approx(1, abs=1e-5)
    # A photo turned further by some quarters shows, turned back by k, what it showed at k - turns.
    after = agreed([sides[(k - turns) % 4] for k in range(4)])
    assert after == pytest.approx(np.roll(before, turns), abs=1e-4)


def _errors(found: GarmentView, true: GarmentView) -> NDArray[np.float64]:
    """Distances of landmarks, both sets centred, as parts of the garment's diagonal."""
    names = sorted(set(found.landmarks) & set(true.landmarks))
    assert len(names) >= len(true.landmarks) - 2
    a, b = (np.array([v.point(n) for n in names], np.float64) for v in (found, true))
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    return np.asarray(np.linalg.norm(a - b, axis=1) / np.linalg.norm(np.ptp(b, axis=0)))


def _laid(image: Image, angle: int) -> Image:
    """The photo turned anticlockwise, its plain floor going on."""
    empty = np.zeros(image.shape[:2], bool)
    return turn(np.asarray(image), empty, angle)[0]


@pytest.mark.parametrize("angle", [15, 40, 90, 140, 180, 270])
@pytest.mark.parametrize("kind", ["t-shirt", "trousers", "dress"])
def test_a_drawn_garment_is_read_at_any_angle(
    reader: GarmentReader, drawn: Callable[..., Flat], view: Callable[..., GarmentView],
    kind: str, angle: int,
) -> None:  # fmt: skip
    garment = drawn(kind)
    found = reader(_laid(garment.image, angle), None, garment.category, "turned.png")
    assert np.median(_errors(found, view(kind))) < 0.03
    told = [w for w in found.warnings if "clockwise" in w]
    assert len(told) == (1 if angle > 15 else 0)


@pytest.fixture
def leaning() -> tuple[Image, Mask]:
    """A white-topped rectangle that leans by 30 degrees, and its mask."""
    image = np.full((200, 200, 3), 90, np.uint8)
    image[40:160, 70:130] = 0
    image[40:100, 70:130] = 255
    mask = np.zeros((200, 200), np.float32)
    mask[40:160, 70:130] = 1
    matrix = cv2.getRotationMatrix2D((99.5, 99.5), 30, 1)
    fill = (90.0, 90.0, 90.0)
    leant = cv2.warpAffine(image, matrix, (200, 200), borderValue=fill)
    return np.asarray(leant, np.uint8), np.asarray(cv2.warpAffine(mask, matrix, (200, 200)))


def test_a_tilt_is_undone_and_told(leaning: tuple[Image, Mask]) -> None:
    image, mask = leaning
    network = Compass(0.99)
    laid = straightened(network, image, mask > 0.5, classify(network, image))
    assert laid.angle == pytest.approx(30, abs=3)
    assert laid.noticed
    assert laid.image.shape[:2] == laid.mask.shape
    ys, xs = np.nonzero(laid.mask)
    assert np.ptp(ys) == pytest.approx(119, abs=6)
    assert np.ptp(xs) == pytest.approx(59, abs=6)
    assert laid.image[ys.min() + 20, round(xs.mean())].mean() > 200


def test_what_lies_straight_keeps_its_pixels() -> None:
    image, mask = photo(), np.zeros((SIZE, SIZE), bool)
    mask[20:100, 30:90] = True
    network = Compass(0.99)
    laid = straightened(network, image, mask, classify(network, image))
    assert laid.image is image
    assert (laid.angle, laid.noticed) == (0, False)
