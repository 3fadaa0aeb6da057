"""The networks that a mirror runs on."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.live.track import Tracker
from modiste.perception.matte import SelfieMatte
from modiste.perception.parse import ParserNet
from modiste.perception.pose import BlazePose
from modiste.protocols import MatteFinder, PersonParser


@dataclass(frozen=True)
class LiveNets:
    """Pose for every frame; matte and parser for keyframes."""

    pose: Tracker
    matte: MatteFinder
    parse: PersonParser


def open_nets(threads: int = 2) -> LiveNets:
    """Load the nets that ship with modiste.

    Keyframes are made beside the film, so their nets get one thread.

    Raises:
        modiste.errors.AssetError: when a weight is missing or altered.
    """
    return LiveNets(BlazePose(threads), SelfieMatte(1), ParserNet(1))
