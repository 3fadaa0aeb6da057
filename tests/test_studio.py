"""The main path with the real nets, on the built-in model and garments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, get_ident

import numpy as np
import pytest

from modiste.adjust import Preferences, Reaction
from modiste.body.model import Model
from modiste.clock import Clock
from modiste.compose import editable_region
from modiste.engines import DEFAULT_ENGINE
from modiste.errors import BackendError, GarmentError, OptionError, PersonError, PoseError
from modiste.examples import flats
from modiste.perception.look import Perception, Seen
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.testing import PaintEngine
from modiste.types import (
    Adjustment,
    Category,
    Fit,
    Image,
    Label,
    Options,
    PersonView,
    Quality,
    Rendering,
    Scene,
    Tuck,
)

GARMENTS = {
    Category.TOP: ("t-shirt", 3),
    Category.BOTTOM: ("trousers", 8),
    Category.DRESS: ("dress", 2),
}


def _garment(kind: str, seed: int) -> Garment:
    drawn = flats.flat(kind, seed=seed, background="white", tidy=0.7)
    return Garment.from_array(drawn.image, name=f"{kind}.png")


@pytest.fixture(scope="module")
def perception() -> Perception:
    return Perception.open()


@pytest.mark.parametrize("category", list(Category))
def test_the_garment_is_put_on_where_it_belongs(
    studio: Studio, shopper: Person, model: Model, category: Category
) -> None:
    result = studio.try_on(shopper, _garment(*GARMENTS[category]))
    assert result.categories == (category,)
    changed = (result.image != shopper.image).any(axis=-1)
    assert result.pixels_changed == changed.sum()
    worn = {Category.TOP: Label.TOP, Category.BOTTOM: Label.BOTTOM, Category.DRESS: Label.TOP}
    assert changed[model.labels == worn[category]].mean() > 0.8


@pytest.mark.parametrize("category", list(Category))
def test_head_hands_and_far_background_come_back_bit_for_bit(
    studio: Studio, shopper: Person, model: Model, category: Category
) -> None:
    result = studio.try_on(shopper, _garment(*GARMENTS[category]))
    same = (result.image == shopper.image).all(axis=-1)
    assert same[model.labels == Label.HAIR].mean() > 0.999
    hands = same[model.labels == Label.HAND]
    assert hands.mean() > 0.9
    above_chin = int(model.pose["mouth_left"][1])
    assert same[:above_chin].all()
    assert same[:, :60].all()
    assert same[:, -60:].all()


def test_nothing_outside_the_editable_region_changes_whatever_the_engine_does(
    perception: Perception, shopper: Person
) -> None:
    seen: list[Scene] = []

    class Spy(PaintEngine):
        def render(self, scene: Scene) -> Rendering:
            seen.append(scene)
            return super().render(scene)

    result = Studio(perception, Spy()).try_on(shopper, _garment("t-shirt", 3))
    outside = seen[0].editable == 0
    assert (result.image[outside] == shopper.image[outside]).all()
    assert (result.image[~outside] == (0, 255, 0)).all()
    assert (seen[0].editable == editable_region(seen[0].person, seen[0].garment)).all()


def test_the_result_has_the_full_resolution_and_keeps_what_it_must(
    perception: Perception, shopper: Person
) -> None:
    large = Person.from_array(np.kron(shopper.image, np.ones((2, 2, 1), np.uint8)))
    studio = Studio(perception, PaintEngine())
    result = studio.try_on(large, _garment("t-shirt", 3), options=Options(quality=Quality.DRAFT))
    assert result.image.shape == large.image.shape
    same = (result.image == large.image).all(axis=-1)
    assert 0.3 < same.mean() < 0.95
    assert ((result.image == (0, 255, 0)).all(axis=-1) | same).mean() > 0.98


def test_several_garments_in_one_call(studio: Studio, shopper: Person, model: Model) -> None:
    shirt, trousers = _garment("t-shirt", 3), _garment("trousers", 8)
    both = studio.try_on(shopper, shirt, trousers, explain=True)
    assert both.categories == (Category.TOP, Category.BOTTOM)
    changed = (both.image != shopper.image).any(axis=-1)
    assert changed[model.labels == Label.TOP].mean() > 0.8
    assert changed[model.labels == Label.BOTTOM].mean() > 0.8
    assert {"garment-1", "garment-2", "agnostic-top", "agnostic-bottom"} <= set(both.steps)
    alone = studio.try_on(shopper, shirt)
    assert alone.pixels_changed < both.pixels_changed


def test_the_same_call_gives_the_same_picture(studio: Studio, shopper: Person) -> None:
    first, second = (studio.try_on(shopper, _garment("dress", 2)) for _ in range(2))
    assert (first.image == second.image).all()


def test_a_person_looked_at_once_is_dressed_again_and_again(
    studio: Studio, shopper: Person
) -> None:
    seen = studio.look(shopper)
    shirt = _garment(*GARMENTS[Category.TOP])
    again = studio.try_on(seen, shirt)
    assert np.array_equal(again.image, studio.try_on(shopper, shirt).image)
    assert "pose" not in again.seconds
    assert np.array_equal(seen.photo, shopper.image)


def test_what_has_not_changed_is_not_seen_anew(
    studio: Studio, perception: Perception, shopper: Person
) -> None:
    seen = studio.look(shopper)
    changed = studio.try_on(seen, _garment("trousers", 8)).image
    again = perception.again(seen, changed, Clock())
    same = (changed == shopper.image).all(axis=-1)
    assert (again.view.parse[same] == seen.view.parse[same]).all()
    assert (again.view.matte[same] == seen.view.matte[same]).all()
    legs = seen.view.parse == Label.LEGS
    assert (again.view.parse[legs & ~same] == Label.BOTTOM).mean() > 0.8


def test_a_virtual_model_needs_no_looking(studio: Studio, model: Model) -> None:
    result = studio.try_on(Seen.known(model.view), _garment(*GARMENTS[Category.TOP]))
    assert not {"pose", "matte", "parse"} & set(result.seconds)
    changed = (result.image != model.image).any(axis=-1)
    assert changed[model.labels == Label.TOP].mean() > 0.8
    assert not changed[np.isin(model.labels, (Label.HAIR, Label.HAND))].any()
    view = model.view
    bust = Seen.known(PersonView(view.image[:420], view.pose, view.matte[:420], view.parse[:420]))
    with pytest.raises(PoseError):
        studio.try_on(bust, _garment(*GARMENTS[Category.BOTTOM]))


def test_a_red_shirt_stays_red(studio: Studio, shopper: Person, model: Model) -> None:
    drawn = flats.flat("t-shirt", seed=3, color=(190, 25, 35), motif="plain", print_text="")
    result = studio.try_on(shopper, Garment.from_array(drawn.image))
    before = np.median(drawn.image[drawn.alpha > 0.9], axis=0)
    chest = model.labels == Label.TOP
    chest[: int(model.pose["left_shoulder"][1]) + 40] = False
    chest[int(model.pose["left_hip"][1]) - 60 :] = False
    after = np.median(result.image[chest], axis=0)
    assert np.abs(before - after).max() < 25


def test_fit_makes_it_longer_and_tuck_shorter(studio: Studio, shopper: Person) -> None:
    garment = _garment("t-shirt", 3)

    def lowest(options: Options) -> int:
        image = studio.try_on(shopper, garment, options=options).image
        return int(np.flatnonzero((image != shopper.image).any(axis=(1, 2)))[-1])

    plain = lowest(Options(tuck=Tuck.OUT))
    longer = lowest(Options(tuck=Tuck.OUT, fit=Fit(length=1.5)))
    tucked = lowest(Options(tuck=Tuck.IN))
    assert longer > plain + 40
    assert tucked <= plain


def test_the_report_is_complete(studio: Studio, shopper: Person) -> None:
    report = studio.try_on(shopper, _garment("t-shirt", 3)).report()
    assert report["engine"] == DEFAULT_ENGINE
    assert report["category"] == ["top"]
    (seen,) = report["garments"]
    assert seen["kind"]["value"] == "T-Shirt"
    assert seen["category"]["value"] == "top"
    assert seen["sleeve"]["value"] == "short"
    assert seen["leg_length"] is None
    assert {"garment", "pose", "matte", "parse", "render", "composite"} == set(report["seconds"])
    assert report["pixels_changed"] > 10_000
    assert (report["width"], report["height"]) == shopper.image.shape[1::-1]


def test_garments_are_told_in_the_order_they_were_given(studio: Studio, shopper: Person) -> None:
    clothes = (_garment("t-shirt", 3), _garment("trousers", 3))
    top, bottom = studio.try_on(
        shopper, *clothes, categories=(Category.TOP, Category.BOTTOM)
    ).garments
    assert "crotch" in bottom["landmarks"]
    assert top["category"]["given"]
    assert top["landmarks"]["collar_left"]["visibility"] > 0.2
    assert (top["leg_length"], bottom["sleeve"], bottom["neckline"]) == (None, None, None)


def test_nobody_in_the_photo(studio: Studio) -> None:
    wall = Person.from_array(np.full((600, 500, 3), 200, np.uint8), name="wall.png")
    with pytest.raises(PersonError, match=r"wall\.png"):
        studio.try_on(wall, _garment("t-shirt", 3))


def test_two_people_without_a_choice(studio: Studio, shopper: Person) -> None:
    pair = Person.from_array(np.hstack([shopper.image, shopper.image]), name="pair.png")
    with pytest.raises(PersonError, match="--person"):
        studio.try_on(pair, _garment("t-shirt", 3))
    right = studio.try_on(pair, _garment("t-shirt", 3), options=Options(person=2))
    half = shopper.image.shape[1]
    assert (right.image[:, : half - 80] == pair.image[:, : half - 80]).all()
    assert (right.image[:, half:] != pair.image[:, half:]).any()


def test_trousers_need_legs(studio: Studio, shopper: Person, model: Model) -> None:
    hips = int(model.pose["left_hip"][1])
    bust = Person.from_array(shopper.image[: hips + 20].copy(), name="bust.png")
    with pytest.raises(PoseError, match="legs"):
        studio.try_on(bust, _garment("trousers", 8))


def test_a_wall_is_no_garment(studio: Studio, shopper: Person) -> None:
    rng = np.random.default_rng(0)
    wall = Garment.from_array(rng.integers(0, 256, (400, 400, 3), np.uint8), name="noise.png")
    with pytest.raises(GarmentError, match=r"noise\.png"):
        studio.try_on(shopper, wall)


def test_what_is_wrong_with_the_garment_is_told_before_what_is_wrong_with_the_person(
    perception: Perception,
) -> None:
    nobody = Person.from_array(np.full((400, 300, 3), 200, np.uint8), name="nobody.png")
    nothing = Garment.from_array(np.full((400, 400, 3), 90, np.uint8), name="nothing.png")
    for threads in (1, 2):
        with pytest.raises(GarmentError, match=r"nothing\.png"):
            Studio(perception, PaintEngine(), threads).try_on(nobody, nothing)


def test_person_and_garment_are_looked_at_side_by_side(
    perception: Perception, shopper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits until the other has begun, which none would live to see in turn."""
    both = Barrier(2, timeout=20)
    for name in ("person", "garment"):
        monkeypatch.setattr(perception, name, _meeting(both, getattr(perception, name)))
    result = Studio(perception, PaintEngine(), 2).try_on(shopper, _garment("t-shirt", 3))
    assert result.elapsed > 0


def test_with_one_thread_they_are_looked_at_in_turn(
    perception: Perception, shopper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    for name in ("person", "garment"):
        look = _noted(threads, getattr(perception, name))
        monkeypatch.setattr(perception, name, look)
    one = Studio(perception, PaintEngine(), 1).try_on(shopper, _garment("t-shirt", 3))
    assert threads == {get_ident()}
    two = Studio(perception, PaintEngine(), 2).try_on(shopper, _garment("t-shirt", 3))
    assert len(threads) == 2
    assert (one.image == two.image).all()


def _meeting(both: Barrier, look: Callable[..., object]) -> Callable[..., object]:
    def met(*args: object) -> object:
        both.wait()
        return look(*args)

    return met


def _noted(threads: set[int], look: Callable[..., object]) -> Callable[..., object]:
    def noted(*args: object) -> object:
        threads.add(get_ident())
        return look(*args)

    return noted


def test_no_garment_and_too_many_wishes(studio: Studio, shopper: Person) -> None:
    with pytest.raises(OptionError, match="garment"):
        studio.try_on(shopper)
    with pytest.raises(OptionError, match="1 garments but 2"):
        studio.try_on(shopper, _garment("t-shirt", 3), categories=[None, Category.TOP])
    with pytest.raises(OptionError, match="no engine 'dream'"):
        Studio.open("dream")


def _wrong_size(scene: Scene) -> Rendering:
    return Rendering(scene.person.image[:10], np.ones((10, 10), np.float32))


def _wrong_type(scene: Scene) -> Rendering:
    image: Image = scene.person.image.astype(np.float32)  # type: ignore[assignment]
    return Rendering(image, np.ones(image.shape[:2], np.float32))


def _not_finite(scene: Scene) -> Rendering:
    alpha = np.full(scene.person.image.shape[:2], np.nan, np.float32)
    return replace(Rendering(scene.person.image, alpha), warnings=())


@pytest.mark.parametrize("draw", [_wrong_size, _wrong_type, _not_finite])
def test_an_engine_that_breaks_its_contract_is_told_so(
    perception: Perception, shopper: Person, draw: Callable[[Scene], Rendering]
) -> None:
    class Broken(PaintEngine):
        name = "broken"

        def render(self, scene: Scene) -> Rendering:
            return draw(scene)

    with pytest.raises(BackendError, match="broken"):
        Studio(perception, Broken()).try_on(shopper, _garment("t-shirt", 3))


def test_an_examined_garment_gives_the_same_picture(studio: Studio, shopper: Person) -> None:
    seen, garment = studio.look(shopper), _garment("t-shirt", 3)
    view = studio.examine(garment)
    plain, again = studio.try_on(seen, garment), studio.try_on(seen, view)
    np.testing.assert_array_equal(plain.image, again.image)
    assert again.categories == (Category.TOP,)
    assert "garment" not in again.seconds


def _drawn(studio: Studio, shopper: Person, change: Adjustment) -> Image:
    options = Options(adjust=change)
    return studio.try_on(studio.look(shopper), _garment("long-sleeve", 3), options=options).image


@pytest.mark.parametrize(
    "change",
    [
        Adjustment(sleeve_length=-0.2),
        Adjustment(girth=0.15),
        Adjustment(length=-0.15),
        Adjustment(shift_x=0.05),
        Adjustment(shift_y=-0.05),
        Adjustment(shading=-1),
        Adjustment(brightness=0.1),
        Adjustment(warmth=-0.2),
        Adjustment(tuck=Tuck.IN),
    ],
)
def test_every_adjustment_is_seen_and_stays_on_the_clothes(
    studio: Studio, shopper: Person, model: Model, change: Adjustment
) -> None:
    plain, other = (_drawn(studio, shopper, a) for a in (Adjustment(), change))
    moved = (plain != other).any(axis=-1)
    assert moved.sum() > 200
    assert not moved[np.isin(model.labels, (Label.HAIR, Label.SHOES))].any()


def test_an_adjustment_may_name_the_engine(perception: Perception, shopper: Person) -> None:
    painter = Studio(perception, PaintEngine())
    result = painter.try_on(
        shopper, _garment("t-shirt", 3), options=Options(adjust=Adjustment(engine="warp"))
    )
    assert result.engine == "warp"
    with pytest.raises(OptionError, match="no engine"):
        painter.try_on(
            shopper, _garment("t-shirt", 3), options=Options(adjust=Adjustment(engine="magic"))
        )


def test_preferences_are_those_of_the_category(studio: Studio, shopper: Person) -> None:
    known = Preferences()
    for _ in range(3):
        known.see("top", Adjustment(), Reaction.TOO_LONG)
        known.see("bottom", Adjustment(), Reaction.TOO_SHORT)
    clothes = _garment("t-shirt", 3), _garment("trousers", 8)
    result = studio.try_on(
        studio.look(shopper),
        *clothes,
        options=Options(adjust=Adjustment(warmth=0.1)),
        preferences=known,
    )
    top, bottom = result.adjusted
    assert top.length < 0 < bottom.length
    assert top.warmth == bottom.warmth == 0.1
