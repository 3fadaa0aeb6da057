"""Silhouettes of people as strangers photograph them: clothes, pose, camera and hand vary.

Nothing is lit or coloured: only the outline and the landmarks are made, some 20 a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from modiste.body import skin
from modiste.body.arrays import Floats
from modiste.body.camera import Camera
from modiste.body.landmarks import landmark_points
from modiste.body.mesh import vertex_normals
from modiste.body.noise import ramp
from modiste.body.poses import PoseName, turns_for
from modiste.body.silhouette import Clothes, View
from modiste.body.template import Body, Shape, rotation
from modiste.types import Mask, Pose

HEIGHT_PX = 400
"""Longer side of the mattes; what the matte finder works at, too."""
EASE_CM = {Clothes.TIGHT: (0.1, 0.5), Clothes.NORMAL: (0.5, 1.8), Clothes.LOOSE: (1.8, 4.0)}
"""Least and greatest distance of cloth from skin."""
BRIDGE_CM = {Clothes.TIGHT: (0.0, 0.3), Clothes.NORMAL: (0.0, 1.5), Clothes.LOOSE: (0.5, 4.0)}
"""How much farther cloth hangs off at the waist, where it bridges the hollow."""
MARK_NOISE = 0.006
"""Standard deviation of landmarks, parts of the stature."""
EDGE_NOISE = 0.7
"""Standard deviation of a matte's edge in pixels, smooth along the outline; half is common."""


@dataclass(frozen=True)
class Shot:
    """One photo, as perception would have read it.

    Attributes:
        matte: of the person, (H, W).
        pose: in its pixels.
    """

    matte: Mask
    pose: Pose


@dataclass(frozen=True)
class Outfit:
    """Distances of the cloth from the skin, and what lengthens the figure; metres."""

    top: float
    bottom: float
    bridge: float
    hair: float
    sole: float

    @classmethod
    def drawn(cls, clothes: Clothes, rng: np.random.Generator) -> Outfit:
        """An outfit of a class of looseness."""
        top, bottom = 0.01 * rng.uniform(*EASE_CM[clothes], 2)
        bridge = 0.01 * rng.uniform(*BRIDGE_CM[clothes])
        return cls(top, bottom, bridge, rng.uniform(0, 0.035), rng.uniform(0, 0.03))


def shoot(body: Body, rest: Shape, view: View, outfit: Outfit, rng: np.random.Generator) -> Shot:
    """Photograph a person from the front or from her left or right side.

    Args:
        body: the template.
        rest: the person in the rest pose.
        view: from where.
        outfit: what she wears; the same for both views.
        rng: pose, camera and noise.
    """
    stands = body.grounded(jittered(body, rest, view, rng))
    dressed = _dressed(body, stands, outfit)
    spin = turned(view, rng)
    dressed = replace(dressed, vertices=dressed.vertices @ spin.T)
    points = landmark_points(body, stands.moved(np.array([0, outfit.sole, 0]))) @ spin.T
    camera = aimed(body.stature(stands), rng)
    pixels, away = camera.project(points)
    matte = _blurred(outline(body, dressed.vertices, camera), rng)
    size = MARK_NOISE * 0.85 * HEIGHT_PX
    pixels = pixels + rng.normal(0, size, pixels.shape).astype(np.float32)
    depth = ((away - away[[23, 24]].mean()) * camera.focal / away.mean()).astype(np.float32)
    return Shot(matte, Pose(pixels.astype(np.float32), depth, np.ones(33, np.float32), 1.0))


def turned(view: View, rng: np.random.Generator) -> Floats:
    """How somebody turns who was asked to face the camera or to stand sideways, (3, 3)."""
    turn = rng.normal(0, 5)
    if view is View.SIDE:
        turn = rng.normal(0, 6) + rng.choice([-90, 90])
    return rotation((0, turn, 0)) @ rotation((0, 0, rng.normal(0, 0.8)))


def aimed(stature: float, rng: np.random.Generator) -> Camera:
    """A camera held at hip to eye level, 2 to 4.5 m away, aimed at the person's middle."""
    distance, height = rng.uniform(2.0, 4.5), rng.uniform(0.75, 1.6)
    pitch = float(np.degrees(np.arctan2(height - stature / 2, distance)) + rng.normal(0, 1.5))
    fill = rng.uniform(0.72, 0.88)
    focal = fill * HEIGHT_PX * distance / stature
    camera = Camera(320, HEIGHT_PX, focal, (0.0, height, distance), pitch)
    ends, _ = camera.project(np.array([[0, 0, 0], [0, stature, 0]], np.float32))
    shift = HEIGHT_PX / 2 - float(ends[:, 1].mean())
    return replace(camera, center=(160.0, HEIGHT_PX / 2 + shift))


def outline(body: Body, vertices: Floats, camera: Camera) -> Mask:
    """The exact silhouette, (H, W), anti-aliased."""
    pixels, _ = camera.scaled(2).project(vertices)
    canvas = np.zeros((2 * camera.height, 2 * camera.width), np.uint8)
    a, b, c = pixels[body.solid].transpose(1, 0, 2)
    facing = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) < (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    for triangle in np.round(pixels[body.solid[facing]] * 8 - 4).astype(np.int32):
        cv2.fillConvexPoly(canvas, triangle, 255, lineType=cv2.LINE_8, shift=3)
    small = cv2.resize(canvas, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    return (small / np.float32(255)).astype(np.float32)


def jittered(body: Body, rest: Shape, view: View, rng: np.random.Generator) -> Shape:
    """The asked-for pose as people take it: arms away in front, hanging at the side."""
    front = view is View.FRONT
    turns = turns_for(body, rest, PoseName.A_POSE if front else PoseName.STANDING)
    for bone, sd in (("upperarm01", 5.0), ("lowerarm01", 5.0), ("upperleg01", 2.0)):
        for side in "LR":
            name = f"{bone}.{side}"
            turns[name] = tuple(np.add(turns[name], rng.normal(0, sd, 3)).tolist())
    turns["spine03"] = tuple(rng.normal(0, 1.5, 3).tolist())
    turns["neck02"] = tuple(rng.normal(0, 3, 3).tolist())
    return body.pose(rest, turns)


def _dressed(body: Body, stands: Shape, outfit: Outfit) -> Shape:
    """Cloth, hair and soles as offsets of the skin."""
    at, normals = body.template, vertex_normals(stands.vertices, body.solid)
    y = at[:, 1]
    above, below = ramp(y, 0.02, 0.10), ramp(y, -0.70, -0.66)
    bare = ramp(y, 0.60, 0.55) * ramp(np.abs(at[:, 0]), 0.62, 0.55)
    thick = outfit.bottom * below * (1 - above) + outfit.top * above
    waist = np.exp(-(((y - 0.22) / 0.11) ** 2)) * ramp(np.abs(at[:, 0]), 0.30, 0.24)
    thick = (thick + outfit.bridge * waist) * bare
    moved = stands.vertices + normals * thick[:, None]
    moved[:, 1] += outfit.hair * ramp(skin.scalp(at), 0.0, 0.03)
    lifted = np.maximum(stands.vertices[:, 1] - 0.01, 0) > 0
    moved[:, 1] = np.where(lifted, moved[:, 1] + outfit.sole, np.maximum(moved[:, 1], 0))
    return Shape(moved.astype(np.float32), stands.joints)


def _blurred(matte: Mask, rng: np.random.Generator) -> Mask:
    """The matte as a net finds it: its edge swells and shrinks smoothly by a pixel or so."""
    inside = (matte > 0.5).astype(np.uint8)
    far = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    far = far - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    coarse = rng.normal(0, EDGE_NOISE, (20, 16)).astype(np.float32)
    swell = cv2.resize(coarse, matte.shape[::-1], interpolation=cv2.INTER_CUBIC)
    exact = cv2.GaussianBlur(matte, (0, 0), 0.6) - np.float32(0.5)
    edge = np.where(np.abs(far) < 2, exact * 2.2, far)
    noisy = edge + swell * 0.7 + np.float32(rng.normal(0, EDGE_NOISE / 2))
    soft: Mask = np.clip(noisy + 0.5, 0, 1).astype(np.float32)
    return soft
