"""The garment on the body as the options want it: what every engine of ours starts from."""

from __future__ import annotations

import numpy as np

from modiste.types import Category, Points, Scene, Tuck, Warped
from modiste.warp import Body, measure_body, predict_tuck, shifted, warp_garment


def lay(scene: Scene) -> Warped:
    """Warp the scene's garment: the chosen size, tuck and place.

    Args:
        scene: person, garment and options; ``options.adjust`` moves the garment by parts of the
            torso's length.
    """
    options, body = scene.options, measure_body(scene.person)
    tuck = _is_tucked(scene, body)
    warped = warp_garment(scene.person, scene.garment, options.fit, tuck, body)
    place = np.array([options.adjust.shift_x, options.adjust.shift_y], np.float32)
    return shifted(warped, place * _torso(scene)) if place.any() else warped


def _is_tucked(scene: Scene, body: Body) -> bool:
    """What the caller chose, or else what the wearer does now; only tops can be tucked in."""
    if scene.garment.category is not Category.TOP:
        return False
    if scene.options.tuck is Tuck.AUTO:
        return predict_tuck(scene.person, scene.garment, body)
    return scene.options.tuck is Tuck.IN


def _torso(scene: Scene) -> float:
    """Length from the middle of the shoulders to that of the hips, in pixels."""
    pose = scene.person.pose
    shoulders: Points = pose["left_shoulder"] + pose["right_shoulder"]
    hips: Points = pose["left_hip"] + pose["right_hip"]
    return float(np.linalg.norm(hips - shoulders) / 2)
