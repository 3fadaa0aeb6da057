"""``modiste guide``: exercise that suits a body."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.body.classes import shape_classes
from modiste.body.posterior import Posterior
from modiste.cli.body_options import known_body, numbers_options
from modiste.cli.failures import print_json
from modiste.guidance import Activity, Goal, Guidance, Language, PlanDay, Profile, guide
from modiste.guidance.gate import refuse_person
from modiste.guidance.texts import say


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
    file: Path | None,
    sex: str | None,
    age: float | None,
    unit: str,
    goal: str,
    activity: str,
    pregnant: bool,
    lang: str,
    as_json: bool,
    **given: str | None,
) -> None:
    """Tell indices and a week of exercise from what was measured; no medical advice."""
    if file is None:
        refuse_person(age, pregnant, Language(lang))
    body = known_body(file, sex, age, unit, given)
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
