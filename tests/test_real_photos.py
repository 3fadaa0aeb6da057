"""The main path on real photos, where the training data folder is beside the checkout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modiste.errors import ModisteError, PoseError
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Category, Label

GARMENTS = {
    "t-shirt": (Category.TOP, "e83aabcc-a45c-4da6-87ec-cb41580b3bd4"),
    "long-sleeve": (Category.TOP, "e7a538de-a3f4-4d60-8261-c800a43e2a61"),
    "trousers": (Category.BOTTOM, "b15f709d-f361-4dc0-a164-7dbcdf758a54"),
    "shorts": (Category.BOTTOM, "eaebcbd6-c54d-435e-a679-13ca18e96e4c"),
    "skirt": (Category.BOTTOM, "978f5148-3c6b-4393-9d12-df98d51b8881"),
    "dress": (Category.DRESS, "cbe9f7f8-b3b5-4d45-aab6-30c2f904bb18"),
}
STANDING = ("man_studio_full_body", "woman_street_bag", "woman_park_hand_up")


def _garment(shared: Path, name: str) -> Garment:
    return Garment.read(shared / "clothing-dataset" / "plain" / f"{GARMENTS[name][1]}.webp")


def _person(shared: Path, name: str) -> Person:
    return Person.read(shared / "people" / f"{name}.webp")


@pytest.mark.parametrize("name", GARMENTS)
@pytest.mark.parametrize("who", STANDING)
def test_each_category_on_standing_people(
    studio: Studio, shared: Path, who: str, name: str
) -> None:
    person = _person(shared, who)
    result = studio.try_on(person, _garment(shared, name), explain=True)
    assert result.categories == (GARMENTS[name][0],)
    changed = (result.image != person.image).any(axis=-1)
    assert 0.01 < changed.mean() < 0.5
    rows = np.flatnonzero(changed.any(axis=1))
    assert rows[0] > 0.05 * person.image.shape[0]


@pytest.mark.parametrize("who", STANDING)
def test_faces_come_back_bit_for_bit(studio: Studio, shared: Path, who: str) -> None:
    person = _person(shared, who)
    seen = studio.look(person)
    result = studio.try_on(person, _garment(shared, "dress"))
    window = seen.window
    area = np.s_[window.y : window.y + window.height, window.x : window.x + window.width]
    same = (result.image == person.image).all(axis=-1)[area]
    assert window.factor == 1.0
    eyes, mouth = (
        (seen.view.pose[f"left_{n}"] + seen.view.pose[f"right_{n}"]) / 2
        if n == "eye"
        else (seen.view.pose["mouth_left"] + seen.view.pose["mouth_right"]) / 2
        for n in ("eye", "mouth")
    )
    rows = np.arange(same.shape[0])[:, None]
    face = (seen.view.parse == Label.FACE) & (rows < (mouth + 0.3 * (mouth - eyes))[1])
    assert face.sum() > 200
    assert same[face].all()


def test_top_and_trousers_in_one_call(studio: Studio, shared: Path) -> None:
    person = _person(shared, "man_studio_full_body")
    both = studio.try_on(person, _garment(shared, "t-shirt"), _garment(shared, "trousers"))
    assert both.categories == (Category.TOP, Category.BOTTOM)


def test_a_garment_worn_by_a_model_is_cut_out_of_her_photo(studio: Studio, shared: Path) -> None:
    worn = Garment.read(shared / "people" / "garment_tee_worn.webp")
    result = studio.try_on(_person(shared, "man_studio_full_body"), worn)
    assert result.categories == (Category.TOP,)


def test_legs_alone_wear_trousers_and_refuse_a_shirt(studio: Studio, shared: Path) -> None:
    legs = _person(shared, "legs_only")
    assert studio.try_on(legs, _garment(shared, "trousers")).pixels_changed > 1000
    with pytest.raises(PoseError, match="shoulders"):
        studio.try_on(legs, _garment(shared, "t-shirt"))


@pytest.mark.parametrize(
    "who", ["man_seated_hat", "woman_crossed_arms", "torso_jacket_no_face", "woman_close_cap"]
)
def test_hard_photos_give_a_picture_or_a_sentence(studio: Studio, shared: Path, who: str) -> None:
    told = [_told(studio, _person(shared, who), _garment(shared, name)) for name in GARMENTS]
    assert all(told)


def _told(studio: Studio, person: Person, garment: Garment) -> bool:
    """Whether the call ended in a changed picture, or in a sentence."""
    try:
        return studio.try_on(person, garment).pixels_changed > 0
    except ModisteError as error:
        return str(error).endswith(".")
