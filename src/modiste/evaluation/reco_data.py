"""The public data of the advice figures: RentTheRunway's fit feedback, and Coat.

RentTheRunway: Misra, Wan & McAuley, RecSys 2018; Coat: Schnabel et al., ICML 2016. Both are for
research only: they are read where they lie, nothing that was fitted to them ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.errors import EngineUnavailableError, InputError
from modiste.returns.kept import Bought
from modiste.returns.ladder import Ladder

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIT_FILE = "renttherunway_fit.parquet"
_OUTCOMES = {"small": 0, "fit": 1, "large": 2}
_CUPS = {name: i for i, name in enumerate(("aa", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"))}


@dataclass(frozen=True)
class FitFeedback:
    """Rentals with their reaction, n rows.

    Attributes:
        outcome: (n,) 0 small, 1 fit, 2 large.
        bought: who rented what; ``position`` is the size's girth on a scale of even steps, ``body``
            has weight, height, band and cup, ``traits`` the type of figure and the age.
        size: (n,) the size's number, which is its column in ``ladder``.
        measures: (n, 7) weight, height, band, cup, age, bust, body mass index; NaN unknown.
        item_size: (n,) codes.
        contexts: (n, 3) codes of the size, the occasion and the type of body.
        day: (n,) of the review, from the first.
        ladder: all sizes that there are.
    """

    outcome: Ints
    bought: Bought
    size: Ints
    measures: Floats
    item_size: Ints
    contexts: Ints
    day: Floats
    ladder: Ladder


_REGULAR = (1, 4, 8, 12, 14, 16, 20, 24, 26, 28, 32, 35, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57)
"""Numbers of regular sizes: those of petite ones are 1 below, of long ones 1 above. So the data
show it: who keeps 7, 8 and 9 weighs 125, 129 and 135 pounds and is 62.7, 65.0 and 67.7 inches."""


def ladder_of(sizes: int) -> Ladder:
    """The sizes 0 to ``sizes`` - 1 of RentTheRunway, apart in girth and length."""
    numbers = np.arange(sizes)
    regular = np.array([next((r for r in (n, n + 1, n - 1) if r in _REGULAR), n) for n in numbers])
    return Ladder(scale_of(regular), numbers - regular)


def scale_of(size: NDArray[Any]) -> Floats:
    """Numbers of sizes on a scale where steps are about even: they widen towards large sizes."""
    scale: Floats = 7.0 * np.sqrt(np.asarray(size, np.float64) + 4.0)
    return scale


def read_fit_feedback(folder: Path) -> FitFeedback:
    """Read RentTheRunway.

    Raises:
        InputError: the file is missing or lacks a column.
        EngineUnavailableError: pyarrow, which reads parquet, is not installed.
    """
    table = _read_table(folder / FIT_FILE)
    try:
        return _fit_feedback(table)
    except KeyError as error:
        raise InputError(f"{folder / FIT_FILE} has no column {error}: fetch it again.") from None


def _read_table(path: Path) -> dict[str, list[Any]]:
    try:
        import pyarrow.parquet as parquet  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise EngineUnavailableError(
            "Parquet files need pyarrow: pip install 'modiste[evaluation]'."
        ) from None
    if not path.is_file():
        raise InputError(f"{path} is missing: --data must be the folder that holds it.")
    table: dict[str, list[Any]] = parquet.read_table(path).to_pydict()
    return table


def _fit_feedback(table: dict[str, list[Any]]) -> FitFeedback:
    size = np.array(table["size"], np.int64)
    outcome = np.array([_OUTCOMES[word] for word in table["fit"]], np.int64)
    item = _codes(table["item_id"])
    measures = _measures(table)
    kinds = [_codes(table[name]) for name in ("rented_for", "body_type")]
    ladder = ladder_of(int(size.max()) + 1)
    _, item_size = np.unique(item * 1000 + size, return_inverse=True)
    stamps = np.array(table["review_date"], "datetime64[D]").astype(np.float64)
    bought = Bought(
        _codes(table["user_id"]), item, _codes(table["category"]), ladder.girth[size],
        measures[:, :4], outcome == 1, (kinds[1], _ages(measures[:, 4])),
    )  # fmt: skip
    return FitFeedback(
        outcome, bought, size, measures, item_size.astype(np.int64),
        np.stack([size, *kinds], axis=1), stamps - stamps.min(), ladder,
    )  # fmt: skip


def _measures(table: dict[str, list[Any]]) -> Floats:
    weight, height, band, age = (
        _numbers(table[name]) for name in ("weight_lbs", "height_in", "bust_size_num", "age")
    )
    cup = _numbers([_CUPS.get(str(name)) for name in table["bust_size_letter"]])
    age = np.where((age >= 14) & (age <= 90), age, np.nan)
    return np.stack([weight, height, band, cup, age, band + cup, 703 * weight / height**2], axis=1)


def _ages(age: Floats) -> Ints:
    """Codes of five years each; 0 when the age is not known."""
    codes: Ints = np.where(np.isnan(age), 0, 1 + (np.nan_to_num(age) - 14) // 5).astype(np.int64)
    return np.clip(codes, 0, 14)


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _codes(values: Sequence[Any]) -> Ints:
    """Codes in the order of first appearance."""
    known: dict[Any, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)


@dataclass(frozen=True)
class Coat:
    """Ratings 1 to 5 of coats, 0 where there is none.

    Attributes:
        chosen: (users, coats) of coats that the users chose themselves.
        random: (users, coats) of coats that were drawn for them.
        users: (users, u) indicator features.
        items: (coats, d) indicator features.
    """

    chosen: Floats
    random: Floats
    users: Floats
    items: Floats


def read_coat(folder: Path) -> Coat:
    """Read Coat from ``coat/`` in the folder. Raises InputError when a file is missing."""
    names = ("train", "test", "user_features", "item_features")
    return Coat(*(_read_ascii(folder / "coat" / f"{name}.ascii") for name in names))


def _read_ascii(path: Path) -> Floats:
    try:
        table: Floats = np.loadtxt(path, np.float64)
    except OSError:
        raise InputError(f"{path} is missing: --data must hold the folder coat.") from None
    except ValueError as error:
        raise InputError(f"{path} is no table of numbers ({error}): fetch it again.") from None
    return table
