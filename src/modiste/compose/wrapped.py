"""Where the new garment goes all the way round the body, so that no skin can show beside it."""

from __future__ import annotations

import numpy as np

from modiste.compose.fill import Region
from modiste.compose.frame import SIDES, Frame
from modiste.types import Label, Labels, Mask, Part

_SLEEVES = {"left": Part.SLEEVE_LEFT, "right": Part.SLEEVE_RIGHT}
_BARE = {"left": Label.ARM_LEFT, "right": Label.ARM_RIGHT}
_LEGS = {"left": Part.LEG_LEFT, "right": Part.LEG_RIGHT}
_FEWEST = 40
"""Fewer pixels are no sleeve."""
_END = 0.97
"""A tube ends where this part of its pixels lies above."""
_OPENING = 0.04
"""So much of a limb at a cuff may be seen into."""
_NEAR = 1.7
"""Skin farther from a limb than this, in radii, is no part of it."""
_BESIDE_NECK = 0.36
"""Nearer to the spine than this, in shoulder widths, skin is no arm's but the neck's or chest's."""
_STEP, _SHOWN = 0.06, 0.5
"""A slice of an arm, in its joints, is bare when this part of it shows skin."""
_CORE, _BELOW_ARMPIT, _COVERED = 0.25, 0.40, 0.9
_ROWS = 0.04
"""Height of the trunk's slices, in torso lengths."""


def wrapped_limbs(parts: Labels, frame: Frame) -> Region:
    """Arms and legs as far down as a sleeve or a trouser leg goes round them, (h, w)."""
    found = np.zeros(parts.shape, np.bool_)
    for side in SIDES:
        sleeve, leg = parts == _SLEEVES[side], parts == _LEGS[side]
        if sleeve.any():
            inside = frame.across < _BESIDE_NECK
            found |= _wrapped(sleeve, frame.along_arm(side), frame.arm(side)) & ~inside
        if leg.any():
            found |= _wrapped(leg, frame.along_leg(side), frame.leg(side))
    return found


def wrapped_trunk(parts: Labels, frame: Frame) -> Region:
    """The trunk below the armpits at all heights at which the garment covers its middle, (h, w)."""
    core = frame.across < _CORE
    slices = np.clip((frame.height - _BELOW_ARMPIT) / _ROWS, -1, 40).astype(np.int16) + 1
    count = 42
    whole = np.bincount(slices[core], minlength=count)
    cloth = np.bincount(slices[core & (parts != Part.NONE)], minlength=count)
    covered = cloth > _COVERED * np.maximum(whole, 1)
    covered[[0, count - 1]] = False
    return np.asarray(covered[slices])


def bare_arms(parse: Labels, frame: Frame) -> Region:
    """Round the arms where they show their skin already, (h, w): none is to be added beside it."""
    found = np.zeros(parse.shape, np.bool_)
    for side, label in _BARE.items():
        arm, inside = parse == label, frame.arm(side) < 1
        if not arm.any():
            continue
        along = (frame.along_arm(side) / _STEP).astype(np.intp)
        count = int(along.max()) + 1
        whole, skin = (np.bincount(along[x], minlength=count) for x in (inside, inside & arm))
        shown = skin > _SHOWN * np.maximum(whole, 1)
        found |= shown[along] & (frame.arm(side) < _NEAR)
    return found


def reach(tube: Region, along: Mask) -> float:
    """How far down its limb a tube of cloth goes, in the limb's joints; 0 without a tube."""
    reached = along[tube]
    return float(np.quantile(reached, _END)) if reached.size > _FEWEST else 0.0


def _wrapped(tube: Region, along: Mask, distance: Mask) -> Region:
    return np.asarray((distance < _NEAR) & (along < reach(tube, along) - _OPENING))
