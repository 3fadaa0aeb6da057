from dataclasses import replace

import numpy as np
import pytest
from shop import NOW, catalogue, event

from modiste.errors import InputError, OptionError
from modiste.events.event import EventType, ReturnReason
from modiste.events.log import Receipt
from modiste.recommend.items import Catalogue
from modiste.recommend.recommender import Policy, Recommender, SizeChoice

GREEDY = Policy(alpha=0.0, diversity=0.0)


def even_share(shop: Recommender, count: int = 10) -> float:
    picks = shop.recommend("u", count, policy=GREEDY)
    return float(np.mean([int(pick.item.item_id[1:]) % 2 == 0 for pick in picks]))


def test_the_next_request_already_knows_the_last_like() -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0"), NOW)
    assert even_share(shop) == 1.0
    shop.observe(event("e2", "i2", EventType.DISLIKE), NOW + 1)
    shop.observe(event("e3", "i4", EventType.DISLIKE), NOW + 2)
    shop.observe(event("e4", "i1"), NOW + 3)
    assert even_share(shop) == 0.0


def test_a_replayed_event_changes_nothing() -> None:
    once, twice = Recommender(catalogue()), Recommender(catalogue())
    for shop in (once, twice):
        shop.observe(event("e1", "i0"), NOW)
    assert twice.observe(event("e1", "i1"), NOW) is Receipt.REPLAYED
    assert once.recommend("u") == twice.recommend("u")


def test_what_is_out_of_stock_or_cannot_fit_is_never_suggested() -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0"), NOW)
    fits = {f"i{i}": SizeChoice("M", 0.1 * (i % 8)) for i in range(0, 60, 4)}
    picks = shop.recommend("u", 60, size_for=lambda item: fits.get(item.item_id))
    assert picks
    for pick in picks:
        assert pick.size == "M"
        assert pick.item.stock["M"] > 0
        assert fits[pick.item.item_id].misfit <= 0.5
    assert shop.recommend("u", size_for=lambda item: None) == []


def test_items_without_any_stock_are_left_out() -> None:
    items = [replace(item, stock={"S": 0}) for item in catalogue(4).items]
    assert Recommender(Catalogue(items)).recommend("u") == []


@pytest.mark.parametrize(
    "kind", [EventType.DISLIKE, EventType.PURCHASE, EventType.KEEP, EventType.RETURN]
)
def test_what_is_settled_does_not_come_back(kind: EventType) -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0", kind), NOW)
    assert "i0" not in {pick.item.item_id for pick in shop.recommend("u", 60)}


def test_a_return_because_of_the_size_says_nothing_of_taste() -> None:
    shop, fresh = Recommender(catalogue()), Recommender(catalogue())
    back = replace(event("e1", "i0", EventType.RETURN), reason=ReturnReason.SIZE_TOO_SMALL)
    shop.observe(back, NOW)
    scores = {pick.item.item_id: pick.score for pick in shop.recommend("u", 60)}
    before = {pick.item.item_id: pick.score for pick in fresh.recommend("u", 60)}
    assert all(scores[key] == before[key] for key in scores)


def test_explanations_name_what_moved_the_score() -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0"), NOW)
    shop.observe(event("e2", "i3", EventType.KEEP), NOW)
    policy = replace(GREEDY, diversity=0.0)
    for pick in shop.recommend("u", 5, size_for=lambda item: SizeChoice("S", 0.1), policy=policy):
        style = int(pick.item.item_id[1:]) % 2
        named = "liked garment 0" if style == 0 else "kept garment 3"
        assert pick.reasons == (f"Because you {named}.", "Your size S is in stock.")


def test_diversity_mixes_the_styles() -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0"), NOW)
    picks = shop.recommend("u", 6, policy=Policy(alpha=0.0, diversity=5.0))
    styles = {int(pick.item.item_id[1:]) % 2 for pick in picks}
    assert styles == {0, 1}


def test_before_the_first_reaction_the_styles_are_mixed() -> None:
    picks = Recommender(catalogue()).recommend("u", 6)
    styles = [int(pick.item.item_id[1:]) % 2 for pick in picks]
    assert 2 <= sum(styles) <= 4


def test_old_likes_fade() -> None:
    fresh, old = Recommender(catalogue()), Recommender(catalogue())
    for shop, age in ((fresh, 0.0), (old, 500.0)):
        shop.observe(event("e1", "i0", at=NOW - age * 86400), NOW)
        shop.observe(event("e2", "i1", at=NOW), NOW)
    lead = [
        np.mean([p.score for p in shop.recommend("u", 60, policy=GREEDY) if even(p.item.item_id)])
        - np.mean(
            [p.score for p in shop.recommend("u", 60, policy=GREEDY) if not even(p.item.item_id)]
        )
        for shop in (fresh, old)
    ]
    assert lead[1] < lead[0] - 0.05


def even(item_id: str) -> bool:
    return int(item_id[1:]) % 2 == 0


def test_propensities_are_how_often_items_are_shown() -> None:
    shop = Recommender(catalogue(5))
    policy = replace(GREEDY, explore=0.5)
    draws = [shop.recommend("u", 1, policy=policy, seed=seed)[0] for seed in range(2000)]
    for key in {draw.item.item_id for draw in draws}:
        own = [draw.propensity for draw in draws if draw.item.item_id == key]
        assert len(set(own)) == 1
        assert len(own) / 2000 == pytest.approx(own[0], abs=0.04)
    assert all(p.propensity == 1.0 for p in shop.recommend("u", 3, policy=GREEDY))


def test_a_forgotten_user_starts_anew() -> None:
    shop = Recommender(catalogue())
    shop.observe(event("e1", "i0"), NOW)
    assert shop.forget("u") == 1
    assert shop.recommend("u") == Recommender(catalogue()).recommend("u")


def test_bad_catalogues_and_policies_are_named() -> None:
    items = catalogue(3).items
    with pytest.raises(InputError, match="empty"):
        Catalogue([])
    with pytest.raises(InputError, match="twice"):
        Catalogue([items[0], items[0]])
    with pytest.raises(InputError, match="i1: its embedding has another length"):
        Catalogue([items[0], replace(items[1], embedding=np.ones(3))])
    with pytest.raises(InputError, match="no number"):
        Catalogue([replace(items[0], embedding=np.full(8, np.nan))])
    with pytest.raises(InputError, match="no item 'x'"):
        catalogue().row("x")
    with pytest.raises(OptionError):
        Policy(explore=1.0)
    with pytest.raises(OptionError):
        Policy(alpha=-1.0)


def test_a_size_that_nobody_knows_is_not_called_the_shoppers() -> None:
    shop = Recommender(catalogue(6))
    for known in (True, False):
        pick = shop.recommend("u", 1, size_for=lambda item, known=known: SizeChoice(
            item.sizes_in_stock()[0], 0.1, known))[0]  # fmt: skip
        assert (pick.size is not None) == known
        assert any("Your size" in reason for reason in pick.reasons) == known
