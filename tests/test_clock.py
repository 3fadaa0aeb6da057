from __future__ import annotations

import pytest

from modiste.clock import Clock


def test_a_stage_entered_twice_counts_twice() -> None:
    clock = Clock()
    with clock.stage("warp"):
        pass
    first = clock.seconds["warp"]
    with clock.stage("warp"):
        sum(range(1000))
    assert clock.seconds["warp"] > first >= 0
    assert clock.total() == clock.seconds["warp"]


def test_a_stage_that_raises_is_measured() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="broken"), clock.stage("pose"):
        raise ValueError("broken")
    assert "pose" in clock.seconds
