"""From a raw cloud to the person alone, in metres: outliers, floor, unit, even density."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.body.scan.cloud import Cloud
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.planes import find_floor
from modiste.body.scan.register import Target
from modiste.body.scan.voxels import Voxels
from modiste.errors import InputError, OptionError

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
"""Metres in each unit that a scan may be in."""
TALL = (1.2, 2.4)
"""Metres a scanned person may span along its longest axis (arms may be raised); no two units of
:data:`UNITS` can both be right within it."""
SPACING = 0.009
"""Metres between the points that are kept."""
LEAST = 1500
ANOTHER, TOLD = 0.5, 0.1
"""Beside the person a piece of more than this share of her is another person, or is told."""


@dataclass(frozen=True)
class Prepared:
    """A person's points.

    Attributes:
        target: what the template is laid on, metres, in the axes of the file.
        unit: of the file, one of :data:`UNITS`.
        notes: what was done, as sentences.
    """

    target: Target
    unit: str
    notes: tuple[str, ...]


def prepare(cloud: Cloud, unit: str | None = None, seed: int = 0) -> Prepared:
    """Clean a cloud.

    Args:
        cloud: as it was read.
        unit: one of :data:`UNITS`; None guesses by the stature.
        seed: of the places where a floor is looked for.

    Raises:
        OptionError: when the unit is unknown.
        InputError: when there is no person of plausible size, or too few points.
    """
    if unit is not None and unit not in UNITS:
        raise OptionError(f"There is no unit {unit!r}; known: {', '.join(UNITS)}.")
    keep = _near(cloud.points)
    points = cloud.points[keep]
    normals = None if cloud.normals is None else cloud.normals[keep]
    floor, notes, kept = _standing(points, np.random.default_rng(seed), cloud.name)
    points, normals = points[kept], None if normals is None else normals[kept]
    unit = unit or cloud.unit or guess_unit(points, cloud.name)
    metres = points * UNITS[unit]
    if floor is not None:
        floor = np.append(floor[:3], floor[3] * UNITS[unit])
    target = _even(Target(metres, normals, floor))
    if len(target.points) < LEAST:
        raise InputError(
            f"{cloud.name}: only {len(target.points)} places of a body are left after cleaning; "
            "scan the whole person, or export more points."
        )
    return Prepared(target, unit, notes)


def guess_unit(points: Floats, name: str) -> str:
    """The unit in which the points span a plausible person.

    Raises:
        InputError: when there is none.
    """
    span = _span(points)
    for unit, metres in UNITS.items():
        if TALL[0] <= span * metres <= TALL[1]:
            return unit
    raise InputError(
        f"{name}: the scan spans {span:.3g}, which is no adult in metres, centimetres, "
        "millimetres, inches or feet; give --scan-unit, and scan the whole body."
    )


def _span(points: Floats) -> float:
    """Length along the longest axis."""
    centred = points - points.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return float(np.ptp(np.percentile(centred @ axes[:, 2], [0.05, 99.95])))


def _near(points: Floats) -> Bools:
    """Finite, and not absurdly far from the middle."""
    finite: Bools = np.all(np.isfinite(points), axis=1)
    middle = np.median(points[finite], axis=0)
    far = np.linalg.norm(np.where(finite[:, None], points, middle) - middle, axis=1)
    near: Bools = finite & (far <= 8 * np.median(far[finite]) + 1e-300)
    return near


def _standing(
    points: Floats, rng: np.random.Generator, name: str
) -> tuple[Floats | None, tuple[str, ...], Bools]:
    """The floor, what was said, and which points are the person's."""
    keep = _dense(points)
    size = _size(points[keep]) / 90
    voxels = Voxels.of(points[keep], size)
    floor = find_floor(voxels.means(points[keep]), rng)
    plane, notes = None, []
    if floor is not None:
        height = floor.height(points)
        voxel_height = floor.height(voxels.means(points[keep]))
        cut = float(voxel_height[floor.above].min(initial=np.inf))
        noise = float(np.std(height[np.abs(height) < 2 * cut])) if cut > 0 else 0.0
        keep &= height > max(cut, 3 * noise)
        plane = np.append(floor.normal, floor.offset)
        notes.append("A floor or turntable was found and removed.")
    person, beside = _largest(points, keep)
    if beside > ANOTHER:
        raise InputError(
            f"{name}: two figures of like size stand in the scan; crop it to one person."
        )
    if beside > TOLD:
        notes.append("Something large beside the person was left out.")
    return plane, tuple(notes), person


def _size(points: Floats) -> float:
    return float(np.linalg.norm(np.ptp(points, axis=0)))


def _dense(points: Floats) -> Bools:
    """Points that are not alone in their surroundings."""
    middle = np.percentile(points, [1, 99], axis=0)
    voxels = Voxels.of(points, _size(middle) / 55)
    crowd = voxels.crowd()[voxels.owner]
    dense: Bools = crowd > max(3.0, 0.12 * float(np.median(crowd)))
    return dense


def _largest(points: Floats, keep: Bools) -> tuple[Bools, float]:
    """The largest connected piece, and large pieces close to it: holes may part a limb.

    Also how large the largest piece is that was left out, as a share of the one that was kept.
    """
    chosen = np.flatnonzero(keep)
    if not len(chosen):
        return keep, 0.0
    voxels = Voxels.of(points[chosen], _size(points[chosen]) / 60)
    pieces = voxels.pieces()
    names, inverse, count = np.unique(pieces, return_inverse=True, return_counts=True)
    centres = voxels.means(points[chosen])
    main = names[count.argmax()]
    tree = Tree(centres[pieces == main])
    good = names == main
    for i in np.flatnonzero(count > 0.004 * count.sum()):
        gap, _ = tree.nearest(centres[inverse == i])
        good[i] |= float(gap.min()) < 0.09 * _size(points[chosen])
    kept = np.zeros(len(points), bool)
    kept[chosen[good[inverse][voxels.owner]]] = True
    beside = float(count[~good].max(initial=0) / count.max())
    return kept, beside


def _even(target: Target) -> Target:
    """One point, the mean, per small cube, without those whose neighbours are far."""
    voxels = Voxels.of(target.points, SPACING)
    points = voxels.means(target.points)
    normals = None
    if target.normals is not None:
        mixed = voxels.means(target.normals)
        normals = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    far, _ = Tree(points).several(points, min(9, len(points)))
    mean = far[:, 1:].mean(1)
    middle = np.median(mean)
    near = mean < middle + 6 * 1.4826 * np.median(np.abs(mean - middle)) + 0.002
    return Target(points[near], None if normals is None else normals[near], target.floor)
