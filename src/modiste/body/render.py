"""A photo-like picture of a virtual person in a studio, with exact ground truth.

The order of work: rasterise skin and cloth, light every vertex, colour every pixel, draw the hair,
lay all over a backdrop, shrink. Everything is drawn at twice the resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body import clothes, hair, skin
from modiste.body.backdrop import backdrop
from modiste.body.camera import Camera
from modiste.body.light import KEY, Lights, irradiance, visibility
from modiste.body.mesh import vertex_normals
from modiste.body.noise import ramp
from modiste.body.raster import Fragments, rasterize
from modiste.body.template import Body, Shape
from modiste.types import Image, Label, Labels, Mask

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
SUPERSAMPLING = 2
SKIN_WRAP = (0.32, 0.17, 0.12)
TIGHTS_GAP = 0.0032
"""Metres by which the tights helper is drawn in; it hovers 5 to 6 mm above the skin."""
CLOTH_WRAP = (0.08, 0.08, 0.08)


@dataclass(frozen=True, eq=False)
class Shell:
    """A surface over the body: vertices float32 (V, 3), posed, in metres, and faces intp (F, 3)."""

    vertices: Floats
    faces: Ints


@dataclass(frozen=True)
class Layer:
    """Something worn: a region of a shell and what it is made of.

    Attributes:
        label: what the parse calls it.
        shell: where it is; several layers may share one.
        inside: from places on the base mesh (N, 3) to the signed distance into the cloth (N,);
            pixels where it is negative are open.
        paint: from the visible fragments, their places (N, 3) and that distance (N,) to albedo
            (N, 3), linear RGB.
        bumps: from places to height in metres (N,), for folds; None when smooth.
    """

    label: Label
    shell: Shell
    inside: Callable[[Floats], Floats]
    paint: Callable[[Fragments, Floats, Floats], Floats]
    bumps: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True)
class Sitter:
    """All that is needed to photograph somebody.

    Attributes:
        body: the template.
        rest: the person in the rest pose.
        posed: the person as she stands on the ground.
        looks: colours.
        style: hair.
        layers: clothes, from the inside out.
        seed: of all that is random.
    """

    body: Body
    rest: Shape
    posed: Shape
    looks: skin.Complexion
    style: hair.HairStyle
    layers: Sequence[Layer]
    seed: int = 0


@dataclass(frozen=True)
class Photograph:
    """A rendered picture and the truth about it.

    Attributes:
        image: (H, W, 3).
        labels: (H, W); greater than 0 exactly where ``alpha`` is at least 0.5.
        alpha: coverage of the person, (H, W).
        depth: float32 (H, W), metres along the optical axis; infinite in the background.
    """

    image: Image
    labels: Labels
    alpha: Mask
    depth: Floats


class _Canvas:
    """Flat buffers of the large picture."""

    def __init__(self, camera: Camera) -> None:
        self.size = (camera.height, camera.width)
        count = camera.height * camera.width
        self.color = np.zeros((count, 3), np.float32)
        self.label = np.zeros(count, np.uint8)
        self.depth = np.full(count, np.inf, np.float32)

    def nearer(self, fragments: Fragments, slack: float) -> NDArray[np.bool_]:
        return fragments.depth < self.depth[fragments.pixel] + slack

    def put(self, fragments: Fragments, color: Floats, label: NDArray[np.uint8] | int) -> None:
        self.color[fragments.pixel] = color
        self.label[fragments.pixel] = label
        self.depth[fragments.pixel] = fragments.depth


def photograph(sitter: Sitter, camera: Camera, lights: Lights | None = None) -> Photograph:
    """Take the picture.

    Args:
        sitter: who, and what she wears.
        camera: from where; its size is the size of the picture.
        lights: None is the default studio.
    """
    lights = lights or Lights.studio()
    large = camera.scaled(SUPERSAMPLING)
    canvas = _Canvas(large)
    strands = hair.grow(sitter.body, sitter.rest, sitter.posed, sitter.style, sitter.seed)
    casters = _casters(sitter, strands)
    _draw_skin(canvas, sitter, large, _Lit.of(_bare(sitter), lights, casters, SKIN_WRAP))
    for shell in dict.fromkeys(layer.shell for layer in sitter.layers):
        worn = [layer for layer in sitter.layers if layer.shell is shell]
        lit = _Lit.of(shell, lights, casters, CLOTH_WRAP)
        _draw_shell(canvas, sitter.body, lit, worn, large)
    _draw_hair(canvas, strands, sitter, large)
    return _develop(canvas, camera, backdrop(camera, casters, lights), sitter.seed)


@dataclass(frozen=True)
class _Lit:
    """A shell with its normals (V, 3), diffuse light (V, 3) and share of key light (V,)."""

    shell: Shell
    normals: Floats
    light: Floats
    key: Floats

    @classmethod
    def of(
        cls, shell: Shell, lights: Lights, casters: Floats, wrap: tuple[float, float, float]
    ) -> _Lit:
        used = np.unique(shell.faces)
        normals = vertex_normals(shell.vertices, shell.faces)
        seen = np.zeros((len(normals), len(lights.directions)), np.float32)
        seen[used] = visibility(shell.vertices[used] + 0.004 * normals[used], casters, lights)
        return cls(shell, normals, irradiance(normals, seen, lights, wrap), seen @ lights.key)


def _bare(sitter: Sitter) -> Shell:
    body = sitter.body
    return Shell(sitter.posed.vertices, body.faces[_bare_faces(body)])


def _bare_faces(body: Body) -> Ints:
    return np.flatnonzero(body.parts <= body.part_names.index("lashes"))


def _draw_hair(canvas: _Canvas, strands: hair.Strands, sitter: Sitter, camera: Camera) -> None:
    depth = canvas.depth.reshape(canvas.size)
    color, drawn = hair.draw(strands, sitter.looks.hair, camera, depth, KEY.towards)
    hit = np.flatnonzero(drawn)
    canvas.color[hit] = color[drawn]
    canvas.label[hit] = Label.HAIR
    behind = hit[np.isinf(canvas.depth[hit])]
    canvas.depth[behind] = camera.eye[2] - strands.middle[2]


def _casters(sitter: Sitter, strands: hair.Strands) -> Floats:
    """What throws shadows: vertices and middles of the body's faces, and some of the hair."""
    vertices, solid = sitter.posed.vertices, sitter.body.solid
    locks = strands.points[::12, ::3].reshape(-1, 3)
    return np.concatenate([vertices[sitter.body.surface], vertices[solid].mean(1), locks])


def _draw_skin(canvas: _Canvas, sitter: Sitter, camera: Camera, lit: _Lit) -> None:
    body, faces = sitter.body, lit.shell.faces
    fragments = rasterize(lit.shell.vertices, faces, camera)
    at = fragments.sample(body.template, faces)
    masks = {name: fragments.sample(mask, faces) for name, mask in body.masks.items()}
    albedo = _skin_albedo(fragments, at, masks, sitter, body.parts[_bare_faces(body)])
    shaded = albedo * fragments.sample(lit.light, faces) * _contact(at, sitter.layers)[:, None]
    shaded += (0.055 * skin.gloss(at, masks) * _specular(fragments, lit))[:, None]
    canvas.put(fragments, shaded, _skin_labels(body)[faces[fragments.face, 0]])


def _skin_albedo(
    fragments: Fragments, at: Floats, masks: dict[str, Floats], sitter: Sitter,
    parts: NDArray[np.uint8],
) -> Floats:  # fmt: skip
    body = sitter.body
    albedo = skin.paint_skin(at, masks, sitter.looks, sitter.seed)
    rooted = ramp(skin.scalp(at), -0.002, 0.006)[:, None] * 0.9
    albedo = albedo * (1 - rooted) + np.float32(sitter.looks.hair) * 0.5 * rooted
    part = parts[fragments.face]
    for name in ("eye_left", "eye_right"):
        number = body.part_names.index(name)
        center = body.template[np.unique(body.faces[body.parts == number])].mean(0)
        mine = part == number
        albedo[mine] = skin.paint_eye(at[mine], center, sitter.looks)
    albedo[part == body.part_names.index("lashes")] = np.float32(sitter.looks.hair) * 0.25
    return albedo


def _contact(at: Floats, layers: Sequence[Layer]) -> Floats:
    """The thin shadow that cloth throws on the skin beside its edge."""
    shadow = np.ones(len(at), np.float32)
    for layer in layers:
        shadow *= 1 - 0.35 * ramp(-layer.inside(at), 0.014, 0.0)
    return shadow


def _specular(fragments: Fragments, lit: _Lit) -> Floats:
    """Sheen of the key light and a Fresnel rim, float32 (N,)."""
    faces = lit.shell.faces
    normal = fragments.sample(lit.normals, faces)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    towards = np.float32(KEY.towards) / np.linalg.norm(KEY.towards)
    half = towards + np.float32([0, 0, 1])
    broad = np.clip(normal @ (half / np.linalg.norm(half)), 0, 1)
    rim = (1 - np.clip(normal[:, 2], 0, 1)) ** 4
    shine = fragments.sample(lit.key, faces) * (1.1 * broad**14 + 1.3 * broad**60) + 0.8 * rim
    sheen: Floats = shine
    return sheen


def _skin_labels(body: Body) -> NDArray[np.uint8]:
    """The label of each vertex of the bare body, by the bones that move it."""
    owner = np.array(body.bones)[body.skin_bones[np.arange(len(body.skin)), body.skin.argmax(1)]]
    rules = (
        (("upperleg", "lowerleg", "pelvis"), Label.LEGS),
        (("foot", "toe"), Label.SHOES),
        (("wrist", "finger", "metacarpal"), Label.HAND),
        (("neck", "head", "eye"), Label.FACE),
    )
    labels = np.full(len(owner), Label.FACE, np.uint8)
    for i, bone in enumerate(owner):
        if bone.startswith(("upperarm", "lowerarm", "shoulder01")):
            labels[i] = Label.ARM_LEFT if bone.endswith("L") else Label.ARM_RIGHT
        for stems, label in rules:
            if bone.startswith(stems):
                labels[i] = label
        if bone.startswith(("root", "spine05", "spine04")) and body.template[i, 1] < 0.05:
            labels[i] = Label.LEGS
    labels[skin.scalp(body.template) > 0.002] = Label.HAIR
    return labels


def _draw_shell(
    canvas: _Canvas, body: Body, lit: _Lit, layers: Sequence[Layer], camera: Camera
) -> None:
    """Draw the layers that share a shell, the last one on top."""
    faces = lit.shell.faces
    whole = rasterize(lit.shell.vertices, faces, camera)
    whole = whole.select(canvas.nearer(whole, 0.006))
    places = whole.sample(body.template, faces)
    free = np.ones(len(places), bool)
    for layer in reversed(layers):
        edge = layer.inside(places)
        mine = free & (edge > 0)
        free &= ~mine
        fragments, at = whole.select(mine), places[mine]
        light = fragments.sample(lit.light, faces)
        if layer.bumps is not None:
            light = light * _relief(layer.bumps, at)[:, None]
        canvas.put(fragments, layer.paint(fragments, at, edge[mine]) * light, int(layer.label))


def _relief(bumps: Callable[[Floats], Floats], at: Floats) -> Floats:
    """How much brighter folds are where they turn to the key light, float32 (N,)."""
    step = 0.004
    towards = np.float32(KEY.towards) / np.linalg.norm(KEY.towards) * np.float32([1, 1, 0])
    slope = (bumps(at + step * towards) - bumps(at - step * towards)) / (2 * step)
    relief: Floats = np.clip(1 - 1.6 * slope, 0.6, 1.4)
    return relief


def _develop(canvas: _Canvas, camera: Camera, scene: Floats, seed: int) -> Photograph:
    """Shrink the buffers, lay the person over the backdrop, and expose."""
    large, small = canvas.size, (camera.width, camera.height)
    label = canvas.label.reshape(large)
    covered = (label > 0).astype(np.float32)
    alpha = cv2.resize(covered, small, interpolation=cv2.INTER_AREA)
    color = cv2.resize(canvas.color.reshape(*large, 3), small, interpolation=cv2.INTER_AREA)
    linear = scene * (1 - alpha[..., None]) + color
    linear += np.random.default_rng(seed).normal(0, 0.004, linear.shape[:2])[..., None]
    near = cv2.erode(canvas.depth.reshape(large), np.ones((2, 2), np.uint8), anchor=(0, 0))
    labels = _majority(label, small)
    labels[alpha < 0.5] = 0
    depth = np.where(labels > 0, near[::SUPERSAMPLING, ::SUPERSAMPLING], np.inf)
    return Photograph(_exposed(linear), labels, alpha, depth.astype(np.float32))


def _majority(label: Labels, small: tuple[int, int]) -> Labels:
    """The most frequent label under each pixel, background only where nothing else is."""
    best = np.zeros((small[1], small[0]), np.float32)
    out = np.zeros((small[1], small[0]), np.uint8)
    for value in np.unique(label[label > 0]):
        share = cv2.resize((label == value).astype(np.float32), small, interpolation=cv2.INTER_AREA)
        out[share > best] = value
        best = np.maximum(best, share)
    return out


def _exposed(linear: Floats) -> Image:
    """Linear light to sRGB with a soft shoulder (ACES fit by Narkowicz 2015, blended)."""
    x = np.clip(linear * 1.55, 0, None)
    film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    plain = np.clip(x, 0, 1)
    mixed = np.clip(0.35 * film + 0.65 * plain, 0, 1)
    srgb = np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)
    return np.rint(srgb * 255).astype(np.uint8)


def base_clothes(
    body: Body, posed: Shape, color: tuple[float, float, float], seed: int
) -> list[Layer]:
    """Tank top, shorts and shoes over a posed body.

    Args:
        body: the template.
        posed: the person as she stands.
        color: linear RGB of top and shorts.
        seed: of heather and folds.
    """
    faces = body.faces[body.parts == body.part_names.index("tights")]
    normals = vertex_normals(posed.vertices, faces)
    at = body.template
    thickness = 0.0012 * (clothes.top(at) > -0.02) - TIGHTS_GAP
    thickness += 0.006 * ramp(clothes.shoes(at), -0.004, 0.004)
    vertices = (posed.vertices + normals * thickness[:, None]).astype(np.float32)
    vertices[:, 1] = np.maximum(vertices[:, 1], 0.0)
    shell = Shell(vertices, faces)
    dark = tuple(0.55 * c for c in color)

    def knit(tone: tuple[float, ...]) -> Callable[[Fragments, Floats, Floats], Floats]:
        return lambda _, at, edge: clothes.jersey(at, (tone[0], tone[1], tone[2]), edge, seed)

    def shoe(fragments: Fragments, at: Floats, _: Floats) -> Floats:
        return clothes.leather(at, fragments.sample(vertices[:, 1], faces))

    def bumps(at: Floats) -> Floats:
        return clothes.folds(at, seed)

    return [
        Layer(Label.SHOES, shell, clothes.shoes, shoe),
        Layer(Label.BOTTOM, shell, clothes.bottom, knit(dark), bumps),
        Layer(Label.TOP, shell, clothes.top, knit(color), bumps),
    ]
