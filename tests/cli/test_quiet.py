"""Native chatter is silenced, and only for as long as it was asked for."""

from __future__ import annotations

import os

import pytest

from modiste.cli.quiet import quiet_natives


def test_what_native_code_writes_is_gone_and_later_lines_are_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with quiet_natives():
        os.write(2, b"INFO: created a delegate\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_an_exception_brings_standard_error_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="net"), quiet_natives():
        raise ValueError("net")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
