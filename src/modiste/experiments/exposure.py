"""The exposure log: what was shown to whom, why, and how probable that was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from modiste.errors import InputError, OutputError
from modiste.experiments.offpolicy import Logged


@dataclass(frozen=True)
class Exposure:
    """One thing shown.

    Attributes:
        recommendation_id: the request; with the action it is the key of the reward.
        user_id: a pseudonym.
        action: what was shown: an item, or a variant.
        propensity: how probable showing it was, in (0, 1].
        shown_at: seconds since 1970 UTC.
        variant: arm of the experiment.
        model_version: of the model that chose.
    """

    recommendation_id: str
    user_id: str
    action: str
    propensity: float
    shown_at: float
    variant: str | None = None
    model_version: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.propensity <= 1.0:
            raise InputError(
                f"Exposure {self.recommendation_id}: the propensity {self.propensity} is outside "
                "(0, 1]; what can never be shown cannot be weighed."
            )


class ExposureLog:
    """Exposures, each pair of request and action once; optionally kept in a file of JSON lines.

    Args:
        path: the file to go on with, or None for memory only.

    Raises:
        InputError: the file cannot be read or has a line that is no exposure.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._rows: dict[tuple[str, str], Exposure] = {}
        if path is not None and path.exists():
            for number, line in enumerate(_lines(path), start=1):
                self._take(_parse(line, number, path))

    def add(self, exposure: Exposure) -> bool:
        """Log one exposure; False when this request had already shown this action.

        Raises:
            OutputError: the file cannot be written.
        """
        new = self._take(exposure)
        if new and self._path is not None:
            try:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(exposure)) + "\n")
            except OSError as error:
                raise OutputError(
                    f"The exposure log {self._path} cannot be written: {error.strerror}."
                ) from error
        return new

    def _take(self, exposure: Exposure) -> bool:
        key = exposure.recommendation_id, exposure.action
        if key in self._rows:
            return False
        self._rows[key] = exposure
        return True

    def __iter__(self) -> Iterator[Exposure]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def logged(
        self, rewards: Mapping[tuple[str, str], float], target: Callable[[Exposure], float]
    ) -> Logged:
        """The log as an off-policy estimate needs it.

        Args:
            rewards: by request and action; what is missing earned 0.
            target: probability that the judged policy does the same.
        """
        rows = list(self._rows.values())
        codes: dict[str, int] = {}
        return Logged(
            np.array([rewards.get((r.recommendation_id, r.action), 0.0) for r in rows]),
            np.array([r.propensity for r in rows]),
            np.array([target(r) for r in rows]),
            np.array([codes.setdefault(r.user_id, len(codes)) for r in rows], np.int64),
        )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The exposure log {path} cannot be read as UTF-8 text ({error}): name another file."
        ) from error


def _parse(line: str, number: int, path: Path) -> Exposure:
    try:
        return Exposure(**json.loads(line))
    except (json.JSONDecodeError, TypeError):
        raise InputError(f"Line {number} of {path} is no exposure: remove or mend it.") from None
