"""``modiste batch`` as a shop calls it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modiste.cli import root
from modiste.scale.bench import bench_batch


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["batch", *map(str, words)])


def test_a_table_becomes_pictures_and_a_table(shop: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        f"person,garment\n{shop}/persons/one.png,{shop}/garments/t-shirt.png\n"
        f"{shop}/persons/one.png,{shop}/garments/bad.png\n"
    )
    words = (pairs, "-o", tmp_path / "out", "--workers", "1", "--format", "jpg", "--json")
    first = run(*words)
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout.splitlines()[-1])
    assert (told["done"], told["failed"], told["kept"]) == (1, 1, 0)
    with Path(told["table"]).open(encoding="utf-8", newline="") as file:
        rows = {row["status"]: row for row in csv.DictReader(file)}
    assert Path(rows["done"]["out"]).suffix == ".jpg"
    assert Path(rows["done"]["out"]).exists()
    assert rows["failed"]["error"] == "ImageLoadError"
    again = json.loads(run(*words).stdout.splitlines()[-1])
    assert (again["done"], again["kept"]) == (0, 2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "out"], "table of pairs"),
        (["pairs.csv", "--persons", "p", "--garments", "g", "-o", "out"], "not both"),
        (["--persons", "p", "-o", "out"], "table of pairs"),
        (["none.csv", "-o", "out"], "none.csv"),
        (["none.csv", "-o", "out", "--table", "r.xlsx"], ".parquet"),
        (["none.csv", "-o", "out", "--engine", "magic"], "magic"),
        (["--persons", "p", "--garments", "g", "-o", "out"], "no folder"),
    ],
)
def test_what_cannot_be_is_told_before_anything_starts(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_benchmark_measures_both_runs() -> None:
    figures = bench_batch(pairs=8, driver_pairs=2)
    assert figures["pairs_per_s"] > 0
    assert 0.1 < figures["efficiency_2"] < 2
    assert figures["driver_rss_growth_mb"] is None
