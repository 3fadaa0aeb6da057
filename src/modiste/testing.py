"""Conformance checks and fakes that packages outside modiste can use in their tests too."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from modiste.protocols import Engine
from modiste.types import (
    Category,
    GarmentView,
    Label,
    Landmark,
    Options,
    PersonView,
    Pose,
    Rendering,
    Scene,
)

_HEIGHT, _WIDTH = 320, 240


def flat_scene(category: Category = Category.TOP, seed: int = 0) -> Scene:
    """A small scene for engine tests: a standing figure of flat colours, a square garment.

    Args:
        category: of the garment.
        seed: of the pixel noise.

    Returns:
        A scene of 240 x 320 pixels whose editable region is the figure's clothes and legs.
    """
    noise = np.random.default_rng(seed)
    parse = _figure()
    image = np.take(_PALETTE, parse, axis=0) + noise.integers(0, 8, (_HEIGHT, _WIDTH, 3))
    matte = (parse != Label.BACKGROUND).astype(np.float32)
    person = PersonView(image.astype(np.uint8), _standing_pose(), matte, parse)
    editable = np.isin(parse, (Label.TOP, Label.BOTTOM, Label.LEGS)).astype(np.float32)
    return Scene(person, _square_garment(category), editable, Options(seed=seed))


def check_engine(engine: Engine) -> None:
    """Hold an engine to its contract on a small scene.

    Raises:
        AssertionError: naming what the engine broke.
    """
    for category in Category:
        scene = flat_scene(category)
        before = scene.person.image.copy()
        rendering = engine.render(scene)
        size = scene.person.image.shape[:2]
        assert rendering.image.shape == (*size, 3), "image has not the scene's size"  # noqa: S101
        assert rendering.image.dtype == np.uint8, "image is not uint8"  # noqa: S101
        assert rendering.alpha.shape == size, "alpha has not the scene's size"  # noqa: S101
        assert np.isfinite(rendering.alpha).all(), "alpha is not finite"  # noqa: S101
        assert rendering.alpha.min() >= 0, "alpha below 0"  # noqa: S101
        assert rendering.alpha.max() <= 1, "alpha above 1"  # noqa: S101
        assert (scene.person.image == before).all(), "the engine wrote into its input"  # noqa: S101
        again = engine.render(scene)
        assert (again.image == rendering.image).all(), "same seed, other picture"  # noqa: S101


class PaintEngine:
    """A fake: paints the whole picture one colour, to see what the studio lets through."""

    name: ClassVar[str] = "paint"

    def __init__(self, colour: tuple[int, int, int] = (0, 255, 0)) -> None:
        self._colour = colour

    def render(self, scene: Scene) -> Rendering:
        """Fill the picture; alpha is 1 everywhere."""
        image = np.full_like(scene.person.image, self._colour)
        return Rendering(image, np.ones(image.shape[:2], np.float32))


_PALETTE = np.array(
    [(225, 225, 225), (60, 40, 30), (90, 90, 90), (215, 170, 150), (215, 170, 150),
     (215, 170, 150), (215, 170, 150), (40, 70, 160), (30, 50, 120), (120, 40, 120),
     (50, 60, 70), (210, 165, 145), (20, 20, 20), (110, 80, 40)], np.int64,
)  # fmt: skip


def _figure() -> np.ndarray:
    """Labels of a standing figure made of rectangles."""
    parse = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    for label, top, bottom, left, right in (
        (Label.HAIR, 16, 34, 102, 138), (Label.FACE, 34, 72, 106, 134),
        (Label.ARM_RIGHT, 78, 150, 66, 84), (Label.ARM_LEFT, 78, 150, 156, 174),
        (Label.HAND, 150, 164, 66, 84), (Label.HAND, 150, 164, 156, 174),
        (Label.TOP, 72, 162, 84, 156), (Label.BOTTOM, 162, 240, 88, 152),
        (Label.LEGS, 240, 300, 92, 116), (Label.LEGS, 240, 300, 124, 148),
        (Label.SHOES, 300, 312, 90, 118), (Label.SHOES, 300, 312, 122, 150),
    ):  # fmt: skip
        parse[top:bottom, left:right] = label
    return parse


def _standing_pose() -> Pose:
    """The pose of :func:`_figure`; the wearer's left is at the right of the picture."""
    half = {
        "eye_inner": (4, 46), "eye": (7, 46), "eye_outer": (10, 46), "ear": (14, 50),
        "shoulder": (32, 82), "elbow": (44, 116), "wrist": (45, 148), "pinky": (46, 160),
        "index": (44, 162), "thumb": (42, 156), "hip": (20, 166), "knee": (20, 234),
        "ankle": (20, 294), "heel": (20, 304), "foot_index": (24, 310),
    }  # fmt: skip
    points = [(120.0, 54.0)]
    centre = 120.0
    for name in ("eye_inner", "eye", "eye_outer"):
        points.append((centre + half[name][0], half[name][1]))
    for name in ("eye_inner", "eye", "eye_outer"):
        points.append((centre - half[name][0], half[name][1]))
    points += [(centre + 14, 50.0), (centre - 14, 50.0), (centre + 6, 62.0), (centre - 6, 62.0)]
    for name in ("shoulder", "elbow", "wrist", "pinky", "index", "thumb", "hip", "knee", "ankle",
                 "heel", "foot_index"):  # fmt: skip
        x, y = half[name]
        points += [(centre + x, y), (centre - x, y)]
    array = np.array(points, np.float32)
    return Pose(array, np.zeros(33, np.float32), np.ones(33, np.float32), 1.0)


def _square_garment(category: Category) -> GarmentView:
    """A garment of rectangles with the landmarks of its category."""
    image = np.full((200, 200, 3), 245, np.uint8)
    mask = np.zeros((200, 200), np.float32)
    mask[20:180, 50:150] = 1
    image[mask > 0] = (200, 30, 40)
    return GarmentView(image, mask, category, _MARKS[category])


def _pairs(rows: dict[str, tuple[float, float]]) -> dict[str, Landmark]:
    """Left and right landmarks from half widths about x = 100."""
    marks = {}
    for name, (half, y) in rows.items():
        marks[f"{name}_left"] = Landmark(100 + half, y)
        marks[f"{name}_right"] = Landmark(100 - half, y)
    return marks


_UPPER = {"collar": (16.0, 20.0), "shoulder": (49.0, 24.0), "armpit": (49.0, 64.0),
          "waist": (49.0, 120.0), "hem": (49.0, 179.0)}  # fmt: skip

_MARKS = {
    Category.TOP: _pairs(_UPPER) | {"neck_center": Landmark(100, 30)},
    Category.DRESS: _pairs(_UPPER | {"waist": (49.0, 90.0), "hip": (49.0, 120.0)})
    | {"neck_center": Landmark(100, 30)},
    Category.BOTTOM: _pairs({"waist": (49.0, 20.0), "hip": (49.0, 60.0), "hem": (49.0, 179.0)}),
}
