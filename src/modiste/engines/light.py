"""The engine with a generator: warp, then paint; without weights it is the geometric one."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from modiste.assets import asset_path
from modiste.compose import compose
from modiste.engines.laid import lay
from modiste.errors import AssetError
from modiste.synthesis import Generator, paint, trusted
from modiste.types import Fit, Rendering, Scene

WEIGHTS = "tryon-generator"
"""The generator's name in the catalogue."""
_WITHOUT = "The generator's weights are missing; the picture was made by geometry alone."


class LightEngine:
    """Lays the garment's own pixels on the body; a network fits, lights and completes them.

    Args:
        generator: None takes the one that ships, and geometry alone when that is missing.
        threads: CPU threads of the network.
    """

    name: ClassVar[str] = "light"

    def __init__(self, generator: Generator | None = None, threads: int = 2) -> None:
        self._generator = generator or _shipped(threads)

    def render(self, scene: Scene) -> Rendering:
        """Draw the garment on the person; see :class:`modiste.protocols.Engine`."""
        warped = lay(scene)
        generate = self._generator
        if generate is None:
            drawn = compose(scene, warped)
            return replace(drawn, warnings=(*drawn.warnings, _WITHOUT))
        sized = scene.options.fit != Fit()
        return paint(scene, warped, lambda planes: trusted(generate(planes), sized))


def _shipped(threads: int) -> Generator | None:
    try:
        return Generator(asset_path(WEIGHTS), threads)
    except AssetError:
        return None
