"""Clothing Co-Parsing's 59 labels into modiste's classes.

CCP knows one ``skin``; the pose divides it into face and neck, arms, hands, legs and feet. Small
things that lie on others (belts, watches, necklaces) become what is nearest to them, so that they
go and stay with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.parse_input import torso_length
from modiste.types import POSE_NAMES, Label, Labels, Points, Pose

GROUPS: Mapping[Label, str] = {
    Label.BACKGROUND: "null",
    Label.HAIR: "hair",
    Label.HAT: "hat",
    Label.FACE: "earrings glasses sunglasses",
    Label.HAND: "gloves",
    Label.TOP: "blouse bodysuit bra hoodie jumper shirt sweater sweatshirt t-shirt tie top vest",
    Label.OUTER: "blazer cape cardigan coat jacket suit",
    Label.DRESS: "dress romper",
    Label.BOTTOM: "intimate jeans leggings panties pants shorts skirt swimwear",
    Label.LEGS: "stockings tights",
    Label.SHOES: "boots clogs flats heels loafers pumps sandals shoes sneakers socks wedges",
    Label.BAG: "accessories bag purse scarf wallet",
}
JUMPSUITS = frozenset(
    "0024 0027 0130 0170 0199 0242 0404 0439 0550 0599 "
    "0652 0732 0740 0841 0924 0955 0982 0997 1000".split()
)
"""Photos in which what CCP calls romper or bodysuit has legs; seen by eye. In the others it is a
dress or a shirt. As a suit is, a jumpsuit is a top and a bottom, divided where composition does."""
_ONE_PIECE = ("romper", "bodysuit")
_WAIST = 0.72
"""Height of a jumpsuit's waist, in torso lengths below the shoulders."""
ON_CLOTHES = ("belt",)
ON_ANYTHING = ("bracelet", "necklace", "ring", "watch")
KNOWN = frozenset(" ".join(GROUPS.values()).split()) | {"skin", *ON_CLOTHES, *ON_ANYTHING}
"""The names that a mask may use."""
CLOTHES = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM)

_UNDECIDED = 255
_CHEST = (0.2, 0.6)
"""Rows of the chest, from the shoulders' line down, in heights of the torso."""
_LEAST_DRESS, _LEAST_TOP, _NOTHING = 0.35, 0.08, 0.03
_STEP = 4
_INDEX = {name: i for i, name in enumerate(POSE_NAMES)}


def from_ccp(
    mask: NDArray[np.uint8], names: Sequence[str], pose: Pose, jumpsuit: bool = False
) -> Labels:
    """Translate one mask.

    Args:
        mask: uint8 (H, W), indices into ``names``.
        names: those of CCP's label names that the masks use, in the order of their values.
        pose: of the person, in pixels of the mask.
        jumpsuit: romper and bodysuit have legs here.

    Returns:
        uint8 (H, W), values of :class:`Label`.
    """
    labels = _table(names)[mask]
    skin = _named(mask, names, ("skin",))
    if skin.any():
        labels = np.where(skin, divided_skin(mask.shape, pose), labels)
    suit = _named(mask, names, ("suit",))
    if suit.any():
        labels = np.where(suit & below_hips(mask.shape, pose), int(Label.BOTTOM), labels)
    if jumpsuit:
        whole = _named(mask, names, _ONE_PIECE)
        labels = np.where(whole, _halves(mask.shape, pose), labels)
    for group, onto in ((ON_CLOTHES, CLOTHES), (ON_ANYTHING, tuple(Label)[1:])):
        small = _named(mask, names, group)
        labels = _nearest(labels.astype(np.uint8), small, onto)
    if leaves_chest(labels, pose):
        labels = np.where(labels == Label.DRESS, int(Label.BOTTOM), labels)
    return labels.astype(np.uint8)


def leaves_chest(labels: Labels, pose: Pose) -> bool:
    """Whether what is called a dress is a skirt or trousers: the chest wears something else.

    In about a quarter of its dresses CCP gives that name to a skirt under a visible top. It is
    one when less than 0.35 of the top and dress on the chest is dress, or next to nothing of the
    chest under an outer layer.
    """
    neck = (pose["left_shoulder"] + pose["right_shoulder"]) / 2
    torso = float((pose["left_hip"] + pose["right_hip"])[1] / 2 - neck[1])
    top, bottom = (round(max(float(neck[1]) + part * torso, 0)) for part in _CHEST)
    width = max(abs(float(pose["left_shoulder"][0] - pose["right_shoulder"][0])), 0.4 * torso)
    left, right = (round(max(float(neck[0]) + side * width / 2, 0)) for side in (-1, 1))
    chest = labels[top:bottom, left:right]
    if not chest.size:
        return False
    dress, shirt = (float((chest == label).mean()) for label in (Label.DRESS, Label.TOP))
    dressed = float(np.isin(chest, CLOTHES).mean())
    under_top = shirt > _LEAST_TOP and dress < _LEAST_DRESS * (dress + shirt)
    return under_top or (dressed > _LEAST_TOP and dress < _NOTHING)


def _table(names: Sequence[str]) -> NDArray[np.uint8]:
    table = np.full(256, _UNDECIDED, np.uint8)
    for label, group in GROUPS.items():
        for name in set(group.split()) & set(names):
            table[names.index(name)] = label
    return table


def _named(
    mask: NDArray[np.uint8], names: Sequence[str], wanted: Sequence[str]
) -> NDArray[np.bool_]:
    """Where a mask shows one of the names, (H, W)."""
    return np.isin(mask, [i for i, name in enumerate(names) if name in wanted])


def _nearest(labels: Labels, small: NDArray[np.bool_], onto: Sequence[Label]) -> Labels:
    """Give the ``small`` pixels the nearest label of ``onto``; background where there is none."""
    if not small.any():
        return labels
    source = np.isin(labels, onto) & ~small
    if not source.any():
        return np.where(small, np.uint8(Label.BACKGROUND), labels)
    blocked = np.where(source, 0, 255).astype(np.uint8)
    _, cells = cv2.distanceTransformWithLabels(blocked, cv2.DIST_L2, 5,
                                               labelType=cv2.DIST_LABEL_PIXEL)  # fmt: skip
    lookup = np.zeros(int(cells.max()) + 1, np.uint8)
    lookup[cells[source]] = labels[source]
    return np.where(small, lookup[cells], labels)


def _halves(shape: tuple[int, ...], pose: Pose) -> Labels:
    """Top above the waist, bottom below it, (H, W)."""
    shoulders, hips = ((pose[f"left_{n}"] + pose[f"right_{n}"]) / 2 for n in ("shoulder", "hip"))
    rows = np.arange(shape[0])[:, None] > shoulders[1] + _WAIST * (hips[1] - shoulders[1])
    halves = np.where(rows, np.uint8(Label.BOTTOM), np.uint8(Label.TOP))
    return np.broadcast_to(halves, shape[:2])


def below_hips(shape: tuple[int, ...], pose: Pose) -> NDArray[np.bool_]:
    """Where a suit is its trousers: a quarter of the thigh below the hips, (H, W)."""
    hips = (pose["left_hip"] + pose["right_hip"]) / 2
    knees = (pose["left_knee"] + pose["right_knee"]) / 2
    rows = np.arange(shape[0])[:, None] > hips[1] + 0.25 * (knees[1] - hips[1])
    return np.broadcast_to(rows, shape)


def divided_skin(shape: tuple[int, ...], pose: Pose) -> Labels:
    """The class of bare skin at every pixel: that of the nearest bone, less its half width."""
    small = (shape[0] // _STEP + 1, shape[1] // _STEP + 1)
    points = pose.points / np.float32(_STEP)
    torso = torso_length(points)
    bones = _bones(points)
    distances = [_distance(small, a, b) - width * torso for _, a, b, width in bones]
    classes = np.array([label for label, *_ in bones], np.uint8)
    found = classes[np.argmin(distances, axis=0)]
    grown = cv2.resize(found, (small[1] * _STEP, small[0] * _STEP),
                       interpolation=cv2.INTER_NEAREST)  # fmt: skip
    return np.asarray(grown[: shape[0], : shape[1]], np.uint8)


def _bones(points: Points) -> list[tuple[Label, Points, Points, float]]:
    """Class, start, end and half width (in torso lengths) of every bone."""
    p = {name: points[i] for name, i in _INDEX.items()}
    neck = (p["left_shoulder"] + p["right_shoulder"]) / 2
    chest = 0.7 * neck + 0.15 * (p["left_hip"] + p["right_hip"])
    eyes = (p["left_eye"] + p["right_eye"]) / 2
    bones = [(Label.FACE, eyes, neck, 0.14), (Label.FACE, neck, chest, 0.12)]
    for side, arm in (("left", Label.ARM_LEFT), ("right", Label.ARM_RIGHT)):
        shoulder, elbow, wrist = (p[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
        hip, knee, ankle = (p[f"{side}_{n}"] for n in ("hip", "knee", "ankle"))
        fingers = (p[f"{side}_index"] + p[f"{side}_pinky"]) / 2
        bones += [
            (arm, 0.8 * shoulder + 0.2 * elbow, elbow, 0.08),
            (arm, elbow, wrist, 0.06),
            (Label.HAND, wrist, wrist + 1.5 * (fingers - wrist), 0.06),
            (Label.LEGS, 0.75 * hip + 0.25 * knee, knee, 0.1),
            (Label.LEGS, knee, ankle, 0.08),
            (Label.SHOES, ankle, p[f"{side}_foot_index"], 0.06),
            (Label.SHOES, ankle, p[f"{side}_heel"], 0.06),
        ]
    return bones


def _distance(shape: tuple[int, int], a: Points, b: Points) -> NDArray[np.float32]:
    """Distance of every pixel to the line from ``a`` to ``b``."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    d = b - a
    t = np.clip(((x - a[0]) * d[0] + (y - a[1]) * d[1]) / max(float(d @ d), 1e-6), 0, 1)
    return np.asarray(np.hypot(x - (a[0] + t * d[0]), y - (a[1] + t * d[1])), np.float32)
