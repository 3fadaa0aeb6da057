from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.edges import soften


def _edge(position: float, width: int = 96) -> np.ndarray:
    """A picture that is dark left of a sub-pixel position and light right of it."""
    cover = np.clip(position - np.arange(width), 0, 1)
    colour = cover[:, None] * (20, 40, 160) + (1 - cover[:, None]) * (230, 225, 215)
    return np.broadcast_to(colour, (64, width, 3)).astype(np.uint8)


@given(st.floats(30.0, 60.0))
def test_the_edge_is_placed_where_the_colours_change(position: float) -> None:
    image = _edge(position)
    rough = np.zeros((32, 48), bool)
    rough[:, : round(position / 2 + 0.4)] = True
    alpha = soften(image, rough)
    assert abs(float(alpha[32].sum()) - position) < 0.8


def test_far_from_the_edge_alpha_is_the_mask() -> None:
    rough = np.zeros((32, 48), bool)
    rough[:, :24] = True
    alpha = soften(_edge(48.0), rough)
    assert alpha.dtype == np.float32
    assert (alpha[:, :40] == 1).all()
    assert (alpha[:, 56:] == 0).all()


def test_without_contrast_the_mask_decides() -> None:
    image = np.full((64, 96, 3), 240, np.uint8)
    rough = np.zeros((32, 48), bool)
    rough[:, :24] = True
    alpha = soften(image, rough)
    assert abs(float(alpha[32].sum()) - 48) < 1.0
    assert (np.diff(alpha[32]) <= 1e-6).all()
