"""``modiste try --size``: the chart and the body decide how large the garment is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from modiste.cli import root
from modiste.cli.sized import sized
from modiste.errors import InputError, OptionError
from modiste.types import Fit


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    path = tmp_path / "chart.csv"
    path.write_text("# of: garment\nsize,chest,length\nM,100,64\nL,105,66\n", encoding="utf-8")
    return path


@pytest.fixture
def me(tmp_path: Path) -> Path:
    path = tmp_path / "me.json"
    words = ("--sex", "f", "--height", "168", "--weight", "60", "--chest", "90", "-o", str(path))
    assert CliRunner().invoke(root, ["measure", *words]).exit_code == 0
    return path


def test_the_larger_size_is_larger_and_ratios_multiply(chart: Path, me: Path) -> None:
    m, large = (sized(Fit(), size, chart, me, (), 1) for size in ("M", "L"))
    assert m.girth == pytest.approx(0.94, abs=0.03)
    assert large.girth == pytest.approx(m.girth * 1.05, rel=0.01)
    assert (m.drop, large.drop) == pytest.approx((64 / 168, 66 / 168), rel=0.01)
    both = sized(Fit(1.2, 1.1, 1.0), "M", chart, me, ("auto",), 1)
    assert both.girth == pytest.approx(1.2 * m.girth)
    assert both.length == pytest.approx(1.1 * m.length)


def test_without_a_size_nothing_changes() -> None:
    assert sized(Fit(1.2), None, None, None, (), 3) == Fit(1.2)


def test_what_is_missing_is_told(chart: Path, me: Path) -> None:
    with pytest.raises(OptionError, match="--wearer"):
        sized(Fit(), "M", chart, None, (), 1)
    with pytest.raises(OptionError, match="--chart"):
        sized(Fit(), "M", None, me, (), 1)
    with pytest.raises(OptionError, match="one garment"):
        sized(Fit(), "M", chart, me, (), 2)
    with pytest.raises(OptionError, match="no size 'S'"):
        sized(Fit(), "S", chart, me, (), 1)
    with pytest.raises(InputError, match="girth of a bottom"):
        sized(Fit(), "M", chart, me, ("bottom",), 1)


def test_the_command_hands_them_on(chart: Path, me: Path, tmp_path: Path) -> None:
    words = ("try", "no.png", "shirt.png", "-o", str(tmp_path / "o.png"), "--size", "M")
    result = CliRunner().invoke(root, [*words, "--chart", str(chart)])
    assert result.exit_code == 2
    assert "--wearer" in result.stderr
    result = CliRunner().invoke(root, [*words, "--chart", str(chart), "--wearer", str(me)])
    assert "no.png" in result.stderr
