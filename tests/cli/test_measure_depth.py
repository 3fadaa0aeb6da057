"""``modiste measure --scan`` of depth frames: a person seen by a depth camera from all sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from modiste.body.camera import Camera
from modiste.body.measure import Tape
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, posed
from modiste.body.raster import rasterize
from modiste.body.template import Body, Shape
from modiste.cli import root
from modiste.types import Measure

NOISE = 0.004
"""Metres, standard deviation of every pixel's depth: that of a phone's LiDAR at two metres."""
FRAMES = 6
SIZE = (192, 256)


def film(folder: Path, body: Body, stands: Shape, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Write depth pictures from all around; their entries of the JSON."""
    camera = Camera.portrait(1.95, -0.15, distance=2.2, size=SIZE)
    frames = []
    for number in range(FRAMES):
        angle = 2 * np.pi * number / FRAMES
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
        seen = rasterize((stands.vertices @ turn.T).astype(np.float32), body.solid, camera)
        depth = np.zeros(SIZE[0] * SIZE[1])
        depth[seen.pixel] = seen.depth + rng.normal(0, NOISE, len(seen.pixel))
        picture = np.rint(1000 * depth).astype(np.uint16).reshape(SIZE[1], SIZE[0])
        cv2.imwrite(str(folder / f"{number}.png"), picture)
        flip = np.diag([1.0, -1.0, -1.0])
        pose = np.eye(4)
        pose[:3, :3], pose[:3, 3] = turn.T @ flip, turn.T @ np.array(camera.eye)
        middle = camera.center or (0.0, 0.0)
        frames.append({"depth": f"{number}.png", "fx": camera.focal, "fy": camera.focal,
                       "cx": middle[0] - 0.5, "cy": middle[1] - 0.5, "pose": pose.tolist(),
                       "width": SIZE[0], "height": SIZE[1]})  # fmt: skip
    return frames


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[Measure, float]]:
    """The JSON of six noisy frames, and what the tape reads on the person."""
    folder, body = tmp_path_factory.mktemp("film"), Body.open()
    rest = build(body, Person(True, 166, 68))
    stands = posed(body, rest, PoseName.A_POSE)
    frames = film(folder, body, stands, np.random.default_rng(3))
    (folder / "me.json").write_text(json.dumps({"frames": frames, "near": 0.5, "far": 4.0}))
    return folder / "me.json", Tape(body).of_rest(rest)


def run(path: Path, *more: str) -> Result:
    return CliRunner().invoke(root, ["measure", "--scan", str(path), "--sex", "f", *more])


def altered(path: Path, name: str, **changed: Any) -> Path:
    """A copy of the JSON beside it, every frame with other entries."""
    told = json.loads(path.read_text())
    told["frames"] = [{**frame, **changed} for frame in told["frames"]]
    (path.parent / name).write_text(json.dumps(told))
    return path.parent / name


def test_a_person_filmed_from_all_sides_is_measured(
    filmed: tuple[Path, dict[Measure, float]],
) -> None:
    path, truth = filmed
    result = run(path, "--json")
    assert result.exit_code == 0, result.output
    assert f"{FRAMES} depth frames were fused" in result.stderr
    values = json.loads(result.stdout)["values"]
    for measure, most in (("chest", 2), ("waist", 1.5), ("hip", 1.5), ("height", 1.5)):
        assert values[measure]["mean"] == pytest.approx(truth[Measure(measure)], abs=most), measure
        assert values[measure]["source"] == "scan"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"fx": 0}, "fx and fy"),
        ({"fx": -200.0}, "fx and fy"),
        ({"fx": float("nan")}, "fx and fy"),
        ({"fx": 0.003, "fy": 0.003}, "another picture or unit"),
        ({"fx": 30_000.0, "fy": 30_000.0}, "another picture or unit"),
        ({"fx": 600.0}, "square"),
        ({"cx": 960.0, "cy": 720.0}, "outside the picture"),
        ({"width": 1920, "height": 1440}, "scale them"),
        ({"depth_scale": 0}, "depth_scale"),
        ({"pose": [[1, 0], [0, 1]]}, "4 x 4"),
        ({"pose": (2 * np.eye(4)).tolist()}, "last row"),
        ({"pose": np.diag([2.0, 2.0, 2.0, 1.0]).tolist()}, "stretches or mirrors"),
        ({"pose": np.diag([1.0, 1.0, -1.0, 1.0]).tolist()}, "stretches or mirrors"),
        ({"fy": None}, "no depth frames"),
    ],
)
def test_wrong_intrinsics_are_refused_with_the_reason(
    filmed: tuple[Path, dict[Measure, float]], changed: dict[str, Any], words: str
) -> None:
    result = run(altered(filmed[0], "wrong.json", **changed))
    assert result.exit_code not in (0, None)
    assert "wrong.json" in result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_scale_that_makes_a_dwarf_of_her_is_refused(
    filmed: tuple[Path, dict[Measure, float]],
) -> None:
    result = run(altered(filmed[0], "small.json", depth_scale=0.0004))
    assert result.exit_code != 0
    assert "small.json" in result.stderr
