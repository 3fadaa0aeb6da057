"""A photo-like picture of a virtual person in a studio, with exact ground truth.

The order of work: rasterise skin and cloth, light every vertex, colour every pixel, draw the hair,
lay all over a backdrop, shrink. Everything is drawn at twice the resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.body import hair, skin
from modiste.body.arrays import Floats, Ints, vec
from modiste.body.backdrop import backdrop
from modiste.body.camera import Camera
from modiste.body.develop import GRAIN, SUPERSAMPLING, Canvas, Photograph, develop
from modiste.body.light import KEY, Lights, irradiance, visibility
from modiste.body.mesh import vertex_normals
from modiste.body.noise import ramp
from modiste.body.raster import Fragments, rasterize
from modiste.body.scene import Drape, Layer, Shell, Sitter
from modiste.body.template import Body
from modiste.types import Label, Labels

_INSTEP = 0.025
"""Share of the stature above which the foot's skin is the leg's: trousers fall over the instep."""
SKIN_WRAP = (0.32, 0.17, 0.12)
EAR_DEPTH = 0.06
"""Metres by which ears give way to long hair that hangs beside them."""
CLOTH_WRAP = (0.08, 0.08, 0.08)
OVERLAP = 0.011
"""Metres by which skin or a layer may stand out of a garment over it and still be covered."""
UNDER = 0.012
"""Metres from its edge from which on cloth hides the skin, wherever either may be."""
INSIDE = 0.45
"""Share of the light outside that comes to the inside of a garment."""


def photograph(
    sitter: Sitter, camera: Camera, lights: Lights | None = None, *,
    drapes: Sequence[Drape] = (), tint: Floats | None = None, grain: float = GRAIN,
) -> Photograph:  # fmt: skip
    """Take the picture.

    Args:
        sitter: who, and what she wears.
        camera: from where; its size is the size of the picture.
        lights: None is the default studio.
        drapes: garments with surfaces of their own, over the layers.
        tint: float32 (H, W, 3), factors on the backdrop; None leaves it as it is.
        grain: standard deviation of the film grain, linear.
    """
    lights = lights or Lights.studio()
    large = camera.scaled(SUPERSAMPLING)
    canvas = Canvas(large)
    strands = hair.grow(sitter.body, sitter.rest, sitter.posed, sitter.style, sitter.seed)
    alone = _casters(sitter, strands)
    casters = np.concatenate([alone, *(d.shell.vertices for d in drapes)])
    _draw_skin(canvas, sitter, large, _Lit.of(_bare(sitter), lights, casters, SKIN_WRAP))
    for shell in dict.fromkeys(layer.shell for layer in sitter.layers):
        worn = [layer for layer in sitter.layers if layer.shell is shell]
        lit = _Lit.of(shell, lights, casters, CLOTH_WRAP)
        _draw_shell(canvas, sitter.body, lit, worn, large)
    for drape in drapes:
        _draw_drape(canvas, drape, _Lit.of(drape.shell, lights, alone, CLOTH_WRAP), large)
    _draw_hair(canvas, strands, sitter, large)
    scene = backdrop(camera, casters, lights)
    scene = scene if tint is None else scene * tint
    return develop(canvas, camera, scene, sitter.seed, grain)


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
    return Shell(sitter.posed.vertices, sitter.body.faces[_bare_faces(sitter)])


def _bare_faces(sitter: Sitter) -> Ints:
    """The faces of the bare body that are drawn: not those deep under the clothes.

    Where a stout body's thighs meet, skin comes through any second skin around it.
    """
    body = sitter.body
    bare = np.flatnonzero(body.parts <= body.part_names.index("lashes"))
    arms = np.isin(_skin_labels(body), (Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND))
    deep = np.full(len(body.template), -np.inf, np.float32)
    for layer in sitter.layers:
        deep = np.maximum(deep, layer.inside(body.template))
    hidden = (deep > UNDER) & ~arms
    return bare[~hidden[body.faces[bare]].all(1)]


def _draw_hair(canvas: Canvas, strands: hair.Strands, sitter: Sitter, camera: Camera) -> None:
    depth = canvas.depth.copy()
    if sitter.style in (hair.HairStyle.LONG, hair.HairStyle.BOB):
        depth[_ears(sitter, camera)] += EAR_DEPTH
    depth = depth.reshape(canvas.size)
    color, drawn = hair.draw(strands, sitter.looks.hair, camera, depth, KEY.towards)
    hit = np.flatnonzero(drawn)
    canvas.color[hit] = color[drawn]
    canvas.label[hit] = Label.HAIR
    behind = hit[np.isinf(canvas.depth[hit])]
    canvas.depth[behind] = camera.eye[2] - strands.middle[2]


def _ears(sitter: Sitter, camera: Camera) -> Ints:
    """The pixels behind which the ears are, as indices into a flat picture."""
    body = sitter.body
    faces = body.solid[(body.masks["ears"][body.solid] > 0.3).all(1)]
    return rasterize(sitter.posed.vertices, faces, camera).pixel


def _casters(sitter: Sitter, strands: hair.Strands) -> Floats:
    """What throws shadows: vertices and middles of the body's faces, and some of the hair."""
    vertices, solid = sitter.posed.vertices, sitter.body.solid
    locks = strands.points[::12, ::3].reshape(-1, 3)
    return np.concatenate([vertices[sitter.body.surface], vertices[solid].mean(1), locks])


def _draw_skin(canvas: Canvas, sitter: Sitter, camera: Camera, lit: _Lit) -> None:
    body, faces = sitter.body, lit.shell.faces
    fragments = rasterize(lit.shell.vertices, faces, camera)
    at = fragments.sample(body.template, faces)
    masks = {name: fragments.sample(mask, faces) for name, mask in body.masks.items()}
    albedo = _skin_albedo(fragments, at, masks, sitter, body.parts[_bare_faces(sitter)])
    shaded = albedo * fragments.sample(lit.light, faces) * _contact(at, sitter.layers)[:, None]
    shine = skin.gloss(at, masks, sitter.seed) * _specular(fragments, lit)
    shaded += (0.055 * shine)[:, None]
    canvas.put(fragments, shaded, _skin_labels(body)[faces[fragments.face, 0]])


def _skin_albedo(
    fragments: Fragments, at: Floats, masks: dict[str, Floats], sitter: Sitter,
    parts: NDArray[np.uint8],
) -> Floats:  # fmt: skip
    body = sitter.body
    albedo = skin.paint_skin(at, masks, sitter.looks, sitter.seed)
    rooted = ramp(skin.scalp(at), -0.002, 0.006)[:, None] * 0.9
    albedo = albedo * (1 - rooted) + vec(sitter.looks.hair) * 0.5 * rooted
    part = parts[fragments.face]
    for name in ("eye_left", "eye_right"):
        number = body.part_names.index(name)
        center = body.template[np.unique(body.faces[body.parts == number])].mean(0)
        mine = part == number
        albedo[mine] = skin.paint_eye(at[mine], center, sitter.looks)
    dark = vec(sitter.looks.hair) * 0.25 * sitter.looks.lashes
    lash = part == body.part_names.index("lashes")
    albedo[lash] = dark + vec(sitter.looks.skin) * 0.5 * (1 - sitter.looks.lashes)
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
    towards = vec(KEY.towards) / np.linalg.norm(KEY.towards)
    half = towards + vec([0, 0, 1])
    broad = np.clip(normal @ (half / np.linalg.norm(half)), 0, 1)
    rim = (1 - np.clip(normal[:, 2], 0, 1)) ** 4
    shine = fragments.sample(lit.key, faces) * (1.1 * broad**14 + 1.3 * broad**60) + 0.8 * rim
    sheen: Floats = shine
    return sheen


def _skin_labels(body: Body) -> Labels:
    """The label of each vertex of the bare body, by the bone that moves it most."""
    of_bone = np.array([_bone_label(bone) for bone in body.bones], np.uint8)
    owner = body.skin_bones[np.arange(len(body.skin)), body.skin.argmax(1)]
    labels: Labels = of_bone[owner]
    below = body.template[:, 1] < 0.05
    labels[below & (labels == Label.FACE)] = Label.LEGS
    labels[(labels == Label.SHOES) & _above_feet(body)] = Label.LEGS
    labels[skin.scalp(body.template) > 0.002] = Label.HAIR
    return labels


def _above_feet(body: Body) -> NDArray[np.bool_]:
    """Vertices higher than the toes."""
    up = body.template[:, 1]
    whole = up[body.surface]
    return np.asarray(up > whole.min() + _INSTEP * np.ptp(whole), np.bool_)


def _bone_label(bone: str) -> Label:
    if bone.startswith(("upperarm", "lowerarm", "shoulder01")):
        return Label.ARM_LEFT if bone.endswith("L") else Label.ARM_RIGHT
    rules = {
        ("upperleg", "lowerleg", "pelvis"): Label.LEGS,
        ("foot", "toe"): Label.SHOES,
        ("wrist", "finger", "metacarpal"): Label.HAND,
    }
    return next((label for stems, label in rules.items() if bone.startswith(stems)), Label.FACE)


def _draw_shell(
    canvas: Canvas, body: Body, lit: _Lit, layers: Sequence[Layer], camera: Camera
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


def _draw_drape(canvas: Canvas, drape: Drape, lit: _Lit, camera: Camera) -> None:
    """Draw both sides of a garment; little light comes to its inside."""
    for inside, slack in ((True, 0.0), (False, OVERLAP)):
        faces = lit.shell.faces[:, ::-1] if inside else lit.shell.faces
        seen = rasterize(lit.shell.vertices, faces, camera)
        seen = seen.select(canvas.nearer(seen, slack))
        light = seen.sample(lit.light, faces) * np.float32(INSIDE if inside else 1)
        canvas.put(seen, drape.paint(seen, inside) * light, int(drape.label))


def _relief(bumps: Callable[[Floats], Floats], at: Floats) -> Floats:
    """How much brighter folds are where they turn to the key light, float32 (N,)."""
    step = 0.004
    towards = vec(KEY.towards) / np.linalg.norm(KEY.towards) * vec([1, 1, 0])
    slope = (bumps(at + step * towards) - bumps(at - step * towards)) / (2 * step)
    relief: Floats = np.clip(1 - 1.8 * slope, 0.6, 1.35)
    return relief
