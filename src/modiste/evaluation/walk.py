"""A rendered film of somebody who walks, turns and bends her arms, and what is true of it.

The cloth is draped once by the solver of :mod:`modiste.pairs` and then moves with the bones, so its
place in every frame is known exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Floats, Ints
from modiste.body.camera import Camera
from modiste.body.develop import SUPERSAMPLING
from modiste.body.landmarks import pose_of
from modiste.body.light import Lights
from modiste.body.measure import Tape
from modiste.body.people import build
from modiste.body.poses import PoseName, turns_for
from modiste.body.raster import rasterize
from modiste.body.render import OVERLAP, photograph
from modiste.body.scene import Sitter
from modiste.body.template import Body, Shape, rotation
from modiste.body.wardrobe import base_clothes
from modiste.examples.dressed.figure import Figure
from modiste.examples.dressed.sizing import bought
from modiste.examples.flats import Flat, flat
from modiste.fit.plain import parse_json
from modiste.fit.true_size import fit_of_size
from modiste.pairs.dressing import Worn, carried, clear_of, put_on, skinned
from modiste.pairs.people import BASE, draw_looks, draw_person
from modiste.types import Category, Fit, Image, Length, Pose

SIZE = (640, 480)
FPS = 30.0
STEP_SECONDS = 1.2
"""Of two steps."""
SWING = 1.25
"""How much wider the limbs swing than in the template's walking pose."""
TURN = 14.0
"""Degrees by which she turns to and fro."""
BEND = 55.0
"""Degrees by which the forearms rise and fall."""
APPROACH = 0.5
"""Metres that she comes nearer in two steps and goes back."""
_DIRECTIONS = 20

Turns = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Film:
    """Frames of a person in base clothes, and where a garment would be in each.

    Attributes:
        frames: (480, 640, 3) each.
        cloth: bool (480, 640) each: where the garment is seen.
        poses: the exact landmarks.
        garment: the garment's in-shop picture, (h, w, 3).
        category: where it is worn, as a shop knows.
        fit: how large it is on her, by her measures and the garment's, as a size chart tells.
        fps: frames a second.
    """

    frames: tuple[Image, ...]
    cloth: tuple[NDArray[np.bool_], ...]
    poses: tuple[Pose, ...]
    garment: Image
    category: Category
    fit: Fit = field(default_factory=Fit)
    fps: float = FPS


def draw_walk(seed: int, *, count: int = 60, kind: str = "long-sleeve") -> Film:
    """Draw a film.

    Args:
        seed: of person, looks and garment.
        count: frames.
        kind: of the garment, one of :data:`modiste.examples.flats.KINDS`.
    """
    rng = np.random.default_rng([seed, 77])
    body = Body.open()
    person = draw_person(rng)
    looks, style = draw_looks(person, rng)
    rest = build(body, person)
    first = walking_turns(body, rest, 0.0)
    cut = _cut(body, rest, kind, seed, rng)
    worn = put_on(body, rest, first, cut)
    color = BASE[int(rng.integers(len(BASE)))]
    sitter = Sitter(body, rest, body.pose(rest, first), looks, style, (), seed % 9973)
    weights = skinned(body, sitter.posed, worn.vertices, worn.cloth)
    stage = _Stage(sitter, cut, worn, weights, first, color)
    shots = [stage.shot(n / FPS) for n in range(count)]
    frames, cloth, poses = (tuple(part) for part in zip(*shots, strict=True))
    return Film(frames, cloth, poses, cut.image, cut.category, _fit(body, rest, cut))


def walking_turns(body: Body, rest: Shape, phase: float) -> dict[str, Sequence[float]]:
    """The pose at a phase of the walk, in radians; at 0 the left leg is before."""
    one = {n: np.array(v, np.float64) for n, v in turns_for(body, rest, PoseName.WALKING).items()}
    other = {_opposite(name): turn * (1, -1, -1) for name, turn in one.items()}
    weight = (1 + SWING * np.cos(phase)) / 2
    zero = np.zeros(3)
    turns = {
        name: weight * one.get(name, zero) + (1 - weight) * other.get(name, zero)
        for name in one.keys() | other.keys()
    }
    for side in "LR":
        bend = BEND * (0.5 - 0.5 * np.cos(phase / 2 + (0 if side == "L" else np.pi / 3)))
        name = f"lowerarm01.{side}"
        turns[name] = turns.get(name, zero) + np.array([-bend, 0, 0])
    return {name: tuple(float(x) for x in turn) for name, turn in turns.items()}


def _opposite(name: str) -> str:
    if name.endswith((".L", ".R")):
        return name[:-1] + ("R" if name.endswith("L") else "L")
    return name


def _cut(body: Body, rest: Shape, kind: str, seed: int, rng: np.random.Generator) -> Flat:
    figure = Figure(body, body.grounded(body.pose(rest, {})))
    return flat(kind, seed=seed, measures=bought(figure, kind, rng), background="white", tidy=0.9)


def _fit(body: Body, rest: Shape, cut: Flat) -> Fit:
    """What a shop's chart with this one size, and a tape round the wearer, tell."""
    chart = parse_json(json.dumps(size_row(cut)), "the chart of the film")
    return fit_of_size(chart, "M", Tape(body).of_rest(rest))


def size_row(cut: Flat) -> dict[str, Any]:
    """A garment's measures as a chart of one size, in the form that docs/size.md tells."""
    measures = cut.pattern.measures
    cells = {"chest": 2 * measures["chest"], "length": measures["length"]}
    if cut.sleeve is not Length.NONE:
        cells["sleeve"] = measures["sleeve"]
    row = {"size": "M", **{name: round(float(cm), 1) for name, cm in cells.items()}}
    return {"of": "garment", "category": cut.category.value, "sizes": [row]}


@dataclass(frozen=True)
class _Stage:
    """Everything that is in front of the camera."""

    sitter: Sitter
    cut: Flat
    worn: Worn
    weights: Floats
    first: Turns
    color: tuple[float, float, float]

    def shot(self, time: float) -> tuple[Image, NDArray[np.bool_], Pose]:
        """One frame, the garment's mask in it, and the pose."""
        phase = 2 * np.pi * time / STEP_SECONDS
        body, rest = self.sitter.body, self.sitter.rest
        turns = walking_turns(body, rest, phase)
        raw = body.pose(rest, turns)
        turn = rotation((0.0, TURN * float(np.sin(phase / 2)), 0.0)).T
        stands = body.grounded(Shape(raw.vertices @ turn, raw.joints @ turn))
        offset = stands.joints[0] - raw.joints[0] @ turn
        vertices = carried(body, rest, self.first, turns, self.worn.vertices, self.weights)
        vertices = clear_of(body, raw, self.worn.cloth, vertices)
        cloth = vertices @ turn + offset
        camera = self._camera(phase)
        return self._taken(stands, cloth.astype(np.float32), camera)

    def _camera(self, phase: float) -> Camera:
        tall = self.sitter.body.stature(self.sitter.rest)
        distance = 3.4 - APPROACH * (0.5 - 0.5 * np.cos(phase / 3))
        view = Camera.portrait(tall + 0.12, -0.12, distance=3.4, size=SIZE)
        return replace(view, eye=(view.eye[0], view.eye[1], float(distance)))

    def _taken(
        self, stands: Shape, cloth: Floats, camera: Camera
    ) -> tuple[Image, NDArray[np.bool_], Pose]:
        body, lights = self.sitter.body, Lights.studio(_DIRECTIONS)
        layers = base_clothes(body, stands, self.color, self.sitter.seed)
        sitter = replace(self.sitter, posed=stands, layers=tuple(layers))
        taken = photograph(sitter, camera, lights)
        pose = pose_of(body, stands, camera, taken.depth)
        return taken.image, self._seen(stands, cloth, camera), pose

    def _seen(self, stands: Shape, cloth: Floats, camera: Camera) -> NDArray[np.bool_]:
        """Where the cloth is before the body; half covered pixels count as covered."""
        large = camera.scaled(SUPERSAMPLING)
        faces = self.worn.cloth.faces
        body = _depths(stands.vertices, self.sitter.body.solid, large)
        sheet = np.minimum(_depths(cloth, faces, large), _depths(cloth, faces[:, ::-1], large))
        seen = (sheet < body + OVERLAP).astype(np.float32).reshape(large.height, large.width)
        small = cv2.resize(seen, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
        return np.asarray(small >= 0.5)


def _depths(vertices: Floats, faces: Ints, camera: Camera) -> Floats:
    """Distance of the nearest surface per pixel, infinite where there is none, (H * W,)."""
    found = rasterize(vertices, faces, camera)
    depth: Floats = np.full(camera.width * camera.height, np.inf, np.float32)
    depth[found.pixel] = found.depth
    return depth
