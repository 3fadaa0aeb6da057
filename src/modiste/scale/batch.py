"""A whole job: what is left to do, who does it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from modiste.errors import OutputError
from modiste.scale.dresser import Job
from modiste.scale.journal import Journal
from modiste.scale.pair import Pair, Row
from modiste.scale.places import exists, is_remote

JOURNAL = "journal.jsonl"
_MOST_UNWRITTEN = 20
"""So many pictures in a row that could not be written are no accident: the disk is full."""


class Runner(Protocol):
    """Somebody who has pairs dressed: processes of this machine, or a cluster."""

    def run(self, pairs: Iterable[Pair], job: Job) -> Iterator[Row]:
        """One row per pair, in any order."""
        ...


@dataclass(frozen=True)
class Summary:
    """What came of a run.

    Attributes:
        done: pictures made now.
        failed: pairs that failed now.
        kept: pairs that were settled before.
        repeated: rows of the table that said the same as an earlier one.
    """

    done: int
    failed: int
    kept: int
    repeated: int


def run_batch(
    pairs: Iterable[Pair],
    job: Job,
    runner: Runner,
    journal: Journal,
    *,
    retry: bool = False,
    progress: Callable[[Row], None] = lambda _: None,
) -> Summary:
    """Dress what is not dressed yet.

    Args:
        pairs: the whole job; it is read as it is worked off.
        job: what they share.
        runner: who has it done.
        journal: what is settled, open for adding.
        retry: pairs that failed are tried again, whatever they failed of.
        progress: is told each row.

    Raises:
        OutputError: the journal, or one picture after the other, cannot be written.
    """
    left = _Left(pairs, job, journal.settled(retry))
    counts = {"done": 0, "failed": 0}
    unwritten = 0
    for row in runner.run(left, job):
        journal.add(row)
        counts[row.status] += 1
        progress(row)
        unwritten = unwritten + 1 if row.error == OutputError.name else 0
        if unwritten == _MOST_UNWRITTEN:
            raise OutputError(
                f"{unwritten} pictures in a row could not be written; the last: {row.message} "
                "Call again when that is mended; the job goes on where it was."
            )
    return Summary(counts["done"], counts["failed"], left.kept, left.repeated)


class _Left:
    """The pairs that are left, each once; counts the others."""

    def __init__(self, pairs: Iterable[Pair], job: Job, settled: Mapping[str, bool]) -> None:
        self._pairs, self._job, self._settled = pairs, job, settled
        self.kept = self.repeated = 0

    def __iter__(self) -> Iterator[Pair]:
        met: set[str] = set()
        for pair in self._pairs:
            if pair.id in met:
                self.repeated += 1
            elif self._is_settled(pair):
                self.kept += 1
            else:
                yield pair
            met.add(pair.id)

    def _is_settled(self, pair: Pair) -> bool:
        """Failed for good, or made and still there; only local folders are looked at."""
        has_picture = self._settled.get(pair.id)
        if not has_picture or is_remote(self._job.out):
            return has_picture is not None
        return exists(self._job.place(pair))


def journal_path(out: str, state: Path | None) -> Path:
    """Where the journal of a job lies: beside the pictures, or where ``state`` says.

    A journal grows line by line, which object stores do not offer; so a remote job has its journal
    on this machine.
    """
    if state is not None:
        return state / JOURNAL
    return Path.cwd() / JOURNAL if is_remote(out) else Path(out) / JOURNAL
