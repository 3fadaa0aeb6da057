"""The options that tell a body in numbers; every command about a body shares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from modiste.body.posterior import (
    Observation,
    Posterior,
    Prior,
    Source,
    read_body,
    refined,
    told,
)
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


def numbers_options(command: F) -> F:
    """Add ``--body`` (as ``file``), ``--sex``, ``--age``, ``--unit``, and every measure."""
    for measure in reversed((*TOLD, *TAPED)):
        flag = "--" + measure.value.replace("_", "-")
        command = click.option(flag, measure.value, metavar="NUMBER", help=HELP[measure])(command)
    units, sexes = click.Choice([u.value for u in Unit]), click.Choice(list(SEXES), False)
    unit_help = "What bare numbers mean: cm and kg, or inch and lb."
    unit = click.option("--unit", type=units, default="cm", show_default=True, help=unit_help)
    age = click.option("--age", type=float, help="In years.")
    sex = click.option("--sex", type=sexes, help="Whose statistics to use; never guessed.")
    file = click.option("--body", "file", type=click.Path(path_type=Path),
                        help="Begin with a file of 'modiste measure -o'.")  # fmt: skip
    return file(sex(age(unit(command))))


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
    return _numbers(SEXES[sex.lower()], age, Unit(unit), given)


def _numbers(sex: Sex, age: float | None, unit: Unit, given: Mapping[str, str | None]) -> Numbers:
    readings = [_reading(sex, Measure(name), text, unit)
                for name, text in given.items() if text is not None]  # fmt: skip
    return Numbers(sex, tuple(readings), age, unit)


def known_body(
    file: Path | None, sex: str | None, age: float | None, unit: str,
    given: Mapping[str, str | None],
) -> Posterior:  # fmt: skip
    """The body that numbers tell of, beginning with a body file when there is one.

    Args:
        file: of ``modiste measure -o``.
        sex: as given; a file brings its own.
        age: in years.
        unit: of bare numbers.
        given: the texts of :func:`numbers_options`.

    Raises:
        OptionError: when nothing is known, the sex is missing or contradicts the file's.
        InputError: when a number is impossible, or the file is no body.
    """
    if file is None:
        numbers = read_numbers(sex, age, unit, given)
        if not numbers.readings:
            raise OptionError("Nothing is known of the body yet: give at least --height.")
        return Prior.open().posterior(numbers.sex, numbers.readings, age)
    body = read_body(file)
    if sex is not None and SEXES[sex.lower()] is not body.sex:
        raise OptionError(f"{file} is a {body.sex} body: leave --sex out, or measure anew.")
    return refined(body, _numbers(body.sex, age, Unit(unit), given).readings, age)


def _reading(sex: Sex, measure: Measure, text: str, unit: Unit) -> Observation:
    if measure in TOLD:
        parse = parse_mass if measure is Measure.WEIGHT else parse_length
        return told(sex, measure, parse(text, unit))
    return Observation(measure, parse_length(text, unit), None, Source.TAPE)
