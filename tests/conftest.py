"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from modiste.body.model import Model
from modiste.examples import models
from modiste.photos import Person
from modiste.studio import Studio

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the training data, which only a development checkout has beside it."""
    if not SHARED.is_dir():
        pytest.skip("the training data folder ../shared/data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def model() -> Model:
    """The built-in virtual model; rendering takes seconds, so one serves all."""
    return models.virtual_model()


@pytest.fixture(scope="session")
def shopper(model: Model) -> Person:
    """The virtual model as a user's photo."""
    return Person.from_array(model.image, name="model.png")


@pytest.fixture(scope="session")
def studio() -> Studio:
    """A studio with the real nets and the default engine."""
    return Studio.open()
