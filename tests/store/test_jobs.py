import os
import threading
from pathlib import Path

import pytest

from modiste.store.hooks import BACKOFF
from modiste.store.jobs import (
    MOST_ATTEMPTS,
    Claim,
    Done,
    IdempotencyError,
    NewJob,
    QueueFullError,
)
from modiste.store.store import Store

SEEN = [{"kind": {"value": "Polo", "probability": 0.5}, "worn": False}]
DONE = Done([b"png one", b"png two"], ["a warning"], {"render": 0.5}, SEEN)


def new(number: int = 0, key: str | None = None, **more: object) -> NewJob:
    return NewJob({"number": number, **more}, f"print-{number}", key)


def submitted(store: Store, owner: str, number: int = 0) -> str:
    return store.jobs.submit(owner, new(number), 100)[0].id


def claimed(store: Store, worker: str = "w", lease: float = 10) -> Claim:
    claim = store.jobs.claim(worker, lease)
    assert claim is not None
    return claim


def test_a_job_waits_is_done_and_gives_its_pictures(store: Store, owner: str) -> None:
    row, fresh = store.jobs.submit(owner, new(7), 10)
    assert (row.status, fresh) == ("queued", True)
    claim = claimed(store)
    assert (claim.job.id, claim.request) == (row.id, {"number": 7})
    assert store.jobs.progress(claim, "render", 0.5, 10)
    half = store.jobs.get(owner, row.id)
    assert half is not None
    assert (half.status, half.stage, half.fraction) == ("processing", "render", 0.5)
    assert store.jobs.finish(claim, DONE) is not None
    done = store.jobs.get(owner, row.id)
    assert done is not None
    assert (done.status, done.warnings, done.seconds) == ("completed", ["a warning"],
                                                          {"render": 0.5})  # fmt: skip
    assert half.garments == []
    assert done.garments == SEEN
    assert [store.files.read(name) for name in done.output] == [b"png one", b"png two"]
    assert store.jobs.claim("w", 10) is None


def test_requests_are_sealed(store: Store, owner: str) -> None:
    row, _ = store.jobs.submit(owner, new(note="planted words"), 10)
    assert b"planted" not in row.sealed_request


def test_jobs_are_done_in_the_order_they_came(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    ids = []
    for number in range(4):
        ids.append(submitted(store, owner, number))
        clock.forward(0.5)
    assert [claimed(store).job.id for _ in ids] == ids


def test_a_full_queue_refuses_and_a_finished_job_makes_room(store: Store, owner: str) -> None:
    for number in range(3):
        store.jobs.submit(owner, new(number), 3)
    with pytest.raises(QueueFullError) as caught:
        store.jobs.submit(owner, new(4), 3)
    assert (caught.value.waiting, caught.value.http_status) == (3, 429)
    store.jobs.finish(claimed(store), DONE)
    assert store.jobs.submit(owner, new(4), 3)[1]
    assert store.jobs.waiting() == 3


def test_one_key_is_one_job(store: Store, owner: str, other: str) -> None:
    first, _ = store.jobs.submit(owner, new(1, "k"), 10)
    again, fresh = store.jobs.submit(owner, new(1, "k"), 10)
    assert (again.id, fresh) == (first.id, False)
    assert store.jobs.submit(other, new(1, "k"), 10)[1]
    with pytest.raises(IdempotencyError):
        store.jobs.submit(owner, new(2, "k"), 10)
    assert store.jobs.is_known(owner, new(1, "k"))
    assert not store.jobs.is_known(owner, new(1, "other"))


def test_a_repeated_key_is_answered_even_when_the_queue_is_full(store: Store, owner: str) -> None:
    first, _ = store.jobs.submit(owner, new(1, "k"), 1)
    assert store.jobs.submit(owner, new(1, "k"), 1)[0].id == first.id


def test_one_key_at_the_same_time_is_one_job(store: Store, owner: str) -> None:
    found, failed = [], []

    def submit() -> None:
        try:
            found.append(store.jobs.submit(owner, new(1, "k"), 10)[0].id)
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(found) == 6
    assert len(set(found)) == 1
    assert store.jobs.waiting() == 1


def test_no_job_is_given_to_two_workers(store: Store, owner: str) -> None:
    wanted = {submitted(store, owner, number) for number in range(12)}
    found: list[str] = []

    def work(name: str) -> None:
        while (claim := store.jobs.claim(name, 60)) is not None:
            found.append(claim.job.id)

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(wanted)


def test_a_silent_workers_job_is_done_by_another_once(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    job = submitted(store, owner)
    first = claimed(store, "one", lease=10)
    assert store.jobs.claim("two", 10) is None
    clock.forward(11)
    second = claimed(store, "two", lease=10)
    assert second.job.id == job
    # The first one was only slow. What it brings is not kept: the lease is the other's.
    assert store.jobs.finish(first, Done([b"late"], [], {})) is None
    assert not store.jobs.progress(first, "render", 0.9, 10)
    assert store.jobs.fail(first, {}) is None
    row = store.jobs.finish(second, DONE)
    assert row is not None
    assert [store.files.read(name) for name in row.output] == [b"png one", b"png two"]


def test_a_renewed_lease_is_kept(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    submitted(store, owner)
    claim = claimed(store, lease=10)
    for _ in range(3):
        clock.forward(8)
        assert store.jobs.renew(claim, 10)
    assert store.jobs.claim("two", 10) is None


def test_a_job_that_kills_its_workers_is_given_up(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    job, good = submitted(store, owner), ""
    for _ in range(MOST_ATTEMPTS):
        assert claimed(store).job.id == job
        clock.forward(11)
    good = submitted(store, owner, 1)
    assert claimed(store).job.id == good
    row = store.jobs.get(owner, job)
    assert row is not None
    assert row.status == "failed"
    assert row.error is not None
    assert row.error["name"] == "JobError"


def test_dead_workers_jobs_go_back_at_once(store: Store, owner: str) -> None:
    first, second = submitted(store, owner), submitted(store, owner, 1)
    claimed(store, "dead")
    claimed(store, "alive")
    assert store.jobs.recover(lambda worker: worker == "dead") == 1
    assert {claimed(store, "new").job.id} <= {first, second}
    assert store.jobs.claim("new", 10) is None


def test_a_failed_job_tells_why(store: Store, owner: str) -> None:
    job = submitted(store, owner)
    store.jobs.fail(claimed(store), {"name": "PoseError"})
    row = store.jobs.get(owner, job)
    assert row is not None
    assert (row.status, row.error, row.output) == ("failed", {"name": "PoseError"}, [])


def test_a_waiting_job_can_be_cancelled(store: Store, owner: str, other: str) -> None:
    job = submitted(store, owner)
    assert store.jobs.cancel(other, job) is None
    row = store.jobs.cancel(owner, job)
    assert row is not None
    assert row.status == "cancelled"
    assert store.jobs.claim("w", 10) is None


def test_a_running_job_that_is_cancelled_keeps_nothing(
    store: Store, owner: str, tmp_path: Path
) -> None:
    job = submitted(store, owner)
    claim = claimed(store)
    store.jobs.cancel(owner, job)
    assert not store.jobs.progress(claim, "render", 0.5, 10)
    assert store.jobs.finish(claim, DONE) is None
    assert list((tmp_path / "files").rglob("*")) == []


def test_a_finished_job_is_not_cancelled(store: Store, owner: str) -> None:
    job = submitted(store, owner)
    store.jobs.finish(claimed(store), DONE)
    row = store.jobs.cancel(owner, job)
    assert row is not None
    assert row.status == "completed"


def test_jobs_are_their_owners(store: Store, owner: str, other: str) -> None:
    job = submitted(store, owner)
    assert store.jobs.get(other, job) is None
    assert store.jobs.all(other) == []
    assert [row.id for row in store.jobs.all(owner)] == [job]


def test_results_last_a_day_from_when_they_are_done(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    job = submitted(store, owner)
    clock.forward(3600)
    store.jobs.finish(claimed(store), DONE)
    clock.forward(86399)
    row = store.jobs.get(owner, job)
    assert row is not None
    assert store.files.read(row.output[0]) is not None
    clock.forward(1)
    assert store.jobs.get(owner, job) is None
    assert store.files.read(row.output[0]) is None


def hooked(store: Store, owner: str) -> str:
    request = new(webhook={"key": "key_1", "url": "https://shop.example/planted"})
    return store.jobs.submit(owner, request, 10)[0].id


@pytest.mark.parametrize("good", [True, False])
def test_a_jobs_end_puts_its_message_into_the_outbox(store: Store, owner: str, good: bool) -> None:
    job = hooked(store, owner)
    assert store.hooks.take(10) is None
    claim = claimed(store)
    _ = store.jobs.finish(claim, DONE) if good else store.jobs.fail(claim, {"name": "X"})
    message = store.hooks.take(10)
    assert message is not None
    assert message.url == "https://shop.example/planted"
    assert message.job is not None
    assert (message.job.id, message.row.key) == (job, "key_1")
    assert b"planted" not in message.row.sealed
    assert store.hooks.take(10) is None


def test_a_message_is_tried_again_later_and_given_up_at_last(
    store: Store, owner: str, clock
) -> None:  # type: ignore[no-untyped-def]
    hooked(store, owner)
    store.jobs.finish(claimed(store), DONE)
    for wait in BACKOFF:
        message = store.hooks.take(1)
        assert message is not None
        store.hooks.failed(message.row.id)
        clock.forward(wait - 0.5)
        assert store.hooks.take(1) is None
        clock.forward(1)
    message = store.hooks.take(1)
    assert message is not None
    store.hooks.failed(message.row.id)
    clock.forward(1e6)
    assert store.hooks.take(1) is None
    assert [row.status for row in store.hooks.all(owner)] == ["given up"]


def test_a_delivered_message_is_gone(store: Store, owner: str) -> None:
    hooked(store, owner)
    store.jobs.finish(claimed(store), DONE)
    message = store.hooks.take(10)
    assert message is not None
    store.hooks.delivered(message.row.id)
    store.hooks.delivered(message.row.id)
    store.hooks.failed(message.row.id)
    assert store.hooks.all(owner) == []


def test_a_worker_that_dies_with_a_message_loses_none(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    hooked(store, owner)
    store.jobs.finish(claimed(store), DONE)
    assert store.hooks.take(30) is not None
    clock.forward(31)
    assert store.hooks.take(30) is not None


def test_a_lease_names_its_worker(store: Store, owner: str) -> None:
    submitted(store, owner)
    assert claimed(store, f"host:{os.getpid()}").job.worker == f"host:{os.getpid()}"
