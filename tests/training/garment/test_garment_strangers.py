"""Drawn pictures of what is no garment, and their features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from modiste.perception.garment.category import KINDS  # noqa: E402
from modiste.training.garment import features  # noqa: E402
from modiste.training.garment.embedder import FEATURES  # noqa: E402
from modiste.training.garment.strangers import (  # noqa: E402
    LONG_SIDE,
    SORTS,
    draw_strangers,
    stranger,
)


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_drawn_the_same_each_time_and_differs_by_seed(sort: str) -> None:
    pictures = [stranger(sort, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert np.array_equal(pictures[0], pictures[1])
    assert pictures[0].shape != pictures[2].shape or (pictures[0] != pictures[2]).any()
    for picture in pictures:
        assert picture.dtype == np.uint8
        assert max(picture.shape) == LONG_SIDE
        assert picture.std() > 1


def test_a_page_has_dark_letters_or_light_ones() -> None:
    greys = [stranger("page", np.random.default_rng(seed)).mean(axis=2) for seed in range(6)]
    assert all(np.percentile(g, 99) - np.percentile(g, 1) > 60 for g in greys)


def test_sorts_take_turns_and_names_differ() -> None:
    names = [name for name, _ in draw_strangers(2 * len(SORTS), seed=3)]
    assert len(set(names)) == len(names)
    assert [name.split("-")[0] for name in names] == 2 * list(SORTS)


def test_an_unknown_sort_is_an_error() -> None:
    with pytest.raises(KeyError):
        stranger("shirt", np.random.default_rng(0))


class _Brightness:
    """Stands in for the encoder: every feature is the picture's mean."""

    def __call__(self, tensor: np.ndarray) -> list[np.ndarray]:
        return [np.full((1, FEATURES), abs(float(tensor.mean())), np.float32)]


def test_strangers_are_of_the_kind_other_in_all_views(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_exported", lambda net, work: _Brightness())
    split = features.embed_strangers(None, 3, tmp_path)  # type: ignore[arg-type]
    assert split.features.shape == (3, features.VIEWS, FEATURES)
    assert {KINDS[k] for k in split.kinds} == {"Other"}
    assert not split.published.any()
    upright = split.features[:, features.UPRIGHT]
    for view in features.TURNED:
        assert np.array_equal(split.features[:, view], upright)
    empty = features.embed_strangers(None, 0, tmp_path)  # type: ignore[arg-type]
    both = features.joined(split, empty)
    assert both.names == split.names
    assert np.array_equal(both.features, split.features)
    twice = features.joined(split, split)
    assert len(twice.names) == len(twice.kinds) == len(twice.published) == 6
