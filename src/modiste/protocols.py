"""The seams: what a part must be able to do to take another's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from modiste.types import Image, Labels, Mask, Pose, Rendering, Scene


class PoseFinder(Protocol):
    """Finds everybody in a picture."""

    def __call__(self, image: Image) -> Sequence[Pose]:
        """Return one pose per person, from left to right; empty when there is nobody."""
        ...


class MatteFinder(Protocol):
    """Cuts one person out softly."""

    def __call__(self, image: Image, pose: Pose) -> Mask:
        """Return the alpha of the person with this pose, (H, W) in [0, 1]."""
        ...


class PersonParser(Protocol):
    """Labels the pixels of one person."""

    def __call__(self, image: Image, pose: Pose, matte: Mask) -> Labels:
        """Return the parse, (H, W), values of :class:`modiste.types.Label`."""
        ...


class Engine(Protocol):
    """Draws a dressed person. Engines draw; the studio composites."""

    name: ClassVar[str]

    def render(self, scene: Scene) -> Rendering:
        """Draw the garment on the person.

        Raises:
            modiste.errors.BackendError: when the engine fails.
        """
        ...
