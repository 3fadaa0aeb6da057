"""How right the confidence of the size advice is, on people whose bodies are known.

    python scripts/measure_size_confidence.py ANSUR [--people 400] [--seed 11]

ANSUR is the folder with the public CSV files of ANSUR II. Each person's true size is the one that
the model of taste chooses for the taped body, with a fresh draw; the natural waist, which the
survey lacks, is drawn given the taped measures. An advice is right when it names that size and
the size suits the taped body: that is what the confidence tells. Four states of knowledge are
judged: height and weight as surveyed, as the people told them, and as told with one usual size of
another chart, which is true to that chart or misses it as brands do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from modiste.body.posterior import Observation, Posterior, Prior, Source, told
from modiste.body.posterior.gaussian import Array
from modiste.body.posterior.survey import People, read_survey
from modiste.fit.advise import Advice, Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.history import OTHER, Kept, usual_size
from modiste.fit.standards import standard_chart
from modiste.fit.windows import windows
from modiste.sizing import unsure
from modiste.types import Category, Measure, Sex

_SAMPLES, _BINS = 1000, 5
_TAPED = ("height", "weight", "chest", "waist", "hip")
_TASTE, _WAIST, _BRAND = 9000, 500, 70000
"""First seeds of the draws of taste, of the natural waist and of brands, one per person."""
_CM = 0.01
"""Uncertainty of what was taped: none to speak of."""
_STATES = ("surveyed", "told", "told, usual size true", "told, usual size varies")

Known = Mapping[Measure, Array]


@dataclass(frozen=True)
class Judged:
    """One advice: its confidence, how many sizes it was off, and whether the true one suits."""

    told: float
    off: int
    suits: bool


@click.command()
@click.argument("ansur", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--people", default=400, help="Of each sex.")
@click.option("--seed", default=11, help="Of who is taken.")
def main(ansur: Path, people: int, seed: int) -> None:
    """Print a line per state of knowledge, sex and chart."""
    rng, prior = np.random.default_rng(seed), Prior.open(civilians=False)
    for sex in Sex:
        survey = read_survey(ansur, sex)
        known = np.flatnonzero((survey.told > 0).all(axis=1))
        chosen = rng.choice(known, min(people, len(known)), replace=False)
        for name, chart, other in _charts(sex):
            judged = [_person(prior, survey, sex, int(i), k, chart, other)
                      for k, i in enumerate(chosen)]  # fmt: skip
            for state, answers in zip(_STATES, zip(*judged, strict=True), strict=True):
                click.echo(f"{sex.value:7} {name:10} {state:24} {line(answers)}")


def _charts(sex: Sex) -> Iterator[tuple[str, SizeChart, SizeChart]]:
    """Name, the chart that is asked, and the chart that the usual size is of."""
    second = Category.DRESS if sex is Sex.FEMALE else Category.TOP
    for system, category in (("EN", Category.TOP), ("DE", second), ("DE", Category.BOTTOM)):
        other = "DE" if system == "EN" else "EN"
        yield (f"{system} {category.value}", standard_chart(system, sex, category),
               standard_chart(other, sex, category))  # fmt: skip


def _person(
    prior: Prior,
    survey: People,
    sex: Sex,
    index: int,
    number: int,
    chart: SizeChart,
    other: SizeChart,
) -> tuple[Judged, ...]:
    """One person's advice in every state of knowledge."""
    names = [str(name) for name in survey.names]
    row = dict(zip(names, survey.rows[index], strict=True))
    plain = Advisor(chart)
    body = _true_body(prior, sex, row, plain.measures, _WAIST + number)
    taste = _TASTE + number
    true = plain.advise(body, taste)
    surveyed = prior.posterior(sex, [_tape(n, row) for n in ("height", "weight")])
    height, weight = survey.told[index]
    heard = prior.posterior(
        sex, [told(sex, Measure.HEIGHT, float(height)), told(sex, Measure.WEIGHT, float(weight))]
    )
    miss = OTHER * float(np.random.default_rng(_BRAND + number).standard_normal())
    worn = [_wearing(chart, other, _grown(chart, body, m), taste, heard) for m in (0.0, miss)]
    states = ((plain, surveyed), (plain, heard), *((advisor, heard) for advisor in worn))
    return tuple(_judged(advisor, seen, chart, true) for advisor, seen in states)


def _wearing(
    chart: SizeChart, other: SizeChart, body: Known, taste: int, heard: Posterior
) -> Advisor:
    """The advisor that is told which size of ``other`` suits ``body``."""
    size = list(other.sizes.values())[int(Advisor(other).choose(body, seed=taste)[0][0])]
    return Advisor(chart, usual=usual_size(chart, [Kept(size, other)]), unsure=unsure(heard))


def _grown(chart: SizeChart, body: Known, steps: float) -> Known:
    """The body, as many sizes of ``chart`` larger."""
    step = {w.measure: w.step for w in windows(chart, chart.girths).values()}
    return {m: value + steps * step.get(m, 0.0) for m, value in body.items()}


def _tape(name: str, row: Mapping[str, float]) -> Observation:
    return Observation(Measure(name), float(row[name]), _CM, Source.TAPE)


def _true_body(
    prior: Prior, sex: Sex, row: Mapping[str, float], measures: Sequence[Measure], seed: int
) -> dict[Measure, Array]:
    """The taped measures, and a draw of those that the survey lacks."""
    body = {m: np.array([row[m.value]]) for m in measures if m.value in row}
    missing = [m for m in measures if m not in body]
    if missing:
        taped = prior.posterior(sex, [_tape(name, row) for name in _TAPED])
        drawn = taped.sample(np.random.default_rng(seed), 1, missing)[0]
        body |= {m: np.array([value]) for m, value in zip(missing, drawn, strict=True)}
    return body


def _judged(advisor: Advisor, body: Posterior, chart: SizeChart, true: Advice) -> Judged:
    drawn = body.sample(np.random.default_rng(0), _SAMPLES, advisor.measures)
    advice = advisor.advise(dict(zip(advisor.measures, drawn.T, strict=True)))
    off = abs(chart.find(advice.size)[0] - chart.find(true.size)[0])
    return Judged(advice.confidence, off, not true.none)


def line(judged: Sequence[Judged]) -> str:
    """Shares of right advice and the calibration error over bins of equal size.

    Exact and within one regard the size alone; right, and the error, that it suits as well.
    """
    confidence = np.array([one.told for one in judged])
    off = np.array([one.off for one in judged])
    right = np.array([one.off == 0 and one.suits for one in judged], float)
    order = np.argsort(confidence, kind="stable")
    gaps = [len(b) * abs(confidence[b].mean() - right[b].mean())
            for b in np.array_split(order, _BINS) if len(b)]  # fmt: skip
    return (f"exact {(off == 0).mean():.3f} right {right.mean():.3f} told {confidence.mean():.3f} "
            f"within one {(off <= 1).mean():.3f} ECE {sum(gaps) / len(judged):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
