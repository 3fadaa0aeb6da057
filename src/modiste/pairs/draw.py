"""One rendered pair from a seed: a person, a garment, both pictures and the truth between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Floats
from modiste.body.camera import Camera
from modiste.body.develop import SUPERSAMPLING, Photograph
from modiste.body.landmarks import pose_of
from modiste.body.light import Lights
from modiste.body.raster import Fragments, rasterize
from modiste.body.render import photograph
from modiste.body.scene import Drape, Shell
from modiste.body.template import Body, rotation
from modiste.errors import OptionError
from modiste.examples.dressed.figure import Figure
from modiste.examples.dressed.sizing import bought, chest_girth, hip_girth
from modiste.examples.flats import KINDS, Flat, flat
from modiste.pairs.dressing import Worn, hollows, put_on
from modiste.pairs.people import Sitting, sit
from modiste.pairs.texture import Texture, look_up, picked, reflectance
from modiste.types import Category, Image, Label, Labels, Landmark, Mask, Pose

SIZE = (384, 512)
"""Width and height of both pictures in pixels."""
FINE = 2
"""The flat picture is drawn this many times larger and shrunk."""
ATTEMPTS = 4
"""People and sizes that are tried for a seed until the garment can be worn."""
TORN = 3.0
"""Strain of a garment that was not put on properly."""
FOLDS = 55.0
"""Share of light lost per metre that cloth lies deep in a fold: it sees less of the studio."""
GRAIN = 0.001
"""Standard deviation of the film grain, linear."""
DIRECTIONS = 50
"""Directions from which light is sampled."""
LABELS = {Category.TOP: Label.TOP, Category.BOTTOM: Label.BOTTOM, Category.DRESS: Label.DRESS}
TAKEN_OFF = {
    Category.TOP: (Label.TOP,),
    Category.BOTTOM: (Label.BOTTOM,),
    Category.DRESS: (Label.TOP, Label.BOTTOM),
}
"""Base clothes that a garment replaces."""
WEIGHTS: Mapping[str, float] = {
    "t-shirt": 3.0, "long-sleeve": 2.0, "shirt": 1.5, "hoodie": 1.2, "tank-top": 1.5,
    "dress": 2.0, "trousers": 1.8, "shorts": 1.0, "skirt": 1.2,
}  # fmt: skip
"""How often each kind of garment is drawn."""


@dataclass(frozen=True)
class Pair:
    """A person wearing a garment, and the garment lying flat.

    Attributes:
        person: she wears the garment, (h, w, 3).
        base: the same person and place in base clothes, (h, w, 3).
        garment: the in-shop picture, (h, w, 3).
        garment_mask: coverage of the garment's outside in it, (h, w).
        garment_inner: coverage of its visible inside (back of the collar), (h, w).
        landmarks: the garment's landmarks in it, by name.
        flow: float32 (h, w, 2), for a pixel of ``person`` the pixel (x, y) of ``garment`` that it
            shows; NaN where there is none: no garment, or cloth that the flat picture hides.
        albedo: sRGB of the worn garment without light, (h, w, 3); 0 where there is none.
        parse: labels of ``person``, (h, w).
        base_parse: labels of ``base``, (h, w).
        matte: alpha of the person, (h, w).
        depth: float32 (h, w), metres, infinite in the background.
        pose: landmarks of the person.
        meta: what was drawn, for JSON: kind, sizes in cm, person, pose, seed.
    """

    person: Image
    base: Image
    garment: Image
    garment_mask: Mask
    garment_inner: Mask
    landmarks: Mapping[str, Landmark]
    flow: NDArray[np.float32]
    albedo: Image
    parse: Labels
    base_parse: Labels
    matte: Mask
    depth: NDArray[np.float32]
    pose: Pose
    meta: Mapping[str, Any]


def draw_pair(seed: int, *, body: Body | None = None, kind: str | None = None) -> Pair:
    """Draw the pair of a seed; the same seed gives the same pixels.

    Args:
        seed: 0 or more.
        body: an open template, to save opening it again.
        kind: one of :data:`modiste.examples.flats.KINDS`; None draws one.

    Raises:
        OptionError: when ``kind`` is unknown or the seed negative.
        AssetError: when the template is missing or damaged.
    """
    if seed < 0 or (kind is not None and kind not in KINDS):
        raise OptionError(f"A pair needs a seed of 0 or more and a kind out of {', '.join(KINDS)}.")
    body = body or Body.open()
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([seed, 20, attempt])
        sitting = sit(body, seed, rng)
        cut, measures = _cut(sitting, kind or _drawn_kind(rng), seed, rng)
        bending = float(rng.uniform(0.05, 0.3))
        worn = put_on(body, sitting.sitter.rest, sitting.turns, cut, bending=bending)
        if worn.strain < TORN and not _fallen(sitting, cut, worn):
            break
    worn = replace(worn, vertices=sitting.placed(worn.vertices))
    shot = _Shot.of(sitting, cut, worn, rng)
    return shot.taken(seed, measures)


def _fallen(sitting: Sitting, cut: Flat, worn: Worn) -> bool:
    """Whether a top or dress has slid off the shoulders."""
    body, rest = sitting.sitter.body, sitting.sitter.rest
    if cut.category == Category.BOTTOM:
        return False
    joints = body.pose(rest, sitting.turns).joints
    shoulders = min(joints[body.bone(f"upperarm01.{side}"), 1] for side in "LR")
    return bool(worn.vertices[worn.cloth.upper, 1].max() < shoulders + 0.02)


def _drawn_kind(rng: np.random.Generator) -> str:
    chance = np.array(list(WEIGHTS.values()))
    return list(WEIGHTS)[int(rng.choice(len(chance), p=chance / chance.sum()))]


def _cut(
    sitting: Sitting, kind: str, seed: int, rng: np.random.Generator
) -> tuple[Flat, dict[str, float]]:
    """A flat garment about her size, sometimes too small or too large, and its measures."""
    figure = Figure(sitting.sitter.body, sitting.sitter.posed)
    wanted = bought(figure, kind, rng)
    if kind not in ("trousers", "shorts", "skirt"):
        wanted["chest"] *= float(np.exp(rng.normal(0, 0.05)))
        wanted["length"] *= float(np.exp(rng.normal(0, 0.06)))
    shape = (SIZE[1] * FINE, SIZE[0] * FINE)
    drawn = flat(kind, seed=seed, measures=wanted, shape=shape, tidy=float(rng.uniform(0, 1)))
    return drawn, _sizes(figure, drawn)


def _sizes(figure: Figure, drawn: Flat) -> dict[str, float]:
    """Flat measures of the garment and girths of the body, cm."""
    m = drawn.pattern.measures
    out = {n: float(m[n]) for n in ("chest", "shoulder", "waist", "hip", "hem", "rise", "inseam")
           if n in m}  # fmt: skip
    out["length"] = float(m["length"] if "length" in m else m["rise"] + m["inseam"])
    if drawn.sleeve.value != "none":
        out["sleeve"] = float(m["sleeve"])
    out["body_chest_girth"], out["body_hip_girth"] = chest_girth(figure), hip_girth(figure)
    out["ease"] = (2 * m["chest"] - out["body_chest_girth"] if "chest" in m
                   else 2 * m["hip"] - out["body_hip_girth"])  # fmt: skip
    return {n: round(v, 2) for n, v in out.items()}


@dataclass(frozen=True)
class _Shot:
    """Everything that is in front of the camera."""

    sitting: Sitting
    cut: Flat
    worn: Worn
    camera: Camera
    lights: Lights
    tint: Floats

    @classmethod
    def of(cls, sitting: Sitting, cut: Flat, worn: Worn, rng: np.random.Generator) -> _Shot:
        return cls(sitting, cut, worn, _framed(sitting, cut.category, rng), _lit(rng), _wall(rng))

    def taken(self, seed: int, sizes: Mapping[str, float]) -> Pair:
        """Take both pictures of the person and gather the truth."""
        cut, sitter, texture = self.cut, self.sitting.sitter, Texture.of(self.cut)
        before = photograph(sitter, self.camera, self.lights, tint=self.tint, grain=GRAIN)
        brush = _Brush(self, texture)
        label = LABELS[cut.category]
        drape = Drape(label, Shell(self.worn.vertices, self.worn.cloth.faces), brush.paint)
        kept = [x for x in sitter.layers if x.label not in TAKEN_OFF[cut.category]]
        after = photograph(replace(sitter, layers=kept), self.camera, self.lights,
                           drapes=[drape], tint=self.tint, grain=GRAIN)  # fmt: skip
        flow = _flow(self, texture, after, label)
        return self._pair(before, after, flow, brush.picture(after, label), seed, sizes)

    def _pair(
        self, before: Photograph, after: Photograph, flow: NDArray[np.float32], albedo: Image,
        seed: int, sizes: Mapping[str, float],
    ) -> Pair:  # fmt: skip
        cut, sitter = self.cut, self.sitting.sitter
        small = [np.asarray(cv2.resize(x, SIZE, interpolation=cv2.INTER_AREA), np.float32)
                 for x in (cut.image, cut.alpha, cut.inner)]  # fmt: skip
        marks = {n: Landmark(*_shrunk(np.array([m.x, m.y])).tolist())
                 for n, m in cut.landmarks.items()}  # fmt: skip
        return Pair(
            after.image, before.image, np.rint(small[0]).astype(np.uint8), small[1], small[2],
            marks, flow, albedo, after.labels, before.labels, after.alpha, after.depth,
            pose_of(sitter.body, sitter.posed, self.camera, after.depth),
            _meta(self, seed, sizes),
        )  # fmt: skip


def _meta(shot: _Shot, seed: int, sizes: Mapping[str, float]) -> dict[str, Any]:
    cut, who = shot.cut, shot.sitting.person
    return {
        "seed": seed, "kind": cut.kind, "category": str(cut.category), "sleeve": str(cut.sleeve),
        "leg": str(cut.leg), "motif": cut.dye.motif, "text": cut.dye.text, "sizes_cm": dict(sizes),
        "female": who.female, "height_cm": round(who.height_cm, 1),
        "weight_kg": round(who.weight_kg, 1), "age": round(who.age), "pose": str(shot.sitting.pose),
        "yaw_degrees": round(shot.sitting.yaw, 1), "strain": round(shot.worn.strain, 3),
    }  # fmt: skip


class _Brush:
    """Paints the worn garment and remembers its colours, sRGB, on the large canvas."""

    def __init__(self, shot: _Shot, texture: Texture) -> None:
        self._shot, self._texture = shot, texture
        camera = shot.camera
        self._sheet = np.zeros((camera.height * SUPERSAMPLING * camera.width * SUPERSAMPLING, 3),
                               np.float32)  # fmt: skip
        per_metre = camera.focal * SUPERSAMPLING / camera.eye[2]
        self._tone = np.clip(1 - FOLDS * (hollows(shot.worn) + 0.0006), 0.7, 1.2)
        self._sides = texture.shrunk(per_metre / 100 / shot.cut.lay.scale)

    def paint(self, seen: Fragments, inside: bool) -> Floats:
        """Albedo of fragments, as :class:`modiste.body.scene.Drape` wants it."""
        at, back = _places(self._shot, seen, inside)
        front, behind = self._sides
        color = np.where(back[:, None], look_up(behind, at), look_up(front, at))
        if inside:
            shown = picked(self._texture.inner, at) & back
            color = np.where(shown[:, None], look_up(front, at), self._texture.plain)
        self._sheet[seen.pixel] = color
        tone = seen.sample(self._tone, self._shot.worn.cloth.faces)
        return reflectance(color) * tone[:, None]

    def picture(self, after: Photograph, label: Label) -> Image:
        """The remembered colours, shrunk, 0 where the garment is not seen, uint8 (h, w, 3)."""
        camera = self._shot.camera
        large = self._sheet.reshape(camera.height * SUPERSAMPLING, -1, 3)
        small = cv2.resize(large, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
        small[after.labels != label] = 0
        return np.clip(np.rint(small), 0, 255).astype(np.uint8)


def _places(shot: _Shot, seen: Fragments, inside: bool) -> tuple[Floats, NDArray[np.bool_]]:
    """Pixels of the large flat picture (N, 2) and whether the back layer is seen, (N,)."""
    cloth = shot.worn.cloth
    faces = cloth.faces[:, ::-1] if inside else cloth.faces
    paper = seen.sample(cloth.paper, faces)
    pixels = shot.cut.lay.to_pixels(paper.astype(np.float64)).astype(np.float32)
    return pixels, seen.face >= cloth.front_faces


def _flow(shot: _Shot, texture: Texture, after: Photograph, label: Label) -> NDArray[np.float32]:
    """The pixel of the small flat picture that each pixel shows, NaN where there is none."""
    camera, cloth = shot.camera, shot.worn.cloth
    count = camera.width * camera.height
    depth = np.full(count, np.inf, np.float32)
    flow = np.full((count, 2), np.nan, np.float32)
    for inside in (False, True):
        faces = cloth.faces[:, ::-1] if inside else cloth.faces
        seen = rasterize(shot.worn.vertices, faces, camera)
        seen = seen.select(seen.depth < depth[seen.pixel])
        at, back = _places(shot, seen, inside)
        shown = picked(texture.inner, at) & back if inside else (
            ~picked(texture.inner, at) & ~back | back & picked(texture.same, at))  # fmt: skip
        depth[seen.pixel] = seen.depth
        flow[seen.pixel] = np.where(shown[:, None], _shrunk(at), np.nan)
    field: Floats = flow.reshape(camera.height, camera.width, 2)
    field[after.labels != label] = np.nan
    limit = np.array(SIZE, np.float32) - 1
    field[((field < 0) | (field > limit)).any(axis=2)] = np.nan
    return field


def _shrunk(pixels: Floats) -> Floats:
    """Pixels of the large flat picture to pixels of the small one."""
    small: Floats = (pixels + 0.5) / FINE - 0.5
    return small


def _framed(sitting: Sitting, category: Category, rng: np.random.Generator) -> Camera:
    """A camera that shows the whole person, or only the half that wears the garment."""
    tall = sitting.sitter.body.stature(sitting.sitter.posed)
    top, bottom = tall + rng.uniform(0.05, 0.2), -rng.uniform(0.05, 0.2)
    close = rng.uniform() < 0.6
    if close and category == Category.TOP:
        bottom = tall * rng.uniform(0.22, 0.42)
    elif close and category == Category.BOTTOM:
        top = tall * rng.uniform(0.72, 0.95)
    distance = float(rng.uniform(2.4, 4.5))
    view = Camera.portrait(float(top), float(bottom), distance=distance, size=SIZE)
    middle = view.center or (SIZE[0] / 2, SIZE[1] / 2)
    shift = rng.normal(0, 0.03) * SIZE[0]
    return replace(view, center=(middle[0] + float(shift), middle[1]))


def _lit(rng: np.random.Generator) -> Lights:
    """The studio's light from another side, warmer or cooler."""
    studio = Lights.studio(DIRECTIONS)
    turn = rotation((0.0, float(np.clip(rng.normal(-20, 35), -95, 45)), 0.0))
    warm = float(rng.normal(0, 0.05))
    tint = np.array([1 + warm, 1.0, 1 - warm], np.float32) * np.float32(rng.uniform(0.85, 1.1))
    return Lights(studio.directions @ turn.T, studio.radiance * tint, studio.key)


def _wall(rng: np.random.Generator) -> Floats:
    """Factors on the backdrop: another paint, a soft gradient, blotches, float32 (h, w, 3)."""
    color = rng.uniform(0.35, 1.25) * (1 + rng.normal(0, 0.10, 3))
    width, height = SIZE
    nodes = rng.normal(0, rng.uniform(0.0, 0.10), (4, 3)).astype(np.float32)
    field = cv2.resize(nodes, (width, height), interpolation=cv2.INTER_CUBIC)
    tint: Floats = ((1 + field)[..., None] * color).astype(np.float32)
    return np.clip(tint, 0.1, 1.6)
