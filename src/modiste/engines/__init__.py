"""The table of engines: how a name becomes something that draws.

Adding an engine of ours is one module and one line of :data:`BUILT_IN`. A package of somebody else
registers under the entry-point group ``modiste.engines`` and needs no line here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points

from modiste.engines.geometric import WarpEngine
from modiste.engines.light import LightEngine
from modiste.errors import EngineUnavailableError, OptionError
from modiste.protocols import Engine

DEFAULT_ENGINE = "warp"
ENTRY_POINT_GROUP = "modiste.engines"


@dataclass(frozen=True)
class EngineEntry:
    """One row of the table.

    Attributes:
        name: what ``--engine`` takes.
        build: makes the engine; loads weights, so it may raise
            :class:`modiste.errors.EngineUnavailableError`.
        summary: one sentence.
        licence: of code and weights.
        needs: extras and hardware.
        fetched: its weights do not ship; ``modiste weights`` brings them.
    """

    name: str
    build: Callable[[], Engine]
    summary: str
    licence: str
    needs: str
    fetched: bool = False


def _fashn() -> Engine:
    """Open the photoreal engine, whose room needs torch."""
    try:
        module = importlib.import_module("modiste.photoreal.fashn")
    except ImportError as error:
        raise EngineUnavailableError(
            "Engine 'fashn' needs the extra: pip install 'modiste[diffusion]'."
        ) from error
    engine: Engine = module.FashnEngine()
    return engine


BUILT_IN: tuple[EngineEntry, ...] = (
    EngineEntry(
        name="warp",
        build=WarpEngine,
        summary="Geometry alone: the garment's own pixels, part by part on the body.",
        licence="Apache-2.0; no weights of its own",
        needs="nothing beyond the default install; two CPU cores",
    ),
    EngineEntry(
        name="light",
        build=LightEngine,
        summary="The same, then a small network that fits, lights and completes the picture.",
        licence="Apache-2.0; weights trained on Apache-2.0 photos and rendered pairs",
        needs="nothing beyond the default install; two CPU cores",
    ),
    EngineEntry(
        name="fashn",
        build=_fashn,
        summary="FASHN VTON 1.5 draws the person anew, photoreal; minutes on a CPU.",
        licence="Apache-2.0, code and weights",
        needs="the extra diffusion; 1.9 GB of weights (modiste weights fashn); 5.3 GB of memory, "
        "half on a GPU with bfloat16",
        fetched=True,
    ),
)


def engine_table() -> Mapping[str, EngineEntry]:
    """Every engine that is there, by name; outside packages included."""
    table = {entry.name: entry for entry in BUILT_IN}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        table.setdefault(point.name, _outside(point.name, point.load, point.value))
    return table


def open_engine(name: str = DEFAULT_ENGINE) -> Engine:
    """Build the engine called ``name``.

    Raises:
        modiste.errors.OptionError: when there is no such engine.
    """
    table = engine_table()
    if name not in table:
        raise OptionError(f"There is no engine '{name}'; choose one of: {', '.join(table)}.")
    return table[name].build()


def _outside(name: str, load: Callable[[], Callable[[], Engine]], where: str) -> EngineEntry:
    return EngineEntry(
        name=name,
        build=lambda: load()(),
        summary=f"From the installed package: {where}.",
        licence="see that package",
        needs="see that package",
    )
