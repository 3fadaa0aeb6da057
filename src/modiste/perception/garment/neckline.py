"""The rim of a neckline or waistband, as one smooth line along which the colours part.

The network tells an opening only roughly. From a point in its middle rays are cast; on every ray
the rim may lie anywhere near the rough one; the line is the one that costs least: it runs where
what is nearer is like the garment's inside and what is farther is not, and it bends little
(dynamic programming over rays: Amini, Weymouth and Jain, "Using Dynamic Programming for Solving
Variational Problems in Vision", 1990).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

_RAYS, _STEPS = 96, 56
_NEAREST, _FARTHEST = 0.72, 1.34
"""Where the rim is looked for, in parts of the rough one's distance."""
_CORE = (0.45, 0.72)
"""Between these parts of the rough distance the ray certainly crosses the inside."""
_BEFORE = 0.045
"""How much farther in and out the colours on both sides are taken, in rough distances."""
_BEND = 0.09
"""Cost of a step between neighbouring rays, per step squared."""
_MOST = 4
"""The rim moves by at most so many steps between neighbouring rays."""
_LEAST = 3.0
"""A smaller opening, in pixels of the rough one, is not worth a line."""
_FULL = 36.0
"""Colours farther apart than this, in 8-bit Lab, are just different."""
_CLEAR = 8.0
"""Mean difference in 8-bit Lab from which on the rim is believed."""
_SHARP = 8
"""The outline is drawn so many times finer than the pixels."""

Region = NDArray[np.bool_]


@dataclass(frozen=True)
class _Rays:
    """Rays from the opening's middle, pixels of the whole picture.

    Attributes:
        middle: (2,).
        ways: (n, 2), unit vectors.
        rough: (n,), the rough rim's distances.
    """

    middle: NDArray[np.float64]
    ways: NDArray[np.float64]
    rough: NDArray[np.float64]

    def moved(self, left: int, top: int) -> _Rays:
        """The same rays in a picture that begins at ``left`` and ``top``."""
        return _Rays(self.middle - np.array([left, top]), self.ways, self.rough)

    def at(self, parts: NDArray[np.float64]) -> NDArray[np.float32]:
        """Points at parts of the rough distances, (n, m) to (n, m, 2)."""
        reach = (self.rough[:, None] * parts)[..., None]
        return np.asarray(self.middle + reach * self.ways[:, None], np.float32)


def rim(image: Image, opening: Region) -> Mask | None:
    """Find the opening's rim between its upper corners.

    Args:
        image: (H, W, 3).
        opening: bool (h, w), the rough opening, at any smaller size of the same proportions.

    Returns:
        Alpha of the opening, (H, W), without what lies above its upper corners; None when no
        clear line is to be seen.
    """
    rays = _cast(opening, image.shape[1] / opening.shape[1])
    if rays is None:
        return None
    parts = np.linspace(_NEAREST, _FARTHEST, _STEPS)
    box = _around(rays, image.shape)
    lab = cv2.cvtColor(cv2.GaussianBlur(image[box], (0, 0), 1.0), cv2.COLOR_RGB2LAB)
    gain = _gains(lab.astype(np.float32), rays.moved(box[1].start, box[0].start), parts)
    line = _cheapest(-gain)
    if float(np.median(gain[np.arange(_RAYS), line])) < _CLEAR:
        return None
    smooth = _smoothed(parts[line])
    return _drawn(rays.at(smooth[:, None])[:, 0], image.shape)


def _around(rays: _Rays, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns that the rays can reach."""
    ends = rays.at(np.full((len(rays.rough), 1), _FARTHEST + 2 * _BEFORE))[:, 0]
    low = np.maximum(np.floor(np.minimum(ends.min(0), rays.middle)).astype(int) - 4, 0)
    high = np.minimum(np.ceil(np.maximum(ends.max(0), rays.middle)).astype(int) + 5, shape[1::-1])
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _cast(opening: Region, scale: float) -> _Rays | None:
    """Rays from the opening's middle, from one upper corner down and round to the other."""
    rows, columns = np.nonzero(opening)
    if len(rows) < 30:
        return None
    middle = np.array([columns.mean(), rows.mean()])
    right, left = (int((rows - sign * columns).argmin()) for sign in (1, -1))
    first, last = (np.arctan2(rows[i] - middle[1], columns[i] - middle[0]) for i in (right, left))
    angles = np.linspace(first, last % (2 * np.pi), _RAYS)
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    steps = np.arange(0.5, max(opening.shape), 0.5)
    points = middle + steps[:, None, None] * ways
    x, y = (np.clip(np.round(points[..., i]).astype(int), 0, opening.shape[1 - i] - 1)
            for i in (0, 1))  # fmt: skip
    inside = opening[y, x]
    reach = steps[np.where(inside.all(0), len(steps) - 1, inside.argmin(0))]
    if float(np.median(reach)) < _LEAST:
        return None
    return _Rays((middle + 0.5) * scale - 0.5, ways, _smoothed(_median(reach)) * scale)


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A running median against labels and threads."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, 4, mode="edge"), 9)
    return np.asarray(np.median(windows, axis=1))


def _gains(
    lab: NDArray[np.float32], rays: _Rays, parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How well each place (rays, steps) parts inside from outside, in 8-bit Lab.

    Half the contrast across the place, half how much less the far side is like the inside: a
    shadow at the rim is like it but a little, a label's edge has it on both sides.
    """
    core = _sampled(lab, rays, np.linspace(*_CORE, 9))
    near = np.median(core, axis=1).astype(np.float64)
    inside = np.stack([_median(near[:, i]) for i in range(3)], axis=1)[:, None]
    before, after = (_sampled(lab, rays, parts + d) for d in (-_BEFORE, _BEFORE))
    contrast = np.minimum(np.linalg.norm(after - before, axis=-1), _FULL)
    unlike = [np.minimum(np.linalg.norm(c - inside, axis=-1), _FULL) for c in (before, after)]
    return np.asarray((contrast + unlike[1] - unlike[0]) / 2, np.float64)


def _sampled(
    lab: NDArray[np.float32], rays: _Rays, parts: NDArray[np.float64]
) -> NDArray[np.float32]:
    points = rays.at(np.broadcast_to(parts, (len(rays.rough), len(parts))))
    x, y = (np.ascontiguousarray(points[..., i]) for i in (0, 1))
    return np.asarray(cv2.remap(lab, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _cheapest(cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """The step on every ray of the line that costs least, (rays,)."""
    moves = np.arange(-_MOST, _MOST + 1)
    bend = _BEND * 10 * moves**2
    total, came = cost[0], np.zeros(cost.shape, np.intp)
    for ray in range(1, len(cost)):
        padded = np.pad(total, _MOST, constant_values=np.inf)
        ways = np.stack([padded[_MOST + m : _MOST + m + cost.shape[1]] for m in moves])
        ways = ways + bend[:, None]
        best = ways.argmin(0)
        came[ray] = np.arange(cost.shape[1]) + moves[best]
        total = cost[ray] + ways.min(0)
    line = np.empty(len(cost), np.intp)
    line[-1] = int(total.argmin())
    for ray in range(len(cost) - 1, 0, -1):
        line[ray - 1] = came[ray, line[ray]]
    return line


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.exp(-0.5 * (np.arange(-5, 6) / 2.0) ** 2)
    return np.convolve(np.pad(values, 5, mode="edge"), weights / weights.sum(), mode="valid")


def _drawn(points: NDArray[np.float32], shape: tuple[int, ...]) -> Mask:
    """The area inside the line and its chord, with an antialiased edge, (H, W)."""
    canvas = np.zeros(shape[:2], np.uint8)
    low = np.maximum(np.floor(points.min(0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(points.max(0)).astype(int) + 3, np.array(shape[1::-1]))
    size = (high - low) * _SHARP
    if (size <= 0).any():
        return canvas.astype(np.float32)
    fine = np.zeros((int(size[1]), int(size[0])), np.uint8)
    cv2.fillPoly(fine, [np.round((points - low + 0.5) * _SHARP).astype(np.int32)], 255)
    box = (slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0])))
    canvas[box] = cv2.resize(fine, tuple(int(v) for v in high - low), interpolation=cv2.INTER_AREA)
    return np.asarray(canvas / np.float32(255), np.float32)
