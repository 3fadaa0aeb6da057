"""Figures of sleeve, neckline and leg; the table of labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modiste.errors import InputError
from modiste.evaluation.garment_attributes import CLASSES, attribute_figures, read_attributes
from modiste.perception.garment.attributes import AttributeHeads, Head

EVEN = {"sleeve": np.full((4, 4), 0.25, np.float32), "leg": np.full((3, 4), 0.25, np.float32)}


def spelling() -> AttributeHeads:
    """Heads that read class k off feature k."""
    return AttributeHeads(
        {n: Head(8 * np.eye(10, len(c), dtype=np.float32), np.zeros(len(c), np.float32))
         for n, c in CLASSES.items()}, EVEN,
    )  # fmt: skip


def test_accuracy_counts_labelled_photos_only() -> None:
    features = np.eye(10, dtype=np.float32)[[0, 1, 3]]
    rows = [
        {"sleeve": "none", "neckline": "", "leg": ""},
        {"sleeve": "long", "neckline": "v", "leg": ""},
        {"sleeve": "", "neckline": "", "leg": ""},
    ]
    found = attribute_figures(spelling(), features, rows)
    assert (found["sleeve"], found["sleeve_photos"]) == (0.5, 2)
    assert (found["neckline"], found["neckline_photos"]) == (1.0, 1)
    assert (found["leg"], found["leg_ece"], found["leg_photos"]) == (None, None, 0)
    assert found["sleeve_ece"] == pytest.approx(0.5, abs=0.01)


def test_a_class_that_there_is_not_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "attributes.csv"
    path.write_text("image,sleeve,neckline,leg\na,puffed,,\n")
    with pytest.raises(InputError, match=r"'puffed' of a: use none, short, middle, long"):
        read_attributes(path)


@pytest.mark.parametrize("text", ["image,sleeve\na,long\n", "\xff\xfe"])
def test_another_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "attributes.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match="cannot be read"):
        read_attributes(path)


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        read_attributes(tmp_path / "none.csv")


def test_short_rows_leave_the_rest_unknown(tmp_path: Path) -> None:
    path = tmp_path / "attributes.csv"
    path.write_text("image,sleeve,neckline,leg\na,long\n")
    assert read_attributes(path) == {"a": {"sleeve": "long", "neckline": "", "leg": ""}}
