"""``modiste measure``: numbers in, a table or JSON or a file out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modiste.body.posterior import read_body
from modiste.cli import root
from modiste.types import Measure


def run(*words: str) -> Result:
    return CliRunner().invoke(root, [*words])


BASICS = ("--sex", "f", "--height", "165", "--weight", "60")


def test_a_table_for_people() -> None:
    result = run("measure", *BASICS, "--waist", "74")
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert len([row for row in rows if row.endswith(("told", "tape", "inferred"))]) == len(Measure)
    assert next(row for row in rows if row.startswith("waist ")).endswith("tape")
    assert any(row.startswith("FFIT: ") for row in rows)
    assert "estimates" in rows[-1]


def test_json_for_programs() -> None:
    data = json.loads(run("measure", *BASICS, "--age", "30", "--json").stdout)
    assert set(data["values"]) == {m.value for m in Measure}
    assert data["values"]["height"]["mean"] == pytest.approx(165, abs=1)
    assert data["values"]["hip"]["source"] == "inferred"
    assert {s["system"] for s in data["shape"]} == {"FFIT", "GB/T 1335"}
    assert data["designation"]["top"].startswith("165/")


def test_inches_and_pounds_are_the_same_body() -> None:
    cm = ("--height", "180.34", "--weight", "81.65", "--chest", "101.6")
    inch = ("--height", "5ft11in", "--weight", "180", "--chest", "40", "--unit", "inch")
    metric = json.loads(run("measure", "--sex", "m", *cm, "--json").stdout)
    imperial = json.loads(run("measure", "--sex", "male", *inch, "--json").stdout)
    for name, entry in metric["values"].items():
        assert imperial["values"][name]["mean"] == pytest.approx(entry["mean"], abs=0.05)
    shown = run("measure", "--sex", "m", "--height", "71", "--unit", "inch").stdout
    assert "70.9 in" in shown
    assert " lb" in shown


def test_the_file_is_the_body(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    result = run("measure", *BASICS, "-o", str(path), "--json")
    assert result.exit_code == 0
    body = read_body(path)
    mean = json.loads(result.stdout)["values"]["hip"]["mean"]
    assert body.estimate(Measure.HIP).mean == pytest.approx(mean, abs=0.01)


@pytest.mark.parametrize(
    ("words", "name", "sentence"),
    [
        (("--sex", "f"), "OptionError", "at least --height"),
        (("--sex", "f", "--height", "tall"), "OptionError", "5ft5in"),
        (("--sex", "f", "--height", "65"), "InputError", "between 120 and 230 cm"),
        (("--sex", "f", "--height", "165", "--age", "9"), "InputError", "16 to 110"),
        (("--height", "165"), "OptionError", "--sex"),
    ],
)
def test_bad_numbers_end_in_a_sentence(words: tuple[str, ...], name: str, sentence: str) -> None:
    result = run("measure", *words, "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["name"] == name
    assert sentence in error["message"]


def test_contradictions_are_told() -> None:
    words = (*BASICS, "--waist", "60", "--hip", "120")
    assert "warning: A 120 cm hip with a 60 cm waist" in run("measure", *words).stdout


GUIDE = ("--sex", "m", "--height", "178", "--weight", "75")


def test_guidance_for_people_and_programs() -> None:
    shown = run("guide", *GUIDE, "--age", "30", "--waist", "84").stdout
    assert shown.startswith("This is an estimate, not medical advice.")
    assert "Waist-to-height ratio: 0.47" in shown
    assert "Day 7" in shown
    data = json.loads(run("guide", *GUIDE, "--age", "30", "--lang", "zh", "--json").stdout)
    assert data["language"] == "zh"
    assert [i["key"] for i in data["indices"]] == ["bmi", "rmr", "tdee"]
    assert "不是医疗建议" in data["disclaimer"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--age", "12"), "adults"),
        ((), "age"),
        (("--age", "30", "--pregnant"), "pregnancy"),
    ],
)
def test_guidance_is_refused_in_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    result = run("guide", *GUIDE, *words, "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["name"] == "GuidanceError"
    assert sentence in error["message"]


def test_guidance_without_a_weight_is_refused() -> None:
    result = run("guide", "--sex", "m", "--height", "178", "--age", "30")
    assert result.exit_code == 2
    assert "height and weight" in result.stderr


def test_guidance_goes_by_a_body_file(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    run("measure", *GUIDE, "--age", "30", "--waist", "84", "-o", str(path))
    data = json.loads(run("guide", "--body", str(path), "--json").stdout)
    assert "whtr" in [i["key"] for i in data["indices"]]
    other = run("guide", "--body", str(path), "--age", "45", "--json")
    assert "contradicts the 30 years" in json.loads(other.stdout)["error"]["message"]


def test_a_minors_file_is_refused_by_the_guide(tmp_path: Path) -> None:
    path = tmp_path / "young.json"
    run("measure", *GUIDE, "--age", "17", "-o", str(path))
    result = run("guide", "--body", str(path), "--json")
    assert json.loads(result.stdout)["error"]["name"] == "GuidanceError"


def test_a_body_is_taped_bit_by_bit(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    run("measure", *GUIDE, "--age", "30", "-o", str(path))
    later = run("measure", "--body", str(path), "--waist", "84", "-o", str(path), "--json")
    at_once = run("measure", *GUIDE, "--age", "30", "--waist", "84", "--json")
    found, wanted = (json.loads(r.stdout)["values"] for r in (later, at_once))
    for name, entry in wanted.items():
        assert found[name]["mean"] == pytest.approx(entry["mean"], abs=0.02)
        assert found[name]["source"] == entry["source"]
    assert read_body(path).estimate(Measure.WAIST).source == "tape"
    odd = run("measure", "--body", str(path), "--hip", "140")
    assert "warning: A 140 cm hip is very unusual" in odd.stdout
    wrong = run("measure", "--body", str(path), "--sex", "f", "--json")
    assert "is a male body" in json.loads(wrong.stdout)["error"]["message"]
