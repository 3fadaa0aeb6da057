"""How many misfits advice avoids that learns how each garment runs.

    python scripts/measure_learnt_sizes.py ANSUR [--garments 40] [--sales 60] [--miss .6] [--seed 5]

ANSUR is the folder with the public CSV files of ANSUR II. Every garment misses its chart by a
normal draw of ``miss`` sizes. People buy it one after the other, in the size that the advice names
for the height and weight that they told; it fits when the taped body, moved by what the garment
misses, lies within the bounds of that size at its main girth. One arm learns from what they say,
the other does not; both see the same people.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from modiste.body.posterior import Posterior, Prior, told
from modiste.body.posterior.gaussian import Array
from modiste.body.posterior.survey import People, read_survey
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.runs import Runs
from modiste.fit.standards import standard_chart
from modiste.fit.windows import Window, windows
from modiste.fit.zones import MAIN
from modiste.returns.offset import Offsets
from modiste.returns.ordinal import Outcome
from modiste.sizing import samples_for, unsure
from modiste.types import Category, Measure, Sex

_CHARTS = (("EN", Sex.FEMALE, Category.TOP), ("DE", Sex.FEMALE, Category.BOTTOM),
           ("EN", Sex.MALE, Category.TOP), ("DE", Sex.MALE, Category.TOP))  # fmt: skip
_STAGES = ((0, 10), (10, 20), (20, 40), (40, 1000))


@click.command()
@click.argument("ansur", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--garments", default=40, help="Of each chart.")
@click.option("--sales", default=60, help="Of each garment.")
@click.option("--miss", default=0.6, help="Standard deviation, in sizes.")
@click.option("--seed", default=5, help="Of garments and people.")
def main(ansur: Path, garments: int, sales: int, miss: float, seed: int) -> None:
    """Print a line per chart: misfits without and with learning, by the number of the sale."""
    prior = Prior.open(civilians=False)
    for system, sex, category in _CHARTS:
        survey = read_survey(ansur, sex)
        chart = standard_chart(system, sex, category)
        rng = np.random.default_rng(seed)
        made = miss * rng.standard_normal(garments)
        misses = np.array([_garment(prior, survey, sex, chart, sales, float(m), rng) for m in made])
        parts = [_told(misses, first, min(last, sales)) for first, last in _STAGES if first < sales]
        click.echo(f"{sex.value:7}{system} {category.value:7}" + "  ".join(parts))


def _told(misses: Array, first: int, last: int) -> str:
    """Shares of misfits without and with learning among some sales of each garment."""
    plain, learnt = misses[:, first:last].mean(axis=(0, 1))
    return f"{first + 1}-{last}: {plain:.3f} {learnt:.3f}"


def _garment(
    prior: Prior, survey: People, sex: Sex, chart: SizeChart, sales: int, miss: float,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    """Whether each sale was a misfit, (sales, 2): without and with learning."""
    known = np.flatnonzero((survey.told > 0).all(axis=1))
    offsets = Offsets(1e9)
    window = _main_window(chart)
    column = [str(name) for name in survey.names].index(window.measure.value)
    misfits = np.zeros((sales, 2))
    for sale in range(sales):
        person = int(rng.choice(known))
        height, weight = (float(v) for v in survey.told[person])
        heard = prior.posterior(
            sex, [told(sex, Measure.HEIGHT, height), told(sex, Measure.WEIGHT, weight)]
        )
        body = window.grown(survey.rows[person, column][None], np.array([miss]))[0]
        plain, learnt = _sizes(chart, heard, offsets, sale)
        misfits[sale] = [_outcome(window, s, body) is not Outcome.FIT for s in (plain, learnt)]
        offsets.learn("it", learnt - plain, _outcome(window, learnt, body), 1.0, 0.0)
    return misfits


def _main_window(chart: SizeChart) -> Window:
    """Of the first main girth that the survey taped."""
    found = windows(chart, chart.girths)
    taped = [z for z in (*MAIN[chart.category], *found)
             if z in found and found[z].measure is not Measure.WAIST_NATURAL]  # fmt: skip
    return found[taped[0]]


def _sizes(chart: SizeChart, heard: Posterior, offsets: Offsets, seed: int) -> tuple[int, int]:
    """The places of the advised sizes: by chart and body alone, and with what was learnt."""
    found = offsets.of("it", 0.0)
    runs = Runs(found.steps, found.sd, round(found.reactions)) if found.is_enough else None
    places = []
    for one in (None, runs):
        advisor = Advisor(chart, unsure=unsure(heard), runs=one)
        places.append(chart.find(advisor.advise(samples_for(heard, advisor), seed).size)[0])
    return places[0], places[1]


def _outcome(window: Window, size: int, body: float) -> Outcome:
    if body > window.most[size]:
        return Outcome.SMALL
    return Outcome.LARGE if body < window.least[size] else Outcome.FIT


if __name__ == "__main__":
    main()
