"""Examples seen in a mirror: twice as many for free."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from modiste.training.tryon.data.example import FLAT, SIZE, Example
from modiste.types import POSE_NAMES, Label, Part

T = TypeVar("T", bound=np.generic)

_LABELS = {Label.ARM_LEFT: Label.ARM_RIGHT, Label.ARM_RIGHT: Label.ARM_LEFT}
_PARTS = {
    Part.SLEEVE_LEFT: Part.SLEEVE_RIGHT, Part.SLEEVE_RIGHT: Part.SLEEVE_LEFT,
    Part.LEG_LEFT: Part.LEG_RIGHT, Part.LEG_RIGHT: Part.LEG_LEFT,
}  # fmt: skip


def mirrored(example: Example) -> Example:
    """The example with left and right exchanged, the flat garment too.

    The maps are off by one pixel of the person then: a row's samples do not lie symmetrically.
    """
    flow = example.flow
    return replace(
        example,
        truth=_turned(example.truth),
        warped=_turned(example.warped),
        alpha=_turned(example.alpha),
        hole=_turned(example.hole),
        garment=_turned(example.garment),
        flat=_turned(example.flat),
        flat_mask=_turned(example.flat_mask),
        parts=_exchanged(example.parts, {int(a): int(b) for a, b in _PARTS.items()}),
        labels=_exchanged(example.labels, {int(a): int(b) for a, b in _LABELS.items()}),
        pose=_pose(example.pose),
        guess=_map(example.guess),
        flow=None if flow is None else _map(flow),
    )


def _turned(plane: NDArray[T]) -> NDArray[T]:
    return np.ascontiguousarray(plane[:, ::-1])


def _exchanged(plane: NDArray[np.uint8], pairs: dict[int, int]) -> NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    for a, b in pairs.items():
        table[a] = b
    return np.asarray(table[plane[:, ::-1]], np.uint8)


def _pose(pose: NDArray[np.float32]) -> NDArray[np.float32]:
    order = [POSE_NAMES.index(_other(name)) for name in POSE_NAMES]
    swapped = pose[order].copy()
    swapped[:, 0] = SIZE[1] - 1 - swapped[:, 0]
    return swapped


def _other(name: str) -> str:
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def _map(flow: NDArray[np.float32]) -> NDArray[np.float32]:
    swapped = np.ascontiguousarray(flow[:, ::-1])
    swapped[..., 0] = FLAT[1] - 1 - swapped[..., 0]
    return swapped
