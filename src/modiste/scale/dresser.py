"""The worker: loads the weights once and dresses pair after pair."""

from __future__ import annotations

import os
import platform
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

import cv2

from modiste.adjust import parse_adjustment
from modiste.engines import DEFAULT_ENGINE
from modiste.errors import ModisteError
from modiste.imaging import encode_image
from modiste.perception.look import Seen
from modiste.photos import Garment, Person
from modiste.scale.pair import Pair, Row, failed
from modiste.scale.places import joined, read_bytes, write_bytes
from modiste.studio import Studio
from modiste.types import Category, GarmentView, Options, Quality, TryOnResult

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """What all pairs of a job share.

    Attributes:
        out: folder or address for the pictures.
        engine: that draws.
        quality: the one dial.
        format: ``png``, ``jpg`` or ``webp``.
        threads: CPU threads per worker.
        keep_persons: how many analysed persons a worker remembers.
        keep_garments: likewise for garments.
    """

    out: str
    engine: str = DEFAULT_ENGINE
    quality: Quality = Quality.STANDARD
    format: str = "png"
    threads: int = 1
    keep_persons: int = 8
    keep_garments: int = 64

    def place(self, pair: Pair) -> str:
        """Where the picture of a pair goes; the same pair goes to the same place."""
        return joined(self.out, f"{pair.id}.{self.format}")


class _Recent(Generic[T]):
    """The last so many things that were made, by name."""

    def __init__(self, most: int) -> None:
        self._most, self._kept = most, OrderedDict[str, T]()

    def get(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._kept:
            self._kept[name] = make()
        self._kept.move_to_end(name)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[name]


class Dresser:
    """Turns pairs into pictures and rows. Not for several threads at once."""

    def __init__(self, job: Job, studio: Studio | None = None) -> None:
        """Open what the job wants.

        Args:
            job: what all pairs share.
            studio: an open one; None opens the job's engine and the nets that ship.

        Raises:
            OperatorError: engine or nets cannot be opened.
        """
        self._job = job
        cv2.setNumThreads(job.threads)
        self._studio = studio or Studio.open(job.engine, job.threads)
        self._persons: _Recent[Seen] = _Recent(max(1, job.keep_persons))
        self._garments: _Recent[GarmentView] = _Recent(max(1, job.keep_garments))
        self._name = f"{platform.node()}:{os.getpid()}"

    def __call__(self, pair: Pair) -> Row:
        """Dress one pair, write the picture, and tell how it went; nothing is raised."""
        start = perf_counter()
        try:
            result = self._dress(pair)
            place = self._job.place(pair)
            write_bytes(place, encode_image(result.image, FORMATS[self._job.format]))
        except ModisteError as error:
            return failed(pair, error.name, str(error), perf_counter() - start, self._name)
        except Exception as error:  # noqa: BLE001 - a row tells it; the job goes on
            return failed(pair, "InternalError", f"{type(error).__name__}: {error}",
                          perf_counter() - start, self._name)  # fmt: skip
        return Row(
            pair.id, pair.person, pair.garments, "done", out=place, warnings=result.warnings,
            category="+".join(result.categories), engine=result.engine,
            seconds=round(perf_counter() - start, 4), worker=self._name,
        )  # fmt: skip

    def _dress(self, pair: Pair) -> TryOnResult:
        options = Options(
            quality=self._job.quality, seed=pair.seed, adjust=parse_adjustment(pair.adjust)
        )
        person = self._persons.get(pair.person, lambda: self._look(pair.person, options))
        clothes = [self._garment(place, pair.category) for place in pair.garments]
        return self._studio.try_on(person, *clothes, options=options)

    def _look(self, place: str, options: Options) -> Seen:
        photo = Person.read(read_bytes(place), name=place)
        return self._studio.look(photo, Options(quality=options.quality))

    def _garment(self, place: str, category: str) -> GarmentView:
        def make() -> GarmentView:
            photo = Garment.read(read_bytes(place), name=place)
            return self._studio.examine(photo, Category(category) if category else None)

        return self._garments.get(f"{category}|{place}", make)
