"""Flat garments drawn like photos, with everything about them known.

``flat("t-shirt", seed=3)`` draws a garment lying on a floor or a bed: cut from a paper pattern with
measures in centimetres, dyed, sewn, wrinkled and lit. The same seed gives the same picture. Every
landmark, the mask, the inside of the collar and the cloth coordinates of each pixel come with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.errors import OptionError
from modiste.examples.flats.bottoms import cut_skirt, cut_trousers
from modiste.examples.flats.cloth import draw_light
from modiste.examples.flats.dye import MOTIFS, Dye, Rgb, draw_dye
from modiste.examples.flats.ground import GROUNDS, ground
from modiste.examples.flats.lay import Lay, lay_down
from modiste.examples.flats.paint import Masks, paint, print_centre, word_mask
from modiste.examples.flats.pattern import Pattern
from modiste.examples.flats.sizes import LONG_SLEEVE, RANGES, draw_measures
from modiste.examples.flats.styles import finish
from modiste.examples.flats.tops import cut_top
from modiste.types import (
    Category,
    GarmentView,
    Image,
    Labels,
    Landmark,
    Length,
    Mask,
    Part,
    Points,
)

KINDS: tuple[str, ...] = tuple(RANGES)
"""Kinds of garment that :func:`flat` can draw."""

NECKS = ("crew", "v", "boat", "square")


@dataclass(frozen=True)
class Flat:
    """A drawn flat garment and the truth about it.

    Attributes:
        image: the photo, (h, w, 3).
        alpha: coverage of the garment's outside, (h, w); the inner back is not in it.
        inner: coverage of the visible inside of the back, (h, w).
        pattern: the paper pattern, in cm.
        lay: how the pattern lies in the picture.
        dye: its colours.
        panel_masks: coverage of each of ``pattern.panels``.
    """

    image: Image
    alpha: Mask
    inner: Mask
    pattern: Pattern
    lay: Lay
    dye: Dye
    panel_masks: tuple[Mask, ...]

    @property
    def category(self) -> Category:
        """Where it is worn."""
        return self.pattern.category

    @property
    def kind(self) -> str:
        """One of :data:`KINDS`."""
        return self.pattern.kind

    @property
    def sleeve(self) -> Length:
        """Sleeve length class."""
        return self.pattern.sleeve

    @property
    def leg(self) -> Length:
        """Leg length class."""
        return self.pattern.leg

    @cached_property
    def landmarks(self) -> Mapping[str, Landmark]:
        """The exact landmarks in pixels, by name."""
        names = list(self.pattern.landmarks)
        points = self.lay.to_pixels(np.array([self.pattern.landmarks[n] for n in names]))
        return {n: Landmark(float(x), float(y)) for n, (x, y) in zip(names, points, strict=True)}

    @cached_property
    def parts(self) -> Labels:
        """The :class:`modiste.types.Part` of every pixel, uint8 (h, w)."""
        parts = np.zeros(self.lay.shape, np.uint8)
        for panel, mask in zip(self.pattern.panels, self.panel_masks, strict=True):
            parts[mask > 0.5] = panel.part
        return parts

    @cached_property
    def uv(self) -> NDArray[np.float32]:
        """Cloth coordinates of every pixel, (h, w, 2): u in [-1, 1] across, v in cm along."""
        uv = np.zeros((*self.lay.shape, 2), np.float32)
        for panel in self.pattern.panels:
            here = self.parts == panel.part
            u, v = panel.locate(self.lay.grid[0][here], self.lay.grid[1][here])
            uv[here] = np.stack([u, v], axis=-1)
        return uv

    def locate(self, part: Part, u: NDArray[np.float64], v: NDArray[np.float64]) -> Points:
        """Pixels of cloth coordinates, (..., 2); u in [-1, 1], v in cm. KeyError without part."""
        return self.lay.to_pixels(self.pattern.panel(part).place(u, v)).astype(np.float32)

    @cached_property
    def print_box(self) -> Points | None:
        """Corners of the printed word in pixels, (4, 2) from the top left clockwise, or None."""
        if not self.dye.text or self.category == Category.BOTTOM:
            return None
        height, width = (n / 48 for n in word_mask(self.pattern, self.dye).shape)
        x, y = print_centre(self.pattern)
        corners = [(-width, -height), (width, -height), (width, height), (-width, height)]
        return self.lay.to_pixels(np.array(corners) + np.array([x, y])).astype(np.float32)

    def view(self) -> GarmentView:
        """What a perfect perception would see."""
        return GarmentView(
            self.image,
            self.alpha,
            self.category,
            self.landmarks,
            sleeve=self.sleeve,
            leg=self.leg,
            inner=self.inner,
        )


def flat(
    kind: str,
    *,
    seed: int = 0,
    color: Rgb | None = None,
    second: Rgb | None = None,
    print_text: str | None = None,
    motif: str | None = None,
    sleeve: Length | None = None,
    neck: str | None = None,
    measures: Mapping[str, float] | None = None,
    background: str | None = None,
    shape: tuple[int, int] = (768, 768),
    tidy: float = 0.0,
) -> Flat:
    """Draw a flat garment.

    Args:
        kind: one of :data:`KINDS`.
        seed: all that is not said is drawn by chance from it.
        color: sRGB of the cloth.
        second: sRGB of stripes and contrast.
        print_text: word on the chest; "" for none.
        motif: one of ``modiste.examples.flats.dye.MOTIFS``.
        sleeve: sleeve class of a top or dress; ``NONE`` leaves the sleeves out.
        neck: ``crew``, ``v``, ``boat`` or ``square``.
        measures: flat measures in cm that must hold, names as in ``sizes.RANGES``.
        background: one of ``modiste.examples.flats.ground.GROUNDS``.
        shape: (h, w) in pixels.
        tidy: 1 lays it down perfectly straight and smooth, 0 carelessly.

    Raises:
        OptionError: for an unknown kind, motif, neck, background or measure.
    """
    _check(motif, MOTIFS, "motif")
    _check(neck, NECKS, "neck")
    _check(background, GROUNDS, "background")
    rng = np.random.default_rng([seed, *kind.encode()])
    pattern = _cut(kind, rng, sleeve, neck, measures)
    dye = _override(draw_dye(kind, rng), color, second, print_text, motif)
    light = draw_light(rng)
    lay = lay_down(pattern, shape, rng, tidy=tidy)
    choice = background or str(rng.choice(GROUNDS, p=[0.28, 0.22, 0.16, 0.16, 0.1, 0.08]))
    backdrop = ground(choice, rng, shape, lay.scale, light)
    folds = float(rng.uniform(0.5, 2.4)) * (1 - 0.4 * tidy)
    cloth = _weave_of(kind, dye, rng)
    image, masks = paint(pattern, lay, dye, light, rng, backdrop, cloth=cloth, folds=folds)
    return _flat(image, masks, pattern, lay, dye)


def _flat(image: Image, masks: Masks, pattern: Pattern, lay: Lay, dye: Dye) -> Flat:
    return Flat(image, masks.outside, masks.inner, pattern, lay, dye, masks.panels)


def _check(value: str | None, allowed: tuple[str, ...], name: str) -> None:
    if value is not None and value not in allowed:
        raise OptionError(f"There is no {name} {value!r}; choose one of {', '.join(allowed)}.")


def _cut(
    kind: str,
    rng: np.random.Generator,
    sleeve: Length | None,
    neck: str | None,
    fixed: Mapping[str, float] | None,
) -> Pattern:
    """Cut the pattern of a kind."""
    fixed = dict(fixed or {})
    if sleeve is not None and sleeve != Length.NONE and kind in ("t-shirt", "dress", "shirt"):
        fixed = _sleeve_measures(sleeve, rng) | fixed
    elif kind == "dress" and sleeve is None and rng.uniform() < 0.25:
        fixed = _sleeve_measures(Length.LONG, rng) | fixed
    measures = draw_measures(kind, rng, fixed)
    if kind == "skirt":
        return cut_skirt(measures)
    if kind in ("trousers", "shorts"):
        return cut_trousers(kind, measures, rng)
    plain = kind in ("shirt", "hoodie")
    shape = neck or ("crew" if plain else str(rng.choice(NECKS, p=[0.55, 0.25, 0.1, 0.1])))
    if shape == "v" and "neck_depth" not in fixed:
        measures["neck_depth"] += 4.0
    bare = kind == "tank-top" or sleeve == Length.NONE
    bare = bare or (kind == "dress" and sleeve is None and rng.uniform() < 0.4)
    if bare and kind == "dress" and "shoulder" not in fixed:
        _bare_shoulders(measures, rng)
    skew = float(rng.normal(0, 5))
    return finish(cut_top(kind, measures, shape, sleeveless=bare, skew=skew), shape, rng)


def _bare_shoulders(measures: dict[str, float], rng: np.random.Generator) -> None:
    """Straps and a wider neck for a sleeveless dress."""
    measures["strap"] = float(rng.uniform(3.5, 9))
    measures["neck_width"] = max(measures["neck_width"], float(rng.uniform(17, 22)))
    measures["neck_depth"] += float(rng.uniform(1, 6))


def _sleeve_measures(sleeve: Length, rng: np.random.Generator) -> dict[str, float]:
    lengths = {Length.SHORT: (16, 25), Length.MIDDLE: (34, 46), Length.LONG: (56, 65)}
    low, high = lengths[sleeve]
    found = {"sleeve": float(rng.uniform(low, high))}
    if sleeve == Length.LONG:
        found |= {n: float(rng.uniform(*LONG_SLEEVE[n])) for n in ("cuff", "angle", "bend")}
    return found


def _override(
    dye: Dye, color: Rgb | None, second: Rgb | None, text: str | None, motif: str | None
) -> Dye:
    return replace(
        dye,
        base=color or dye.base,
        second=second or dye.second,
        text=dye.text if text is None else text,
        motif=motif or dye.motif,
    )


def _weave_of(kind: str, dye: Dye, rng: np.random.Generator) -> str:
    if kind in ("trousers", "shorts"):
        return "twill"
    if kind == "hoodie":
        return "fleece"
    return "woven" if kind == "shirt" else str(rng.choice(["knit", "woven", "fleece"]))


__all__ = ["KINDS", "NECKS", "Flat", "flat"]
