"""Depth frames with intrinsics, such as a phone's LiDAR gives, fused into one cloud.

The JSON names the pictures beside it::

    {"frames": [{"depth": "0.png", "fx": 525, "fy": 525, "cx": 319.5, "cy": 239.5,
                 "depth_scale": 0.001, "pose": [[1, 0, 0, 0], ...]}],
     "near": 0.3, "far": 4.0}

Depth is 16 bit, times ``depth_scale`` metres along the camera's axis, 0 where nothing was seen.
``pose`` takes camera to world, with x to the right, y down and z forwards in the camera; without it
the frame is the world. One frame may stand at the top level. ``near`` and ``far`` cut the depth.
``width`` and ``height`` beside the intrinsics tell the picture that they belong to; phones give
those of the colour camera, which are not those of the smaller depth picture.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.body.scan.cloud import Cloud
from modiste.errors import InputError

MOST_FRAMES = 500
MOST_PIXELS = 40_000_000
JUMP = 0.03
"""Relative change of the depth between neighbours beyond which a pixel straddles an edge."""
VIEW_DEGREES = (10.0, 150.0)
"""Between these lies the angle that a camera sees from side to side."""
SQUARE = 1.5
"""Pixels are at most so many times as wide as high, or as high as wide."""
RIGID = 0.02
"""The rows of a rotation deviate from right angles and unit length by at most so much."""


@dataclass(frozen=True)
class Intrinsics:
    """A pinhole camera in pixels, with the middle of the first pixel at 0, and what depth means.

    Attributes:
        fx, fy: focal lengths.
        cx, cy: principal point.
        scale: metres per count of the depth.
    """

    fx: float
    fy: float
    cx: float
    cy: float
    scale: float

    @classmethod
    def of(cls, frame: Mapping[str, Any], shape: tuple[int, int]) -> Intrinsics:
        """Those of a frame whose picture has the ``shape`` (H, W).

        Raises:
            ValueError: they cannot be those of this picture.
            KeyError: one is missing.
        """
        fx, fy, cx, cy = (float(frame[name]) for name in ("fx", "fy", "cx", "cy"))
        told = (int(frame.get("height", shape[0])), int(frame.get("width", shape[1])))
        if told != shape:
            raise ValueError(f"the intrinsics are those of a picture of {told[1]} x {told[0]}, the "
                             f"depth has {shape[1]} x {shape[0]} pixels: scale them")  # fmt: skip
        if not (np.isfinite([fx, fy]).all() and min(fx, fy) > 0):
            raise ValueError(f"fx and fy are pixels and greater than 0, not {fx:g} and {fy:g}")
        if not 1 / SQUARE < fx / fy < SQUARE:
            raise ValueError(f"fx is {fx:g} and fy {fy:g}: pixels are nearly square")
        _check_view(fx, shape[1])
        if not (0 <= cx < shape[1] and 0 <= cy < shape[0]):
            raise ValueError(f"the middle (cx, cy) = ({cx:g}, {cy:g}) is outside the picture")
        scale = float(frame.get("depth_scale", 0.001))
        if not 0 < scale < np.inf:
            raise ValueError(f"depth_scale is metres per count and greater than 0, not {scale:g}")
        return cls(fx, fy, cx, cy, scale)


def _check_view(fx: float, width: int) -> None:
    angle = 2 * float(np.degrees(np.arctan(width / (2 * fx))))
    if not VIEW_DEGREES[0] < angle < VIEW_DEGREES[1]:
        raise ValueError(f"with fx = {fx:g} a picture of {width} pixels would be {angle:.0f} "
                         "degrees wide: fx belongs to another picture or unit")  # fmt: skip


def read_frames(path: Path, data: bytes) -> Cloud:
    """Fuse the frames of a JSON file.

    Args:
        path: of the JSON; the pictures lie in its folder or below.
        data: its content.

    Raises:
        InputError: when the JSON, a picture or a number in it is wrong.
    """
    try:
        told = json.loads(data)
        frames = told.get("frames", [told])
        near, far = float(told.get("near", 0.05)), float(told.get("far", 6.0))
        if not 0 < len(frames) <= MOST_FRAMES:
            raise ValueError(f"1 to {MOST_FRAMES} frames are read")
        points = [_points(path.parent, frame, near, far) for frame in frames]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(f"{path.name}: no depth frames ({error}); see docs/body.md.") from error
    count = len(points)
    return Cloud(
        np.concatenate(points), None, path.name, "m", (f"{count} depth frames were fused.",)
    )


def _points(folder: Path, frame: Mapping[str, Any], near: float, far: float) -> Floats:
    """The points of one frame in the world, float64 (N, 3), metres."""
    counts = _depth(folder, str(frame["depth"]))
    camera = Intrinsics.of(frame, (counts.shape[0], counts.shape[1]))
    depth, pose = counts * camera.scale, _pose(frame)
    seen = (depth > near) & (depth < far) & ~_edges(depth)
    row, column = np.nonzero(seen)
    away = depth[row, column]
    x = (column - camera.cx) * away / camera.fx
    y = (row - camera.cy) * away / camera.fy
    points: Floats = np.stack([x, y, away], axis=1) @ pose[:3, :3].T + pose[:3, 3]
    return points


def _pose(frame: Mapping[str, Any]) -> Floats:
    """Camera to world, float64 (4, 4)."""
    pose = np.asarray(frame.get("pose", np.eye(4)), np.float64)
    if pose.shape != (4, 4) or not np.isfinite(pose).all():
        raise ValueError("a pose is no 4 x 4 matrix")
    if np.abs(pose[3] - [0, 0, 0, 1]).max() > RIGID:
        raise ValueError("the last row of a pose is 0 0 0 1; give the matrix row by row")
    turn = pose[:3, :3]
    if np.abs(turn @ turn.T - np.eye(3)).max() > RIGID or np.linalg.det(turn) < 0:
        raise ValueError("a pose does not turn and move alone: it stretches or mirrors")
    return pose


def _depth(folder: Path, name: str) -> Floats:
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} lies outside the folder")
    try:
        raw = np.frombuffer(file.read_bytes(), np.uint8)
        picture = cv2.imdecode(raw, cv2.IMREAD_UNCHANGED) if len(raw) else None
    except (OSError, cv2.error) as error:
        raise ValueError(f"{name} cannot be read") from error
    if picture is None or picture.ndim != 2 or picture.dtype != np.uint16:
        raise ValueError(f"{name} is no 16 bit depth picture")
    if picture.size > MOST_PIXELS:
        raise ValueError(f"{name} is too large")
    return picture.astype(np.float64)


def _edges(depth: Floats) -> Bools:
    """Pixels that mix what is before with what is behind, bool (H, W)."""
    padded = np.pad(depth, 1, mode="edge")
    around = [padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]]
    edge: Bools = np.max([np.abs(side - depth) for side in around], axis=0) > JUMP * depth
    return edge
