"""Arms in the frame that is dressed: they will move on, and what they hide comes to light."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.frame import Frame
from modiste.live.bones import torso_length
from modiste.types import Image, Label, Labels, Mask, Part, PersonView, Pose, Warped

SLEEVES = {Part.SLEEVE_LEFT: "left", Part.SLEEVE_RIGHT: "right"}
LEGS = {Part.LEG_LEFT: "left", Part.LEG_RIGHT: "right"}
TRUNK = (Part.TORSO, Part.SKIRT)

_LABELS = {"left": Label.ARM_LEFT, "right": Label.ARM_RIGHT}
_ARMPIT = 0.30
"""Height above which arms are part of the shoulders, in torso lengths."""
_CUFF = 0.97
"""Quantile along the arm at which its sleeve ends."""
_SHOULDER, _CROTCH = 0.9, 1.25
"""How far sleeves join the trunk, in upper arms; how far legs do, in torso lengths."""
_LIMB, _FOREARM = 1.15, 0.8
"""Radii within which paint belongs to a limb, and a crossing forearm in its old sleeve is."""
_RIM = 0.07
"""Widths of the strip around an arm that is cut out along with it, in torso lengths."""
_SPREAD = 0.08
"""How far light is carried on behind an arm, in torso lengths."""

Region = NDArray[np.bool_]


def reaches(person: PersonView, warped: Warped) -> dict[Part, float]:
    """How far down the arm each sleeve goes: 1 elbow, 2 wrist."""
    frame = Frame(person.pose, person.parse.shape)
    found = {}
    for part, side in SLEEVES.items():
        along = frame.along_arm(side)[(warped.parts == part) & (warped.alpha > 0.5)]
        if along.size:
            found[part] = float(np.quantile(along, _CUFF))
    return found


def bare_arms(person: PersonView, warped: Warped) -> dict[Part, Region]:
    """Forearms, hands, and what else of the arms is in no new sleeve, bool (h, w) per side."""
    frame = Frame(person.pose, person.parse.shape)
    ends = reaches(person, warped)
    found = {}
    for part, side in SLEEVES.items():
        arm = (person.parse == _LABELS[side]) | _hand(person, side)
        if frame.crosses(side):
            arm |= frame.forearm(side) < _FOREARM
        arm &= (frame.height > _ARMPIT) & (frame.along_arm(side) > ends.get(part, 0.0))
        found[part] = np.asarray(arm & (warped.parts != part), np.bool_)
    return found


def _hand(person: PersonView, side: str) -> Region:
    """The hand that is nearer to this wrist than to the other one."""
    other = "right" if side == "left" else "left"
    y, x = np.nonzero(person.parse == Label.HAND)
    at = np.column_stack([x, y])
    mine, others = (np.linalg.norm(at - _palm(person.pose, s), axis=1) for s in (side, other))
    hand = np.zeros(person.parse.shape, np.bool_)
    hand[y[mine < others], x[mine < others]] = True
    return hand


def _palm(pose: Pose, side: str) -> NDArray[np.float32]:
    wrist, elbow = pose[f"{side}_wrist"], pose[f"{side}_elbow"]
    return np.asarray(wrist + 0.2 * (wrist - elbow), np.float32)


def whole(
    image: Image, cloth: Mask, warped: Warped, arms: Mapping[Part, Region], pose: Pose
) -> tuple[Image, Mask, dict[Part, Mask]]:
    """The garment's trunk as it is behind the arms, and the arms as holes in it.

    Args:
        image: the dressed frame.
        cloth: the garment's coverage in it, (h, w).
        warped: the garment before arms were cut out of it.
        arms: where each is, bool (h, w).
        pose: of the person.

    Returns:
        The picture and the coverage with the cloth behind the arms, and what each arm hides of it,
        (h, w) in [0, 1], by its sleeve's name.
    """
    trunk = np.isin(warped.parts, TRUNK) & (warped.alpha > cloth + 0.02)
    away = {part: _distance(arm) for part, arm in arms.items()}
    nearest = np.minimum.reduce(list(away.values()))
    hidden = trunk & (nearest < _RIM * torso_length(pose))
    holes = {}
    for part, arm in arms.items():
        gone = np.where(warped.alpha > 0.02, 1 - cloth / np.maximum(warped.alpha, 0.02), 0)
        own = np.where(hidden & (away[part] == nearest), gone, 0)
        holes[part] = np.clip(np.maximum(own, _soft(arm)), 0, 1).astype(np.float32)
    if warped.tucked or not hidden.any():
        return image, cloth, holes
    lit = in_light(warped, image, cloth * np.isin(warped.parts, TRUNK), pose)
    share = np.where(hidden, cloth / np.maximum(warped.alpha, 0.02), 1)[..., None]
    painted = image * share + lit * (1 - share)
    full = np.where(hidden, warped.alpha, cloth)
    return np.clip(painted + 0.5, 0, 255).astype(np.uint8), full.astype(np.float32), holes


def _distance(region: Region) -> Mask:
    if not region.any():
        return np.full(region.shape, 1e6, np.float32)
    found = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(found, np.float32)


def _soft(region: Region) -> Mask:
    return np.asarray(cv2.GaussianBlur(region.astype(np.float32), (3, 3), 0), np.float32)


def in_light(warped: Warped, image: Image, seen: Mask, pose: Pose) -> NDArray[np.float32]:
    """A garment's own colours in the light that falls on what is seen of it nearby, (h, w, 3).

    Args:
        warped: the garment without light.
        image: the dressed picture.
        seen: coverage by what of the garment is seen in it, (h, w).
        pose: of the person.
    """
    sure, spread = seen > 0.95, max(_SPREAD * torso_length(pose), 2.0)
    planes = [picture.astype(np.float32).mean(axis=-1) * sure for picture in (image, warped.image)]
    bright, own = (cv2.GaussianBlur(plane, (0, 0), spread) + 1e-2 for plane in planes)
    light = np.clip(bright / own, 0.4, 1.6)[..., None]
    return np.asarray(warped.image * light, np.float32)


def limbs_painted(
    parts: Labels, cloth: Mask, person: PersonView, arms: Mapping[Part, Region]
) -> Labels:
    """The parts, with painted skin on the limb that it belongs to instead of on the trunk."""
    frame, found = Frame(person.pose, person.parse.shape), parts.copy()
    bare = cloth < 0.5
    shins = (person.parse == Label.LEGS) & bare
    legs = {part: frame.leg(side) for part, side in LEGS.items()}
    for part, distance in legs.items():
        found[shins & (distance <= np.minimum.reduce(list(legs.values())))] = part
    for part, side in SLEEVES.items():
        below = (frame.height > _ARMPIT) & (frame.forearm(side) < _LIMB)
        found[bare & (arms[part] | below)] = part
    return found


def joints(person: PersonView, part: Part) -> Region:
    """Where a part joins the trunk, bool (h, w): at a shoulder or at the hips."""
    frame = Frame(person.pose, person.parse.shape)
    if part in SLEEVES:
        return np.asarray(frame.along_arm(SLEEVES[part]) < _SHOULDER, np.bool_)
    if part in LEGS:
        return np.asarray(frame.height < _CROTCH, np.bool_)
    return np.ones(person.parse.shape, np.bool_)
