"""One row of a catalogue job: who wears what, and how it ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

_ID_LENGTH = 16


@dataclass(frozen=True)
class Pair:
    """A person and what she is to be dressed in.

    Attributes:
        person: path or address of her photo.
        garments: paths or addresses of garment photos, at least one.
        category: ``top``, ``bottom`` or ``dress``; empty lets perception decide.
        seed: of the engine.
        adjust: numbers of :class:`modiste.types.Adjustment` by name.
    """

    person: str
    garments: tuple[str, ...]
    category: str = ""
    seed: int = 0
    adjust: Mapping[str, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """16 hex digits that tell this pair from every other; the picture is called so."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]

    def to_json(self) -> str:
        """As :meth:`from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What :meth:`to_json` wrote."""
        raw = json.loads(text)
        return cls(**{**raw, "garments": tuple(raw["garments"])})


@dataclass(frozen=True)
class Row:
    """How one pair ended.

    Attributes:
        id: of the pair.
        person: as in the pair.
        garments: as in the pair.
        status: ``done`` or ``failed``.
        out: path or address of the picture; empty when it failed.
        error: stable name of the error, as :mod:`modiste.errors` has it; empty when it is done.
        message: the error's sentence.
        warnings: sentences for the user.
        category: what was put on where, joined by ``+``.
        engine: that drew.
        seconds: that the worker spent on it.
        worker: host and process that did it.
    """

    id: str
    person: str
    garments: tuple[str, ...]
    status: str
    out: str = ""
    error: str = ""
    message: str = ""
    warnings: tuple[str, ...] = ()
    category: str = ""
    engine: str = ""
    seconds: float = 0.0
    worker: str = ""

    def to_json(self) -> str:
        """As :meth:`from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What :meth:`to_json` wrote.

        Raises:
            ValueError: when it is something else.
        """
        raw: dict[str, Any] = json.loads(text)
        try:
            for name in ("garments", "warnings"):
                raw[name] = tuple(raw[name])
            return cls(**raw)
        except (TypeError, KeyError) as error:
            raise ValueError("no row of a catalogue job") from error


def failed(pair: Pair, error: str, message: str, seconds: float = 0.0, worker: str = "") -> Row:
    """The row of a pair that could not be dressed."""
    return Row(pair.id, pair.person, pair.garments, "failed", error=error, message=message,
               seconds=round(seconds, 4), worker=worker)  # fmt: skip
