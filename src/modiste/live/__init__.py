"""The live mirror: a garment that follows a person through a film."""

from modiste.live.mirror import Mirror, Reflection

__all__ = ["Mirror", "Reflection"]
