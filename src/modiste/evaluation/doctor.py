"""What is installed, which weights verify, and how fast this machine is."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

import numpy as np

from modiste.assets import MAX_TOTAL_BYTES, Catalogue, catalogue
from modiste.errors import ModisteError
from modiste.perception.pose import BlazePose

_MODULES = {"pillow-heif": "pillow_heif"}
_EXTRAS = {"heic": ("pillow-heif",), "train": ("torch", "onnx", "safetensors")}
_SPEED_RUNS = 5


@dataclass(frozen=True)
class Check:
    """One line of the report.

    Attributes:
        name: what was looked at.
        ok: False when modiste cannot work like this.
        detail: what was found and, when it is not well, the remedy.
    """

    name: str
    ok: bool
    detail: str


def report() -> list[Check]:
    """Look at everything; never raises for what is missing or broken."""
    return [python(), *dependencies(), *extras(), *_weights(), cores(), speed()]


def python() -> Check:
    """The interpreter."""
    ok = sys.version_info >= (3, 11)
    remedy = "" if ok else "; modiste needs Python 3.11 or newer"
    return Check("python", ok, f"{platform.python_version()} on {platform.machine()}{remedy}")


def dependencies(package: str = "modiste") -> list[Check]:
    """The packages that ``package`` always needs, as its metadata tells."""
    try:
        lines = requires(package) or []
    except PackageNotFoundError:
        return [Check(package, False, "is not installed; run `pip install -e .` in the checkout")]
    return [_installed(_package(line)) for line in lines if "extra ==" not in line]


def _package(requirement: str) -> str:
    """The name at the beginning of a requirement such as ``numpy>=1.26``."""
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return requirement[:end]


def _installed(package: str) -> Check:
    try:
        return Check(package, True, version(package))
    except PackageNotFoundError:
        return Check(package, False, f"is missing; run `pip install {package}`")


def extras() -> list[Check]:
    """What is optional: it is well either way."""
    return [_extra(name, packages) for name, packages in _EXTRAS.items()]


def _extra(name: str, packages: tuple[str, ...]) -> Check:
    lacking = [p for p in packages if find_spec(_MODULES.get(p, p)) is None]
    if lacking:
        return Check(f"extra {name}", True, f"absent; `pip install modiste[{name}]` adds it")
    return Check(f"extra {name}", True, "installed")


def _weights() -> list[Check]:
    try:
        return weights(catalogue())
    except ModisteError as error:
        return [Check("weights", False, str(error))]


def weights(shipped: Catalogue) -> list[Check]:
    """One line per file of the catalogue, and one for their sum."""
    checks = []
    for name, fault in shipped.verify_all().items():
        asset = shipped.assets[name]
        detail = f"{asset.bytes / 1e6:.1f} MB, {asset.licence}, {asset.purpose}"
        remedy = f"{asset.file} {fault}; run `pip install --force-reinstall modiste`"
        checks.append(Check(f"weights {name}", fault is None, remedy if fault else detail))
    total = sum(asset.bytes for asset in shipped.assets.values())
    limit = f"{total / 1e6:.1f} MB of at most {MAX_TOTAL_BYTES / 1e6:.0f} MB"
    return [*checks, Check("weights in sum", total < MAX_TOTAL_BYTES, limit)]


def cores() -> Check:
    """How many cores this process may use."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return Check("cores", True, f"{count} of {os.cpu_count()}")


def speed(threads: int = 2) -> Check:
    """How long the first look at an empty picture takes, median of a few."""
    try:
        find = BlazePose(threads)
    except ModisteError as error:
        return Check("speed", False, str(error))
    image = np.full((1024, 768, 3), 127, np.uint8)
    seconds = []
    for _ in range(_SPEED_RUNS + 1):
        start = time.perf_counter()
        find.brisk(image)
        seconds.append(time.perf_counter() - start)
    median = float(np.median(seconds[1:]))
    return Check(
        "speed", True, f"looking for people takes {median * 1e3:.0f} ms ({threads} threads)"
    )
