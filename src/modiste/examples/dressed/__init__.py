"""Virtual people wearing a known flat garment: pictures with the truth about the warp.

The garment is sewn from its own measures, never stretched to somebody's hem: tubes of cloth around
trunk, arms and legs, as wide as the flat one and as long, are drawn over the photographed person
with a depth buffer. Each pixel of the worn garment knows where on the flat one it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.camera import Camera
from modiste.body.develop import Photograph
from modiste.body.model import Model
from modiste.body.raster import Fragments, rasterize
from modiste.body.render import photograph
from modiste.examples.dressed.figure import Figure
from modiste.examples.dressed.fitting import Fitted
from modiste.examples.dressed.shading import lit_cloth
from modiste.examples.dressed.tubes import Tube
from modiste.examples.flats import Flat
from modiste.types import Category, Image, Label, Labels, Mask, Part

FINE = 2
"""The garment is drawn this many times larger and shrunk."""
SLACK = 0.004
"""Metres by which cloth may lie under the skin and still be seen."""
SEAM_DEPTH = 0.07
"""Torso and sleeve that lie no further apart than this, in metres, meet at the armhole."""
SLEEVES = (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)
KEEP = 0.965
"""Cloth is looked up no closer to a side seam than this share of the half width."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Dressed:
    """A person wearing a garment.

    Attributes:
        image: the picture, (h, w, 3).
        mask: coverage of the visible garment, (h, w).
        parts: the :class:`modiste.types.Part` of every pixel, uint8 (h, w).
        source: float32 (h, w, 2), the pixel of the flat picture that is seen; NaN elsewhere.
    """

    image: Image
    mask: Mask
    parts: Labels
    source: Floats


class _Cloth:
    """What is seen of one layer of the garment, per pixel of the large picture."""

    def __init__(self, count: int) -> None:
        self.depth = np.full(count, np.inf, np.float32)
        self.part = np.zeros(count, np.uint8)
        self.source = np.full((count, 2), np.nan, np.float32)
        self.light = np.ones(count, np.float32)

    def put(self, fragments: Fragments, part: Labels, source: Floats, light: Floats) -> None:
        """Lay fragments down where they are nearest."""
        near = fragments.depth < self.depth[fragments.pixel]
        pixel = fragments.pixel[near]
        self.depth[pixel] = fragments.depth[near]
        self.part[pixel] = part[near]
        self.source[pixel] = source[near]
        self.light[pixel] = light[near]

    def take(self, other: _Cloth, where: NDArray[np.bool_]) -> None:
        """Take another layer's pixels where told, (count,)."""
        for name in ("depth", "part", "source", "light"):
            getattr(self, name)[where] = getattr(other, name)[where]


REPLACED = {
    Category.TOP: (Label.TOP,),
    Category.BOTTOM: (Label.BOTTOM,),
    Category.DRESS: (Label.TOP, Label.BOTTOM),
}
"""Base clothes that are taken off for a garment."""


def wear(model: Model, flat: Flat) -> Dressed:
    """Draw a virtual model again with a flat garment on, in place of her base clothes.

    Args:
        model: the person in base clothes.
        flat: what she puts on.
    """
    gone = REPLACED[flat.category]
    layers = tuple(layer for layer in model.sitter.layers if layer.label not in gone)
    bare = photograph(replace(model.sitter, layers=layers), model.camera)
    figure = Figure(model.sitter.body, model.sitter.posed)
    return dress(figure, model.camera, bare, flat)


def dress(
    figure: Figure, camera: Camera, photo: Photograph | Model, flat: Flat, *, lit: bool = True
) -> Dressed:
    """Draw a garment on a photographed person.

    Args:
        figure: body and pose in the photo.
        camera: the photo's camera.
        photo: the person without the garment; hair in it stays in front.
        flat: what she puts on.
        lit: False leaves the flat photo's own light on the cloth.
    """
    fitted, large = Fitted(figure, flat), camera.scaled(FINE)
    cloth, sleeves = (_Cloth(large.width * large.height) for _ in range(2))
    skin = rasterize(figure.shape.vertices, figure.body.solid, large)
    plain = [np.ones(len(t.vertices), np.float32) for t in fitted.tubes]
    light = lit_cloth(fitted) if lit else plain
    for tube, brightness in zip(fitted.tubes, light, strict=True):
        _draw_tube(sleeves if tube.part in SLEEVES else cloth, tube, brightness, fitted, large)
    _set_in(cloth, sleeves, skin, fitted)
    _hide_behind(cloth, skin)
    _draw_on_skin(cloth, skin, fitted)
    return _develop(cloth, photo, flat, (large.height, large.width))


def _set_in(cloth: _Cloth, sleeves: _Cloth, skin: Fragments, fitted: Fitted) -> None:
    """Sew the sleeves in: near the shoulder the body's own armhole decides which cloth is seen."""
    _, left, right = (skin.sample(a, fitted.figure.body.solid) for a in fitted.on_skin)
    arm = np.full(len(cloth.part), 0.5, np.float32)
    arm[skin.pixel] = np.maximum(left, right)
    both = (cloth.part > 0) & (sleeves.part > 0)
    joined = both.copy()
    joined[both] = np.abs(sleeves.depth[both] - cloth.depth[both]) < SEAM_DEPTH
    nearer = sleeves.depth < cloth.depth
    by_body = joined & (arm != 0.5)
    cloth.take(sleeves, np.where(by_body, arm > 0.5, nearer) & (sleeves.part > 0))


def _draw_tube(
    cloth: _Cloth, tube: Tube, brightness: Floats, fitted: Fitted, camera: Camera
) -> None:
    fragments = rasterize(tube.vertices, tube.faces, camera, cull=False)
    u = fragments.sample(tube.u.astype(np.float32), tube.faces)
    v = fragments.sample(tube.v.astype(np.float32), tube.faces).astype(np.float64)
    at = fragments.sample(tube.vertices, tube.faces)
    part = np.full(len(u), tube.part, np.uint8)
    if tube.part == Part.TORSO:
        v = fitted.hang(at)
    if tube.split:
        part = np.where(u > 0, Part.LEG_LEFT, Part.LEG_RIGHT).astype(np.uint8)
        u = 2 * np.abs(u) - 1
    u, v = _drop_shoulder(fitted, part, u.astype(np.float64), v, at)
    source, covered = look_up(fitted, part, u, v)
    light = fragments.sample(brightness, tube.faces)
    cloth.put(fragments.select(covered), part[covered], source[covered], light[covered])


def _drop_shoulder(
    fitted: Fitted, part: Labels, u: NDArray[np.float64], v: NDArray[np.float64], at: Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Above its seam a sleeve's tube is the torso's cloth: change ``part`` there, and (u, v)."""
    above = np.isin(part, SLEEVES) & (v < 0)
    if not above.any():
        return u, v
    part[above] = Part.TORSO
    x = at[:, 0].astype(np.float64) * 100
    height = np.maximum(fitted.hang(at), fitted.crest(x) + 0.6)
    return np.where(above, 2 * x / fitted.measures["chest"], u), np.where(above, height, v)


def look_up(
    fitted: Fitted, part: Labels, u: NDArray[np.float64], v: NDArray[np.float64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Pixels of the flat picture for cloth coordinates (N,), and whether there is cloth."""
    flat, m = fitted.flat, fitted.measures
    source = np.zeros((len(u), 2), np.float32)
    covered = np.zeros(len(u), np.bool_)
    for name, panel in fitted.panels.items():
        mine = np.flatnonzero(part == name)
        at, depth = np.clip(u[mine], -KEEP, KEEP), v[mine]
        sewn = np.zeros(len(mine), np.bool_)
        if name == Part.TORSO:
            at, sewn = _within_armhole(fitted, at, depth)
            seam = fitted.crest(at * m["chest"] / 2)
            sewn &= depth > seam - 1.5
            depth = np.where(depth > seam - 1.5, np.maximum(depth, seam + 0.6), depth)
        if name in SLEEVES:
            sewn = depth < panel.length
            at, depth = at * 0.93, np.maximum(depth, 1.0)
        inside = np.clip(depth, 0.4, panel.length - 0.3)
        source[mine] = flat.locate(name, at, inside)
        alpha = _sampled(flat.alpha, source[mine])
        covered[mine] = (sewn | (alpha > 0.5)) & (depth <= panel.length) & (depth > -1.5)
    return source, covered


def _within_armhole(
    fitted: Fitted, u: NDArray[np.float64], v: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Keep the torso's cloth off the sleeve that lies beside it on the flat."""
    m = fitted.measures
    if Part.SLEEVE_LEFT not in fitted.panels:
        return u, np.zeros(len(u), np.bool_)
    limit = (m["shoulder"] / 2 - 1.8) / (m["chest"] / 2)
    high = v < m["armhole"]
    kept = np.where(high, np.clip(u, -limit, limit), u)
    return kept, high & (np.abs(u) * m["chest"] / 2 > m["neck_width"] / 2 + 1)


def _sampled(values: Mask, at: Floats) -> Mask:
    """Bilinear values of a picture at pixels (N, 2), in rows short enough for OpenCV."""
    width = 1024
    padded = np.zeros((len(at) // width + 1, width, 2), np.float32)
    padded.reshape(-1, 2)[: len(at)] = at
    out = cv2.remap(values, padded[..., 0], padded[..., 1], cv2.INTER_LINEAR)
    return out.reshape(-1, *values.shape[2:])[: len(at)].astype(np.float32)


def _hide_behind(cloth: _Cloth, skin: Fragments) -> None:
    """Remove cloth that lies behind the skin."""
    hidden = skin.pixel[cloth.depth[skin.pixel] > skin.depth + SLACK]
    cloth.part[hidden] = 0
    cloth.depth[hidden] = np.inf


def _draw_on_skin(cloth: _Cloth, skin: Fragments, fitted: Fitted) -> None:
    """Close the shoulder joins: skin that the cloth's own measures cover is covered."""
    if Part.SLEEVE_LEFT not in fitted.panels:
        return
    body = fitted.figure.body
    along, left, right = (skin.sample(a, body.solid) for a in fitted.on_skin)
    on_arm = np.maximum(left, right)
    at = skin.sample(fitted.figure.shape.vertices, body.solid)
    side = np.where(at[:, 0] > 0, Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)
    sleeve = fitted.panels[Part.SLEEVE_LEFT].length
    cap = (on_arm > 0.3) & (along < min(sleeve, 14.0)) & (at[:, 1] < fitted.top + 0.02)
    chosen = cap & (cloth.part[skin.pixel] == 0)
    part = side[chosen].astype(np.uint8)
    u, v = np.zeros(len(part)), along[chosen].astype(np.float64)
    u, v = _drop_shoulder(fitted, part, u, v, at[chosen])
    source, covered = look_up(fitted, part, u, v)
    picked = skin.select(chosen).select(covered)
    cloth.depth[picked.pixel] = np.inf
    cloth.put(picked, part[covered], source[covered], np.ones(len(picked.pixel), np.float32))


def _develop(
    cloth: _Cloth, photo: Photograph | Model, flat: Flat, size: tuple[int, int]
) -> Dressed:
    """Texture, shrink and lay over the photo; hair stays in front."""
    small = (photo.labels.shape[1], photo.labels.shape[0])
    seen = np.flatnonzero(cloth.part)
    color = np.zeros((*size, 3), np.float32)
    texture = _sampled(flat.image.astype(np.float32), cloth.source[seen])
    color.reshape(-1, 3)[seen] = np.clip(texture * cloth.light[seen, None], 0, 255)
    drawn = (cloth.part > 0).astype(np.float32).reshape(size)
    mask = cv2.resize(drawn, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    shrunk = cv2.resize(color, small, interpolation=cv2.INTER_AREA)
    hair = np.isin(photo.labels, (Label.HAIR, Label.HAND)) & (mask < 0.999)
    hair |= photo.labels == Label.HAIR
    shrunk[hair], mask[hair] = 0, 0
    image = photo.image * (1 - mask[..., None]) + shrunk
    parts = cloth.part.reshape(size)[::FINE, ::FINE].copy()
    source = cloth.source.reshape(*size, 2)[::FINE, ::FINE].copy()
    parts[mask < 0.5] = 0
    source[parts == 0] = np.nan
    return Dressed(np.rint(np.clip(image, 0, 255)).astype(np.uint8), mask, parts, source)


__all__ = ["Dressed", "Figure", "Fitted", "dress", "look_up", "wear"]
