"""The parse where matte and colour know better: beside hands, and between shoe and leg.

Hands and shoes come back bit for bit, so a label that is a few pixels too large keeps a rim of the
old background, or an ankle that trousers should cover.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Label, Labels, Mask, Pose

_OUTSIDE, _FAR_OUTSIDE = 0.4, 0.1
"""Where the matte is below this, hands, and other parts of the body, are background."""
_RIM = 0.07
"""A hand's label is too large by at most this, in shoulder widths."""
_MIXED = 1.5
"""Pixels so near to a hand's edge show both; they are what they show more of."""
_GAP = 0.12
"""Half of a gap's width between arm and trunk is at most this, in shoulder widths."""
_DOWN = 0.22
"""Ankles reach so far below their joints, in shins."""
_APART = 22.0
"""A shoe whose colour is nearer than this to the skin's, in 8-bit Lab, is not told from it."""
_LIGHTNESS = 0.6
"""Weight of lightness against chroma: a foot lies in shadow."""
_FEWEST = 60
_SKIN = (Label.LEGS, Label.FACE)
_BODY = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM, Label.ARM_LEFT, Label.ARM_RIGHT,
         Label.LEGS)  # fmt: skip

Region = NDArray[np.bool_]


def refined(image: Image, pose: Pose, parse: Labels, matte: Mask) -> Labels:
    """Correct a parse at hands and feet and in gaps beside the body.

    Args:
        image: (h, w, 3) of the person.
        pose: hers.
        parse: (h, w), values of :class:`modiste.types.Label`.
        matte: (h, w) in [0, 1].

    Returns:
        (h, w), the corrected parse.
    """
    hand = parse == Label.HAND
    gone = hand & (matte < _OUTSIDE)
    outside = (matte < _FAR_OUTSIDE) & _labelled(parse, *_BODY)
    if outside.any():
        box = _box(outside, 8)
        gone[box] |= _gaps(outside[box], pose, parse[box])
    gone |= _beside_hands(image, pose, hand, (parse == Label.BACKGROUND) | gone)
    out = np.where(gone, np.uint8(Label.BACKGROUND), parse)
    return np.where(_ankles(image, pose, out), np.uint8(Label.LEGS), out).astype(np.uint8)


def _labelled(parse: Labels, *labels: Label) -> Region:
    table = np.zeros(256, np.bool_)
    table[[int(label) for label in labels]] = True
    return np.asarray(table[parse])


def _box(region: Region, room: int) -> tuple[slice, slice]:
    """Rows and columns of a region that is not empty, with some room around it."""
    ends = [np.flatnonzero(region.any(axis=1 - i)) for i in (0, 1)]
    rows, columns = (slice(max(0, int(e[0]) - room), int(e[-1]) + 1 + room) for e in ends)
    return rows, columns


def _gaps(outside: Region, pose: Pose, parse: Labels) -> Region:
    """The narrow pieces beside an arm; wide ones are a flared skirt that the matte missed."""
    count, names = cv2.connectedComponents(outside.astype(np.uint8))
    arms = _labelled(parse, Label.ARM_LEFT, Label.ARM_RIGHT).astype(np.uint8)
    beside = cv2.dilate(arms, np.ones((7, 7), np.uint8)) > 0
    depth = cv2.distanceTransform(outside.astype(np.uint8), cv2.DIST_L2, 3)
    wide = depth > _GAP * np.linalg.norm(pose["left_shoulder"] - pose["right_shoulder"])
    near, far = (np.bincount(names[x & outside], minlength=count) for x in (beside, wide))
    return np.asarray(((near > 0) & (far == 0))[names] & outside)


def _beside_hands(image: Image, pose: Pose, hand: Region, background: Region) -> Region:
    """The rim of each hand that has the background's colour and not the hand's."""
    rim = np.zeros(hand.shape, np.bool_)
    if not hand.any():
        return rim
    unit = float(np.linalg.norm(pose["left_shoulder"] - pose["right_shoulder"]))
    width = max(2, round(_RIM * unit))
    count, names, stats, _ = cv2.connectedComponentsWithStats(hand.astype(np.uint8))
    for number in range(1, count):
        left, top, w, h = stats[number][:4]
        box = (slice(max(0, top - 2 * width), top + h + 2 * width),
               slice(max(0, left - 2 * width), left + w + 2 * width))  # fmt: skip
        own = names[box] == number
        rim[box] |= own & _like_background(image[box], own, background[box], width)
    return rim


def _like_background(image: Image, hand: Region, background: Region, width: int) -> Region:
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
    inside = cv2.distanceTransform(hand.astype(np.uint8), cv2.DIST_L2, 3)
    core = inside > 0.5 * inside.max()
    if background.sum() < _FEWEST or core.sum() < _FEWEST:
        return np.zeros(hand.shape, np.bool_)
    behind, skin = (np.median(lab[x], axis=0).astype(np.float32) for x in (background, core))
    if float(_distance(behind, skin)) < _APART:
        return np.zeros(hand.shape, np.bool_)
    to_wall, to_skin = _distance(lab, behind), _distance(lab, skin)
    mixed = (to_wall < to_skin) & (inside <= _MIXED)
    return np.asarray(((2 * to_wall < to_skin) | mixed) & (inside <= width))


def _ankles(image: Image, pose: Pose, parse: Labels) -> Region:
    """Skin above the shoes that was labelled as a part of them."""
    none = np.zeros(parse.shape, np.bool_)
    shoes = (parse == Label.SHOES) & _above_ankles(pose, parse.shape)
    rows = np.flatnonzero(shoes.any(axis=1))
    if not rows.size:
        return none
    band = np.s_[max(0, rows[0] - 4) : rows[-1] + 1]
    lab = cv2.cvtColor(image[band], cv2.COLOR_RGB2LAB).astype(np.float32)
    skin, shoe = _skin(image, parse), _sole(image, parse)
    if skin is None or shoe is None or float(_distance(skin, shoe)) < _APART:
        return none
    nearer = shoes[band] & (_distance(lab, skin) < _distance(lab, shoe))
    opened = cv2.morphologyEx(nearer.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
    none[band] = _below_legs(closed & shoes[band], parse[band] == Label.LEGS)
    return none


def _skin(image: Image, parse: Labels) -> NDArray[np.float32] | None:
    """Median colour of bare legs, else of the face, (3,) in 8-bit Lab."""
    for label in _SKIN:
        colour = _median(image[parse == label])
        if colour is not None:
            return colour
    return None


def _sole(image: Image, parse: Labels) -> NDArray[np.float32] | None:
    """Median colour of the lower half of each column of shoe, (3,) in 8-bit Lab."""
    box = _box(parse == Label.SHOES, 0)
    image, shoes = image[box], parse[box] == Label.SHOES
    height = np.cumsum(shoes[::-1], axis=0)[::-1]
    return _median(image[shoes & (height <= height.max(axis=0, keepdims=True) / 2)])


def _median(pixels: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Median colour of pixels (n, 3), (3,) in 8-bit Lab; None of too few."""
    if len(pixels) < _FEWEST:
        return None
    lab = cv2.cvtColor(pixels[None], cv2.COLOR_RGB2LAB)[0]
    return np.asarray(np.median(lab, axis=0), np.float32)


def _above_ankles(pose: Pose, shape: tuple[int, ...]) -> Region:
    """Rows above either ankle, and a little below it, (h, 1)."""
    rows = np.arange(shape[0])[:, None]
    ends = [pose[f"{s}_ankle"] + _DOWN * (pose[f"{s}_ankle"] - pose[f"{s}_knee"])
            for s in ("left", "right")]  # fmt: skip
    return np.asarray(rows < max(float(e[1]) for e in ends))


def _below_legs(skin: Region, legs: Region) -> Region:
    """The pieces of skin that touch a bare leg: not a strap, not a toe."""
    count, names = cv2.connectedComponents(skin.astype(np.uint8))
    near = cv2.dilate(legs.astype(np.uint8), np.ones((7, 3), np.uint8)) > 0
    touching = np.zeros(count, np.bool_)
    touching[np.unique(names[near & skin])] = True
    touching[0] = False
    return np.asarray(touching[names])


def _distance(lab: NDArray[np.float32], colour: NDArray[np.float32]) -> NDArray[np.float32]:
    weight = np.array([_LIGHTNESS, 1.0, 1.0], np.float32)
    return np.asarray(np.linalg.norm((lab - colour) * weight, axis=-1), np.float32)
