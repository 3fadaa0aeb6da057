"""Strain: the folds that a size draws, pulls where it is tight and drape where it is loose.

Cloth under tension buckles into narrow ridges along the pull, about the girth; cloth with room
hangs in broad folds along the fall, which open towards the hem (Cerda & Mahadevan, "Geometry and
physics of wrinkling", 2003). Both are drawn as a height field over the garment, in coordinates
along and across each of its tubes, and lit from above and the side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.frame import SIDES, Frame
from modiste.types import Labels, Mask, Part, Points

_TORSO = {"shoulder": 0.05, "chest": 0.3, "underbust": 0.42, "waist": 0.64, "hip": 1.0,
          "thigh": 1.45, "calf": 2.3}  # fmt: skip
"""Heights of the zones along torso and legs, in torso lengths from the shoulder joints."""
_ARM = {"upper_arm": 0.45, "wrist": 1.9}
"""Along the arm: 0 at the shoulder, 1 elbow, 2 wrist."""
_REACH = 0.6
"""Tightness of the last known zone is gone so far below it, in the same lengths; slack is not."""
_FIRST, _FULL = 0.3, 1.3
"""Tension below the first draws nothing, from the second on as much as there can be."""
_PULL_DEPTH, _DRAPE_DEPTH = 0.30, 0.34
_LIMITS = (0.68, 1.22)
_LIGHT = (0.55, 0.85)
"""Direction to the light in the picture's plane: from the left and above."""
_VALLEY = 0.35
"""How much darker a fold's depth is for the light it does not get, in its own height."""
_TILES = 64


@dataclass(frozen=True)
class _Tube:
    """One part of the garment, unrolled; all fields (h, w) of the small picture.

    Attributes:
        inside: 1 where the part is.
        along: down the tube in shoulder widths, from where it hangs.
        across: signed distance from its axis in shoulder widths.
        tension: of the cloth.
    """

    inside: Mask
    along: Mask
    across: Mask
    tension: Mask


def strain(frame: Frame, parts: Labels, tension: Mapping[str, float]) -> Mask:
    """Light and shadow of the folds that the size draws.

    Args:
        frame: axes of the body in this picture.
        parts: (h, w) parts of the garment.
        tension: by zone as in :attr:`modiste.types.Fit.tension`; zones that are not named here
            take the value of their neighbours.

    Returns:
        (h, w) factor of the brightness, about 1; exactly 1 where nothing is tight or loose.
    """
    total = np.ones(parts.shape, np.float32)
    for tube in _tubes(frame, parts, tension):
        total += tube.inside * (_pulls(tube, frame.shoulder) + _drape(tube, frame.shoulder))
    return np.asarray(np.clip(total, *_LIMITS), np.float32)


def _tubes(frame: Frame, parts: Labels, tension: Mapping[str, float]) -> list[_Tube]:
    body = np.isin(parts, (Part.TORSO, Part.SKIRT))
    tubes = [_trunk(frame, body, tension)] if body.any() else []
    for side, sleeve, leg in zip(SIDES, (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT),
                                 (Part.LEG_LEFT, Part.LEG_RIGHT), strict=True):  # fmt: skip
        if (parts == sleeve).any():
            tubes.append(_sleeve(frame, parts == sleeve, side, tension))
        if (parts == leg).any():
            tubes.append(_leg(frame, parts == leg, side, tension))
    return [tube for tube in tubes if (np.abs(tube.tension) > _FIRST).any()]


def _trunk(frame: Frame, inside: NDArray[np.bool_], tension: Mapping[str, float]) -> _Tube:
    along = np.asarray(frame.height * frame.torso / frame.shoulder, np.float32)
    across = _beside(frame.neck, frame.hips, inside.shape) / np.float32(frame.shoulder)
    return _Tube(_soft(inside), along, across, _interpolated(frame.height, _TORSO, tension))


def _sleeve(
    frame: Frame, inside: NDArray[np.bool_], side: str, tension: Mapping[str, float]
) -> _Tube:
    shoulder, elbow, wrist = (frame.pose[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    down = frame.along_arm(side)
    upper, lower = (_beside(a, b, inside.shape) for a, b in ((shoulder, elbow), (elbow, wrist)))
    across = np.asarray(np.where(down < 1, upper, lower) / frame.shoulder, np.float32)
    length = float(np.linalg.norm(elbow - shoulder)) / frame.shoulder
    return _Tube(_soft(inside), down * np.float32(length), across,
                 _interpolated(down, _ARM, tension))  # fmt: skip


def _leg(frame: Frame, inside: NDArray[np.bool_], side: str, tension: Mapping[str, float]) -> _Tube:
    along = np.asarray((frame.height - 0.9) * frame.torso / frame.shoulder, np.float32)
    across = _beside(frame.pose[f"{side}_hip"], frame.pose[f"{side}_ankle"], inside.shape)
    return _Tube(_soft(inside), along, across / np.float32(frame.shoulder),
                 _interpolated(frame.height, _TORSO, tension))  # fmt: skip


def _interpolated(along: Mask, places: Mapping[str, float], tension: Mapping[str, float]) -> Mask:
    known = sorted((places[zone], value) for zone, value in tension.items() if zone in places)
    if not known:
        return np.zeros(along.shape, np.float32)
    at, values = zip(*known, strict=True)
    found = np.interp(along, at, values)
    beyond = np.clip(1 - (along - at[-1]) / _REACH, 0, 1)
    return np.asarray(np.where(found > 0, found * beyond, found), np.float32)


def _strength(tension: Mask) -> Mask:
    """0 below the first visible tension, 1 from the full one on."""
    return np.asarray(np.clip((tension - _FIRST) / (_FULL - _FIRST), 0, 1), np.float32)


def _pulls(tube: _Tube, unit: float) -> Mask:
    """Narrow ridges about the girth: they start at the seams and fade towards the middle."""
    amount = _strength(tube.tension)
    if not amount.any():
        return np.zeros_like(amount)
    edge = _edge(tube, 0.22 * unit)
    bowed = tube.along - np.float32(0.16) * np.sqrt(tube.across**2 + np.float32(0.03))
    bowed += np.float32(0.035) * _noise(
        tube.along / np.float32(0.4), tube.across / np.float32(0.3), 3
    )
    fanned = np.asarray(bowed / 0.085, np.float32)
    ridge = np.exp(-((_noise(fanned, tube.across / 0.55, 1) / 0.42) ** 2))
    return _lit(ridge * amount * (0.35 + 0.65 * edge), 0.085 * unit, _PULL_DEPTH)


def _drape(tube: _Tube, unit: float) -> Mask:
    """Broad folds along the fall, deeper and wider apart towards the hem."""
    amount = _strength(-tube.tension)
    if not amount.any():
        return np.zeros_like(amount)
    open_ = 1 + 0.35 * np.clip(tube.along, 0, 3)
    fold = np.tanh(1.4 * _noise(tube.across / open_ / 0.12, tube.along / 0.9, 2))
    grown = np.clip((tube.along - 0.15) / 0.9, 0.15, 1)
    return _lit(fold * amount * grown, 0.16 * unit, _DRAPE_DEPTH)


def _lit(height: Mask, width: float, depth: float) -> Mask:
    """Brightness of a height field in [-1, 1] with ridges ``width`` pixels wide, about 0."""
    soft = cv2.GaussianBlur(height.astype(np.float32), (0, 0), max(0.12 * width, 0.6))
    right, down = (cv2.Sobel(soft, cv2.CV_32F, *d, ksize=3, scale=1 / 8) for d in ((1, 0), (0, 1)))
    slope = (right * _LIGHT[0] + down * _LIGHT[1]) * np.float32(width)
    low = soft - cv2.GaussianBlur(soft, (0, 0), max(width, 1.0))
    return np.asarray(depth * (slope + _VALLEY * low), np.float32)


def _edge(tube: _Tube, reach: float) -> Mask:
    """1 at the part's silhouette, fading inside it."""
    depth = cv2.distanceTransform((tube.inside > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(np.exp(-depth / max(reach, 0.5)), np.float32)


def _soft(inside: NDArray[np.bool_]) -> Mask:
    return np.asarray(cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 0.8), np.float32)


def _beside(start: Points, end: Points, size: tuple[int, ...]) -> Mask:
    """Signed distance of every pixel from the line through two points, (h, w)."""
    d = (end - start) / max(float(np.linalg.norm(end - start)), 1e-3)
    y = (np.arange(size[0], dtype=np.float32) - start[1]) * d[0]
    x = (np.arange(size[1], dtype=np.float32) - start[0]) * d[1]
    return np.asarray(y[:, None] - x[None], np.float32)


def _noise(u: NDArray[Any], v: NDArray[Any], seed: int) -> Mask:
    """Smooth noise of unit variance with one cell per unit of ``u`` and ``v``; always the same."""
    cells = np.random.default_rng(seed).standard_normal((_TILES, _TILES)).astype(np.float32)
    x, y = (np.mod(a, _TILES - 8).astype(np.float32) + 2 for a in (u, v))
    return np.asarray(cv2.remap(cells, x, y, cv2.INTER_CUBIC), np.float32)
