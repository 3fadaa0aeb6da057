"""``modiste size``: which size of a chart, how sure, and how it sits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from modiste.body.posterior import Posterior
from modiste.chinese import all_in_chinese
from modiste.cli.body_options import known_body, numbers_options
from modiste.cli.failures import print_json
from modiste.errors import InputError, OptionError
from modiste.fit.advise import Advice, Advisor
from modiste.fit.chart import SizeChart
from modiste.fit.history import Kept, usual_size
from modiste.fit.plain import read_chart
from modiste.fit.standards import NUMERIC, standard_chart
from modiste.fit.windows import Intention
from modiste.fit.words import chinese, english
from modiste.imaging import check_output, write_image
from modiste.sizing import kept_size, kept_sizes, samples_for, unsure
from modiste.types import Category, Sex

_SEED = 0


@click.command("size")
@click.option(
    "--chart", "path", type=click.Path(path_type=Path),
    help="The shop's size chart: .csv, .json or JSON-LD of schema.org.",
)  # fmt: skip
@click.option(
    "--system", type=click.Choice(["EN", "GB", *NUMERIC], False),
    help="A built-in chart instead: EN 13402-3, GB/T 1335, or a country's numbers.",
)  # fmt: skip
@click.option(
    "--category", type=click.Choice([c.value for c in Category]),
    help="Where the garment is worn, when the chart does not say.",
)  # fmt: skip
@click.option(
    "--usual", multiple=True, metavar="SIZE[@BRAND]",
    help="A size that fits you: M, 38@DE, M@other.csv; give it as often as you like.",
)  # fmt: skip
@click.option(
    "--history", type=click.Path(path_type=Path),
    help="What you kept and sent back: .csv with event, size, brand, reason and date, or .jsonl.",
)  # fmt: skip
@click.option(
    "--fit", "intention", type=click.Choice([i.value for i in Intention]), default="regular",
    show_default=True, help="How it should sit.",
)  # fmt: skip
@click.option(
    "--stretch", type=click.FloatRange(0, 1),
    help="Of the fabric: 0.2 when it can be drawn out by a fifth. Default: the chart's.",
)  # fmt: skip
@numbers_options
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
    help="Language of the sentences.",
)  # fmt: skip
@click.option(
    "--plot", type=click.Path(path_type=Path), help="A picture of the body with its zones coloured."
)
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line; cm.")
def advise_size(
    path: Path | None,
    system: str | None,
    category: str | None,
    usual: tuple[str, ...],
    history: Path | None,
    intention: str,
    stretch: float | None,
    file: Path | None,
    sex: str | None,
    age: float | None,
    unit: str,
    lang: str,
    plot: Path | None,
    as_json: bool,
    **given: str | None,
) -> None:
    """Tell which size to take, how sure that is, and how it will sit."""
    if plot is not None:
        check_output(plot)
    body = known_body(file, sex, age, unit, given)
    chart = chosen_chart(path, system, body.sex, category)
    past, notes = _history(history, chart, body.sex)
    worn = usual_size(chart, [*(_kept(text, chart, body.sex) for text in usual), *past])
    advisor = Advisor(chart, Intention(intention), stretch, worn, unsure(body))
    advice = advisor.advise(samples_for(body, advisor, _SEED), _SEED)
    advice = replace(advice, warnings=(*notes, *advice.warnings))
    if plot is not None:
        from modiste.size_picture import draw_fit

        write_image(draw_fit(body.measurements(), chart, advice.size, advice.zones), plot)
    if as_json:
        print_json(report(advice, chart, body))
        return
    click.echo("\n".join(english(advice) if lang == "en" else chinese(advice)))
    said = (*advice.warnings, *body.warnings)
    start, sentences = ("note: ", said) if lang == "en" else ("注：", all_in_chinese(said))
    for sentence in sentences:
        click.echo(start + sentence, err=True)


def chosen_chart(
    path: Path | None, system: str | None, sex: Sex, category: str | None
) -> SizeChart:
    """The chart of a file, or a built-in one.

    Raises:
        OptionError: when neither or both are given.
        InputError: when the file is no chart.
    """
    if (path is None) == (system is None):
        raise OptionError("Give --chart with the shop's size chart, or --system EN, GB, DE or US.")
    place = None if category is None else Category(category)
    if path is not None:
        return read_chart(path, place)
    return standard_chart(str(system), sex, place or Category.TOP)


def _kept(text: str, chart: SizeChart, sex: Sex) -> Kept:
    """A size that fits: of this chart, of a chart file, of a built-in system, or of any brand."""
    size, _, brand = text.rpartition("@") if "@" in text else (text, "", "")
    if Path(brand).suffix.lower() in (".csv", ".json", ".jsonld"):
        return Kept(size, read_chart(Path(brand), chart.category))
    return kept_size(size, brand, chart, sex)


def _history(path: Path | None, chart: SizeChart, sex: Sex) -> tuple[list[Kept], tuple[str, ...]]:
    """What the events of a file say of sizes, and notes about them."""
    if path is None:
        return [], ()
    from modiste.events.table import read_events
    from modiste.fit.worn import worn_sizes

    now = time.time()
    log, notes = read_events(path, now)
    people = {event.user_id for event in log.replay()}
    if len(people) > 1:
        raise InputError(f"{path} holds events of {len(people)} people: give one person's.")
    worn = worn_sizes(log.replay(), now, chart.category)
    kept, unknown = kept_sizes(worn, chart, sex)
    silent = () if kept else (f"{path.name} says nothing of a size that is known here.",)
    return kept, (*notes, *unknown, *silent)


def report(advice: Advice, chart: SizeChart, body: Posterior) -> dict[str, Any]:
    """The machine-readable summary; cm."""
    return {
        "size": advice.size,
        "confidence": round(advice.confidence, 3),
        "alternative": advice.alternative,
        "alternative_probability": round(advice.alternative_share, 3),
        "between_sizes": advice.between,
        "no_size_suits_probability": round(advice.none, 3),
        "probabilities": {size: round(p, 3) for size, p in advice.shares.items()},
        "zones": [
            {"zone": z.zone.value, "ease_cm": round(z.ease, 1),
             "interval80_cm": [round(z.low, 1), round(z.high, 1)],
             "too_tight": round(z.too_tight, 3), "too_loose": round(z.too_loose, 3),
             "verdict": z.verdict.value, "estimated": z.estimated}
            for z in advice.zones
        ],
        "words": {"en": english(advice), "zh": chinese(advice)},
        "chart": {"name": chart.name, "of": chart.kind.value, "category": chart.category.value,
                  "source": chart.source, "interpolated": _filled(chart)},
        "warnings": [*advice.warnings, *body.warnings],
    }  # fmt: skip


def _filled(chart: SizeChart) -> list[list[str]]:
    scales: Sequence[Any] = [s for s in (chart.girths, chart.lengths) if s is not None]
    return sorted([size, zone.value] for scale in scales for size, zone in scale.filled)
