"""Following one person's pose from frame to frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from modiste.live.one_euro import OneEuro
from modiste.perception.people import prominence
from modiste.perception.pose import MaskedPose
from modiste.perception.regions import Region
from modiste.types import Image

_LOST = 0.5
"""Below this score she is looked for anew."""


class Tracker(Protocol):
    """What the follower needs of :class:`modiste.perception.pose.BlazePose`."""

    def brisk(self, image: Image) -> tuple[MaskedPose, ...]:
        """Everybody in a picture."""
        ...

    def track(self, image: Image, region: Region) -> tuple[MaskedPose, Region]:
        """The person near a region, and her region for the next frame."""
        ...


class Follower:
    """The pose of the most prominent person, smoothed over time.

    The detector runs once; then each frame costs one call of the landmark network in the square
    that the last frame told. Landmarks are smoothed in units of the shoulders' width, so that
    the filter acts alike near and far.
    """

    def __init__(self, poses: Tracker) -> None:
        self._poses = poses
        self._region: Region | None = None
        self._points, self._depth = OneEuro(), OneEuro(least_cutoff=0.8)
        self._unit = 1.0

    def __call__(self, frame: Image, time: float) -> MaskedPose | None:
        """The pose in the next frame, or None when nobody is there.

        Args:
            frame: (H, W, 3) RGB.
            time: seconds since any start.
        """
        pose = self._tracked(frame) or self._found(frame)
        if pose is None:
            self.forget()
            return None
        return self._smooth(pose, time)

    def forget(self) -> None:
        """Look for somebody anew in the next frame."""
        self._region = None
        self._points.forget()
        self._depth.forget()

    def _tracked(self, frame: Image) -> MaskedPose | None:
        if self._region is None:
            return None
        pose, self._region = self._poses.track(frame, self._region)
        return pose if pose.score >= _LOST else None

    def _found(self, frame: Image) -> MaskedPose | None:
        poses = self._poses.brisk(frame)
        if not poses:
            return None
        size = (frame.shape[1], frame.shape[0])
        pose = max(poses, key=lambda p: prominence(p, size))
        self._points.forget()
        self._depth.forget()
        self._region, self._unit = pose.region, _unit(pose)
        return pose

    def _smooth(self, pose: MaskedPose, time: float) -> MaskedPose:
        unit = np.float32(self._unit)
        return replace(
            pose,
            points=self._points(pose.points / unit, time) * unit,
            depth=self._depth(pose.depth / unit, time) * unit,
        )


def _unit(pose: MaskedPose) -> float:
    """Length of the torso, which turning does not change, in pixels."""
    shoulders = (pose["left_shoulder"] + pose["right_shoulder"]) / 2
    hips = (pose["left_hip"] + pose["right_hip"]) / 2
    return max(float(np.linalg.norm(shoulders - hips)), 8.0)
