"""The reader, and drawn garments that several tests look at: each is drawn and read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from modiste.examples.flats import Flat, flat
from modiste.perception.garment import GarmentReader
from modiste.types import GarmentView


@pytest.fixture(scope="session")
def reader() -> GarmentReader:
    """The reader with the weights that ship, which takes nobody for a model."""

    def nobody(*args: object) -> tuple[()]:
        return ()

    return GarmentReader(nobody, nobody, nobody, threads=1)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Flat]:
    """Draws a blue garment on a plain floor, (420, 420), by kind and seed."""

    @cache
    def draw(kind: str, seed: int = 3) -> Flat:
        return flat(
            kind, seed=seed, background="plain", color=(45, 80, 150), shape=(420, 420), tidy=1.0
        )

    return draw


@pytest.fixture(scope="session")
def view(reader: GarmentReader, drawn: Callable[..., Flat]) -> Callable[..., GarmentView]:
    """What the reader says of a drawn garment, by kind and seed."""

    @cache
    def read(kind: str, seed: int = 3) -> GarmentView:
        garment = drawn(kind, seed)
        return reader(garment.image, None, garment.category, "drawn.png")

    return read
