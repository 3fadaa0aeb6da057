import pytest

from modiste.errors import OptionError
from modiste.experiments.assign import Experiment

USERS = [f"user-{i}" for i in range(4000)]


def test_shares_are_kept() -> None:
    arms = [Experiment("size-hint", {"a": 1.0, "b": 3.0}).assign(user) for user in USERS]
    assert arms.count("b") / len(USERS) == pytest.approx(0.75, abs=0.03)


def test_two_experiments_are_independent() -> None:
    one, two = Experiment("one"), Experiment("two")
    both = sum(one.assign(u) == two.assign(u) == "treatment" for u in USERS)
    assert both / len(USERS) == pytest.approx(0.25, abs=0.03)


def test_more_traffic_moves_nobody() -> None:
    small, all_of_them = Experiment("x", traffic=0.3), Experiment("x")
    part = {u: arm for u in USERS if (arm := small.assign(u)) is not None}
    assert len(part) / len(USERS) == pytest.approx(0.3, abs=0.03)
    assert all(all_of_them.assign(u) == arm for u, arm in part.items())


def test_the_propensity_is_the_share() -> None:
    experiment = Experiment("x", {"a": 1.0, "b": 3.0})
    assert experiment.propensity("b") == 0.75
    with pytest.raises(OptionError, match="no variant 'c'"):
        experiment.propensity("c")


@pytest.mark.parametrize(
    ("name", "shares", "traffic"),
    [(" ", {"a": 1.0}, 1.0), ("x", {}, 1.0), ("x", {"a": 0.0}, 1.0), ("x", {"a": 1.0}, 0.0)],
)
def test_what_cannot_be_is_refused(name: str, shares: dict[str, float], traffic: float) -> None:
    with pytest.raises(OptionError):
        Experiment(name, shares, traffic)
