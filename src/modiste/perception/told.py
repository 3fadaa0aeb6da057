"""What was seen of a garment, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES: Mapping[str, str] = {
    "kind": "", "category": "", "sleeve": "sleeve ", "neckline": "neckline ", "leg_length": "leg ",
}  # fmt: skip
"""What stands before the answer to each of :data:`modiste.types.QUESTIONS`."""


def garment_words(report: Mapping[str, Any]) -> list[str]:
    """Two lines: the answers with their probabilities, and the landmarks.

    Args:
        report: of :meth:`modiste.types.GarmentView.report`.
    """
    answers = [f"{before}{_answer(report[question])}" for question, before in _NAMES.items()
               if report[question] is not None]  # fmt: skip
    worn = ["worn by a model"] if report["worn"] else []
    return [", ".join([*answers, *worn]) or "nothing is known of it", _landmarks(report)]


def _answer(told: Mapping[str, Any]) -> str:
    """Such as ``short 93 %``, ``Polo 41 % (unsure)`` or ``top (as told)``."""
    if told["given"]:
        return f"{told['value']} (as told)"
    if told["probability"] is None:
        return str(told["value"])
    # 100 % is more than any network knows.
    sure = min(round(100 * told["probability"]), 99)
    return f"{told['value']} {sure} %{' (unsure)' if told['unsure'] else ''}"


def _landmarks(report: Mapping[str, Any]) -> str:
    seen = {name: m["visibility"] for name, m in report["landmarks"].items() if m is not None}
    if not seen:
        return "no landmarks"
    worst = min(seen, key=lambda name: seen[name])
    return f"{len(seen)} landmarks, least visible {worst} {100 * seen[worst]:.0f} %"
