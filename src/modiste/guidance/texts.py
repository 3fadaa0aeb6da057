"""Every sentence of the guidance, keyed by language, and the small tables beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path


class Language(StrEnum):
    """The languages of the texts."""

    ENGLISH = "en"
    CHINESE = "zh"


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """The sentences of one language, by key; all languages have the same keys."""
    path = Path(__file__).with_name("texts.json")
    texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return texts[language]


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table beside this module: exercises, plans, shapes or sources."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def citations() -> Mapping[str, str]:
    """The published source behind each key of the tables."""
    return {row["key"]: row["citation"] for row in rows("sources")}


def say(language: Language, key: str, **values: object) -> str:
    """One sentence, filled in."""
    return sentences(language)[key].format(**values)


def listed(language: Language, words: list[str]) -> str:
    """Words as a list: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    joined = say(language, "comma").join(words[:-1])
    return f"{joined}{say(language, 'and')}{words[-1]}"
