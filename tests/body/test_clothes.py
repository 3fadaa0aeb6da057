from __future__ import annotations

import numpy as np
import pytest

from modiste.body import clothes
from modiste.body.template import Body, Shape
from modiste.body.wardrobe import base_clothes
from modiste.types import Label


def place(x: float, y: float, z: float) -> np.ndarray:
    return np.array([[x, y, z]], np.float32)


@pytest.mark.parametrize(
    ("point", "worn"),
    [
        (place(0, 0.30, 0.10), "top"),
        (place(0.09, 0.53, 0.08), "top"),
        (place(0, 0.55, 0.06), None),
        (place(0.30, 0.35, 0.0), None),
        (place(0.12, -0.05, 0.05), "bottom"),
        (place(0.15, -0.40, 0.03), None),
        (place(0.21, -0.79, 0.12), "shoes"),
        (place(0.20, -0.65, 0.0), None),
    ],
)
def test_each_place_wears_what_it_should(point: np.ndarray, worn: str | None) -> None:
    regions = {"shoes": clothes.shoes, "bottom": clothes.bottom, "top": clothes.top}
    assert [n for n, r in regions.items() if r(point)[0] > 0] == ([worn] if worn else [])


def test_top_and_shorts_overlap_so_that_no_skin_shows_between() -> None:
    at = np.concatenate([place(0.05, y, 0.1) for y in np.linspace(-0.1, 0.4, 60)])
    assert (np.maximum(clothes.top(at), clothes.bottom(at)) > 0).all()


def test_the_clothes_are_symmetric(body: Body) -> None:
    at = body.template
    mirrored = at * np.float32([-1, 1, 1])
    for region in (clothes.top, clothes.bottom, clothes.shoes):
        assert np.allclose(region(at), region(mirrored))


def test_a_stitched_hem_is_darker_than_the_cloth() -> None:
    at = np.zeros((4000, 3), np.float32)
    inner, hem = (
        clothes.jersey(at, (0.3, 0.3, 0.3), np.full(4000, d, np.float32), 0).mean()
        for d in (0.05, 0.012)
    )
    assert hem < 0.95 * inner


def test_folds_are_millimetres_high_and_gather_at_the_waist() -> None:
    rng = np.random.default_rng(0)
    waist, chest = (
        clothes.folds(rng.uniform((-0.1, y - 0.1, -0.1), (0.1, y + 0.1, 0.1), (2000, 3)), 3)
        for y in (0.20, 0.48)
    )
    assert waist.std() > 1.5 * chest.std()
    assert np.abs(waist).max() < 0.005


def test_the_shell_lies_closely_over_the_body(body: Body, woman: Shape) -> None:
    layers = base_clothes(body, woman, (0.3, 0.3, 0.3), 0)
    assert [layer.label for layer in layers] == [Label.SHOES, Label.BOTTOM, Label.TOP]
    shell = layers[0].shell
    torso = np.unique(shell.faces)
    torso = torso[(clothes.top(body.template) > 0)[torso]][::25]
    skin = woman.vertices[body.surface]
    gaps = [np.linalg.norm(skin - point, axis=1).min() for point in shell.vertices[torso]]
    assert np.median(gaps) < 0.012
