"""Worn garments laid flat: drawn people in drawn clothes, so that the truth is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from modiste.body.model import Model
from modiste.evaluation.tryon.albedo import without_light
from modiste.evaluation.tryon.flatten import flatten, has_legs
from modiste.evaluation.tryon.lengths import agrees, limb_length
from modiste.evaluation.tryon.protocol import other_garment
from modiste.evaluation.tryon.run import spread
from modiste.evaluation.tryon.worn import worn_categories
from modiste.evaluation.warp import Case, make_case
from modiste.examples.flats import flat
from modiste.examples.models import virtual_model
from modiste.types import Category, Label, Length, PersonView
from modiste.warp import warp_garment


@cache
def model() -> Model:
    return virtual_model("mara", size=(300, 400), seed=1)


@cache
def case(kind: str) -> Case:
    return make_case(model(), kind, 3, "test")


def dressed(kind: str) -> tuple[PersonView, np.ndarray]:
    """A drawn person in a garment, and where it is."""
    drawn = case(kind)
    worn = (drawn.truth.mask > 0.5) & drawn.free
    label = {Category.TOP: Label.TOP, Category.BOTTOM: Label.BOTTOM, Category.DRESS: Label.DRESS}
    view = drawn.model.view
    parse = np.where(worn, np.uint8(label[drawn.flat.category]), view.parse).astype(np.uint8)
    image = np.where(worn[..., None], drawn.truth.image, view.image)
    return PersonView(image, view.pose, view.matte, parse), worn


@pytest.mark.parametrize("kind", ["t-shirt", "long-sleeve", "tank-top", "trousers", "dress"])
def test_what_is_flattened_can_be_put_on_again(kind: str) -> None:
    person, worn = dressed(kind)
    category = case(kind).flat.category
    found = flatten(person, worn, category, has_legs(person, worn), light=0.0)
    assert found is not None
    assert found.seen > 0.5
    again = warp_garment(person, found.view).alpha > 0.5
    again &= case(kind).free
    assert (again & worn).sum() / (again | worn).sum() > 0.75


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("t-shirt", Length.SHORT), ("long-sleeve", Length.LONG), ("tank-top", Length.NONE)],
)
def test_sleeves_are_as_long_as_they_were(kind: str, wanted: Length) -> None:
    person, worn = dressed(kind)
    found = flatten(person, worn, case(kind).flat.category, light=0.0)
    assert found is not None
    assert found.view.sleeve is wanted
    assert ("cuff_outer_left" in found.view.landmarks) == (wanted is not Length.NONE)


def test_trousers_have_legs_and_skirts_do_not() -> None:
    assert has_legs(*dressed("trousers"))
    assert not has_legs(*dressed("skirt"))
    assert not has_legs(dressed("skirt")[0], np.zeros((400, 300), np.bool_))


def test_nothing_worn_is_nothing_flat() -> None:
    person, worn = dressed("t-shirt")
    assert flatten(person, np.zeros_like(worn), Category.TOP) is None


def test_light_goes_and_prints_stay() -> None:
    cloth = np.ones((120, 160), np.bool_)
    ramp = np.linspace(0.75, 1.25, 160)[None, :, None]
    lit = np.clip(np.full((120, 160, 3), (90, 130, 160)) * ramp, 0, 255).astype(np.uint8)
    lit[50:70, 70:90] = (230, 40, 40)
    plain = without_light(lit, cloth, 4.0, 1.0)
    edge = np.abs(plain[:40, 20].astype(int) - plain[:40, 140]).mean()
    assert edge < 0.4 * np.abs(lit[:40, 20].astype(int) - lit[:40, 140]).mean()
    assert np.abs(plain[55:65, 75:85].astype(int) - (230, 40, 40)).max() < 25
    np.testing.assert_array_equal(without_light(lit, cloth, 4.0, 0.0), lit)
    np.testing.assert_array_equal(without_light(lit, cloth & False, 4.0, 1.0), lit)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("t-shirt", Length.SHORT), ("long-sleeve", Length.LONG), ("tank-top", Length.NONE)],
)
def test_the_parse_tells_the_sleeves(kind: str, wanted: Length) -> None:
    person, _ = dressed(kind)
    assert limb_length(person, Category.TOP) is wanted
    assert agrees(person, person, Category.TOP)


def test_other_sleeves_or_no_garment_do_not_agree() -> None:
    short, long = dressed("t-shirt")[0], dressed("long-sleeve")[0]
    assert not agrees(short, long, Category.TOP)
    naked = np.where(long.parse == Label.TOP, np.uint8(Label.ARM_LEFT), long.parse)
    bare = PersonView(long.image, long.pose, long.matte, naked.astype(np.uint8))
    assert not agrees(bare, long, Category.TOP)


@pytest.mark.parametrize("kind", ["t-shirt", "long-sleeve", "trousers", "shorts", "dress"])
def test_the_first_dressing_has_other_limbs(kind: str) -> None:
    own = flat(kind, seed=4).view()
    other = other_garment("photo-1", own)
    assert other.category is own.category
    assert (other.sleeve, other.leg) != (own.sleeve, own.leg)
    np.testing.assert_array_equal(other.image, other_garment("photo-1", own).image)


def test_a_dress_is_one_garment_and_specks_are_none() -> None:
    parse = np.zeros((100, 100), np.uint8)
    parse[20:40, 30:60], parse[40:80, 30:60] = Label.TOP, Label.BOTTOM
    assert worn_categories(parse) == [Category.TOP, Category.BOTTOM]
    parse[20:80, 30:60] = Label.DRESS
    assert worn_categories(parse) == [Category.DRESS]
    assert worn_categories(np.zeros((100, 100), np.uint8)) == []


def test_a_limit_is_spread_over_all_names() -> None:
    names = [str(i) for i in range(11)]
    assert spread(names, 3) == ["0", "5", "10"]
    assert spread(names, None) == spread(names, 20) == names
