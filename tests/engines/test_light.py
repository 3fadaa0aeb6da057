"""The engine with a generator: its contract, and what it does without weights."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from modiste.engines import engine_table, light, open_engine
from modiste.engines.geometric import WarpEngine
from modiste.engines.light import LightEngine
from modiste.errors import AssetError
from modiste.synthesis import Generator, Guess, Planes
from modiste.testing import check_engine, flat_scene
from modiste.types import Category, Label


def _noisy(planes: Planes) -> Guess:
    """A generator whose answers are noise, but always the same."""
    height, width = planes.stack.shape[:2]
    rng = np.random.default_rng(5)

    def noise(*shape: int) -> np.ndarray:
        return rng.normal(0, 1, shape).astype(np.float32)

    coarse = (height // 8, width // 8)
    return Guess(noise(*coarse, 2) * 9, noise(*coarse), noise(height, width),
                 noise(height, width) * 9,
                 noise(height, width, 3) * 90)  # fmt: skip


def _engine() -> LightEngine:
    return LightEngine(cast(Generator, _noisy))


def test_the_contract_is_kept_whatever_the_network_answers() -> None:
    check_engine(_engine())


@pytest.mark.parametrize("category", list(Category))
def test_noise_never_reaches_what_must_stay(category: Category) -> None:
    scene = flat_scene(category)
    drawn = _engine().render(scene)
    for label in (Label.HAIR, Label.FACE, Label.HAND, Label.SHOES):
        assert not drawn.alpha[scene.person.parse == label].any()
    assert not drawn.alpha[scene.editable == 0].any()
    assert drawn.alpha.any()


def test_without_weights_it_draws_what_geometry_draws_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> Any:
        raise AssetError(f"There is no asset {name!r}.")

    monkeypatch.setattr(light, "asset_path", missing)
    scene = flat_scene()
    found, wanted = LightEngine().render(scene), WarpEngine().render(scene)
    assert (found.image == wanted.image).all()
    assert (found.alpha == wanted.alpha).all()
    assert any("geometry alone" in warning for warning in found.warnings)
    assert not any("geometry alone" in warning for warning in wanted.warnings)


def test_it_is_in_the_table_by_its_name() -> None:
    assert "light" in engine_table()
    assert isinstance(open_engine("light"), LightEngine)
    assert LightEngine.name == "light"


def test_its_network_takes_as_many_threads_as_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of a catalogue has one core; a second thread would take it from its neighbour."""
    asked: list[int] = []
    monkeypatch.setattr("modiste.engines.light.Generator", lambda _, threads: asked.append(threads))
    open_engine("light", 1)
    open_engine("light", 3)
    assert asked == [1, 3]
