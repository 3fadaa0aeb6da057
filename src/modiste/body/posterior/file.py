"""The file a body is kept in: ``me.json``, written by ``modiste measure -o`` and read by the rest.

A JSON object:

- ``format``: "modiste-body"; ``version``: 1.
- ``sex``: "female" or "male"; ``age``: years or null.
- ``values``: per measure ``mean``, ``sd``, ``interval80``, ``interval95`` (cm or kg), ``source``.
- ``observed``: the readings, each with ``name``, ``value``, ``sd``, ``source``, ``bias``.
- ``joint``: ``names``, ``mean`` and ``cov`` of the natural logarithms of all quantities, the
  covariance as the rows of its upper triangle. What the programs go by.
- ``warnings``: sentences.

A file written by hand may leave out ``joint``: the entries of ``values`` that are numbers, or whose
source is not "inferred", are then taken for readings.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from modiste.body.posterior.dimensions import named
from modiste.body.posterior.gaussian import LogNormal
from modiste.body.posterior.observe import Observation, Source, told
from modiste.body.posterior.prior import Prior
from modiste.body.posterior.result import Posterior
from modiste.errors import InputError, OutputError
from modiste.types import Estimate, Measure, Sex

FORMAT, VERSION = "modiste-body", 1
MAX_BYTES = 1_000_000


def as_dict(body: Posterior) -> dict[str, Any]:
    """What a program or a person wants to know of a body; without the joint distribution."""
    found = body.measurements()
    return {
        "format": FORMAT,
        "version": VERSION,
        "sex": str(body.sex),
        "age": None if body.age is None else float(body.age),
        "values": {str(m): _estimate(e) for m, e in found.values.items()},
        "warnings": list(body.warnings),
    }


def _estimate(e: Estimate) -> dict[str, Any]:
    return {
        "mean": round(e.mean, 2),
        "sd": round(e.sd, 2),
        "interval80": [round(v, 2) for v in e.interval80],
        "interval95": [round(v, 2) for v in e.interval95],
        "source": str(e.source),
    }


def write_body(body: Posterior, path: Path) -> None:
    """Write a body to a file that :func:`read_body` gives back.

    Raises:
        OutputError: when the file cannot be written; an older one is left as it was.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(to_content(body), indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written ({error.strerror}).") from error


def to_content(body: Posterior) -> dict[str, Any]:
    """The whole content of a body file, for those who keep it elsewhere."""
    upper = np.triu_indices(len(body.joint.names))
    data = as_dict(body)
    data["observed"] = [_reading(o) for o in body.observed]
    data["joint"] = {
        "names": list(body.joint.names),
        "mean": [float(f"{v:.10g}") for v in body.mean],
        "cov": [float(f"{v:.8g}") for v in body.cov[upper]],
    }
    return data


def _reading(o: Observation) -> dict[str, Any]:
    return {"name": str(o.name), "value": float(o.value), "sd": round(o.noise, 4),
            "source": str(o.source), "bias": float(o.bias)}  # fmt: skip


def read_body(path: Path, prior: Prior | None = None) -> Posterior:
    """Read a body.

    Args:
        path: a file of :func:`write_body`, or one written by hand.
        prior: for a file without ``joint``; None opens the shipped one.

    Raises:
        InputError: when the file is missing, is no body, or tells impossible numbers.
    """
    return from_content(_parsed(path), str(path), prior)


def from_content(data: dict[str, Any], name: str, prior: Prior | None = None) -> Posterior:
    """A body from the content of a body file; ``name`` is what messages call it.

    Raises:
        InputError: when it is no body, or tells impossible numbers.
    """
    try:
        if "joint" in data:
            return _kept(data)
        return _measured(data, prior or Prior.open())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{name} is no body file of version {VERSION} ({type(error).__name__}: {error}); write "
            "one with `modiste measure … -o me.json`."
        ) from error


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is too large for a body file; give the JSON of measure -o.")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise InputError(f"{path} is no JSON; write it with `modiste measure … -o`.") from error
    if not isinstance(data, dict) or data.get("version", VERSION) != VERSION:
        raise InputError(f"{path} is no body file of version {VERSION}; write it again.")
    return data


def _age(data: dict[str, Any]) -> float | None:
    return None if data.get("age") is None else float(data["age"])


def _kept(data: dict[str, Any]) -> Posterior:
    names = tuple(str(named(name)) for name in data["joint"]["names"])
    mean = np.array(data["joint"]["mean"], np.float64)
    cov = np.zeros((len(names), len(names)))
    cov[np.triu_indices(len(names))] = np.array(data["joint"]["cov"], np.float64)
    cov = cov + np.triu(cov, 1).T
    missing = set(Measure) - set(names)
    if missing or len(set(names)) != len(names) or mean.shape != (len(names),):
        raise ValueError("the joint distribution lacks measures")
    if not (np.isfinite(mean).all() and np.isfinite(cov).all()):
        raise ValueError("the joint distribution is not finite")
    if np.linalg.eigvalsh(cov).min() < -1e-6:
        raise ValueError("the covariance is not positive")
    observed = tuple(
        Observation(named(o["name"]), float(o["value"]), float(o["sd"]), Source(o["source"]),
                    float(o.get("bias", 0)))
        for o in data.get("observed", [])
    )  # fmt: skip
    warnings = tuple(str(sentence) for sentence in data.get("warnings", []))
    return Posterior(Sex(data["sex"]), LogNormal(names, mean, cov), observed, _age(data), warnings)


def _measured(data: dict[str, Any], prior: Prior) -> Posterior:
    sex = Sex(data["sex"])
    readings = [_hand_written(sex, Measure(name), entry) for name, entry in data["values"].items()]
    return prior.posterior(sex, [o for o in readings if o is not None], _age(data))


def _hand_written(sex: Sex, measure: Measure, entry: Any) -> Observation | None:
    if isinstance(entry, int | float):
        if measure in (Measure.HEIGHT, Measure.WEIGHT):
            return told(sex, measure, float(entry))
        return Observation(measure, float(entry))
    source = Source(entry["source"])
    if source is Source.INFERRED:
        return None
    sd = float(entry["sd"]) if "sd" in entry else None
    return Observation(measure, float(entry["mean"]), sd, source)
