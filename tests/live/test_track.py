"""Following one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modiste.live.track import Follower
from modiste.perception.pose import MaskedPose
from modiste.perception.regions import Region
from modiste.testing import flat_scene
from modiste.types import Category, Image

_FLAT = flat_scene(Category.TOP).person.pose
BASE = MaskedPose(_FLAT.points, _FLAT.depth, _FLAT.visibility, 1.0,
                  np.zeros((256, 256), np.float32), Region(120, 160, 300))  # fmt: skip
FRAME = np.zeros((320, 240, 3), np.uint8)


class Poses:
    """A fake network: says where somebody is, and counts its calls."""

    def __init__(self) -> None:
        self.people: list[MaskedPose] = [BASE]
        self.score = 1.0
        self.looked = self.tracked = 0
        self.regions: list[Region] = []

    def brisk(self, image: Image) -> tuple[MaskedPose, ...]:
        self.looked += 1
        return tuple(self.people)

    def track(self, image: Image, region: Region) -> tuple[MaskedPose, Region]:
        self.tracked += 1
        self.regions.append(region)
        return replace(BASE, score=self.score), region.moved(1, 0)


def test_the_detector_runs_once() -> None:
    poses = Poses()
    follow = Follower(poses)
    for number in range(5):
        assert follow(FRAME, number / 30) is not None
    assert (poses.looked, poses.tracked) == (1, 4)


def test_each_frame_begins_where_the_last_one_ended() -> None:
    poses = Poses()
    follow = Follower(poses)
    for number in range(4):
        follow(FRAME, number / 30)
    assert [region.x for region in poses.regions] == [120, 121, 122]


def test_nobody_is_nobody() -> None:
    poses = Poses()
    poses.people = []
    follow = Follower(poses)
    assert follow(FRAME, 0.0) is None
    poses.people = [BASE]
    assert follow(FRAME, 0.1) is not None


def test_who_is_lost_is_looked_for() -> None:
    poses = Poses()
    follow = Follower(poses)
    follow(FRAME, 0.0)
    poses.score, poses.people = 0.1, []
    assert follow(FRAME, 0.1) is None
    poses.people = [BASE.moved(50, 0)]
    found = follow(FRAME, 0.2)
    assert found is not None
    np.testing.assert_allclose(found.points, BASE.moved(50, 0).points, atol=1e-3)


def test_the_most_prominent_is_followed() -> None:
    poses = Poses()
    small = BASE.scaled(0.3)
    poses.people = [small, BASE]
    found = Follower(poses)(FRAME, 0.0)
    assert found is not None
    np.testing.assert_allclose(found.points, BASE.points, atol=1e-3)
