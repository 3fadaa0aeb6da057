"""The body as composition sees it: lengths, limbs and lines from the pose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Label, Labels, Mask, Points, Pose

SIDES = ("left", "right")
_SHOULDER_PER_TORSO = 0.60
"""Least shoulder joint width in relation to the torso; a turned body shows less."""
_ARM_RADIUS = 0.120
"""Radius of the upper arm in shoulder widths (joint to joint)."""
_LEG_RADIUS = 0.235
_WAISTBAND = 0.80
"""Height of a waistband that a long top hides, in torso lengths."""
_SEEN_WAISTBAND = (0.45, 0.92)
_STEP = 4
"""Distances are smooth; they are computed on every fourth pixel."""


def _kept(measure: Callable[[Frame, str], Mask]) -> Callable[[Frame, str], Mask]:
    """Work a side's map out once per frame; nobody may write into it."""

    @wraps(measure)
    def once(frame: Frame, side: str) -> Mask:
        known = frame.__dict__.setdefault("_maps", {})
        key = (measure.__name__, side)
        if key not in known:
            known[key] = measure(frame, side)
            known[key].setflags(write=False)
        found: Mask = known[key]
        return found

    return once


@dataclass(frozen=True)
class Frame:
    """Axes and lengths of one body in one picture.

    Attributes:
        pose: the landmarks.
        size: height and width of the picture.
    """

    pose: Pose
    size: tuple[int, int]

    @cached_property
    def neck(self) -> Points:
        """Middle between the shoulder joints, (2,)."""
        return self._middle("shoulder")

    @cached_property
    def hips(self) -> Points:
        """Middle between the hip joints, (2,)."""
        return self._middle("hip")

    @cached_property
    def torso(self) -> float:
        """Shoulders to hips, in pixels; at least a thirtieth of the picture's height."""
        length = float(np.linalg.norm(self.hips - self.neck))
        return max(length, self.size[0] / 30)

    @cached_property
    def down(self) -> Points:
        """Unit vector from shoulders to hips, (2,)."""
        return np.asarray((self.hips - self.neck) / self.torso, np.float32)

    @cached_property
    def shoulder(self) -> float:
        """Shoulder width in pixels, joint to joint, as if seen from the front."""
        joints = np.linalg.norm(self.pose["left_shoulder"] - self.pose["right_shoulder"])
        return max(float(joints), _SHOULDER_PER_TORSO * self.torso)

    @cached_property
    def height(self) -> Mask:
        """Height of every pixel along the torso: 0 at the shoulders, 1 at the hips, (h, w)."""
        return np.asarray(self._along(self.neck, self.down) / self.torso, np.float32)

    @cached_property
    def across(self) -> Mask:
        """Distance of every pixel from the spine, in shoulder widths, (h, w)."""
        side = np.array([-self.down[1], self.down[0]], np.float32)
        return np.asarray(np.abs(self._along(self.neck, side)) / self.shoulder, np.float32)

    @cached_property
    def below_chin(self) -> NDArray[np.bool_]:
        """Pixels that lie under the chin, seen along the face's own axis, (h, w)."""
        eyes = (self.pose["left_eye"] + self.pose["right_eye"]) / 2
        mouth = (self.pose["mouth_left"] + self.pose["mouth_right"]) / 2
        face = mouth - eyes
        length = float(np.linalg.norm(face))
        if length < 1:
            return self.height > np.float32(-0.15)
        chin = np.asarray(mouth + 0.62 * face, np.float32)
        return np.asarray(self._along(chin, np.asarray(face / length, np.float32)) > 0)

    @cached_property
    def arm_radius(self) -> float:
        """Radius of a bare upper arm, in pixels."""
        return _ARM_RADIUS * self.shoulder

    @_kept
    def arm(self, side: str) -> Mask:
        """Distance to the bare arm's axis in radii, (h, w): below 1 inside the arm."""
        s, e, w = (self.pose[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
        r = self.arm_radius
        return np.minimum(self.capsule(s, e, r * 1.12, r * 0.84),
                          self.capsule(e, w, r * 0.84, r * 0.58))  # fmt: skip

    @_kept
    def along_arm(self, side: str) -> Mask:
        """How far down the arm a pixel is: 0 at the shoulder, 1 elbow, 2 wrist, 2.5 beyond."""
        return self._down_limb(side, "shoulder", "elbow", "wrist")

    @_kept
    def along_leg(self, side: str) -> Mask:
        """How far down the leg a pixel is: 0 at the hip, 1 knee, 2 ankle, 2.5 beyond."""
        return self._down_limb(side, "hip", "knee", "ankle")

    def forearm(self, side: str) -> Mask:
        """Distance to the forearm's axis in radii, from above the elbow to the fingers."""
        s, e, w = (self.pose[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
        r = self.arm_radius
        start, hand = e * 0.75 + s * 0.25, w + 0.3 * (w - e)
        near = self.capsule(start, e, r, r * 0.9)
        return np.asarray(np.minimum(near, self.capsule(e, hand, r * 0.9, r)), np.float32)

    @_kept
    def leg(self, side: str) -> Mask:
        """Distance to the bare leg's axis in radii, (h, w)."""
        h, k, a = (self.pose[f"{side}_{n}"] for n in ("hip", "knee", "ankle"))
        r = _LEG_RADIUS * self.shoulder
        calf = np.asarray(k + 0.3 * (a - k), np.float32)
        parts = (
            self.capsule(h, k, r * 1.12, r * 0.68),
            self.capsule(k, calf, r * 0.64, r * 0.68),
            self.capsule(calf, a, r * 0.68, r * 0.38),
        )
        return np.asarray(np.minimum.reduce(parts), np.float32)

    def foot(self, side: str) -> Mask:
        """Distance to the bare foot's axes in radii, from the ankle to heel and toes, (h, w)."""
        ankle, heel, toes = (self.pose[f"{side}_{n}"] for n in ("ankle", "heel", "foot_index"))
        r = _LEG_RADIUS * self.shoulder
        return np.minimum(self.capsule(ankle, toes, r * 0.38, r * 0.36),
                          self.capsule(ankle, heel, r * 0.38, r * 0.30))  # fmt: skip

    def waistband(self, parse: Labels) -> float:
        """Height of the waistband in torso lengths: as seen when it is not hidden by a long top."""
        bottom = parse == Label.BOTTOM
        near = np.abs(np.arange(self.size[1]) - self.hips[0]) < 0.25 * self.shoulder
        columns = np.flatnonzero(near & bottom.any(axis=0))
        if not columns.size:
            return _WAISTBAND
        seen = float(np.median(self.height[bottom[:, columns].argmax(axis=0), columns]))
        return seen if _SEEN_WAISTBAND[0] < seen < _SEEN_WAISTBAND[1] else _WAISTBAND

    def crosses(self, side: str) -> bool:
        """Whether elbow or wrist lie over the torso, in front of it or behind."""
        return any(self.on_torso(self.pose[f"{side}_{n}"]) for n in ("elbow", "wrist"))

    def on_torso(self, point: Points) -> bool:
        """Whether a point lies over the torso's core."""
        across = np.array([-self.down[1], self.down[0]], np.float32)
        x = float((point - self.neck) @ across) / self.shoulder
        y = float((point - self.neck) @ self.down) / self.torso
        return abs(x) < 0.42 and 0.05 < y < 1.15

    def capsule(self, a: Points, b: Points, first: float, last: float) -> Mask:
        """Distance to the segment ``a``-``b`` in units of a radius that goes first to last."""
        rows, columns = (-(-n // _STEP) for n in self.size)
        y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * _STEP - 0.5
        x = (np.arange(columns, dtype=np.float32)[None] + 0.5) * _STEP - 0.5
        d = b - a
        square = max(float(d @ d), 1e-6)
        t = np.clip(((x - a[0]) * d[0] + (y - a[1]) * d[1]) / np.float32(square), 0, 1)
        distance = np.hypot(x - (a[0] + t * d[0]), y - (a[1] + t * d[1]))
        coarse = np.asarray(distance / (first + (last - first) * t), np.float32)
        whole = cv2.resize(coarse, (columns * _STEP, rows * _STEP))
        return np.asarray(whole[: self.size[0], : self.size[1]], np.float32)

    def _middle(self, name: str) -> Points:
        return (self.pose[f"left_{name}"] + self.pose[f"right_{name}"]) / np.float32(2)

    def _down_limb(self, side: str, *names: str) -> Mask:
        first, middle, last = (self.pose[f"{side}_{n}"] for n in names)
        parts = []
        for start, end, most in ((first, middle, 1.0), (middle, last, 1.5)):
            axis = (end - start) / max(float((end - start) @ (end - start)), 1.0)
            parts.append(np.clip(self._along(start, np.asarray(axis, np.float32)), 0, most))
        return np.asarray(parts[0] + parts[1], np.float32)

    def _along(self, origin: Points, axis: Points) -> Mask:
        y = (np.arange(self.size[0], dtype=np.float32) - origin[1]) * axis[1]
        x = (np.arange(self.size[1], dtype=np.float32) - origin[0]) * axis[0]
        return np.asarray(y[:, None] + x[None], np.float32)
