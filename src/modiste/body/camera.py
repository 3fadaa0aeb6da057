"""A pinhole camera that looks at a person standing at the origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.body.arrays import Floats, vec

EYE_LEVEL = 0.66
"""Height of the camera within the frame of a portrait: a chest-high camera with a shifted lens, so
that uprights stay upright and the face is seen straight on."""


@dataclass(frozen=True)
class Camera:
    """Perspective camera on the +z axis, looking towards -z, upright.

    Attributes:
        width, height: size of the picture in pixels.
        focal: focal length in pixels.
        eye: position of the camera in metres, (x, y, z).
        pitch: degrees by which it looks down.
        center: principal point in pixels; None is the middle of the picture.
    """

    width: int
    height: int
    focal: float
    eye: tuple[float, float, float]
    pitch: float = 0.0
    center: tuple[float, float] | None = None

    @classmethod
    def portrait(
        cls,
        top: float,
        bottom: float,
        *,
        distance: float = 3.0,
        size: tuple[int, int] = (768, 1024),
    ) -> Camera:
        """Frame what stands between two heights of a person.

        Args:
            top: height in metres at the picture's upper edge.
            bottom: height at its lower edge.
            distance: from the camera to the person, metres.
            size: width and height of the picture in pixels.
        """
        eye_height = bottom + EYE_LEVEL * (top - bottom)
        focal = size[1] * distance / (top - bottom)
        center = (size[0] / 2, size[1] * (1 - EYE_LEVEL))
        return cls(size[0], size[1], focal, (0.0, eye_height, distance), center=center)

    def scaled(self, factor: int) -> Camera:
        """The same view with ``factor`` times as many pixels along each axis."""
        x, y = self._middle()
        return Camera(
            self.width * factor, self.height * factor, self.focal * factor, self.eye, self.pitch,
            (x * factor, y * factor),
        )  # fmt: skip

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Where world points appear.

        Args:
            points: float32 (N, 3), metres.

        Returns:
            Pixels float32 (N, 2), and the distance along the optical axis in metres, (N,).
        """
        angle = np.radians(self.pitch)
        x, y, z = (np.asarray(points, np.float32) - vec(self.eye)).T
        up = y * np.cos(angle) - z * np.sin(angle)
        away = -z * np.cos(angle) - y * np.sin(angle)
        middle = self._middle()
        safe = np.maximum(away, 1e-6)
        pixels = np.stack(
            [middle[0] + self.focal * x / safe, middle[1] - self.focal * up / safe], 1
        )
        return pixels.astype(np.float32), away.astype(np.float32)

    def _middle(self) -> tuple[float, float]:
        return self.center or (self.width / 2, self.height / 2)
