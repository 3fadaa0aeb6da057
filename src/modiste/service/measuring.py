"""Bodies from numbers, photos and scans."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from modiste.body.classes import gb_designation, shape_classes
from modiste.body.posterior import Observation, Posterior, Prior, Source, as_dict, told
from modiste.body.silhouette import Clothes, View, scale_of
from modiste.chinese import all_in_chinese
from modiste.errors import InputError, OptionError
from modiste.imaging import Limits, read_image
from modiste.measuring import Measurer
from modiste.photos import Person
from modiste.service.pictures import from_base64
from modiste.service.problems import RateLimitedError
from modiste.service.schemas import MeasureBody
from modiste.types import Measure, Sex

_SEXES = {"female": Sex.FEMALE, "f": Sex.FEMALE, "male": Sex.MALE, "m": Sex.MALE}
_PATIENCE = 30.0
_SCAN_BYTES = 24_000_000


class Measuring:
    """Measures people; photos and scans one at a time, since each takes all cores."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._busy, self._open = threading.Lock(), threading.Lock()
        self._measurer: Measurer | None = None
        self._prior: Prior | None = None

    def body(self, wanted: MeasureBody) -> tuple[Posterior, tuple[str, ...]]:
        """The body that a request tells of, and warnings of a scan.

        Raises:
            modiste.errors.InputError: numbers, photos or the scan cannot be used.
            RateLimitedError: others are being measured.
        """
        sex, readings = _SEXES[wanted.sex], readings_of(wanted)
        if wanted.scan is not None and (wanted.photo is not None or wanted.side is not None):
            raise OptionError("Send a scan or photos, not both.")
        if wanted.scan is None and wanted.photo is None and wanted.side is None:
            if not readings:
                raise OptionError("Nothing is known of the body yet: send at least height_cm.")
            return self._statistics().posterior(sex, readings, wanted.age), ()
        if not self._busy.acquire(timeout=_PATIENCE):
            raise RateLimitedError(_PATIENCE)
        try:
            if wanted.scan is not None:
                return self._scanned(wanted, sex, readings)
            return self._photographed(wanted, sex, readings), ()
        finally:
            self._busy.release()

    def _statistics(self) -> Prior:
        with self._open:
            self._prior = self._prior or Prior.open()
            return self._prior

    def _scanned(
        self, wanted: MeasureBody, sex: Sex, readings: Sequence[Observation]
    ) -> tuple[Posterior, tuple[str, ...]]:
        from modiste.body.scan import fit_scan, parse_scan

        data = _bytes(wanted.scan, "scan")
        if len(data) > _SCAN_BYTES:
            raise InputError("The scan has too many bytes; export it with fewer points.")
        fit = fit_scan(parse_scan(data, f"scan.{scan_kind(data)}"), sex, unit=wanted.scan_unit)
        all_readings = [*readings, *fit.observations()]
        return self._statistics().posterior(sex, all_readings, wanted.age), fit.warnings

    def _photographed(
        self, wanted: MeasureBody, sex: Sex, readings: Sequence[Observation]
    ) -> Posterior:
        scale_of(readings)
        sent = {View.FRONT: wanted.photo, View.SIDE: wanted.side}
        photos = {view: self._photo(_bytes(photo, view), f"the {view} photo")
                  for view, photo in sent.items() if photo is not None}  # fmt: skip
        with self._open:
            self._measurer = self._measurer or Measurer.open()
        worn = None if wanted.clothes is None else Clothes(wanted.clothes)
        return self._measurer.body(sex, readings, photos, worn, wanted.age)[0]

    def _photo(self, data: bytes, name: str) -> Person:
        return Person.from_array(read_image(data, limits=self._limits, name=name).image, name=name)


def readings_of(wanted: MeasureBody) -> list[Observation]:
    """Height and weight as told, girths and lengths as taped.

    Raises:
        modiste.errors.InputError: a measure that there is not, or no positive number.
    """
    sex = _SEXES[wanted.sex]
    pairs = ((Measure.HEIGHT, wanted.height_cm), (Measure.WEIGHT, wanted.weight_kg))
    readings = [told(sex, measure, value) for measure, value in pairs if value is not None]
    taped = [m for m in Measure if m not in (Measure.HEIGHT, Measure.WEIGHT)]
    for name, value in wanted.girths.items():
        if name not in taped:
            raise OptionError(f"There is no girth {name!r:.40}; there are {', '.join(taped)}.")
        readings.append(Observation(Measure(name), value, None, Source.TAPE))
    return readings


def _bytes(sent: str | bytes | None, name: str) -> bytes:
    return from_base64(sent, name) if isinstance(sent, str) else sent or b""


def scan_kind(data: bytes) -> str:
    """The ending that a scan's first bytes tell; text tables when nothing else fits."""
    head = data[:512].lstrip()
    if head.startswith(b"ply"):
        return "ply"
    if head.startswith(b"glTF"):
        return "glb"
    if head.startswith(b"solid") or (len(data) >= 84 and _is_stl(data)):
        return "stl"
    lines = head.splitlines()
    if any(line.startswith((b"v ", b"o ", b"g ", b"mtllib", b"vn ")) for line in lines[:20]):
        return "obj"
    return "xyz"


def _is_stl(data: bytes) -> bool:
    """A binary STL says how long it is."""
    return len(data) == 84 + 50 * int.from_bytes(data[80:84], "little")


def told_of(body: Posterior, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """A body as JSON."""
    content = as_dict(body)
    said = [*warnings, *content["warnings"]]
    tops, bottoms = gb_designation(body)
    return {
        "sex": content["sex"], "age": content["age"], "measurements": content["values"],
        "shape": [
            {"system": s.system, "class": s.name, "margin_cm": s.margin_cm, "next": s.next,
             "change": s.change, "probabilities": dict(s.probabilities), "source": s.source}
            for s in shape_classes(body)
        ],
        "designation": {"system": "GB/T 1335", "top": tops, "bottom": bottoms},
        "warnings": said, "warnings_zh": all_in_chinese(said),
    }  # fmt: skip


def likely_shape(body: Posterior) -> tuple[str, str, float]:
    """System, class and chance of the first system's likeliest shape."""
    first = shape_classes(body)[0]
    name, chance = next(iter(first.probabilities.items()))
    return first.system, name, chance
