"""The options that tell a body in numbers; every command about a body shares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from modiste.body.posterior import Observation, Source, told
from modiste.body.posterior.units import Unit, parse_length, parse_mass
from modiste.errors import OptionError
from modiste.types import Measure, Sex

F = TypeVar("F", bound=Callable[..., Any])

SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}
TOLD = (Measure.HEIGHT, Measure.WEIGHT)
TAPED = tuple(measure for measure in Measure if measure not in TOLD)

HELP: Mapping[Measure, str] = {
    Measure.HEIGHT: "Height without shoes: 165, 1.65m, 65in or 5ft5in.",
    Measure.WEIGHT: "Weight: 60, 60kg or 132lb.",
    Measure.NECK: "Neck girth, just below the larynx.",
    Measure.SHOULDER: "Straight width between the shoulder points.",
    Measure.CHEST: "Bust or chest girth, level, at the nipples.",
    Measure.UNDERBUST: "Girth just below the breasts.",
    Measure.WAIST: "Waist girth at the navel.",
    Measure.WAIST_NATURAL: "Waist girth where it is narrowest.",
    Measure.HIGH_HIP: "Girth half-way between natural waist and hip.",
    Measure.HIP: "Hip girth, level, where the buttocks stand out most.",
    Measure.THIGH: "Thigh girth, just below the buttock.",
    Measure.CALF: "Calf girth, the greatest.",
    Measure.UPPER_ARM: "Upper arm girth, hanging relaxed.",
    Measure.WRIST: "Wrist girth, over the bones.",
    Measure.ARM_LENGTH: "Shoulder point over elbow to wrist.",
    Measure.BACK_LENGTH: "Nape to natural waist, along the back.",
    Measure.INSEAM: "Crotch to floor.",
    Measure.OUTSEAM: "Natural waist at the side to the floor.",
}


@dataclass(frozen=True)
class Numbers:
    """What was told of a body.

    Attributes:
        sex: whose statistics to use.
        readings: height and weight as told, girths and lengths as taped.
        age: in years.
        unit: what the person measures in.
    """

    sex: Sex
    readings: tuple[Observation, ...]
    age: float | None
    unit: Unit

    def given(self, measure: Measure) -> bool:
        """Whether the measure was told or taped."""
        return any(o.name is measure for o in self.readings)


def numbers_options(command: F) -> F:
    """Add ``--sex``, ``--age``, ``--unit``, ``--height``, ``--weight`` and every girth."""
    for measure in reversed((*TOLD, *TAPED)):
        flag = "--" + measure.value.replace("_", "-")
        command = click.option(flag, measure.value, metavar="NUMBER", help=HELP[measure])(command)
    units, sexes = click.Choice([u.value for u in Unit]), click.Choice(list(SEXES), False)
    unit_help = "What bare numbers mean: cm and kg, or inch and lb."
    unit = click.option("--unit", type=units, default="cm", show_default=True, help=unit_help)
    age = click.option("--age", type=float, help="In years.")
    sex = click.option("--sex", type=sexes, help="Whose statistics to use; never guessed.")
    return sex(age(unit(command)))


def read_numbers(
    sex: str | None, age: float | None, unit: str, given: Mapping[str, str | None]
) -> Numbers:
    """Parse the options of :func:`numbers_options`.

    Raises:
        OptionError: when the sex is missing, or a value is no length or mass.
        InputError: when it is impossible.
    """
    if sex is None:
        raise OptionError("Give --sex f or --sex m: whose statistics to use is never guessed.")
    whose, measured_in = SEXES[sex.lower()], Unit(unit)
    readings = [_reading(whose, Measure(name), text, measured_in)
                for name, text in given.items() if text is not None]  # fmt: skip
    return Numbers(whose, tuple(readings), age, measured_in)


def _reading(sex: Sex, measure: Measure, text: str, unit: Unit) -> Observation:
    if measure in TOLD:
        parse = parse_mass if measure is Measure.WEIGHT else parse_length
        return told(sex, measure, parse(text, unit))
    return Observation(measure, parse_length(text, unit), None, Source.TAPE)
