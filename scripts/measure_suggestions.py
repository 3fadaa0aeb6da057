"""How well suggestions rank as they are served: through events, the crowd and the recommender.

    python scripts/measure_suggestions.py RECO [--seed 1]

RECO is the folder that holds ``coat``. ``modiste eval recommend`` measures the model on ratings
from 1 to 5; here they become what a shop sees: likes (4 and 5), try-ons (3) and dislikes. A user's
16 randomly drawn coats are ranked before and after 20 events of hers, in five folds over users: in
a shop without history, with what the other users did, and with their sex known besides.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.ranking import ndcg
from modiste.evaluation.reco_data import Coat, read_coat
from modiste.events.event import Event, EventType
from modiste.recommend.crowd import Crowd, crowd_population
from modiste.recommend.items import Catalogue, Item
from modiste.recommend.population import Population
from modiste.recommend.recommender import Policy, Recommender
from modiste.types import Category

Floats = NDArray[np.float64]

_NOW = 1.7e9
_FOLDS, _EVENTS = 5, 20
_PLAIN = Policy(alpha=0.0, diversity=0.0)
_STATES = ("a new shop", "the others' events", "and the sex")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--seed", default=1, help="Of folds and of the events' order.")
def main(folder: Path, seed: int) -> None:
    """Print nDCG@5 before and after the events for every state of the shop."""
    data = read_coat(folder)
    shelf = Catalogue([_item(data, row) for row in range(len(data.items))])
    for state in _STATES:
        rng, found = np.random.default_rng(seed), []
        for held in np.array_split(rng.permutation(len(data.users)), _FOLDS):
            prior = _prior(data, shelf, held, state)
            found += [_ranked(data, shelf, prior, int(u), state, rng) for u in held]
        before, after = np.mean(found, axis=0)
        click.echo(f"{state:20} {before:.4f} {after:.4f}")


def _item(data: Coat, row: int) -> Item:
    words = frozenset(str(k) for k in np.flatnonzero(data.items[row]))
    return Item(str(row), Category.TOP, np.zeros(1), {"one size": 1}, words)


def _prior(data: Coat, shelf: Catalogue, held: NDArray[np.int64], state: str) -> Population:
    crowd = Crowd()
    others = np.setdiff1d(np.arange(len(data.users)), held)
    for user in others if state != _STATES[0] else ():
        ratings = np.maximum(data.chosen, data.random)[user]
        for item in np.flatnonzero(ratings):
            crowd.observe(_event(int(user), int(item), ratings[item]), _NOW)
    known = (lambda name: _body(data, int(name))) if state == _STATES[2] else None
    return crowd_population(shelf, crowd.said(shelf, _NOW), known)


def _event(user: int, item: int, rating: float) -> Event:
    kinds = {3: EventType.TRY_ON, 4: EventType.LIKE, 5: EventType.LIKE}
    kind = kinds.get(int(rating), EventType.DISLIKE)
    return Event(f"{user}-{item}", str(user), kind, str(item), _NOW)


def _body(data: Coat, user: int) -> Floats:
    """The survey's first columns are men and women; of bodies it tells nothing else."""
    man, woman = data.users[user, :2]
    return np.array([woman, man, 0.0, 0.0])


def _ranked(
    data: Coat, shelf: Catalogue, prior: Population, user: int, state: str,
    rng: np.random.Generator,
) -> tuple[float, float]:  # fmt: skip
    """NDCG@5 of a user's drawn coats before and after her events."""
    shop = Recommender(shelf, prior)
    if state == _STATES[2]:
        shop.know(str(user), _body(data, user))
    judged = np.flatnonzero(data.random[user])
    before = ndcg(_scores(shop, user, judged), data.random[user, judged])
    chosen = np.setdiff1d(np.flatnonzero(data.chosen[user]), judged)
    for item in rng.permutation(chosen)[:_EVENTS]:
        shop.observe(_event(user, int(item), data.chosen[user, item]), _NOW)
    return before, ndcg(_scores(shop, user, judged), data.random[user, judged])


def _scores(shop: Recommender, user: int, judged: NDArray[np.int64]) -> Floats:
    picks = shop.recommend(str(user), len(shop.catalogue), policy=_PLAIN)
    scores = {pick.item.item_id: pick.score for pick in picks}
    return np.array([scores[str(item)] for item in judged])


if __name__ == "__main__":
    main()
