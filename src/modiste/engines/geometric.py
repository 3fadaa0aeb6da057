"""The engine without a generator: warp, then compose."""

from __future__ import annotations

from typing import ClassVar

from modiste.compose import compose
from modiste.types import Category, Rendering, Scene, Tuck
from modiste.warp import predict_tuck, warp_garment


class WarpEngine:
    """Lays the garment's own pixels on the body and blends them in by rules."""

    name: ClassVar[str] = "warp"

    def render(self, scene: Scene) -> Rendering:
        """Draw the garment on the person; see :class:`modiste.protocols.Engine`."""
        warped = warp_garment(
            scene.person, scene.garment, fit=scene.options.fit, tuck=_is_tucked(scene)
        )
        return compose(scene, warped)


def _is_tucked(scene: Scene) -> bool:
    """What the caller chose, or else what the wearer does now; only tops can be tucked in."""
    if scene.garment.category is not Category.TOP:
        return False
    if scene.options.tuck is Tuck.AUTO:
        return predict_tuck(scene.person, scene.garment)
    return scene.options.tuck is Tuck.IN
