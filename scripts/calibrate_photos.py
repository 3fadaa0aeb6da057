"""Learn how photos show bodies, on rendered people, and write ``weights/photo_readings.npz``.

    python scripts/calibrate_photos.py --cache photos -o src/modiste/weights/photo_readings.npz

Per sex and class of clothes: the logarithm of every reading (a part of the figure's height) as a
linear function of the logarithms of a few measures, by ridge regression, and the covariance of what
remains: scale, lens, pose, clothes. Slopes and noise are first learned over all clothes, then drawn
towards their own class. Prints the errors of cross-validation, by person, on the way.

The 1000 people, photographed once in every class of clothes, take an hour of one processor; they
are kept in the folder ``--cache``. None of them is ever one of ``modiste bench body``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.body.measure import Tape
from modiste.body.posterior import Name, Observation, Posterior, Prior, Source
from modiste.body.posterior.result import Z80
from modiste.body.silhouette import Clothes, Figure, Reading, View, read_figure
from modiste.body.silhouette.eye import CAUSES, Eye, Sight
from modiste.body.silhouette.read import LEVELS, SEARCHED
from modiste.body.template import Body
from modiste.errors import PoseError
from modiste.evaluation.body.crowd import Crowd
from modiste.evaluation.body.shots import Outfit, shoot
from modiste.types import Measure, Sex

Array = NDArray[np.float64]

BATCHES = ((777, 260), (778, 240))
"""Seed and number of people of each batch, of either sex."""
GIRTHS = (Measure.CHEST, Measure.WAIST, Measure.HIP)
OWN: Mapping[str, Name] = {"neck": Measure.NECK, "shoulders": Measure.SHOULDER}
"""Readings that depend on a measure which no other reading depends on: on the template these
measures are not to the girths as they are on people."""
UNSURE = {"thigh": 0.03, "neck": 0.04, "shoulders": 0.03}
"""Doubt whether real people are shaped as the template where no statistics tell; relative."""
DOUBT = 0.005
LEAST = 25
"""Readings seen less often are left out."""
RIDGE, OWN_RIDGE = 5.0, 20.0
"""Of the slopes of all clothes, and of their difference from those of one class; in people."""
GROSS = 4.0
"""Readings off by more standard deviations are a hand before the belly or the like: robust ones, so
that such readings do not hide themselves. The estimate drops them, too."""
SHRINK, POOL = 0.1, 100.0
"""How much of the correlations is given up; so many people's weight the common covariance has."""
FOLDS = 5
TOLD_SD = {Measure.HEIGHT: 0.5, Measure.WEIGHT: 1.4}


def names() -> list[str]:
    """Of all readings, in the order of the file."""
    levels = [f"{view}_{level}" for view in View for level in LEVELS]
    found = [f"{view}_{name}" for view, name in SEARCHED]
    return [*levels, *found, "front_armpits", "armpit_height", "crotch", "thigh", "neck",
            "shoulders", "front_foot", "side_foot"]  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Photographed people of one sex, a row for each in each class of clothes.

    Attributes:
        person: (n,) whole numbers.
        clothes: (n,) places in ``list(Clothes)``.
        causes: (n, len(CAUSES)), logarithms.
        weight: (n,), kg.
        readings: (n, len(names())), logarithms; NaN where not seen.
    """

    person: NDArray[np.intp]
    clothes: NDArray[np.intp]
    causes: Array
    weight: Array
    readings: Array

    def __getitem__(self, rows: NDArray[np.bool_]) -> Sample:
        return Sample(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def photographed(sex: Sex, seed: int, people: int) -> dict[str, NDArray[np.generic]]:
    """The arrays of a :class:`Sample` of new people."""
    body, rng = Body.open(), np.random.default_rng([seed, list(Sex).index(sex)])
    crowd, order = Crowd(Tape(body), Prior.open()), names()
    rows = []
    for person in range(people):
        someone = crowd.draw(sex, rng)
        for place, clothes in enumerate(Clothes):
            outfit, logs = Outfit.drawn(clothes, rng), dict[str, float]()
            for view in View:
                shot = shoot(body, someone.rest, view, outfit, rng)
                try:
                    figure = read_figure(shot.matte, shot.pose, view, str(view))
                except PoseError:
                    continue
                logs |= {name: r.log for name, r in figure.readings.items()}
            causes = np.log([someone.truth[c] for c in CAUSES])
            rows.append((person + 100_000 * seed, place, causes, someone.truth[Measure.WEIGHT],
                         [logs.get(name, np.nan) for name in order]))  # fmt: skip
    return dict(zip(Sample.__dataclass_fields__, map(np.array, zip(*rows, strict=True)),
                    strict=True))  # fmt: skip


def kept(sex: Sex, seed: int, people: int, cache: Path) -> Path:
    """The file of a batch, photographed when it is not there."""
    path = cache / f"{sex}-{seed}-{people}.npz"
    if not path.exists():
        np.savez_compressed(path, allow_pickle=False, **photographed(sex, seed, people))
    return path


def sample(paths: Sequence[Path]) -> Sample:
    """All batches of one sex."""
    parts = [np.load(path) for path in paths]
    return Sample(*(np.concatenate([p[n] for p in parts]) for n in Sample.__dataclass_fields__))


def learned(rows: Sample) -> dict[Clothes, Sight]:
    """What a camera shows of one sex, by class of clothes; gross errors are left out."""
    first = _learned(rows)
    readings = rows.readings.copy()
    for place, clothes in enumerate(Clothes):
        own, seen = rows.clothes == place, first[clothes]
        off = readings[own] - seen.offset - rows.causes[own] @ seen.weights.T
        off = np.where(np.isfinite(seen.offset), off, 0)
        sd = 1.4826 * np.nanmedian(np.abs(off), axis=0)
        readings[own] = np.where(np.abs(off) > GROSS * sd, np.nan, readings[own])
    return _learned(replace(rows, readings=readings))


def _learned(rows: Sample) -> dict[Clothes, Sight]:
    order = names()
    shape = (len(Clothes), len(order))
    weights, offset = np.zeros((*shape, len(CAUSES))), np.full(shape, np.nan)
    rest = np.full(rows.readings.shape, np.nan)
    for k, name in enumerate(order):
        weights[:, k], offset[:, k], rest[:, k] = _regressed(rows, k, _causes(name))
    common, _ = _covariance(rest)
    sights = {}
    for place, clothes in enumerate(Clothes):
        own, count = _covariance(rest[rows.clothes == place])
        share = count / (count + POOL)
        cov = _safe(share * own + (1 - share) * common, order)
        sights[clothes] = Sight(tuple(order), weights[place], offset[place], cov)
    return sights


def _causes(name: str) -> list[int]:
    hidden = [measure for measure in OWN.values() if measure is not OWN.get(name)]
    return [i for i, cause in enumerate(CAUSES) if cause not in hidden]


def _regressed(rows: Sample, k: int, own: list[int]) -> tuple[Array, Array, Array]:
    """Slopes (3, causes) and offsets (3,) of one reading, and what remains of it, (n,)."""
    x, y = rows.causes[:, own], rows.readings[:, k]
    scale = x.std(0)
    slopes, offsets = np.zeros((3, len(CAUSES))), np.full(3, np.nan)
    rest = np.full(len(y), np.nan)
    groups = [np.flatnonzero((rows.clothes == c) & np.isfinite(y)) for c in range(3)]
    groups = [g if len(g) >= LEAST else g[:0] for g in groups]
    together = [_centred(x[g] / scale, y[g]) for g in groups if len(g)]
    if not together:
        return slopes, offsets, rest
    common = _ridge(np.concatenate([a for a, _ in together]),
                    np.concatenate([b for _, b in together]), RIDGE)  # fmt: skip
    for c, g in enumerate(groups):
        if len(g):
            a, b = _centred(x[g] / scale, y[g])
            slope = common + _ridge(a, b - a @ common, OWN_RIDGE)
            slopes[c, own] = slope / scale
            offsets[c] = y[g].mean() - rows.causes[g].mean(0) @ slopes[c]
            rest[g] = b - a @ slope
    return slopes, offsets, rest


def _centred(a: Array, b: Array) -> tuple[Array, Array]:
    return a - a.mean(0), b - b.mean()


def _ridge(a: Array, b: Array, penalty: float) -> Array:
    return np.asarray(np.linalg.solve(a.T @ a + penalty * np.eye(a.shape[1]), a.T @ b), np.float64)


def _covariance(rest: Array) -> tuple[Array, Array]:
    """Of all pairs seen together, (k, k), and how often they were."""
    zero, seen = np.nan_to_num(rest), np.isfinite(rest).astype(float)
    count = np.maximum(seen.T @ seen, 1)
    return zero.T @ zero / count, count


def _safe(cov: Array, order: Sequence[str]) -> Array:
    """Shrunk, doubted where nobody knows, and positive definite."""
    spread = np.diag(np.diag(cov))
    doubt = [UNSURE.get(name, 0.0 if "foot" in name else DOUBT) for name in order]
    shrunk = (1 - SHRINK) * cov + SHRINK * spread + np.diag(np.square(doubt))
    values, vectors = np.linalg.eigh(shrunk)
    return np.asarray((vectors * np.maximum(values, 1e-5)) @ vectors.T, np.float64)


def validated(sex: Sex, rows: Sample, told: Sequence[Measure]) -> dict[Clothes, Array]:
    """Errors and z-scores of people left out of the learning, (n, 3, 2), by class of clothes."""
    prior, rng = Prior.open(), np.random.default_rng(5)
    found: dict[Clothes, list[Array]] = {c: [] for c in Clothes}
    for fold in range(FOLDS):
        out = rows.person % FOLDS == fold
        eye = Eye({(sex, c): s for c, s in learned(rows[~out]).items()})
        for i in np.flatnonzero(out):
            clothes = list(Clothes)[rows.clothes[i]]
            truth = dict(zip(CAUSES, np.exp(rows.causes[i]), strict=True))
            truth[Measure.WEIGHT] = float(rows.weight[i])
            said = [Observation(m, truth[m] + rng.normal(0, TOLD_SD[m]), TOLD_SD[m], Source.TOLD)
                    for m in told]  # fmt: skip
            body = eye.posterior(prior, sex, said, [_figure(rows.readings[i])], clothes)
            found[clothes].append(np.array([_score(body, g, truth[g]) for g in GIRTHS]))
    return {clothes: np.array(scores) for clothes, scores in found.items()}


def _figure(logs: Array) -> Figure:
    nowhere = (0.0, 0.0)
    readings = {name: Reading(name, float(np.exp(log)), nowhere, nowhere)
                for name, log in zip(names(), logs, strict=True) if np.isfinite(log)}  # fmt: skip
    return Figure(View.FRONT, readings, Clothes.NORMAL)


def _score(body: Posterior, girth: Measure, truth: float) -> tuple[float, float]:
    mean, sd = body.joint.of(girth)
    return body.estimate(girth).mean - truth, (np.log(truth) - mean) / sd


def report(sex: Sex, rows: Sample) -> None:
    """Print what cross-validation says."""
    for told in ((Measure.HEIGHT,), (Measure.HEIGHT, Measure.WEIGHT)):
        for clothes, scores in validated(sex, rows, told).items():
            error, z = np.abs(scores[..., 0]), np.abs(scores[..., 1])
            print(f"{sex:7}{clothes:7}{'+'.join(told):14} MAE", error.mean(0).round(2),
                  "bias", scores[..., 0].mean(0).round(2),
                  "coverage", (z < Z80).mean(0).round(3))  # fmt: skip


def main() -> None:
    """Photograph, regress, validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the photographed")
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    jobs = [(sex, seed, people, options.cache) for seed, people in BATCHES for sex in Sex]
    with ProcessPoolExecutor(2) as pool:
        paths = dict(zip(jobs, pool.map(kept, *zip(*jobs, strict=True)), strict=True))
    arrays: dict[str, NDArray[np.generic]] = {"names": np.array(names())}
    for sex in Sex:
        rows = sample([path for job, path in paths.items() if job[0] is sex])
        report(sex, rows)
        for clothes, sight in learned(rows).items():
            parts = {"weights": sight.weights, "offset": sight.offset, "cov": sight.cov}
            arrays |= {f"{n}_{sex}_{clothes}": v.astype(np.float32) for n, v in parts.items()}
    np.savez_compressed(options.out, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
