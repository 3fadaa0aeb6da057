"""Cuts one person out softly.

The selfie network's look at the upper body and the mask that BlazePose gives for free vote per
pixel: the selfie network is the best on faces, hair and arms, and knows no legs; BlazePose's mask
has them. A guided filter then gives the vote the picture's own edges.
"""

from __future__ import annotations

import cv2
import numpy as np

from modiste.assets import asset_path
from modiste.perception.guided import guided
from modiste.perception.pose import MaskedPose
from modiste.perception.regions import Region, resized
from modiste.perception.runtime import LiteModel
from modiste.types import POSE_NAMES, Image, Mask, Points, Pose

SIDE = 256
_WORK_SIDE = 400
"""Longer side of the picture on which the masks vote."""
_ARMS = [POSE_NAMES.index(f"{side}_{part}") for side in ("left", "right")
         for part in ("shoulder", "elbow", "wrist", "index")]  # fmt: skip
_TORSO = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_BONES = tuple(
    (POSE_NAMES.index(f"{side}_{a}"), POSE_NAMES.index(f"{side}_{b}"))
    for side in ("left", "right")
    for a, b in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"),
                 ("heel", "foot_index"), ("wrist", "index"))
)  # fmt: skip
_LEGS = [[POSE_NAMES.index(f"{side}_{part}") for part in ("hip", "knee", "ankle")]
         for side in ("left", "right")]  # fmt: skip
_FOREARMS = tuple(
    (POSE_NAMES.index(f"{side}_{a}"), POSE_NAMES.index(f"{side}_{b}"))
    for side in ("left", "right")
    for a, b in (("elbow", "wrist"), ("wrist", "index"), ("wrist", "pinky"))
)
_ROOM = 1.1
"""Side of the square that the selfie network sees, in sides of what must be seen."""
_ARM = 0.7
"""How much a surely seen forearm counts as a vote, a mask counting 1."""


class SelfieMatte:
    """Cuts one person out of a photo.

    Args:
        threads: threads of one call.
    """

    def __init__(self, threads: int = 2) -> None:
        self._model = LiteModel(asset_path("selfie-matte"), threads)

    def __call__(self, image: Image, pose: Pose) -> Mask:
        """The alpha of the person with this pose.

        Args:
            image: (H, W, 3) RGB.
            pose: in pixels of ``image``. A :class:`MaskedPose` brings its own mask; for any
                other one the limbs, drawn thickly, take the mask's place.

        Returns:
            (H, W) in [0, 1].
        """
        factor = min(1.0, _WORK_SIDE / max(image.shape[:2]))
        small = resized(image, factor) if factor < 1 else image
        rough = self.vote(small, pose.scaled(factor))
        radius = int(np.clip(torso_length(pose) * factor / 16, 3, 8))
        return steepen(guided(image, small, rough, radius, eps=1e-4))

    def vote(self, image: Image, pose: Pose) -> Mask:
        """The rough mask, before its edges are refined: (H, W) in [0, 1]."""
        size = (image.shape[1], image.shape[0])
        body = body_mask(pose, size)
        regions = [upper_region(pose, size)]
        if not isinstance(pose, MaskedPose):
            regions.append(whole_region(pose, size))
        total, weight, no_legs = body.copy(), np.ones_like(body), 1 - leg_zone(pose, size)
        for region in regions:
            trust = region.paste(_window(SIDE), size) * no_legs
            total += trust * region.paste(self._look(image, region), size)
            weight += trust
        arms = arm_cores(pose, size) * (body > 0.5) * np.float32(_ARM)
        total, weight = total + arms, weight + arms
        return own(steepen(total / weight), body, pose)

    def _look(self, image: Image, region: Region) -> Mask:
        cut = region.cut(image, SIDE)
        (mask,) = self._model(cut[None] * np.float32(1 / 255))
        return np.asarray(mask[0, :, :, 0], np.float32)


def _window(side: int) -> Mask:
    """One inside, falling to zero over the last sixteenth towards the rim: (side, side)."""
    ramp = np.minimum(np.arange(side) + 0.5, side - np.arange(side) - 0.5) / (side / 16)
    edge = np.clip(ramp, 0, 1).astype(np.float32)
    return np.asarray(np.minimum(edge[:, None], edge[None]), np.float32)


def steepen(mask: Mask, low: float = 0.2, high: float = 0.8) -> Mask:
    """Stretch [low, high] to [0, 1]."""
    return np.asarray(np.clip((mask - low) / (high - low), 0, 1), np.float32)


def torso_length(pose: Pose) -> float:
    """From the middle of the shoulders to the middle of the hips, or the shoulders' width."""
    left, right, hip_left, hip_right = (pose[name] for name in _TORSO)
    length = float(np.linalg.norm((left + right - hip_left - hip_right) / 2))
    return max(length, float(np.linalg.norm(left - right)), 1.0)


def upper_region(pose: Pose, size: tuple[int, int]) -> Region:
    """The upright square around head, arms and torso, as far as they are in the picture."""
    length = torso_length(pose)
    shoulders = (pose["left_shoulder"] + pose["right_shoulder"]) / 2
    box = shoulders + length * np.array([[-1, -1.05], [1, 1.3]], np.float32)
    arms = pose.points[_ARMS][pose.visibility[_ARMS] > 0.5]
    return _square(np.concatenate([box, arms - 0.15 * length, arms + 0.15 * length]), size)


def whole_region(pose: Pose, size: tuple[int, int]) -> Region:
    """The upright square around the part of the person that is in the picture."""
    length = torso_length(pose)
    points = np.concatenate([pose.points - 0.15 * length, pose.points + 0.15 * length])
    crown = pose["nose"] - [0, 0.5 * length]
    return _square(np.concatenate([points, crown[None]]).astype(np.float32), size)


def _square(points: Points, size: tuple[int, int]) -> Region:
    inside = np.clip(points, 0, np.array(size, np.float32))
    low, high = inside.min(axis=0), inside.max(axis=0)
    x, y = ((low + high) / 2).tolist()
    return Region(x, y, max(16.0, _ROOM * float((high - low).max())))


def body_mask(pose: Pose, size: tuple[int, int]) -> Mask:
    """The mask that came with the pose, or else the thickly drawn limbs."""
    if isinstance(pose, MaskedPose):
        return pose.region.paste(pose.mask, size)
    return limbs(pose, size)


def limbs(pose: Pose, size: tuple[int, int]) -> Mask:
    """Torso, head, arms and legs as thick lines: (H, W), 0 or 1."""
    canvas = np.zeros((size[1], size[0]), np.float32)
    length = torso_length(pose)
    torso = np.array([pose[_TORSO[i]] for i in (0, 1, 3, 2)]).round().astype(np.int32)
    cv2.fillConvexPoly(canvas, torso, 1.0)
    cv2.polylines(canvas, [torso], True, 1.0, max(1, round(0.2 * length)))
    for a, b in _BONES:
        if min(pose.visibility[a], pose.visibility[b]) > 0.5:
            ends = [tuple(int(v) for v in pose.points[i]) for i in (a, b)]
            cv2.line(canvas, ends[0], ends[1], 1.0, max(1, round(0.25 * length)))
    head = tuple(int(v) for v in pose["nose"])
    cv2.circle(canvas, head, max(1, round(0.3 * length)), 1.0, -1)
    return canvas


def leg_zone(pose: Pose, size: tuple[int, int]) -> Mask:
    """Where seen legs are from the middle of the thigh on, softly: (H, W) in [0, 1]."""
    canvas = np.zeros((size[1], size[0]), np.float32)
    length = torso_length(pose)
    for hip, knee, ankle in _LEGS:
        if min(pose.visibility[knee], pose.visibility[ankle]) > 0.5:
            middle = (pose.points[hip] + pose.points[knee]) / 2
            line = np.stack([middle, pose.points[knee], pose.points[ankle]]).astype(np.int32)
            cv2.polylines(canvas, [line], False, 1.0, max(1, round(0.5 * length)))
    side = 2 * round(0.12 * length) + 1
    return np.asarray(cv2.blur(canvas, (side, side)), np.float32)


def arm_cores(pose: Pose, size: tuple[int, int]) -> Mask:
    """Thin lines along forearms and hands that are surely seen: (H, W), 0 or 1."""
    canvas = np.zeros((size[1], size[0]), np.float32)
    width = max(1, round(0.07 * torso_length(pose)))
    for a, b in _FOREARMS:
        if min(pose.visibility[a], pose.visibility[b]) > 0.7:
            ends = [tuple(int(v) for v in pose.points[i]) for i in (a, b)]
            cv2.line(canvas, ends[0], ends[1], 1.0, width)
    return canvas


def own(mask: Mask, body: Mask, pose: Pose) -> Mask:
    """Keep what belongs to this person: near her body, and connected with it."""
    reach = 2 * round(0.25 * torso_length(pose)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))
    near = cv2.dilate((body > 0.5).astype(np.uint8), kernel)
    solid = ((mask > 0.3) & (near > 0)).astype(np.uint8)
    _, labels = cv2.connectedComponents(solid)
    kept = np.unique(labels[(body > 0.5) & (solid > 0)])
    return np.where(np.isin(labels, kept[kept > 0]) | (mask <= 0.3), mask * near, 0)
