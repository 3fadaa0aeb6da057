"""The real worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modiste.imaging import read_image
from modiste.photos import Garment, Person
from modiste.scale.dresser import Dresser, Job
from modiste.scale.pair import Pair
from modiste.studio import Studio
from modiste.types import Adjustment, Options


@pytest.fixture(scope="module")
def dresser(tmp_path_factory: pytest.TempPathFactory) -> Dresser:
    return Dresser(Job(str(tmp_path_factory.mktemp("out"))))


def _pair(shop: Path, garment: str, **more: object) -> Pair:
    person = str(shop / "persons" / "one.png")
    return Pair(person, (str(shop / "garments" / garment),), **more)  # type: ignore[arg-type]


def test_the_picture_is_that_of_try(dresser: Dresser, shop: Path, studio: Studio) -> None:
    pair = _pair(shop, "t-shirt.png", adjust={"length": -0.1})
    row = dresser(pair)
    assert (row.status, row.category, row.error) == ("done", "top", "")
    alone = studio.try_on(
        Person.read(pair.person),
        Garment.read(pair.garments[0]),
        options=Options(adjust=Adjustment(length=-0.1)),
    )
    np.testing.assert_array_equal(read_image(row.out).image, alone.image)


def test_two_garments_at_once(dresser: Dresser, shop: Path) -> None:
    garments = tuple(str(shop / "garments" / f"{k}.png") for k in ("trousers", "t-shirt"))
    row = dresser(Pair(str(shop / "persons" / "one.png"), garments))
    assert row.category == "bottom+top"


@pytest.mark.parametrize(
    ("garment", "more", "error"),
    [
        ("bad.png", {}, "ImageLoadError"),
        ("none.png", {}, "ImageLoadError"),
        ("t-shirt.png", {"adjust": {"girth": 9.0}}, "OptionError"),
    ],
)
def test_what_cannot_be_dressed_is_a_row(
    dresser: Dresser, shop: Path, garment: str, more: dict[str, object], error: str
) -> None:
    row = dresser(_pair(shop, garment, **more))
    assert (row.status, row.error, row.out) == ("failed", error, "")
    assert row.message


def test_a_garment_as_person_is_a_row(dresser: Dresser, shop: Path) -> None:
    photo = str(shop / "garments" / "trousers.png")
    assert dresser(Pair(photo, (photo,))).error == "PersonError"


def test_a_full_disk_is_a_row(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    row = Dresser(Job(str(tmp_path / "file")))(_pair(shop, "t-shirt.png"))
    assert row.error == "OutputError"
