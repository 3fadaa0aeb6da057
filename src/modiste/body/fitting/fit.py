"""Turn the template's knobs until the tape reads what it should.

Space mapping (Bakr et al., "An introduction to the space mapping technique", 2001): a fast formula
of the measures is inverted by regularised Gauss-Newton; the body so found is measured; what the
formula got wrong there, and how that changes (Broyden's update), corrects it for the next round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from modiste.body.fitting.parameters import HIGH, KNOBS, LOW, SPREAD, START, Vector, made
from modiste.body.fitting.surrogate import ORDER, Surrogate, measured
from modiste.body.measure import Tape
from modiste.body.template import Shape
from modiste.errors import InputError
from modiste.types import Measure, Sex

TIGHT: Mapping[Measure, float] = {Measure.WEIGHT: 0.4}
TIGHTEST = 0.08
"""Standard deviation of what must be met, cm; :data:`TIGHT` where it is another."""
ROUNDS = 36
_PRIOR = 0.3
"""How much the prior counts beside the measures."""
_ELSEWHERE = np.where([knob.name == "weight" for knob in KNOBS], 1.5, START)
"""Where a fit that remains stuck begins anew: at a stouter body."""
_NEAR = 0.1
"""Where a fit is stuck, the slopes are measured over so many spreads of each knob."""
_INNER = 25
_WORTH = 0.01
"""A step that lowers the cost by a smaller part is not worth taking."""
_REACH = 1.5
"""A knob moves at most so many of its spreads at once."""
_DONE, _ENOUGH = 1.0, 2.0
"""A fit is done when nothing is missed by more than so many standard deviations; it has to be
enough when what must be met is missed by no more than so many, and :data:`_STALE` rounds in a row
were of no use."""
_STALE = 3
MET: Mapping[Measure, float] = {Measure.WEIGHT: 2.0}
"""A firm target missed by more is told, kg; :data:`USUALLY_MET` cm for the lengths and girths."""
USUALLY_MET = 0.2
_SHORTEST = 0.1
"""The least part of a step that is gone after steps that failed."""


@dataclass(frozen=True)
class FitResult:
    """A body that has the measures.

    Attributes:
        rest: the body in the rest pose.
        knobs: float64, values of :data:`modiste.body.fitting.parameters.KNOBS`.
        measures: what the tape reads on it, cm and kg.
        residuals: measure less target, for the targets.
        rounds: how often the body was measured.
        warnings: a sentence for each firm target that no body of the template was found to have.
    """

    rest: Shape
    knobs: Vector
    measures: Mapping[Measure, float]
    residuals: Mapping[Measure, float]
    rounds: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Aim:
    """What is wanted: targets, and weights that are 0 where there is none; in :data:`ORDER`.

    ``firm`` tells what must be met, float64 of 0 and 1.
    """

    wanted: Vector
    weights: Vector
    firm: Vector

    @classmethod
    def of(cls, targets: Mapping[Measure, float], sds: Mapping[Measure, float]) -> _Aim:
        least = {measure: TIGHT.get(measure, TIGHTEST) for measure in ORDER}
        weights = [1 / max(sds.get(m, 0.0), least[m]) if m in targets else 0.0 for m in ORDER]
        firm = [float(m in targets and sds.get(m, 0.0) <= least[m]) for m in ORDER]
        wanted = [targets.get(m, 0.0) for m in ORDER]
        return cls(np.array(wanted), np.array(weights), np.array(firm))

    def missed(self, y: Vector) -> Vector:
        """By how many standard deviations, (len(ORDER),)."""
        off: Vector = np.where(self.weights > 0, self.wanted - y, 0.0) * self.weights
        return off

    def done(self, y: Vector, stale: int) -> bool:
        """Whether the measures ``y`` do, after ``stale`` rounds that were of no use."""
        missed = np.abs(self.missed(y))
        if stale >= _STALE:
            return bool((self.firm * missed).max() < _ENOUGH)
        return bool(missed.max() < _DONE)

    def cost(self, x: Vector, y: Vector) -> float:
        """Half the negative log-posterior's double, up to a constant."""
        return float((self.missed(y) ** 2).sum() + _PRIOR * (((x - START) / SPREAD) ** 2).sum())


@dataclass
class _Corrected:
    """The formula, put right where the body was measured."""

    formula: Surrogate
    sex: Sex
    x: Vector
    error: Vector
    drift: Vector
    best: float = np.inf
    reach: float = 1.0
    stale: int = 0
    looked: bool = False

    @classmethod
    def begun(cls, formula: Surrogate, sex: Sex, x: Vector) -> _Corrected:
        """Not corrected yet, to go on from ``x``."""
        return cls(formula, sex, x, np.zeros(len(ORDER)), np.zeros((len(ORDER), len(x))))

    def __call__(self, x: Vector) -> Vector:
        found: Vector = self.formula(self.sex, x) + self.error + self.drift @ (x - self.x)
        return found

    def slopes(self, x: Vector) -> tuple[Vector, Vector]:
        left, right = self.formula.slopes(self.sex, x)
        return left + self.drift, right + self.drift

    def proposal(self, aim: _Aim) -> Vector:
        """Knobs to try next; after a failure only a part of the way is gone."""
        return self.x + self.reach * (_solved(self, aim, self.x) - self.x)

    def learn(self, x: Vector, y: Vector, cost: float) -> None:
        """Take over that the body at ``x`` has the measures ``y``; go on from the best so far."""
        self.stale = 0 if cost < (1 - _WORTH) * self.best else self.stale + 1
        self.reach = min(2 * self.reach, 1.0) if cost < self.best else self.reach / 2
        self.reach = max(self.reach, _SHORTEST)
        moved = (x - self.x) / SPREAD
        surprise = y - self(x)
        if (moved**2).sum() > 1e-9:
            self.drift = self.drift + np.outer(surprise, moved / SPREAD) / (moved @ moved)
        if cost < self.best:
            self.x, self.error, self.best = x, y - self.formula(self.sex, x), cost

    def look_around(self, aim: _Aim, look: Callable[[Vector], Vector]) -> None:
        """Measure the slopes themselves, on the sides to which the knobs should move."""
        ahead = np.where(_solved(self, aim, self.x) >= self.x, 1.0, -1.0)
        sides = np.where(self.x >= HIGH, -1.0, np.where(self.x <= LOW, 1.0, ahead))
        left, right = self.slopes(self.x)
        known, drift, here = np.where(sides > 0, right, left), self.drift.copy(), self(self.x)
        for k, side in enumerate(sides):
            there = self.x.copy()
            there[k] += side * _NEAR * SPREAD[k]
            drift[:, k] += (look(there) - here) / (there[k] - self.x[k]) - known[:, k]
        self.drift, self.reach, self.stale, self.looked = drift, 0.5, 0, True


def fit_body(
    tape: Tape,
    sex: Sex,
    targets: Mapping[Measure, float],
    *,
    sds: Mapping[Measure, float] | None = None,
    age: float = 30.0,
    formula: Surrogate | None = None,
    rounds: int = ROUNDS,
) -> FitResult:
    """Find the body.

    Args:
        tape: measures bodies of the template.
        sex: of the body.
        targets: cm, kg; the more the better, height at least.
        sds: how far each may be missed; 0.08 cm and 0.4 kg where not given, so give the standard
            deviations of targets that are only inferred.
        age: years.
        formula: how measures answer to the knobs; None opens the one that ships.
        rounds: measure the body at most so often.

    Raises:
        InputError: when the height is missing or a number is not positive.
        AssetError: when the formula's coefficients are missing.
    """
    _check(targets)
    aim = _Aim.of(targets, sds or {})
    formula = formula or Surrogate.open()
    model = _Corrected.begun(formula, sex, START)
    best, number = (np.inf, START, model.error), 0
    for number in range(1, rounds + 1):
        if number == 2 * rounds // 3 + 1:
            model = _Corrected.begun(formula, sex, _ELSEWHERE)
        if not model.looked and (model.stale >= _STALE or number == rounds // 3 + 1):
            model.look_around(aim, partial(measured, tape, sex, age))
        x = model.proposal(aim)
        y = measured(tape, sex, age, x)
        cost = aim.cost(x, y)
        best = min(best, (cost, x, y), key=lambda found: found[0])
        model.learn(x, y, cost)
        if aim.done(best[2], model.stale):
            break
    measures = dict(zip(ORDER, best[2].tolist(), strict=True))
    residuals = {measure: measures[measure] - value for measure, value in targets.items()}
    warnings = _told(aim, measures)
    rest = made(tape.body, sex, age, best[1])
    return FitResult(rest, best[1], measures, residuals, number, warnings)


def _told(aim: _Aim, measures: Mapping[Measure, float]) -> tuple[str, ...]:
    """What must be met and is not, as sentences."""
    said = []
    for measure, wanted, firm in zip(ORDER, aim.wanted.tolist(), aim.firm, strict=True):
        has = measures[measure]
        if firm and abs(has - wanted) > MET.get(measure, USUALLY_MET):
            unit = "kg" if measure == Measure.WEIGHT else "cm"
            name = measure.value.replace("_", " ")
            said.append(
                f"No body of the template has all these measures: its {name} is {has:.1f} {unit} "
                f"instead of {wanted:.1f}. Check the numbers."
            )
    return tuple(said)


def _check(targets: Mapping[Measure, float]) -> None:
    if Measure.HEIGHT not in targets:
        raise InputError("A body needs its height: give it, or let it be inferred.")
    for measure, value in targets.items():
        if not (np.isfinite(value) and value > 0):
            raise InputError(f"{measure} is {value}: give a positive number.")


def _solved(model: _Corrected, aim: _Aim, x: Vector) -> Vector:
    """The knobs at which the corrected formula has the wanted measures.

    Damped Gauss-Newton; where a bend of the formula blocks it, one knob after the other.
    """
    cost = aim.cost(x, model(x))
    for _ in range(_INNER):
        move = _move(model, aim, x)
        there, found = min(((y, aim.cost(y, model(y))) for y in _along(x, move)), key=_cost)
        if found > (1 - _WORTH) * cost:
            there, found = _one_by_one(model, aim, x, cost)
        if found > (1 - _WORTH) * cost:
            return x
        x, cost = there, found
    return x


def _along(x: Vector, move: Vector) -> list[Vector]:
    return [_bent(x, share * move) for share in (1.0, 0.5, 0.2, 0.05)]


def _cost(found: tuple[Vector, float]) -> float:
    return found[1]


def _one_by_one(model: _Corrected, aim: _Aim, x: Vector, cost: float) -> tuple[Vector, float]:
    """Newton's step of every knob on its own, as far as it helps."""
    pull = np.sqrt(_PRIOR) / SPREAD
    sides = [slope * aim.weights[:, None] for slope in model.slopes(x)]
    missed = aim.missed(model(x))
    for k in range(len(x)):
        for side in sides:
            steep = side[:, k]
            fall = steep @ missed + pull[k] ** 2 * (START[k] - x[k])
            move = np.zeros(len(x))
            move[k] = fall / (steep @ steep + pull[k] ** 2)
            there = _bent(x, move)
            y = model(there)
            found = aim.cost(there, y)
            if found < cost:
                x, cost, missed = there, found, aim.missed(y)
                break
    return x, cost


def _move(model: _Corrected, aim: _Aim, x: Vector) -> Vector:
    """The regularised least-squares step.

    The formula is bent at every knob's start. A knob that is there moves to the side on which the
    cost falls, if any; one at the end of its range does not leave it.
    """
    missed, pull = aim.missed(model(x)), np.sqrt(_PRIOR) / SPREAD
    away = pull * (START - x)
    left, right = (slope * aim.weights[:, None] for slope in model.slopes(x))
    falls_right = (right * missed[:, None]).sum(axis=0) + pull * away > 0
    falls_left = (left * missed[:, None]).sum(axis=0) + pull * away < 0
    slope = np.where(falls_right, right, left)
    free = (falls_right & (x < HIGH)) | (falls_left & (x > LOW))
    rows = np.vstack([slope[:, free], np.diag(pull)[:, free]])
    move = np.zeros(len(x))
    move[free] = np.linalg.lstsq(rows, np.concatenate([missed, away]), rcond=None)[0]
    longest = float((np.abs(move) / SPREAD).max())
    shortened: Vector = move * min(1.0, _REACH / max(longest, 1e-9))
    return shortened


def _bent(x: Vector, move: Vector) -> Vector:
    """``x`` moved within the knobs' ranges; no knob passes its start without stopping there."""
    there = np.clip(x + move, LOW, HIGH)
    passed = (x - START) * (there - START) < 0
    stopped: Vector = np.where(passed, START, there)
    return stopped
