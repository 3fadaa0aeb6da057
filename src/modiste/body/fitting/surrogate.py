"""How the measures answer to the knobs, known beforehand so that a fit takes few looks.

The tape takes 20 ms; this formula takes microseconds. It adds up what every knob does alone, up
and down apart (a slider has one shape for each sign), at several weights, and corrects that by the
products of the main knobs, regressed on random bodies. ``scripts/build_surrogate.py`` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modiste.assets import asset_path
from modiste.body.fitting.parameters import HIGH, KNOBS, LOW, SPREAD, START, Vector, made
from modiste.body.measure import MEASURES, Tape
from modiste.errors import AssetError
from modiste.types import Measure, Sex

ORDER = tuple(MEASURES)
"""The order of measures in every vector of a fit."""
SEXES = (Sex.FEMALE, Sex.MALE)
WEIGHTS = (0.0, 0.4, 0.8, 1.0, 1.5, 2.0, 2.6)
"""Values of the weight knob at which the other knobs are tabulated."""
_NAMES = [knob.name for knob in KNOBS]
_WEIGHT = _NAMES.index("weight")
_MAIN = [_NAMES.index(name) for name in ("weight", "muscle", "height", "scale", "proportions",
                                         "cupsize")]  # fmt: skip
_HALF = np.triu_indices(len(_MAIN))
_STRIDE = 1.2
"""A knob is tabulated at so many of its spreads from its start."""
_RIDGE = 5.0
_HEIGHTS, _INDICES = (140.0, 210.0), (15.0, 42.0)
"""Random bodies outside of these heights in cm and body-mass indices teach nothing."""


def measured(tape: Tape, sex: Sex, age: float, x: Vector) -> Vector:
    """The measures of the body at ``x``, float64 (len(ORDER),): cm, kg."""
    found = tape.of_rest(made(tape.body, sex, age, x))
    return np.array([found[measure] for measure in ORDER], np.float64)


def pairs(x: Vector) -> Vector:
    """One and the products of the main knobs, float64 (..., P), at knobs (..., len(KNOBS))."""
    main = ((x - START) / SPREAD)[..., _MAIN]
    products = main[..., :, None] * main[..., None, :]
    one = np.ones_like(main[..., :1])
    return np.concatenate([one, products[..., *_HALF]], axis=-1)


def random_bodies(
    tape: Tape, sex: Sex, count: int, rng: np.random.Generator
) -> tuple[Vector, Vector]:
    """Knobs (count, len(KNOBS)) and measures (count, len(ORDER)) of plausible random bodies."""
    knobs: list[Vector] = []
    measures: list[Vector] = []
    low, high = LOW[_WEIGHT], HIGH[_WEIGHT]
    while len(knobs) < count:
        x = START + 0.9 * SPREAD * rng.normal(size=len(START))
        x[_WEIGHT] = rng.uniform(low, high)
        x = np.clip(x, LOW, HIGH)
        y = measured(tape, sex, 30.0, x)
        height, mass = y[ORDER.index(Measure.HEIGHT)], y[ORDER.index(Measure.WEIGHT)]
        index = mass / (height / 100) ** 2
        if _HEIGHTS[0] < height < _HEIGHTS[1] and _INDICES[0] < index < _INDICES[1]:
            knobs.append(x)
            measures.append(y)
    return np.array(knobs), np.array(measures)


@dataclass(frozen=True)
class Surrogate:
    """The formula.

    Attributes:
        values: float64 (2, W, M): measures at the weights, women first.
        up, down: float64 (2, W, len(KNOBS), M): slopes above and below a knob's start.
        products: float64 (2, P, M): coefficients of :func:`pairs`.
    """

    values: Vector
    up: Vector
    down: Vector
    products: Vector

    @classmethod
    def build(cls, tape: Tape, count: int, seed: int) -> Surrogate:
        """Tabulate, and regress on ``count`` random bodies of each sex; takes a minute."""
        tables = [[_column(tape, sex, weight) for weight in WEIGHTS] for sex in SEXES]
        values, up, down = (np.array([[c[i] for c in row] for row in tables]) for i in range(3))
        none = np.zeros((2, len(pairs(START)), len(ORDER)))
        plain = cls(values, up, down, none)
        for i, sex in enumerate(SEXES):
            x, y = random_bodies(tape, sex, count, np.random.default_rng([seed, i]))
            p = pairs(x)
            missed = y - np.array([plain(sex, one) for one in x])
            none[i] = np.linalg.solve(p.T @ p + _RIDGE * np.eye(p.shape[1]), p.T @ missed)
        return cls(values, up, down, none)

    @classmethod
    def open(cls) -> Surrogate:
        """Load the formula that ships.

        Raises:
            AssetError: when it is missing, damaged or made for other knobs.
        """
        return cls.read(asset_path("body-surrogate"))

    @classmethod
    def read(cls, path: Path) -> Surrogate:
        """Load a formula; see :meth:`open`."""
        try:
            with np.load(path, allow_pickle=False) as file:
                table = cls(*(file[name].astype(np.float64) for name in _PARTS))
        except (OSError, ValueError, KeyError) as error:
            raise AssetError(f"{path} holds no surrogate of the body ({error}): "
                             "run scripts/build_surrogate.py.") from error  # fmt: skip
        if table.up.shape != (2, len(WEIGHTS), len(KNOBS), len(ORDER)):
            raise AssetError(f"{path} is of another version: run scripts/build_surrogate.py.")
        return table

    def write(self, path: Path) -> None:
        """Store the formula in 32 bits."""
        parts = {name: getattr(self, name).astype(np.float32) for name in _PARTS}
        np.savez_compressed(path, **parts)

    def __call__(self, sex: Sex, x: Vector) -> Vector:
        """Measures at the knobs ``x``, (len(KNOBS),): (len(ORDER),)."""
        i = SEXES.index(sex)
        z = _others(x)
        values, up, down = (_between(table[i], x) for table in (self.values, self.up, self.down))
        found: Vector = values + np.maximum(z, 0) @ up + np.maximum(-z, 0) @ down
        found += pairs(x) @ self.products[i]
        return found

    def slopes(self, sex: Sex, x: Vector) -> tuple[Vector, Vector]:
        """Derivatives at ``x`` towards smaller and towards larger knobs, (M, len(KNOBS)) each."""
        i = SEXES.index(sex)
        up, down = (_between(table[i], x) for table in (self.up, self.down))
        z = _others(x)[:, None]
        sides = (np.where(z > 0, up, -down), np.where(z >= 0, up, -down))
        here = self(sex, x)
        for side, sign in zip(sides, (-1, 1), strict=True):
            for k in _MAIN:
                step = sign * 1e-4 * SPREAD[k]
                nudge = np.zeros(len(x))
                nudge[k] = step
                side[k] = (self(sex, x + nudge) - here) / step
        left, right = sides
        turned: tuple[Vector, Vector] = left.T, right.T
        return turned


_PARTS = ("values", "up", "down", "products")


def _column(tape: Tape, sex: Sex, weight: float) -> tuple[Vector, Vector, Vector]:
    """Measures (M,) and slopes up and down (len(KNOBS), M) at one weight."""
    start = START.copy()
    start[_WEIGHT] = weight
    here = measured(tape, sex, 30.0, start)
    sides = []
    for sign in (1, -1):
        rows = []
        for i in range(len(KNOBS)):
            there = start.copy()
            there[i] = np.clip(start[i] + sign * _STRIDE * SPREAD[i], LOW[i], HIGH[i])
            gap = abs(there[i] - start[i])
            rose = measured(tape, sex, 30.0, there) - here
            rows.append(rose / gap if gap else np.zeros_like(here))
        sides.append(np.array(rows))
    return here, sides[0], sides[1]


def _others(x: Vector) -> Vector:
    """Distances from the start of every knob but the weight, which the table is made along."""
    z: Vector = x - START
    z[_WEIGHT] = 0
    return z


def _between(table: Vector, x: Vector) -> Vector:
    """The table (W, ...) at the weight of ``x``."""
    place = float(np.interp(x[_WEIGHT], WEIGHTS, np.arange(len(WEIGHTS))))
    low = min(int(place), len(WEIGHTS) - 2)
    return np.asarray(table[low] + (place - low) * (table[low + 1] - table[low]))
