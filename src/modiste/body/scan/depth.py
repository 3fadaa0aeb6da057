"""Depth frames with intrinsics, such as a phone's LiDAR gives, fused into one cloud.

The JSON names the pictures beside it::

    {"frames": [{"depth": "0.png", "fx": 525, "fy": 525, "cx": 319.5, "cy": 239.5,
                 "depth_scale": 0.001, "pose": [[1, 0, 0, 0], ...]}],
     "near": 0.3, "far": 4.0}

Depth is 16 bit, times ``depth_scale`` metres along the camera's axis, 0 where nothing was seen.
``pose`` takes camera to world, with x to the right, y down and z forwards in the camera; without it
the frame is the world. One frame may stand at the top level. ``near`` and ``far`` cut the depth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    depth = _depth(folder, str(frame["depth"])) * float(frame.get("depth_scale", 0.001))
    seen = (depth > near) & (depth < far) & ~_edges(depth)
    row, column = np.nonzero(seen)
    away = depth[row, column]
    x = (column - float(frame["cx"])) * away / float(frame["fx"])
    y = (row - float(frame["cy"])) * away / float(frame["fy"])
    pose = np.asarray(frame.get("pose", np.eye(4)), np.float64)
    if pose.shape != (4, 4) or not np.isfinite(pose).all():
        raise ValueError("a pose is no 4 x 4 matrix")
    points: Floats = np.stack([x, y, away], axis=1) @ pose[:3, :3].T + pose[:3, 3]
    return points


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
