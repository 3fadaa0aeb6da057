"""Learn how photos show bodies, on rendered people, and write ``weights/photo_readings.npz``.

    python scripts/calibrate_photos.py --people 120 -o src/modiste/weights/photo_readings.npz

Per sex and class of clothes: the logarithm of every reading (a part of the figure's height) as a
linear function of the logarithms of a few measures, by ridge regression, and the covariance of what
remains: scale, lens, pose, clothes. Seeds are odd; those of ``modiste bench body`` are even.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.body.measure import Tape
from modiste.body.posterior import Dimension, Name, Prior
from modiste.body.silhouette import Clothes, View, read_figure
from modiste.body.silhouette.eye import CAUSES
from modiste.body.template import Body
from modiste.errors import PoseError
from modiste.evaluation.body.crowd import Crowd
from modiste.evaluation.body.shots import Outfit, shoot
from modiste.types import Measure, Sex

SEEDS: Mapping[Sex, int] = {Sex.FEMALE: 90001, Sex.MALE: 90003}
CHEST = (Measure.CHEST, Dimension.CHEST_BREADTH, Dimension.CHEST_DEPTH)
WAIST = (Measure.WAIST, Dimension.WAIST_BREADTH, Dimension.WAIST_DEPTH)
HIP = (Measure.HIP, Dimension.HIP_BREADTH, Dimension.HIP_DEPTH)
DEPENDS: Mapping[str, Sequence[Name]] = {
    "chest": CHEST, "ribs": (*CHEST, Measure.WAIST_NATURAL),
    "waist_natural": (Measure.WAIST_NATURAL, *WAIST), "waist": WAIST,
    "high_hip": (*WAIST, *HIP), "hip": HIP,
}  # fmt: skip
"""What a width or depth at a level depends on, beside the height."""
OTHERS: Mapping[str, Sequence[Name]] = {
    "crotch": (Measure.INSEAM,), "thigh": (Measure.THIGH,), "neck": (Measure.NECK,),
    "shoulders": (Measure.SHOULDER,), "front_foot": (), "side_foot": (),
}  # fmt: skip
UNSURE = {"thigh": 0.03, "neck": 0.04, "shoulders": 0.03}
"""Doubt whether real people are shaped as the template where no statistics tell; relative."""
SHAPE_DOUBT = 0.01
LEAST, RIDGE = 25, 0.3

Rows = list[tuple[dict[Name, float], dict[str, float]]]


def names() -> list[str]:
    """Of all readings, in the order of the file."""
    return [*(f"{view}_{level}" for view in View for level in DEPENDS), *OTHERS]


def rows_of(sex: Sex, people: int) -> dict[Clothes, Rows]:
    """Photograph people in every class of clothes: their truth and the readings' logarithms."""
    body, rng = Body.open(), np.random.default_rng(SEEDS[sex])
    crowd = Crowd(Tape(body), Prior.open())
    found: dict[Clothes, Rows] = {c: [] for c in Clothes}
    for _ in range(people):
        someone = crowd.draw(sex, rng)
        for clothes in Clothes:
            outfit, logs = Outfit.drawn(clothes, rng), dict[str, float]()
            for view in View:
                shot = shoot(body, someone.rest, view, outfit, rng)
                try:
                    figure = read_figure(shot.matte, shot.pose, view, str(view))
                except PoseError:
                    continue
                logs |= {name: r.log for name, r in figure.readings.items()}
            found[clothes].append((dict(someone.truth), logs))
    return found


def sight(rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Weights (k, len(CAUSES)), offsets (k,) and noise (k, k) of one sex and class."""
    order = names()
    x = np.log([[truth[c] for c in CAUSES] for truth, _ in rows])
    y = np.array([[logs.get(name, np.nan) for name in order] for _, logs in rows])
    weights, offset = np.zeros((len(order), len(CAUSES))), np.full(len(order), np.nan)
    rest = np.full(y.shape, np.nan)
    for k, name in enumerate(order):
        seen = np.isfinite(y[:, k])
        if seen.sum() >= LEAST:
            weights[k], offset[k] = _regressed(x[seen], y[seen, k], name)
            rest[seen, k] = y[seen, k] - offset[k] - x[seen] @ weights[k]
    return weights, offset, _covariance(rest, order)


def _regressed(
    x: NDArray[np.float64], y: NDArray[np.float64], name: str
) -> tuple[NDArray[np.float64], float]:
    """Ridge towards proportionality: a reading is a length over the height."""
    causes = OTHERS[name] if name in OTHERS else DEPENDS[name.split("_", 1)[1]]
    own = [CAUSES.index(c) for c in causes]
    start = np.zeros(len(CAUSES))
    if own:
        start[CAUSES.index(Measure.HEIGHT)] = -1
        start[own] = 1 / len(own)
    centre = x.mean(0)
    a, b = (x - centre)[:, own], y - y.mean() - (x - centre) @ start
    weights = start.copy()
    spread = x.std(0)[own].mean() if own else 1.0
    penalty = RIDGE * spread**2 * np.eye(len(own))
    if own:
        weights[own] += np.linalg.solve(a.T @ a + penalty, a.T @ b)
    return weights, float(y.mean() - centre @ weights)


def _covariance(rest: NDArray[np.float64], order: Sequence[str]) -> NDArray[np.float64]:
    """Of all pairs that were seen together; shrunk a little, and made positive definite."""
    seen = np.isfinite(rest).astype(float)
    zero = np.nan_to_num(rest)
    both = np.maximum(seen.T @ seen, 1)
    cov = (zero.T @ zero) / np.maximum(both - 4, 1)
    cov[both < LEAST] = 0
    cov = 0.95 * cov + 0.05 * np.diag(np.diag(cov))
    doubt = [UNSURE.get(name, 0.0 if "foot" in name else SHAPE_DOUBT) for name in order]
    values, vectors = np.linalg.eigh(cov + np.diag(np.square(doubt)))
    return (vectors * np.maximum(values, 1e-5)) @ vectors.T


def main() -> None:
    """Photograph, regress, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=120, help="of each sex")
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        found = dict(zip(Sex, pool.map(rows_of, Sex, [options.people] * 2), strict=True))
    arrays: dict[str, NDArray[np.generic]] = {"names": np.array(names())}
    for sex, classes in found.items():
        for clothes, rows in classes.items():
            weights, offset, cov = sight(rows)
            parts = {"weights": weights, "offset": offset, "cov": cov}
            arrays |= {f"{n}_{sex}_{clothes}": v.astype(np.float32) for n, v in parts.items()}
            for k, name in enumerate(names()):
                print(sex, clothes, f"{name:20} sd {np.sqrt(cov[k, k]):.3f} seen "
                      f"{sum(name in logs for _, logs in rows)}/{len(rows)}")  # fmt: skip
    np.savez_compressed(options.out, **arrays)


if __name__ == "__main__":
    main()
