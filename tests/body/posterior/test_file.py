"""A body that was written is the body that is read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from modiste.body.posterior import (
    Observation,
    Posterior,
    Prior,
    Source,
    read_body,
    told,
    write_body,
)
from modiste.errors import InputError, OutputError
from modiste.types import Measure, Sex


@pytest.fixture(scope="module")
def body() -> Posterior:
    readings = [
        told(Sex.FEMALE, Measure.HEIGHT, 165),
        told(Sex.FEMALE, Measure.WEIGHT, 60),
        Observation(Measure.CHEST, 92, 1.5, Source.PHOTO, bias=1.0),
    ]
    return Prior.open().posterior(Sex.FEMALE, readings, 80)


def test_a_body_comes_back(body: Posterior, tmp_path: Path) -> None:
    write_body(body, tmp_path / "me.json")
    again = read_body(tmp_path / "me.json")
    assert (again.sex, again.age, again.warnings) == (body.sex, body.age, body.warnings)
    assert again.observed == body.observed
    assert again.names == body.names
    assert np.allclose(again.mean, body.mean, atol=1e-9)
    assert np.allclose(again.cov, body.cov, rtol=1e-6, atol=1e-12)
    for measure in Measure:
        assert again.estimate(measure).source == body.estimate(measure).source
        assert again.estimate(measure).interval80 == pytest.approx(
            body.estimate(measure).interval80
        )


def test_writing_twice_gives_the_same_bytes(body: Posterior, tmp_path: Path) -> None:
    write_body(body, tmp_path / "a.json")
    write_body(read_body(tmp_path / "a.json"), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_file_written_by_hand_is_taken_for_readings(tmp_path: Path) -> None:
    path = tmp_path / "hand.json"
    values = {"height": 165, "weight": 60, "waist": {"mean": 74, "source": "tape"},
              "hip": {"mean": 120, "source": "inferred"}}  # fmt: skip
    path.write_text(json.dumps({"sex": "female", "values": values}))
    found = read_body(path).measurements()
    assert found[Measure.WAIST].mean == pytest.approx(74, abs=0.6)
    assert found[Measure.WAIST].source == "tape"
    assert found[Measure.HIP].source == "inferred"
    assert found[Measure.HIP].mean < 105


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1, 2]",
        "{}",
        '{"version": 2, "sex": "female", "values": {}}',
        '{"sex": "neither", "values": {}}',
        '{"sex": "male", "values": {"tail": 30}}',
        '{"sex": "male", "values": {"height": "tall"}}',
        '{"sex": "male", "values": {"height": 17}}',
        '{"sex": "male", "values": 3}',
        '{"sex": "male", "joint": {"names": ["height"], "mean": [5], "cov": [1]}}',
    ],
)
def test_what_is_no_body_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_body(path)
    assert "odd.json" in str(caught.value) or "cannot be right" in str(caught.value)


@pytest.mark.parametrize("damage", ["nan", "negative", "short"])
def test_a_damaged_distribution_is_refused(damage: str, body: Posterior, tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    write_body(body, path)
    data = json.loads(path.read_text())
    if damage == "nan":
        data["joint"]["mean"][3] = float("nan")
    elif damage == "negative":
        data["joint"]["cov"][0] = -1.0
    else:
        data["joint"]["cov"].pop()
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match=r"me\.json is no body file"):
        read_body(path)


def test_a_missing_file_and_a_missing_folder(body: Posterior, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="check the path"):
        read_body(tmp_path / "none.json")
    with pytest.raises(OutputError, match="cannot be written"):
        write_body(body, tmp_path / "nowhere" / "me.json")
