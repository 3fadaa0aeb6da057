from pathlib import Path

import pytest

from modiste.errors import InputError, OutputError
from modiste.experiments.exposure import Exposure, ExposureLog
from modiste.experiments.offpolicy import ips

SHOWN = Exposure("r1", "u1", "coat", 0.25, 1_700_000_000.0)


def test_one_request_shows_one_thing_once(tmp_path: Path) -> None:
    log = ExposureLog(tmp_path / "log.jsonl")
    assert log.add(SHOWN)
    assert not log.add(SHOWN)
    assert log.add(Exposure("r1", "u1", "scarf", 0.5, 1_700_000_000.0))
    again = ExposureLog(tmp_path / "log.jsonl")
    assert list(again) == list(log)
    assert not again.add(SHOWN)


def test_the_log_becomes_an_estimate() -> None:
    log = ExposureLog()
    for i in range(200):
        log.add(Exposure(f"r{i}", f"u{i % 50}", "ab"[i % 2], 0.5, float(i)))
    rewards = {(f"r{i}", "a"): 1.0 for i in range(0, 200, 2)}
    logged = log.logged(rewards, lambda shown: float(shown.action == "a"))
    value = ips(logged)
    assert value.mean == pytest.approx(1.0)
    assert len(set(logged.user.tolist())) == 50


def test_what_can_never_be_shown_is_refused() -> None:
    with pytest.raises(InputError, match="propensity"):
        Exposure("r", "u", "a", 0.0, 0.0)


def test_bad_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"what": 1}\n')
    with pytest.raises(InputError, match="Line 1 of"):
        ExposureLog(path)
    with pytest.raises(OutputError, match="cannot be written"):
        ExposureLog(tmp_path / "no" / "log.jsonl").add(SHOWN)


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    for unreadable in (path, tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            ExposureLog(unreadable)
