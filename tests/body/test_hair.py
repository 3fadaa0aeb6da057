from __future__ import annotations

import numpy as np
import pytest

from modiste.body.camera import Camera
from modiste.body.hair import HairStyle, draw, grow
from modiste.body.landmarks import landmark_points
from modiste.body.light import KEY
from modiste.body.template import Body, Shape
from modiste.types import POSE_NAMES


@pytest.mark.parametrize("style", list(HairStyle))
def test_strands_begin_at_the_scalp_and_leave_the_face_free(
    body: Body, woman: Shape, style: HairStyle
) -> None:
    strands = grow(body, woman, woman, style, 0)
    skull = woman.vertices[body.surface[body.template[body.surface, 1] > 0.6]]
    roots = strands.points[:200:10, 0]
    gaps = [np.linalg.norm(skull - root, axis=1).min() for root in roots]
    assert max(gaps) < 0.02
    nose = landmark_points(body, woman)[POSE_NAMES.index("nose")]
    near = np.abs(strands.points[..., 0] - nose[0]) < 0.03
    low = strands.points[..., 1] < nose[1] + 0.03
    assert not (near & low & (strands.points[..., 2] > nose[2] - 0.05)).any()


def test_long_hair_hangs_lower_than_a_bob_and_short_hair_stays_up(body: Body, woman: Shape) -> None:
    lowest = {s: grow(body, woman, woman, s, 0).points[..., 1].min() for s in HairStyle}
    assert lowest[HairStyle.LONG] < lowest[HairStyle.BOB] < lowest[HairStyle.SHORT]


def test_a_bun_stands_above_the_skull(body: Body, woman: Shape) -> None:
    bun = grow(body, woman, woman, HairStyle.BUN, 0).points[..., 1].max()
    assert bun > woman.vertices[body.surface, 1].max() + 0.02


def test_hair_follows_the_head(body: Body, woman: Shape) -> None:
    turned = body.pose(woman, {"head": (0, 40, 0)})
    still, moved = (grow(body, woman, s, HairStyle.BUN, 0) for s in (woman, turned))
    assert np.allclose(np.linalg.norm(still.points - still.middle, axis=2),
                       np.linalg.norm(moved.points - moved.middle, axis=2), atol=1e-4)  # fmt: skip
    assert np.abs(still.points - moved.points).max() > 0.02


def test_hair_behind_a_wall_is_not_drawn(body: Body, woman: Shape) -> None:
    strands = grow(body, body.grounded(woman), body.grounded(woman), HairStyle.SHORT, 0)
    camera = Camera.portrait(1.8, 1.2, size=(90, 120))
    for distance, shows in ((np.inf, True), (0.5, False)):
        depth = np.full((120, 90), distance, np.float32)
        color, drawn = draw(strands, (0.2, 0.1, 0.05), camera, depth, KEY.towards)
        assert drawn.any() == shows
        assert color.shape == (120, 90, 3)
