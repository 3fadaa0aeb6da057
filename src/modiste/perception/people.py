"""Who is meant, and whether enough of her is to be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modiste.errors import OptionError, PersonError, PoseError
from modiste.types import Category, Pose

_DOMINANCE = 3.0
"""One person is meant without asking when she is this many times as prominent as the next."""
_SHOULDERS = ("left_shoulder", "right_shoulder")
_HIPS = ("left_hip", "right_hip")
_KNEES = ("left_knee", "right_knee")
_SLACK = 0.02
"""A landmark this part of the picture's longer side outside still counts as inside."""

_MISSING = {
    "shoulders": "The shoulders are not in the picture; use a photo that shows the upper body.",
    "torso": "Too little of the torso is in the picture; use a photo down to the waist at least.",
    "hips": "The hips are not in the picture; use a photo down to the feet.",
    "knees": "The legs are not in the picture; use a photo down to the feet.",
}


def choose_person(
    poses: Sequence[Pose], choice: int | None, size: tuple[int, int], name: str
) -> Pose:
    """The person who is meant.

    Args:
        poses: from left to right, in pixels of the photo.
        choice: counted from the left, from 1; None takes the only or clearly dominant person.
        size: width and height of the photo.
        name: what error messages call the photo.

    Raises:
        PersonError: when nobody is there, or several people and no choice.
        OptionError: when the choice is not one of the people.
    """
    if not poses:
        raise PersonError(
            f"{name}: nobody was found in the photo; use one that shows a person from the front, "
            "upright, at least from the head to the hips."
        )
    if choice is not None:
        return _chosen(poses, choice, name)
    ranks = sorted(poses, key=lambda p: -prominence(p, size))
    if len(ranks) > 1:
        first, second = (prominence(p, size) for p in ranks[:2])
        if first < _DOMINANCE * second:
            raise PersonError(
                f"{name}: {len(poses)} people are in the photo; choose one with `--person N`, "
                "counted from the left."
            )
    return ranks[0]


def _chosen(poses: Sequence[Pose], choice: int, name: str) -> Pose:
    if not 1 <= choice <= len(poses):
        found = "one person was" if len(poses) == 1 else f"{len(poses)} people were"
        raise OptionError(
            f"{name}: there is no person {choice}: {found} found; `--person` counts from 1 at "
            "the left."
        )
    return poses[choice - 1]


def prominence(pose: Pose, size: tuple[int, int]) -> float:
    """How much of the picture a person takes, weighted by how central she is.

    Args:
        pose: in pixels of the picture.
        size: width and height of the picture.

    Returns:
        The part of the picture that the landmarks' box covers, halved at the picture's side.
    """
    limit = np.array(size, np.float32)
    points = np.clip(pose.points, 0, limit)
    extent = np.ptp(points, axis=0) / limit
    middle = float(points[:, 0].mean()) / size[0]
    return float(extent.prod()) * (1 - abs(middle - 0.5))


def check_body(pose: Pose, size: tuple[int, int], category: Category) -> tuple[str, ...]:
    """Check that the parts of the body which a garment needs are in the picture.

    Args:
        pose: in pixels of the photo.
        size: width and height of the photo.
        category: what is to be worn.

    Returns:
        Warnings: what is to be seen, but not well.

    Raises:
        PoseError: when a part is missing or the person is seen from behind or the side.
    """
    if category is not Category.BOTTOM:
        _require(_both(pose, _SHOULDERS, size), "shoulders")
        _require(_torso_seen(pose, size) > 0.35, "torso")
    if category is Category.BOTTOM:
        _require(_both(pose, _HIPS, size), "hips")
        _require(_both(pose, _KNEES, size), "knees")
    _check_facing(pose)
    return tuple(_warnings(pose, size, category))


def _require(fulfilled: bool, part: str) -> None:
    if not fulfilled:
        raise PoseError(_MISSING[part])


def _inside(point: np.ndarray, size: tuple[int, int]) -> bool:
    slack = _SLACK * max(size)
    return bool(-slack <= point[0] <= size[0] + slack and -slack <= point[1] <= size[1] + slack)


def _both(pose: Pose, names: Sequence[str], size: tuple[int, int]) -> bool:
    return all(_inside(pose[name], size) for name in names)


def _torso_seen(pose: Pose, size: tuple[int, int]) -> float:
    """The part of the line from the shoulders to the hips that lies in the picture."""
    top, bottom = _middle(pose, _SHOULDERS), _middle(pose, _HIPS)
    line = top + np.linspace(0, 1, 21, dtype=np.float32)[:, None] * (bottom - top)
    return float(np.mean([_inside(point, size) for point in line]))


def _middle(pose: Pose, names: Sequence[str]) -> np.ndarray:
    middle: np.ndarray = np.mean([pose[name] for name in names], axis=0)
    return middle


def _turn(pose: Pose) -> float:
    """The shoulders' width as seen, in lengths of the torso; negative from behind."""
    width = float(pose["left_shoulder"][0] - pose["right_shoulder"][0])
    length = float(np.linalg.norm(_middle(pose, _HIPS) - _middle(pose, _SHOULDERS)))
    return width / max(length, 1.0)


def _check_facing(pose: Pose) -> None:
    turn = _turn(pose)
    if turn < -0.2:
        raise PoseError("The person is seen from behind; use a photo from the front.")
    if turn < 0.2:
        raise PoseError("The person is seen from the side; use a photo from the front.")


def _warnings(pose: Pose, size: tuple[int, int], category: Category) -> list[str]:
    found = []
    if _turn(pose) < 0.4:
        found.append("The person is turned to the side; the garment may sit less well.")
    if category is not Category.TOP and not _both(pose, ("left_ankle", "right_ankle"), size):
        found.append("The feet are not in the picture; the garment's length is a guess.")
    return found
