"""The table of engines, and the contract that every engine keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modiste.engines import BUILT_IN, DEFAULT_ENGINE, engine_table, open_engine
from modiste.errors import EngineUnavailableError, OptionError
from modiste.photoreal.licences import accept
from modiste.testing import PaintEngine, check_engine, flat_scene
from modiste.types import Rendering, Scene


@pytest.mark.parametrize("name", [entry.name for entry in BUILT_IN if not entry.fetched])
def test_every_engine_that_ships_keeps_the_contract(name: str) -> None:
    check_engine(open_engine(name))


@pytest.mark.parametrize("name", [entry.name for entry in BUILT_IN if entry.fetched])
def test_the_others_name_the_command_that_brings_their_weights(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MODISTE_WEIGHTS", str(tmp_path))
    monkeypatch.setenv("MODISTE_CONFIG", str(tmp_path))
    accept(name)
    with pytest.raises(EngineUnavailableError, match=f"modiste weights {name}"):
        open_engine(name)


def test_the_default_is_in_the_table() -> None:
    assert DEFAULT_ENGINE in engine_table()
    assert open_engine().name == DEFAULT_ENGINE


def test_an_unknown_engine_is_named_with_the_choices() -> None:
    with pytest.raises(OptionError, match=f"'x'.*{DEFAULT_ENGINE}"):
        open_engine("x")


def test_the_fake_engine_keeps_the_contract_too() -> None:
    check_engine(PaintEngine())


def test_the_conformance_check_can_fail() -> None:
    class Careless(PaintEngine):
        def render(self, scene: Scene) -> Rendering:
            scene.person.image[:] = 0
            return super().render(scene)

    class Restless(PaintEngine):
        calls = 0

        def render(self, scene: Scene) -> Rendering:
            Restless.calls += 1
            return Rendering(
                np.full_like(scene.person.image, Restless.calls), flat_scene().editable
            )

    with pytest.raises(AssertionError, match="wrote into its input"):
        check_engine(Careless())
    with pytest.raises(AssertionError, match="other picture"):
        check_engine(Restless())
