"""``modiste measure`` and ``modiste guide``: a body in numbers, and exercise that suits it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from modiste.body.classes import ShapeClass, gb_designation, shape_classes
from modiste.body.posterior import Posterior, Prior, as_dict, write_body
from modiste.body.posterior.observe import spoken
from modiste.body.posterior.units import Unit, format_length, format_mass
from modiste.cli.body_options import numbers_options, read_numbers
from modiste.cli.failures import print_json
from modiste.errors import OptionError
from modiste.guidance import Activity, Goal, Guidance, Language, PlanDay, Profile, guide
from modiste.guidance.gate import refuse_person
from modiste.guidance.texts import say
from modiste.types import Estimate, Measure

NOTE = "Numbers that are inferred are statistical estimates for adults; tape what must be right."


@click.command("measure")
@numbers_options
@click.option(
    "-o", "--out", type=click.Path(path_type=Path),
    help="A file such as me.json for the other commands.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line; cm, kg.")
def measure_body(
    sex: str, age: float | None, unit: str, out: Path | None, as_json: bool, **given: str | None
) -> None:
    """Tell every measure of a body from the few that are known, with its uncertainty."""
    numbers = read_numbers(sex, age, unit, given)
    if not numbers.readings:
        raise OptionError("Nothing is known of the body yet: give at least --height.")
    body = Prior.open().posterior(numbers.sex, numbers.readings, numbers.age)
    if out is not None:
        write_body(body, out)
    shapes = shape_classes(body)
    if as_json:
        print_json(report(body, shapes))
        return
    click.echo("\n".join(table(body, shapes, numbers.unit)))
    if out is not None:
        click.echo(f"The body is {out}")


def report(body: Posterior, shapes: tuple[ShapeClass, ...]) -> dict[str, Any]:
    """The machine-readable summary; cm and kg."""
    tops, bottoms = gb_designation(body)
    return {
        **as_dict(body),
        "shape": [
            {"system": s.system, "class": s.name, "margin_cm": s.margin_cm, "next": s.next,
             "change": s.change, "probabilities": dict(s.probabilities), "source": s.source}
            for s in shapes
        ],
        "designation": {"system": "GB/T 1335", "top": tops, "bottom": bottoms},
    }  # fmt: skip


def table(body: Posterior, shapes: tuple[ShapeClass, ...], unit: Unit) -> list[str]:
    """The lines for people."""
    found = body.measurements()
    lines = [f"{'':16}{'estimate':>10}  {'80 % of such people':^21}  source"]
    lines += [_row(m, found[m], unit) for m in Measure]
    lines += ["", *(_shape(s) for s in shapes)]
    lines.append("GB/T 1335 size: top {}, bottom {}".format(*gb_designation(body)))
    lines += [f"warning: {sentence}" for sentence in found.warnings]
    return [*lines, NOTE]


def _row(m: Measure, e: Estimate, unit: Unit) -> str:
    show = format_mass if m is Measure.WEIGHT else format_length
    low, high = (show(v, unit) for v in e.interval80)
    return f"{spoken(m):16}{show(e.mean, unit):>10}  {low:>9} - {high:>9}  {e.source}"


def _shape(s: ShapeClass) -> str:
    chances = ", ".join(f"{name} {share:.0%}" for name, share in list(s.probabilities.items())[:3])
    line = f"{s.system}: {s.name} (chances: {chances})"
    return f"{line}; {s.next} from {s.change}" if s.next else line


@click.command("guide")
@numbers_options
@click.option("--goal", type=click.Choice([g.value for g in Goal]), default="health",
              show_default=True, help="What to train for.")  # fmt: skip
@click.option("--activity", type=click.Choice([a.value for a in Activity]), default="sedentary",
              show_default=True, help="How you live now.")  # fmt: skip
@click.option("--pregnant", is_flag=True, help="Guidance is then refused.")
@click.option("--lang", type=click.Choice([x.value for x in Language]), default="en",
              show_default=True, help="Language of the sentences.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def guide_body(
    sex: str, age: float | None, unit: str, goal: str, activity: str, pregnant: bool, lang: str,
    as_json: bool, **given: str | None,
) -> None:  # fmt: skip
    """Tell indices and a week of exercise from what was measured; no medical advice."""
    refuse_person(age, pregnant, Language(lang))
    numbers = read_numbers(sex, age, unit, given)
    body = Prior.open().posterior(numbers.sex, numbers.readings, numbers.age)
    profile = Profile(body.measurements(), Goal(goal), Activity(activity), pregnant,
                      _likely_shape(body))  # fmt: skip
    said = guide(profile, Language(lang))
    if as_json:
        print_json(said.report())
        return
    click.echo("\n".join(guidance_lines(said)))


def _likely_shape(body: Posterior) -> tuple[str, str, float]:
    first = shape_classes(body)[0]
    name, chance = next(iter(first.probabilities.items()))
    return first.system, name, chance


def guidance_lines(said: Guidance) -> list[str]:
    """The guidance for people."""
    lang = said.language
    lines = [said.disclaimer, "", say(lang, "heading_indices")]
    for entry in said.report()["indices"]:
        unit = say(lang, {"%": "percent"}.get(entry["unit"], entry["unit"] or "none"))
        low, high = entry["interval80"]
        within = say(lang, "interval", low=f"{low:g}", high=f"{high:g}")
        lines.append(f"  {entry['name']}: {entry['value']:g} {unit}".rstrip() + f" ({within})")
    lines += [f"  {s.text}" for s in said.statements]
    if said.plan:
        lines += ["", say(lang, "heading_plan", goal=say(lang, f"goal_{said.goal}"))]
        lines += [_day_line(day, lang) for day in said.plan]
    lines += ["", *(f"- {note}" for note in said.notes)]
    return [*lines, "", say(lang, "heading_sources"), *(f"  {c}" for c in said.sources().values())]


def _day_line(day: PlanDay, lang: Language) -> str:
    head = f"  {say(lang, 'day', n=day.day)}: {day.activity}"
    if day.minutes[1]:
        head += " " + say(lang, "minutes", start=day.minutes[0], goal=day.minutes[1])
        head += f", {say(lang, day.intensity)}"
    if not day.exercises:
        return head
    names = say(lang, "comma").join(day.exercises)
    return f"{head}\n      {names} ({say(lang, 'sets')})"
