"""Carrying an adjustment into a request."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from modiste.types import Adjustment, GarmentView, Image, Options

_RATIO = (0.5, 2.0)


def adjusted_options(options: Options) -> Options:
    """The options with what ``options.adjust`` changes of size, tuck and seed carried out.

    The rest of the adjustment (place, light, colour) stays in it, for those who draw.
    """
    change = options.adjust
    fit = replace(
        options.fit,
        girth=_ratio(options.fit.girth + change.girth),
        length=_ratio(options.fit.length + change.length),
        sleeve_length=_ratio(options.fit.sleeve_length + change.sleeve_length),
    )
    return replace(
        options, fit=fit, tuck=change.tuck or options.tuck, seed=options.seed + change.seed
    )


def _ratio(value: float) -> float:
    return min(max(value, _RATIO[0]), _RATIO[1])


def adjusted_garment(garment: GarmentView, change: Adjustment) -> GarmentView:
    """The garment lighter or darker, warmer or colder, as the adjustment wants it."""
    if change.brightness == change.warmth == 0:
        return garment
    return replace(garment, image=_toned(garment.image, change.brightness, change.warmth))


def _toned(image: Image, brightness: float, warmth: float) -> Image:
    """Lightness and the yellow-blue axis of CIE L*a*b* moved; black and white stay in range."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab = lab + np.array([100 * brightness, 15 * warmth, 60 * warmth], np.float32)
    lab[..., 0] = np.clip(lab[..., 0], 0, 100)
    rgb = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(rgb * 255 + 0.5, 0, 255), np.uint8)
