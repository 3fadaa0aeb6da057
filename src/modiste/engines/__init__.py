"""The table of engines: how a name becomes something that draws.

Adding an engine of ours is one module and one line of :data:`BUILT_IN`. A package of somebody else
registers under the entry-point group ``modiste.engines`` and needs no line here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec

from modiste.engines.geometric import WarpEngine
from modiste.engines.light import LightEngine
from modiste.errors import EngineUnavailableError, OptionError
from modiste.photoreal.catalogue import published_of
from modiste.photoreal.licences import require
from modiste.photoreal.weights import locate
from modiste.protocols import Engine

DEFAULT_ENGINE = "light"
ENTRY_POINT_GROUP = "modiste.engines"
_DIFFUSION = ("diffusers", "safetensors", "torch")


@dataclass(frozen=True)
class EngineEntry:
    """One row of the table.

    Attributes:
        name: what ``--engine`` takes.
        build: makes the engine for so many CPU threads; loads weights, so it may raise
            :class:`modiste.errors.EngineUnavailableError`.
        summary: one sentence.
        licence: of code and weights.
        needs: extras and hardware.
        size: of the weights.
        fetched: its weights do not ship; ``modiste weights`` brings them.
    """

    name: str
    build: Callable[[int], Engine]
    summary: str
    licence: str
    needs: str
    size: str = "see there"
    fetched: bool = False


def _photoreal(name: str, kind: str) -> Callable[[int], Engine]:
    """Opens a photoreal engine, whose room needs torch; its licence is asked for before that."""

    def build(_: int) -> Engine:
        require(published_of(name))
        _need_extra(name)
        module = importlib.import_module(f"modiste.photoreal.{name}")
        engine: Engine = getattr(module, kind)()
        return engine

    return build


def _need_extra(name: str) -> None:
    if any(find_spec(package) is None for package in _DIFFUSION):
        raise EngineUnavailableError(
            f"Engine '{name}' needs the extra: pip install 'modiste[diffusion]'."
        )


BUILT_IN: tuple[EngineEntry, ...] = (
    EngineEntry(
        name="warp",
        build=lambda _: WarpEngine(),
        summary="Geometry alone: the garment's own pixels, part by part on the body.",
        licence="Apache-2.0; no weights of its own",
        needs="nothing beyond the default install; two CPU cores",
        size="none",
    ),
    EngineEntry(
        name="light",
        build=lambda threads: LightEngine(threads=threads),
        summary="The same, then a small network that fits, lights and completes the picture.",
        licence="Apache-2.0; weights trained on Apache-2.0 photos and rendered pairs",
        needs="nothing beyond the default install; two CPU cores",
        size="4.5 MB, ships",
    ),
    EngineEntry(
        name="fashn",
        build=_photoreal("fashn", "FashnEngine"),
        summary="FASHN VTON 1.5 draws the person anew, photoreal; minutes on a CPU.",
        licence=published_of("fashn").licence,
        needs="the extra diffusion; 5.3 GB of memory, half on a GPU with bfloat16",
        size="2.0 GB, fetched by 'modiste weights fashn'",
        fetched=True,
    ),
    EngineEntry(
        name="catvton",
        build=_photoreal("catvton", "CatVtonEngine"),
        summary="CatVTON draws the garment's region, person and garment in one attention.",
        licence=published_of("catvton").licence,
        needs="the extra diffusion; 5.1 GB of memory, half on a GPU with bfloat16; "
        "--accept-licence catvton",
        size="2.3 GB, fetched by 'modiste weights catvton'",
        fetched=True,
    ),
    EngineEntry(
        name="leffa",
        build=_photoreal("leffa", "LeffaEngine"),
        summary="Leffa draws the garment's region while a second network looks at the garment.",
        licence=published_of("leffa").licence,
        needs="the extra diffusion; 9.8 GB of memory, half on a GPU with bfloat16; "
        "--accept-licence leffa",
        size="7.2 GB for tops, as much again for bottoms and dresses, fetched by "
        "'modiste weights leffa [--everything]'",
        fetched=True,
    ),
)


def engine_table() -> Mapping[str, EngineEntry]:
    """Every engine that is there, by name; outside packages included."""
    table = {entry.name: entry for entry in BUILT_IN}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        table.setdefault(point.name, _outside(point.name, point.load, point.value))
    return table


def open_engine(name: str = DEFAULT_ENGINE, threads: int = 2) -> Engine:
    """Build the engine called ``name``, with so many CPU threads for a small network.

    Raises:
        modiste.errors.OptionError: when there is no such engine.
    """
    return _known(name).build(threads)


def check_ready(name: str) -> None:
    """Raise what :func:`open_engine` would for want of a name, a licence or a file; load nothing.

    Raises:
        modiste.errors.OptionError: when there is no such engine.
        modiste.errors.LicenceError: when its licence was not accepted.
        modiste.errors.EngineUnavailableError: when its extra or its weights are not here.
    """
    if _known(name).fetched:
        require(published_of(name))
        _need_extra(name)
        locate(published_of(name))


def _known(name: str) -> EngineEntry:
    table = engine_table()
    if name not in table:
        raise OptionError(f"There is no engine '{name}'; choose one of: {', '.join(table)}.")
    return table[name]


def _outside(name: str, load: Callable[[], Callable[[], Engine]], where: str) -> EngineEntry:
    return EngineEntry(
        name=name,
        build=lambda _: load()(),
        summary=f"From the installed package: {where}.",
        licence="see that package",
        needs="see that package",
    )
