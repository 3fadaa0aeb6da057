"""The two photos that go in: a person's and a garment's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from modiste.imaging import DEFAULT_LIMITS, Limits, read_image
from modiste.types import Image, Mask


@dataclass(frozen=True)
class _Photo:
    """A photo as it came in: nothing but orientation and colour space was changed.

    Attributes:
        image: uint8 (H, W, 3), RGB in sRGB, upright; transparent places lie on white.
        alpha: float32 (H, W) in [0, 1] when the file had transparency, else None.
        name: what messages call the photo.
        notes: sentences for the user about what had to be ignored or guessed.
    """

    image: Image
    alpha: Mask | None = None
    name: str = "the picture"
    notes: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, source: str | Path | bytes, *, limits: Limits = DEFAULT_LIMITS, name: str | None = None
    ) -> Self:
        """Read the photo from a file or from bytes; see :func:`modiste.imaging.read_image`.

        Raises:
            modiste.errors.ImageLoadError: missing, damaged, animated or no picture.
            modiste.errors.ImageSizeError: too large or too small.
        """
        loaded = read_image(source, limits=limits, name=name)
        return cls(loaded.image, loaded.alpha, loaded.name, loaded.notes)

    @classmethod
    def from_array(cls, image: Image, alpha: Mask | None = None, name: str | None = None) -> Self:
        """Take a picture that is in memory already.

        Args:
            image: uint8 (H, W, 3), RGB in sRGB, upright.
            alpha: float32 (H, W) in [0, 1], or None.
            name: what messages call it; a default when absent.

        Raises:
            ValueError: an array has another shape or type, or ``alpha`` leaves [0, 1].
        """
        name = name or cls.name
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(f"{name}: image is {image.dtype} {image.shape}, not uint8 (H, W, 3)")
        if alpha is not None:
            _check_alpha(alpha, image, name)
        return cls(np.ascontiguousarray(image), alpha, name)


def _check_alpha(alpha: Mask, image: Image, name: str) -> None:
    if alpha.dtype != np.float32 or alpha.shape != image.shape[:2]:
        raise ValueError(
            f"{name}: alpha is {alpha.dtype} {alpha.shape}, not float32 {image.shape[:2]}"
        )
    if not (alpha.min() >= 0 and alpha.max() <= 1):
        raise ValueError(f"{name}: alpha leaves [0, 1]")


@dataclass(frozen=True)
class Person(_Photo):
    """The shopper's photo. Its pixels go into the result as they are, so it is never denoised."""

    name: str = "the person's photo"


@dataclass(frozen=True)
class Garment(_Photo):
    """A garment's photo, lying, hanging or worn. Its copy that gets warped may be denoised."""

    name: str = "the garment's photo"
