"""The paper pattern of a garment: flat panels in centimetres, and where its named points lie.

The origin is midway between the two neck points (tops, dresses) or at the middle of the waist
(trousers, skirts); x grows to the right of the picture, which is the wearer's left, and y down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.examples.flats.curves import Curve
from modiste.types import Category, Length, Part

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """A part's own axes: ``along`` runs down the part on an arc, ``across`` is square to it.

    Attributes:
        origin: cm, where ``along`` and ``across`` are zero.
        angle: direction of ``along`` at the origin, radians below the horizontal.
        bend: change of that direction, radians per cm; positive bends towards ``across``.
        mirror: the frame is built for the wearer's right and mirrored at the centre line.
    """

    origin: tuple[float, float]
    angle: float
    bend: float = 0.0
    mirror: bool = False

    def place(self, along: Array, across: Array) -> Array:
        """Own coordinates to pattern coordinates, (..., 2)."""
        turned = self.angle + self.bend * along
        if abs(self.bend) < 1e-6:
            x = along * np.cos(self.angle) - across * np.sin(self.angle)
            y = along * np.sin(self.angle) + across * np.cos(self.angle)
        else:
            radius = 1.0 / self.bend
            x = -np.sin(self.angle) * radius + np.sin(turned) * (radius - across)
            y = np.cos(self.angle) * radius - np.cos(turned) * (radius - across)
        x, y = x + self.origin[0], y + self.origin[1]
        return np.stack([-x if self.mirror else x, y], axis=-1)

    def locate(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[Array, Array]:
        """Pattern coordinates to (along, across)."""
        dx = (-x if self.mirror else x) - self.origin[0]
        dy = y - self.origin[1]
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        along, across = dx * cos + dy * sin, dy * cos - dx * sin
        if abs(self.bend) < 1e-6:
            return along, across
        radius = 1.0 / self.bend
        turned = np.arctan2(along * np.sign(radius), (radius - across) * np.sign(radius))
        return turned * radius, radius - np.sign(radius) * np.hypot(along, radius - across)


UPRIGHT = Frame((0.0, 0.0), np.pi / 2, mirror=True)
"""The frame of torso, skirt and legs: ``along`` is y, ``across`` is x."""


@dataclass(frozen=True)
class Panel:
    """One part of the garment: a strip between two edges, ruled across.

    Attributes:
        part: which part it is.
        frame: its own axes.
        along: cm, increasing, (n,).
        low: ``across`` in cm of the edge where u is -1, (n,).
        high: ``across`` in cm of the edge where u is +1, (n,).
        outline: closed polygon, pattern cm, (k, 2); may be narrower than the ruled strip.
    """

    part: Part
    frame: Frame
    along: Array
    low: Array
    high: Array
    outline: Curve

    def place(self, u: Array, v: Array) -> Array:
        """(u in [-1, 1], v in cm along the part) to pattern cm, (..., 2)."""
        low, high = np.interp(v, self.along, self.low), np.interp(v, self.along, self.high)
        return self.frame.place(v, low + (high - low) * (u + 1) / 2)

    def locate(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[Array, Array]:
        """Pattern cm to (u, v)."""
        v, across = self.frame.locate(x, y)
        low, high = np.interp(v, self.along, self.low), np.interp(v, self.along, self.high)
        return 2 * (across - low) / np.maximum(high - low, 1e-6) - 1, v

    @property
    def length(self) -> float:
        """Length of the part in cm."""
        return float(self.along[-1])


@dataclass(frozen=True)
class Piece:
    """Something sewn on top: a collar flap, cuff, waistband, pocket or placket.

    Attributes:
        outline: closed polygon, pattern cm.
        tone: factor on the brightness of the cloth.
        ribs: centre of a fan of knitted ribs and how many a full turn has; (x, inf) for upright
            ribs; None for plain cloth.
        raised: how strongly the edge throws a shadow, in [0, 1].
        contrast: the piece is cut from the garment's second colour.
        free: the piece reaches beyond the panels and counts to the garment's outline.
    """

    outline: Curve
    tone: float = 1.0
    ribs: tuple[float, float, float] | None = None
    raised: float = 0.4
    contrast: bool = False
    free: bool = False


@dataclass(frozen=True)
class Pattern:
    """Everything that is cut and sewn.

    Attributes:
        kind: one of ``KINDS``.
        category: where it is worn.
        panels: parts in the order they are laid down.
        landmarks: pattern cm, by name.
        sleeve: sleeve length class.
        leg: leg length class.
        inner: the visible inside of the back (collar, waistband), closed polygon, or None.
        behind: pieces that lie under the panels (a hood).
        inside: pieces seen on the inside of the back.
        pieces: what is sewn on top, in order.
        seams: sewn lines between cloths.
        stitches: rows of top stitches.
        buttons: centres in cm, (n, 2).
        label: corner and size (x, y, w, h) of the brand label inside, or None.
        measures: the flat measures in cm it was cut from.
    """

    kind: str
    category: Category
    panels: tuple[Panel, ...]
    landmarks: Mapping[str, tuple[float, float]]
    sleeve: Length = Length.NONE
    leg: Length = Length.NONE
    inner: Curve | None = None
    behind: tuple[Piece, ...] = ()
    inside: tuple[Piece, ...] = ()
    pieces: tuple[Piece, ...] = ()
    seams: tuple[Curve, ...] = ()
    stitches: tuple[Curve, ...] = ()
    buttons: Array = field(default_factory=lambda: np.zeros((0, 2)))
    label: tuple[float, float, float, float] | None = None
    measures: Mapping[str, float] = field(default_factory=dict)

    def panel(self, part: Part) -> Panel:
        """The panel of ``part``. Raises KeyError when the garment has none."""
        for panel in self.panels:
            if panel.part == part:
                return panel
        raise KeyError(part)

    def bounds(self) -> tuple[Array, Array]:
        """Smallest and largest x, y in cm, over everything that is drawn."""
        outlines = [p.outline for p in self.panels] + [p.outline for p in self.behind]
        outlines += [p.outline for p in self.pieces if p.free]
        points = np.vstack(outlines + ([] if self.inner is None else [self.inner]))
        return points.min(axis=0), points.max(axis=0)
