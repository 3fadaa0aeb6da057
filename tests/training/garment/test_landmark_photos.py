from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.errors import InputError  # noqa: E402
from modiste.perception.garment.heatmaps import NAMES  # noqa: E402
from modiste.training.garment import landmark_photos, landmarks  # noqa: E402
from modiste.training.garment.landmark_data import Sample, heat  # noqa: E402

ROWS = [
    {"category": "top", "landmark": "hem_left", "x": "0.75", "y": "0.9"},
    {"category": "top", "landmark": "cuff_outer_left", "x": "", "y": ""},
]
PLAIN = Path(landmark_photos.LABELS).with_name("plain.csv")


def sample() -> Sample:
    image = np.full((100, 80, 3), 90, np.uint8)
    mask = np.zeros((100, 80), np.float32)
    mask[10:90, 20:60] = 1
    return landmark_photos.labelled_sample(image, mask, ROWS)


def test_points_are_placed_absent_or_unknown() -> None:
    points = sample().points
    assert np.isfinite(points[NAMES.index("hem_left")]).all()
    assert np.isnan(points[NAMES.index("cuff_outer_left")]).all()
    assert np.isinf(points[NAMES.index("armpit_left")]).all()
    assert np.isnan(points[NAMES.index("crotch")]).all()


def test_unknown_maps_cost_nothing_and_absent_ones_do() -> None:
    maps = torch.from_numpy(heat(sample().points))[None]
    insides = torch.full((1, 64, 64), 0.5)
    quiet = torch.full((1, len(NAMES) + 1, 64, 64), -9.0)
    for name, costs in (("armpit_left", False), ("cuff_outer_left", True)):
        loud = quiet.clone()
        loud[:, NAMES.index(name)] = 2.0
        more = landmarks.loss_of(loud, maps, insides) - landmarks.loss_of(quiet, maps, insides)
        assert (float(more) > 0.1) is costs


def test_unknown_points_stay_unknown_when_the_sample_is_altered() -> None:
    inputs, maps, _ = landmarks.batch([sample()] * 6, np.random.default_rng(0))
    assert inputs.shape[0] == 6
    known = maps[:, [NAMES.index("armpit_left"), NAMES.index("armpit_right")]]
    assert float(known.max()) == -1.0


def test_no_photo_is_in_two_parts() -> None:
    train = set(landmark_photos.read_labels("train"))
    test = set(landmark_photos.read_labels("test"))
    held = {line.split(",")[0] for line in PLAIN.read_text().splitlines()[1:]}
    assert len(train) >= 40
    assert not train & test
    assert not (train | test) & held
    with pytest.raises(InputError, match="part 'nothing'"):
        landmark_photos.read_labels("nothing")


def test_half_of_a_batch_are_photos_where_there_are_any() -> None:
    drawn, real = sample(), sample()
    chosen = landmarks._drawn_lots([drawn], [real], np.random.default_rng(0))
    assert sum(s is real for s in chosen) == len(chosen) // 2
    alone = landmarks._drawn_lots([drawn], [], np.random.default_rng(0))
    assert len(alone) == len(chosen)
    assert all(s is drawn for s in alone)


def test_some_labelled_photos_have_no_sleeves() -> None:
    photos = landmark_photos.read_labels("train")
    bare = [
        name
        for name, rows in photos.items()
        if {row["landmark"] for row in rows if not row["x"]} >= {f"cuff_{e}_{s}" for e in (
            "outer", "inner") for s in ("left", "right")}
    ]  # fmt: skip
    assert len(bare) >= 25
