"""What all shoppers did is where a new one's suggestions begin."""

from dataclasses import replace

import numpy as np
import pytest
from shop import NOW, catalogue

from modiste.events.event import Event, EventType
from modiste.events.log import Receipt
from modiste.recommend.crowd import Crowd, crowd_population
from modiste.recommend.known import of_body
from modiste.recommend.population import Population, cold_population
from modiste.recommend.recommender import Policy, Recommender
from modiste.recommend.taste import HALF_LIFE_SECONDS
from modiste.types import Sex

ITEMS = catalogue()
GREEDY = Policy(alpha=0.0, diversity=0.0)
WOMAN, MAN = of_body(Sex.FEMALE, 165, 62), of_body(Sex.MALE, 179, 80)


def told(user: str, item: str, kind: EventType = EventType.LIKE, at: float = NOW) -> Event:
    return Event(f"{user}/{item}/{kind}/{at}", user, kind, item, at)


def crowd_of(*events: Event) -> Crowd:
    crowd = Crowd()
    for event in events:
        crowd.observe(event, NOW)
    return crowd


def prior_of(crowd: Crowd, now: float = NOW) -> Population:
    return crowd_population(ITEMS, crowd.said(ITEMS, now))


def first(population: Population, count: int = 5, **known: np.ndarray) -> list[str]:
    shop = Recommender(ITEMS, population)
    for user, body in known.items():
        shop.know(user, body)
    return [pick.item.item_id for pick in shop.recommend("new", count, policy=GREEDY)]


def test_without_reactions_the_prior_is_a_cold_shops() -> None:
    found, cold = prior_of(Crowd()), cold_population(ITEMS.features)
    np.testing.assert_array_equal(found.covariance, cold.covariance)
    np.testing.assert_array_equal(found.base(ITEMS.features), cold.base(ITEMS.features))


def test_a_new_shopper_is_shown_what_others_like() -> None:
    crowd = crowd_of(*(told(f"u{n}", item) for n in range(6) for item in ("i7", "i20")))
    shop = Recommender(ITEMS, prior_of(crowd))
    picks = shop.recommend("new", 3, policy=GREEDY)
    assert {pick.item.item_id for pick in picks[:2]} == {"i7", "i20"}
    assert [pick.reasons for pick in picks[:2]] == [("Other shoppers like it.",)] * 2
    assert picks[2].reasons == ("It widens the choice.",)


def test_one_shopper_alone_makes_nothing_popular() -> None:
    kinds = (EventType.LIKE, EventType.TRY_ON, EventType.PURCHASE, EventType.KEEP)
    crowd = crowd_of(*(told("u1", "i7", kind, NOW + n) for n, kind in enumerate(kinds)))
    shop = Recommender(ITEMS, prior_of(crowd))
    assert "Other shoppers like it." not in shop.recommend("new", 1)[0].reasons


def test_what_others_dislike_comes_last() -> None:
    crowd = crowd_of(*(told(f"u{n}", "i7", EventType.DISLIKE) for n in range(6)))
    assert first(prior_of(crowd), 60)[-1] == "i7"


def test_old_favourites_fade() -> None:
    then = NOW - 3 * HALF_LIFE_SECONDS
    old = [told(f"u{n}", "i7", at=then) for n in range(8)]
    new = [told(f"v{n}", "i20") for n in range(4)]
    assert first(prior_of(crowd_of(*old, *new)), 1) == ["i20"]
    count = prior_of(crowd_of(*old)).popularity
    assert prior_of(crowd_of(*old), NOW + HALF_LIFE_SECONDS).popularity[7] < count[7]


def test_replays_count_once_and_who_is_forgotten_counts_no_more() -> None:
    crowd = crowd_of(told("u1", "i7"), told("u2", "i20"))
    assert crowd.observe(told("u1", "i7"), NOW) is Receipt.REPLAYED
    assert len(crowd) == 2
    assert crowd.forget("u1") == 1
    assert crowd.said(ITEMS, NOW).users == ["u2"]
    np.testing.assert_array_equal(
        prior_of(crowd).popularity, prior_of(crowd_of(told("u2", "i20"))).popularity
    )


def test_garments_that_left_the_catalogue_teach_nothing() -> None:
    population = prior_of(crowd_of(told("u1", "gone"), told("u2", "gone")))
    assert not population.popularity.any()


def _two_tribes(seed: int) -> list[Event]:
    """Sixty women who like even garments and sixty men who like odd ones, with noise."""
    rng = np.random.default_rng(seed)
    events = []
    for number in range(120):
        user = f"{'w' if number % 2 else 'm'}{number}"
        for item in rng.choice(60, 6, replace=False):
            hers = (item % 2 == 0) == (number % 2 == 1)
            likes = rng.random() < (0.9 if hers else 0.1)
            kind = EventType.LIKE if likes else EventType.DISLIKE
            events.append(told(user, f"i{item}", kind))
    return events


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bodies_tell_tastes_apart(seed: int) -> None:
    crowd = crowd_of(*_two_tribes(seed))
    population = crowd_population(
        ITEMS, crowd.said(ITEMS, NOW), lambda user: WOMAN if user.startswith("w") else MAN
    )
    for body, parity in ((WOMAN, 0), (MAN, 1)):
        picks = first(population, 10, new=body)
        assert sum(int(item[1:]) % 2 == parity for item in picks) >= 9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_tastes_differ_is_learnt(seed: int) -> None:
    """One like moves the choice farther along the axis that divides the shoppers."""
    population = prior_of(crowd_of(*_two_tribes(seed)))
    warm, cold = Recommender(ITEMS, population), Recommender(ITEMS)
    shares = []
    for shop in (warm, cold):
        shop.observe(replace(told("new", "i4"), event_id="e"), NOW)
        scores = {p.item.item_id: p.score for p in shop.recommend("new", 60, policy=GREEDY)}
        alike = [scores[f"i{n}"] for n in range(60) if n % 2 == 0]
        other = [scores[f"i{n}"] for n in range(60) if n % 2 == 1]
        shares.append((np.mean(alike) - np.mean(other)) / np.std(alike))
    assert shares[0] > shares[1]


def test_a_body_becomes_a_few_bounded_numbers() -> None:
    assert of_body(Sex.FEMALE, 164, 25 * 1.64**2) == pytest.approx([1, 0, 0, 0])
    assert of_body(Sex.MALE, 230, 250)[:3] == pytest.approx([0, 1, 2.5])
    assert np.abs(of_body(Sex.MALE, 120, 30)).max() <= 2.5
