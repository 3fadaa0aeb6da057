"""The engine without a generator: warp, then compose."""

from __future__ import annotations

from typing import ClassVar

from modiste.compose import compose
from modiste.engines.laid import lay
from modiste.types import Rendering, Scene


class WarpEngine:
    """Lays the garment's own pixels on the body and blends them in by rules."""

    name: ClassVar[str] = "warp"

    def render(self, scene: Scene) -> Rendering:
        """Draw the garment on the person; see :class:`modiste.protocols.Engine`."""
        return compose(scene, lay(scene))
