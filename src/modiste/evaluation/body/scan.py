"""How right measures from scans are: bodies with known girths, scanned badly by chance.

The bodies are no members of the fitted family: they use sliders that are not fitted, any mixture of
origins, different bumps on the left and the right, and stand with joints that turn by chance.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.measure import Tape
from modiste.body.mesh import vertex_normals
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, turns_for
from modiste.body.scan import Cloud, ScanFit, fit_scan
from modiste.body.scan.prepare import UNITS
from modiste.body.template import Body, Shape
from modiste.types import Measure, Sex

NOISE = 0.004
HOLES = 0.20
OUTLIERS = 0.01
POINTS = 40_000
OUTLYING_CM = 2.5
"""An inseam or a neck this wrong must carry a warning."""
_Z80 = 1.2816
_BUMP = 0.004
_JITTER = {
    "upperarm01": 8, "lowerarm01": 6, "upperleg01": 3, "wrist": 6,
    "spine03": 2.5, "spine02": 2.0, "neck02": 3.0, "head": 4.0,
}  # fmt: skip


def bench_scan(count: int, seed: int) -> dict[str, Any]:
    """Fit ``count`` synthetic scans.

    Returns:
        Mean absolute errors in cm, inseams and necks further off than :data:`OUTLYING_CM` without
        a warning, how many of the true measures lie in their 80 % intervals, the share of measures
        that carry a warning, seconds for a scan, and ``n``.
    """
    body = Body.open()
    tape = Tape(body)
    errors, seconds, unflagged, doubtful, covered = [], [], 0, [], []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        sex, shape = random_body(body, rng)
        cloud = scanned(body, standing(body, shape, rng), rng)
        began = time.perf_counter()
        fit = fit_scan(cloud, sex, body=body)
        seconds.append(time.perf_counter() - began)
        truth = tape.of_rest(shape)
        error = {m: fit.measures[m].value - truth[m] for m in truth}
        unflagged += _unflagged(error, fit)
        doubtful += [fit.measures[m].doubtful for m in truth]
        covered += [abs(error[m]) < _Z80 * fit.measures[m].sd for m in truth]
        errors.append(error)
    means = {f"{m.value}_mae_cm": round(float(np.mean([abs(e[m]) for e in errors])), 2)
             for m in errors[0]}  # fmt: skip
    return {
        **means,
        "unflagged_outliers": unflagged,
        "coverage80": round(float(np.mean(covered)), 3),
        "doubtful_share": round(float(np.mean(doubtful)), 3),
        "seconds": round(float(np.median(seconds)), 2),
        "n": count,
    }


def _unflagged(error: dict[Measure, float], fit: ScanFit) -> int:
    return sum(
        abs(error[m]) > OUTLYING_CM and not fit.measures[m].doubtful
        for m in (Measure.INSEAM, Measure.NECK)
    )


def random_body(body: Body, rng: np.random.Generator) -> tuple[Sex, Shape]:
    """A person in the rest pose, BMI 18 to 33, with smooth lopsided bumps of 4 mm."""
    female = bool(rng.integers(2))
    height = float(rng.normal(164, 7) if female else rng.normal(177, 7))
    bmi = rng.uniform(18, 33)
    traits = {name: float(rng.uniform(0.2, 0.8))
              for name in ("muscle", "proportions", "cupsize", "firmness")}  # fmt: skip
    blur = rng.uniform(0, 0.12)
    traits["gender"] = 1 - blur if female else blur
    origins = rng.dirichlet(np.ones(3)).tolist()
    traits.update(zip(("african", "asian", "caucasian"), origins, strict=True))
    sliders = {name: float(np.clip(rng.normal(0, 0.3), -0.8, 0.8))
               for name in body.sliders if rng.random() < 0.35}  # fmt: skip
    age = float(rng.uniform(20, 65))
    person = Person(female, height, float(bmi * (height / 100) ** 2), age, traits, sliders)
    shape = build(body, person)
    normals = vertex_normals(shape.vertices, body.solid)
    bump = _bumps(shape.vertices, rng)[:, None].astype(np.float32)
    return Sex.FEMALE if female else Sex.MALE, Shape(shape.vertices + bump * normals, shape.joints)


def _bumps(points: Floats, rng: np.random.Generator) -> Floats:
    centres = points[rng.integers(len(points), size=14)]
    squared = ((points[:, None] - centres) ** 2).sum(2)
    bumps: Floats = np.exp(-squared / (2 * 0.12**2)) @ rng.normal(0, _BUMP, 14)
    return bumps


def standing(body: Body, shape: Shape, rng: np.random.Generator) -> Shape:
    """The person in a scanning pose, each joint off by some degrees."""
    turns = turns_for(body, shape, (PoseName.A_POSE, PoseName.STANDING)[rng.integers(2)])
    for name, degrees in _JITTER.items():
        for bone in (name,) if name in body.bones else (f"{name}.L", f"{name}.R"):
            off = np.array(turns.get(bone, (0, 0, 0))) + rng.normal(0, degrees, 3)
            turns[bone] = (float(off[0]), float(off[1]), float(off[2]))
    return body.grounded(body.pose(shape, turns))


def scanned(body: Body, shape: Shape, rng: np.random.Generator) -> Cloud:
    """The person's cloud: noise, holes, outliers, every third with a floor or a turntable."""
    points = _sampled(shape, body, rng)
    keep = np.ones(len(points), bool)
    while keep.mean() > 1 - HOLES:
        centre = points[rng.integers(len(points))]
        keep &= ((points - centre) ** 2).sum(1) > rng.uniform(0.04, 0.12) ** 2
    points = points[keep]
    if rng.random() < 1 / 3:
        points = np.concatenate([points, _disk(rng.uniform(0.35, 1.2), rng)])
    points = points + rng.normal(0, NOISE, points.shape)
    wild = rng.choice(len(points), int(OUTLIERS * len(points)), replace=False)
    low, high = points.min(0) - 0.3, points.max(0) + 0.3
    points[wild] = rng.uniform(low, high, (len(wild), 3))
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn = turn * np.sign(np.linalg.det(turn))
    unit = list(UNITS)[rng.integers(len(UNITS))]
    return Cloud((points @ turn.T + rng.normal(0, 1, 3)) / UNITS[unit])


def _sampled(shape: Shape, body: Body, rng: np.random.Generator) -> Floats:
    a, b, c = (shape.vertices[body.solid[:, k]].astype(np.float64) for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    face = rng.choice(len(area), POINTS, p=area / area.sum())
    shares = rng.dirichlet(np.ones(3), POINTS)
    points: Floats = shares[:, :1] * a[face] + shares[:, 1:2] * b[face] + shares[:, 2:] * c[face]
    return points


def _disk(radius: float, rng: np.random.Generator) -> Floats:
    """A round floor under the feet, as dense as the body's points."""
    places = rng.uniform(-radius, radius, (int(4 * radius**2 * POINTS / 1.7), 2))
    places = places[(places**2).sum(1) < radius**2]
    return np.insert(places, 1, 0.0, axis=1)
