"""How well the warp lays a garment on a body, measured on drawn people whose truth is known.

Every case is a virtual model and a flat garment of a size she would buy. The truth is the garment
sewn from its own measures and draped on the body (:mod:`modiste.examples.dressed`); ours and the
naive scaled paste see the model in base clothes. Hands and hair, which lie in front whatever a warp
does, are left out of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.body.model import Model
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.clock import Clock
from modiste.errors import ModisteError
from modiste.evaluation.metrics import colour_difference, iou, legibility, waviness
from modiste.examples.dressed import Dressed, Figure, dress
from modiste.examples.dressed.sizing import bought
from modiste.examples.flats import Flat, flat
from modiste.examples.models import virtual_model
from modiste.perception.look import Perception
from modiste.perception.window import Window
from modiste.photos import Garment, Person
from modiste.types import (
    Category,
    Fit,
    GarmentView,
    Image,
    Label,
    Part,
    PersonView,
    Warped,
)
from modiste.warp import naive_paste, warp_garment

KINDS: Mapping[Category, tuple[str, ...]] = {
    Category.TOP: ("t-shirt", "long-sleeve", "shirt", "tank-top"),
    Category.BOTTOM: ("trousers", "skirt", "shorts"),
    Category.DRESS: ("dress",),
}
"""Which garments stand for a category, in turn."""

PEOPLE = ("mara", "rosa", "tom")
POSES = (PoseName.STANDING, PoseName.HAND_ON_HIP, PoseName.WALKING)
SIZE = (480, 640)
"""Width and height of the evaluated pictures."""


@dataclass(frozen=True)
class Sight:
    """What perception saw of a case.

    Attributes:
        person: the wearer, in ``window`` when there is one, else in the whole picture.
        garment: the garment.
        window: the part of the picture that ``person`` shows.
    """

    person: PersonView
    garment: GarmentView
    window: Window | None = None


LONG_SIDE = 1280
"""Most pixels of the working picture's longer side, as the studio's standard quality has."""

Look = Callable[[Model, Flat], Sight]
"""Perception: what is seen of a person and a garment."""


def exact(model: Model, garment: Flat) -> Sight:
    """Perception that makes no mistakes."""
    return Sight(model.view, garment.view())


def perceived(perception: Perception) -> Look:
    """Perception by the nets; only the garment's category is told."""

    def look(model: Model, garment: Flat) -> Sight:
        clock = Clock()
        view = perception.garment(Garment.from_array(garment.image), garment.category, clock)
        person = Person.from_array(model.image)
        seen = perception.person(person, None, [garment.category], LONG_SIDE, clock)
        return Sight(seen.view, view, seen.window)

    return look


@dataclass(frozen=True)
class Case:
    """One person, one garment, and the truth.

    Attributes:
        name: who, how, what.
        model: the person in base clothes.
        flat: the garment.
        truth: the person wearing it, in the flat photo's own light.
    """

    name: str
    model: Model
    flat: Flat
    truth: Dressed

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Where neither hands nor hair lie in front, (h, w)."""
        return ~np.isin(self.model.labels, (Label.HAND, Label.HAIR))


def cases(
    category: Category,
    *,
    people: Sequence[str] = PEOPLE,
    poses: Sequence[PoseName] = POSES,
    per_pose: int = 2,
    seed: int = 0,
    size: tuple[int, int] = SIZE,
) -> Iterator[Case]:
    """Draw the cases of a category, ``per_pose`` garments for each person and pose."""
    body = Body.open()
    number = seed
    for name in people:
        for pose in poses:
            model = virtual_model(name, pose=pose, size=size, body=body, seed=seed)
            for _ in range(per_pose):
                kinds = KINDS[category]
                yield make_case(model, kinds[number % len(kinds)], number, f"{name} {pose}")
                number += 1


def make_case(model: Model, kind: str, seed: int, name: str) -> Case:
    """Dress a model in a garment of her size."""
    figure = Figure(model.sitter.body, model.sitter.posed)
    sizes = bought(figure, kind, np.random.default_rng([seed, 7]))
    garment = flat(kind, seed=seed, measures=sizes)
    truth = dress(figure, model.camera, model, garment, lit=False)
    return Case(f"{name} {kind} {seed}", model, garment, truth)


@dataclass(frozen=True)
class Score:
    """Figures of one warp of one case; NaN where one does not apply.

    Attributes:
        iou: of the garment mask.
        colour: median CIEDE2000 where both are garment.
        print_ncc: correlation of the printed word with the true one, in [-1, 1].
    """

    iou: float
    colour: float
    print_ncc: float


def score(case: Case, warped: Warped) -> Score:
    """Compare a warp with the truth."""
    mask = np.where(case.free, warped.alpha, 0).astype(np.float32)
    truth = np.where(case.free, case.truth.mask, 0).astype(np.float32)
    both = (mask > 0.5) & (truth > 0.5)
    colour = colour_difference(warped.image, case.truth.image, both)
    return Score(iou(mask, truth), colour, print_score(case, warped.image, both))


def print_score(case: Case, image: Image, shown: NDArray[np.bool_]) -> float:
    """Legibility of the word where it truly lies; NaN without one or when it is hidden."""
    box = case.flat.print_box
    corners = None if box is None else _carried(case, box)
    if box is None or corners is None:
        return float("nan")
    patch = _upright(case.truth.image, corners, 2.0)
    visible = np.zeros(shown.shape, np.uint8)
    cv2.fillConvexPoly(visible, np.round(corners).astype(np.int32), 1)
    if (shown & (visible > 0)).sum() < 0.8 * visible.sum():
        return float("nan")
    return legibility(patch, image, corners)


def _upright(image: Image, corners: NDArray[np.float32], scale: float) -> Image:
    width = round(float(np.linalg.norm(corners[1] - corners[0])) * scale)
    height = round(float(np.linalg.norm(corners[3] - corners[0])) * scale)
    box = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, box)
    out: Image = cv2.warpPerspective(image, matrix, (width, height)).astype(np.uint8)
    return out


def _carried(case: Case, points: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Where pixels of the flat truly appear on the person; None when one is hidden."""
    source, parts = case.truth.source, case.truth.parts
    rows, columns = np.nonzero(parts == Part.TORSO)
    if len(rows) < 100:
        return None
    seen = source[rows, columns]
    away = np.linalg.norm(seen[None] - points[:, None], axis=2)
    nearest = away.argmin(axis=1)
    if away[np.arange(len(points)), nearest].max() > 6:
        return None
    return np.stack([columns[nearest], rows[nearest]], axis=1).astype(np.float32)


def stripe_waviness(case: Case, warp: Callable[[PersonView, GarmentView], Warped]) -> float:
    """How wavy a straight horizontal line across the chest becomes, as a share of its length."""
    view = case.flat.view()
    ruled = _ruled(case.flat)
    drawn = warp(case.model.view, _with_image(view, ruled))
    ink = (drawn.image[..., 0] < 128) & (drawn.alpha > 0.9) & (drawn.parts == Part.TORSO)
    rows, columns = np.nonzero(ink)
    if len(rows) < 30:
        return float("nan")
    xs = np.unique(columns)
    ys = np.array([rows[columns == x].mean() for x in xs])
    return waviness(np.stack([xs, ys], axis=1).astype(np.float32))


def _ruled(garment: Flat) -> Image:
    """A white garment with one dark line straight across the chest."""
    image = np.full_like(garment.image, 255)
    chest = garment.pattern.measures["armhole"] + 3.0
    u = np.linspace(-0.9, 0.9, 60)
    line = garment.locate(Part.TORSO, u, np.full(60, chest))
    cv2.polylines(image, [np.round(line).astype(np.int32)], False, (0, 0, 0), 6)
    return image


def _with_image(view: GarmentView, image: Image) -> GarmentView:
    return GarmentView(
        image, view.mask, view.category, view.landmarks, view.sleeve, view.leg, view.inner
    )


def _blank(case: Case) -> Warped:
    shape = case.model.labels.shape
    return Warped(
        np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.float32), np.zeros(shape, np.uint8)
    )


def in_picture(warped: Warped, window: Window | None, shape: tuple[int, int]) -> Warped:
    """A warp made in a window, in the whole picture of ``shape`` (h, w)."""
    if window is None:
        return warped
    size, area = window.whole_size, np.s_[window.y : window.y + window.height,
                                          window.x : window.x + window.width]  # fmt: skip
    image, alpha = np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.float32)
    parts = np.zeros(shape, np.uint8)
    image[area] = cv2.resize(warped.image, size, interpolation=cv2.INTER_AREA)
    alpha[area] = cv2.resize(warped.alpha, size, interpolation=cv2.INTER_AREA)
    parts[area] = cv2.resize(warped.parts, size, interpolation=cv2.INTER_NEAREST)
    return Warped(image, alpha, parts)


@dataclass
class Tally:
    """Scores of one category."""

    ours: list[Score] = field(default_factory=list)
    naive: list[Score] = field(default_factory=list)
    waves: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, case: Case, look: Look) -> None:
        """Score one case; a warp that raises counts as an empty one."""
        try:
            sight = look(case.model, case.flat)
            ours = warp_garment(sight.person, sight.garment, Fit(), False)
        except ModisteError as error:
            self.failed.append(f"{case.name}: {error}")
            sight, ours = exact(case.model, case.flat), _blank(case)
        naive = naive_paste(sight.person, sight.garment)
        ours, naive = (in_picture(w, sight.window, case.free.shape) for w in (ours, naive))
        self.ours.append(score(case, ours))
        self.naive.append(score(case, naive))
        if look is exact and case.flat.category == Category.TOP:
            self.waves.append(stripe_waviness(case, lambda p, g: warp_garment(p, g, Fit(), False)))

    def report(self) -> dict[str, Any]:
        """Means, and how many cases they are of."""
        return {
            "ours_iou": _mean([s.iou for s in self.ours]),
            "naive_iou": _mean([s.iou for s in self.naive]),
            "ours_colour": _mean([s.colour for s in self.ours]),
            "naive_colour": _mean([s.colour for s in self.naive]),
            "ours_print": _mean([s.print_ncc for s in self.ours]),
            "naive_print": _mean([s.print_ncc for s in self.naive]),
            "waviness": _mean(self.waves),
            "n": len(self.ours),
            "failed": len(self.failed),
        }


def _mean(values: Sequence[float]) -> float | None:
    """Mean of what is not NaN, to four places; None when nothing is left."""
    kept = [v for v in values if v == v]
    return round(float(np.mean(kept)), 4) if kept else None


def evaluate_warp(
    *,
    perception: Perception | None = None,
    categories: Sequence[Category] = tuple(Category),
    people: Sequence[str] = PEOPLE,
    poses: Sequence[PoseName] = POSES,
    per_pose: int = 2,
    seed: int = 0,
    size: tuple[int, int] = SIZE,
    progress: Callable[[str, Score, Score], None] | None = None,
) -> dict[str, Any]:
    """Compare our warp with a naive scaled paste, per category.

    Args:
        perception: when given, everything is measured a second time as the nets see it.
        categories: which.
        people: names of virtual models.
        poses: how each of them stands.
        per_pose: garments per person, pose and category.
        seed: of garments and sizes.
        size: width and height of the pictures.
        progress: is told each case's name, our score and the naive one's.

    Returns:
        Per category ``ours_iou``, ``naive_iou``, ``ours_colour`` and ``naive_colour`` (median
        CIEDE2000), ``ours_print`` and ``naive_print`` (correlation), ``waviness``, ``n`` and
        ``failed``; ``n`` over all; and with ``perception`` the same again under ``perceived``.
    """
    wanted = {"people": people, "poses": poses, "per_pose": per_pose, "seed": seed, "size": size}
    looks = [exact] if perception is None else [exact, perceived(perception)]
    reports: list[dict[str, Any]] = [{} for _ in looks]
    for category in categories:
        tallies = [Tally() for _ in looks]
        for case in cases(category, **wanted):  # type: ignore[arg-type]
            for tally, look in zip(tallies, looks, strict=True):
                tally.add(case, look)
                if progress is not None:
                    progress(case.name, tally.ours[-1], tally.naive[-1])
        for report, tally in zip(reports, tallies, strict=True):
            report[str(category)] = tally.report()
    total = sum(part["n"] for part in reports[0].values())
    return {**reports[0], "n": total, **({"perceived": reports[1]} if reports[1:] else {})}


def table(report: Mapping[str, Any]) -> str:
    """The report as lines for people."""
    lines = [f"{'category':20}{'IoU ours':>10}{'naive':>8}{'dE ours':>10}{'naive':>8}{'n':>6}"]
    rows = [(n, p) for n, p in report.items() if n in tuple(Category)]
    rows += [(f"{n}, perceived", p) for n, p in report.get("perceived", {}).items()]
    for name, part in rows:
        lines.append(
            f"{name:20}{part['ours_iou']:>10.3f}{part['naive_iou']:>8.3f}"
            f"{_shown(part['ours_colour'])}{_shown(part['naive_colour'], 8)}{part['n']:>6}"
        )
    return "\n".join(lines)


def _shown(value: float | None, width: int = 10) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:>{width}.2f}"
