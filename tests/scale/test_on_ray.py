"""A real Ray cluster of several nodes on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from modiste.errors import EngineUnavailableError, OperatorError
from modiste.scale.batch import run_batch
from modiste.scale.dresser import Dresser, Job
from modiste.scale.journal import Journal
from modiste.scale.on_ray import RayRunner, check_reachable
from modiste.scale.pair import Pair
from scale.workers import Painter, Unready

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("ray"),
]


def _pairs(count: int) -> list[Pair]:
    return [Pair("somebody", (f"garment-{n}",)) for n in range(count)]


def test_a_node_that_dies_midway_loses_and_doubles_nothing(cluster: Any, tmp_path: Path) -> None:
    lost = cluster.add_node(num_cpus=1, object_store_memory=10**8)
    cluster.wait_for_nodes()
    pairs, ends = _pairs(200), []
    rows = RayRunner(workers=2, make=Painter).run(iter(pairs), Job(str(tmp_path)))
    for row in rows:
        ends.append(row.id)
        if len(ends) == 20:
            cluster.remove_node(lost, allow_graceful=False)
    assert sorted(ends) == sorted(pair.id for pair in pairs)
    pictures = {path.stem for path in tmp_path.glob("*.png")}
    assert pictures == {pair.id for pair in pairs}


def test_the_real_worker_makes_the_pictures_of_this_process(
    cluster: Any, shop: Path, tmp_path: Path
) -> None:
    person = str(shop / "persons" / "one.png")
    pairs = [Pair(person, (str(shop / "garments" / f"{k}.png"),)) for k in ("t-shirt", "bad")]
    job = Job(str(tmp_path / "ray"))
    with Journal(tmp_path / "journal") as journal:
        told = run_batch(pairs, job, RayRunner(workers=1), journal)
    assert (told.done, told.failed) == (1, 1)
    here = Dresser(Job(str(tmp_path / "here")))(pairs[0])
    assert Path(job.place(pairs[0])).read_bytes() == Path(here.out).read_bytes()


def test_no_pairs_are_no_job(cluster: Any, tmp_path: Path) -> None:
    assert list(RayRunner(make=Painter).run([], Job(str(tmp_path)))) == []


def test_a_worker_that_cannot_start_ends_the_job(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="weights are not here"):
        list(RayRunner(workers=1, make=Unready).run(_pairs(8), Job(str(tmp_path))))


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9", "nowhere", "a:b:c", ""])
def test_an_address_without_a_cluster_is_told_at_once(address: str) -> None:
    with pytest.raises(OperatorError, match=r"No Ray cluster answers.*or say auto"):
        check_reachable(address)


def test_an_address_with_somebody_is_taken(cluster: Any) -> None:
    check_reachable(cluster.address)


def test_ray_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(OperatorError, match=r"modiste\[ray\]"):
        RayRunner()
