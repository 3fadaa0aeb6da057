"""Reads ANSUR II, the survey that the statistics come from.

Source: Gordon et al., "2012 Anthropometric Survey of U.S. Army Personnel: Methods and Summary
Statistics", NATICK/TR-15/007, 2014; 4,082 men and 1,986 women, aged 17 to 58. The public CSV files
are approved for public release with unlimited distribution; lengths in mm, ``weightkg`` in 0.1 kg.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modiste.body.posterior.dimensions import SURVEYED, Name
from modiste.body.posterior.gaussian import Array
from modiste.errors import InputError
from modiste.types import Sex

FILES = {Sex.FEMALE: "ANSUR_II_FEMALE_Public.csv", Sex.MALE: "ANSUR_II_MALE_Public.csv"}
CM_PER_INCH = 2.54
KG_PER_POUND = 0.45359237


@dataclass(frozen=True)
class People:
    """The people of one sex.

    Attributes:
        names: of the columns.
        rows: float64 (n, d), cm, kg and years, as measured by the surveyors.
        told: float64 (n, 2), height in cm and weight in kg as the people themselves told them.
    """

    names: tuple[Name, ...]
    rows: Array
    told: Array

    def column(self, name: str) -> Array:
        """The (n,) values called ``name``."""
        values: Array = self.rows[:, [str(n) for n in self.names].index(name)]
        return values


def read_survey(folder: Path, sex: Sex) -> People:
    """Read the people of one sex.

    Raises:
        InputError: when the file is missing or is not the public file of ANSUR II.
    """
    path = folder / FILES[sex]
    try:
        with path.open(encoding="latin-1", newline="") as file:
            rows = list(csv.DictReader(file))
        return _people(rows)
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"{path} is not the public file of ANSUR II ({error}); give the folder that holds "
            f"{' and '.join(FILES.values())}."
        ) from error


def _people(rows: list[dict[str, str]]) -> People:
    columns = [np.array([float(row[column]) for row in rows]) / (1 if column == "Age" else 10)
               for column in SURVEYED.values()]  # fmt: skip
    told = [[float(row["Heightin"]) * CM_PER_INCH, float(row["Weightlbs"]) * KG_PER_POUND]
            for row in rows]  # fmt: skip
    return People(tuple(SURVEYED), np.stack(columns, 1), np.array(told))
