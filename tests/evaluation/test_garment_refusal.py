"""What is no garment is turned down, and how often."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from modiste.evaluation.garment import Nets
from modiste.evaluation.garment_data import Labelled
from modiste.evaluation.garment_refusal import STRANGERS, Judge, refusals, strangers
from modiste.examples.flats import flat
from modiste.perception.garment.category import KINDS
from modiste.types import Image


@pytest.fixture(scope="module")
def judge() -> Judge:
    nets = Nets.open(1)
    return Judge(nets.kind, nets.cutout, nets.saliency)


def photo(folder: Path, kind: str, image: Image) -> Labelled:
    path = folder / f"{kind}.png"
    Pillow.fromarray(image).save(path)
    return Labelled(kind, path, KINDS.index(kind), "test", False)


def test_strangers_are_pages_noise_and_walls_and_the_same_each_time() -> None:
    first, again = list(strangers(2)), list(strangers(2))
    assert len(first) == 2 * len(STRANGERS)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    page, noise, wall = first[:3]
    assert page.shape == noise.shape == wall.shape == (384, 288, 3)
    assert 0.01 < (page < 120).all(axis=2).mean() < 0.4
    assert noise.std(axis=(0, 1)).min() > 60 > 40 > wall.std(axis=(0, 1)).max()


def test_a_shirt_is_taken_and_noise_is_not(judge: Judge) -> None:
    shirt = flat("t-shirt", seed=3, background="plain", color=(45, 80, 150), shape=(420, 420))
    assert judge(shirt.image)
    assert not judge(list(strangers(1))[1])


def test_rates_are_of_their_own_photos(tmp_path: Path) -> None:
    bright, dark = np.full((64, 64, 3), 240, np.uint8), np.full((64, 64, 3), 10, np.uint8)
    photos = [photo(tmp_path, "T-Shirt", bright), photo(tmp_path, "Pants", dark),
              photo(tmp_path, "Shoes", dark), photo(tmp_path, "Other", dark)]  # fmt: skip

    def by_light(image: Image) -> bool:
        return bool(image.mean() > 128)

    found = refusals(by_light, photos, drawn=0)  # type: ignore[arg-type]
    assert found == {"false_refusal": 0.5, "false_accept": 0.0, "false_accept_drawn": None}


def test_without_photos_there_are_no_rates() -> None:
    found = refusals(lambda _: True, [], drawn=1)  # type: ignore[arg-type]
    assert found == {"false_refusal": None, "false_accept": None, "false_accept_drawn": 1.0}
