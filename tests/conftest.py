"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from modiste.body.model import Model
from modiste.examples import flats, models
from modiste.imaging import write_image
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


@pytest.fixture(scope="session")
def shop(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``persons`` and ``garments``; one garment is no picture."""
    folder = tmp_path_factory.mktemp("shop")
    for name in ("persons", "garments"):
        (folder / name).mkdir()
    write_image(model.image[::2, ::2].copy(), folder / "persons" / "one.png")
    write_image(model.image[::2, ::-2].copy(), folder / "persons" / "two.png")
    for kind in ("t-shirt", "trousers"):
        drawn = flats.flat(kind, seed=3, background="white", tidy=0.8)
        write_image(drawn.image, folder / "garments" / f"{kind}.png")
    (folder / "garments" / "bad.png").write_bytes(b"no picture")
    return folder
