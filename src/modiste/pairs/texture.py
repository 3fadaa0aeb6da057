"""The colours of a garment, drawn once on its flat lay and sampled wherever it is worn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.examples.flats import Flat
from modiste.examples.flats.paint import Masks, cloth_colour, inside_colour, sew

WHITE = 0.62
"""Reflectance of cloth whose sRGB is 255: nothing that is worn is a perfect mirror."""
SAME = 6.0
"""Levels by which back and front may differ and still count as the same cloth."""


@dataclass(frozen=True)
class Texture:
    """Colours of the cloth in the pixels of the flat picture.

    Attributes:
        front: sRGB of what the flat picture shows, without folds and light, float32 (h, w, 3).
        back: the same of the back: no print, nothing sewn on.
        plain: sRGB of the cloth's inside.
        inner: bool (h, w), where the flat picture shows the inside.
    """

    front: Floats
    back: Floats
    plain: Floats
    inner: Bools

    @classmethod
    def of(cls, flat: Flat) -> Texture:
        """Draw the colours of a flat garment."""
        pattern, lay, dye = flat.pattern, flat.lay, flat.dye
        masks = Masks(flat.panel_masks, flat.alpha, flat.inner)
        colour = cloth_colour(pattern, lay, masks, dye)
        bare = replace(dye, text="")
        back = cloth_colour(pattern, lay, masks, bare) if dye.text else colour.copy()
        tone = np.ones(lay.shape, np.float32)
        sew(tone, colour, pattern, lay, masks, dye)
        colour *= tone[..., None]
        inner = flat.inner > 0.5
        if pattern.inner is not None:
            colour[inner] = inside_colour(pattern, lay, masks, dye)[inner]
        plain = np.array(dye.base, np.float32) * np.float32(0.7)
        return cls(np.clip(colour, 0, 255), np.clip(back, 0, 255), plain, inner)

    @cached_property
    def same(self) -> Bools:
        """Where the back looks like the front, (h, w)."""
        alike: Bools = (np.abs(self.front - self.back).max(axis=2) < SAME) & ~self.inner
        return alike

    def shrunk(self, factor: float) -> Sequence[Floats]:
        """Front and back, blurred as a picture is that is ``factor`` (< 1) times as large."""
        if factor >= 0.75:
            return self.front, self.back
        sigma = 0.42 / factor
        return [cv2.GaussianBlur(t, (0, 0), sigma).astype(np.float32)
                for t in (self.front, self.back)]  # fmt: skip


def look_up(values: Floats, at: Floats) -> Floats:
    """Bilinear values of a picture (h, w, ...) at pixels (N, 2), float32 (N, ...)."""
    width = 1024
    padded = np.zeros((len(at) // width + 1, width, 2), np.float32)
    padded.reshape(-1, 2)[: len(at)] = at
    found = cv2.remap(values, padded[..., 0], padded[..., 1], cv2.INTER_LINEAR,
                      borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    out = np.asarray(found, np.float32).reshape(-1, *values.shape[2:])[: len(at)]
    return out


def picked(values: Bools, at: Floats) -> Bools:
    """Nearest values of a mask (h, w) at pixels (N, 2)."""
    pixel = np.clip(np.rint(at).astype(np.intp), 0, np.array(values.shape[::-1]) - 1)
    found: Bools = values[pixel[:, 1], pixel[:, 0]]
    return found


def reflectance(srgb: Floats) -> Floats:
    """Linear albedo of sRGB in [0, 255]."""
    return (np.clip(srgb / 255, 0.01, 1) ** np.float32(2.2) * np.float32(WHITE)).astype(np.float32)
