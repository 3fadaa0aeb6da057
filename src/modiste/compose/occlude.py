"""What lies in front of the new garment."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.compose.beside import standing_out
from modiste.compose.fill import Region
from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import labelled
from modiste.compose.wrapped import reach
from modiste.types import Category, Label, Mask, Part, PersonView, Warped

_ARMS = {"left": Label.ARM_LEFT, "right": Label.ARM_RIGHT}
_SLEEVES = {"left": Part.SLEEVE_LEFT, "right": Part.SLEEVE_RIGHT}
_SCRAP = 0.02
"""A piece smaller than this part of the largest one is a scrap."""
_OVER_BOTTOMS = (Label.TOP, Label.OUTER, Label.ARM_LEFT, Label.ARM_RIGHT)


def occlude(person: PersonView, warped: Warped, category: Category, editable: Mask) -> Mask:
    """The garment's alpha after everything that is in front of it has been cut out.

    Args:
        person: the wearer.
        warped: the garment on her body.
        category: of the garment.
        editable: (h, w), 0 or 1; what it forbids (hair, hands, bags, face) is in front.

    Returns:
        (h, w) in [0, 1].
    """
    frame = Frame(person.pose, person.parse.shape)
    front = np.zeros(person.parse.shape, np.bool_)
    if category is Category.BOTTOM:
        front |= labelled(person.parse, *_OVER_BOTTOMS) | _dress_above(person, frame)
        top = labelled(person.parse, Label.TOP, Label.OUTER)
        front |= standing_out(top, (warped.alpha > 0) & ~top, frame)
    else:
        for side in SIDES:
            front |= _arm_in_front(person, warped, frame, side)
    if warped.tucked:
        front |= _waistband(person, frame)
    alpha = np.asarray(warped.alpha * _soft(~front) * _soft(editable > 0), np.float32)
    return _without_scraps(alpha) if category is Category.BOTTOM else alpha


def _without_scraps(alpha: Mask) -> Mask:
    """Without the small pieces of a bottom garment that a hand before it cuts off."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((alpha > 0).astype(np.uint8))
    area = stats[1:, cv2.CC_STAT_AREA]
    if count < 3:
        return alpha
    small = 1 + np.flatnonzero(area < _SCRAP * area.max())
    return np.where(np.isin(names, small), np.float32(0), alpha)


def _arm_in_front(person: PersonView, warped: Warped, frame: Frame, side: str) -> Region:
    """A bare arm over the torso's cloth; its own sleeve still covers it.

    Where the old sleeve hides a crossing forearm, its place is told by the pose; that the arm is
    in front and not behind the back, by its hand being in sight.
    """
    bare = person.parse == _ARMS[side]
    if frame.crosses(side) and _hand_shows(person, frame, side):
        cloth = labelled(person.parse, Label.TOP, Label.OUTER, Label.DRESS)
        bare = bare | (cloth & (frame.forearm(side) < 0.8))
    body = np.isin(warped.parts, (Part.TORSO, Part.SKIRT))
    below_armpit = frame.height > 0.30
    sleeve = warped.parts == _SLEEVES[side]
    below_cuff = frame.along_arm(side) > reach(sleeve, frame.along_arm(side))
    return np.asarray(bare & body & below_armpit & below_cuff & ~sleeve, np.bool_)


def _hand_shows(person: PersonView, frame: Frame, side: str) -> bool:
    """Whether the parse found a hand around this wrist."""
    wrist, radius = person.pose[f"{side}_wrist"], 2.2 * frame.arm_radius
    x0, y0 = np.maximum(wrist - radius, 0).astype(int)
    x1, y1 = np.maximum(wrist + radius, 0).astype(int)
    near = person.parse[y0:y1, x0:x1] == Label.HAND
    return bool(near.sum() > 0.15 * frame.arm_radius**2)


def _dress_above(person: PersonView, frame: Frame) -> Region:
    return np.asarray((person.parse == Label.DRESS) & (frame.height < 0.72), np.bool_)


def _waistband(person: PersonView, frame: Frame) -> Region:
    """The bottom garment from its waistband downwards, closed over small gaps."""
    bottom = ((person.parse == Label.BOTTOM) & (frame.height > 0.4)).astype(np.uint8)
    size = max(3, round(0.1 * frame.shoulder)) | 1
    closed = cv2.morphologyEx(bottom, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return np.asarray(closed > 0)


def _soft(region: Region) -> Mask:
    """1 inside, 0 outside, with an antialiased edge that stays inside the region."""
    inside = cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip(inside - 0.35, 0, 1), np.float32)
