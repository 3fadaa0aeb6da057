"""A generated population whose truth is known: bodies, offsets of items and users, reactions."""

from dataclasses import dataclass

import numpy as np

from modiste.returns.kept import Bought

USERS, ITEMS, CATEGORIES, SIZES = 400, 40, 3, 12


@dataclass(frozen=True)
class Renters:
    """Purchases, reactions and the truth behind them."""

    bought: Bought
    size: np.ndarray
    outcome: np.ndarray
    item: np.ndarray
    user: np.ndarray
    runs_small: np.ndarray


def renters(rows: int = 4000, seed: int = 0) -> Renters:
    """Sizes are 4 units apart; an item that runs small by ``runs_small`` steps feels so."""
    rng = np.random.default_rng(seed)
    weight, height = rng.normal(62, 10, USERS), rng.normal(166, 7, USERS)
    wears = 0.5 * (weight - 62) + 0.1 * (height - 166) + 24 + rng.normal(0, 1.5, USERS)
    offset, runs_small = rng.normal(0, 1.5, ITEMS), rng.normal(0, 1.0, ITEMS)
    user, item = rng.integers(0, USERS, rows), rng.integers(0, ITEMS, rows)
    wanted = wears[user] + offset[item] + rng.normal(0, 2.0, rows)
    size = np.clip(np.round(wanted / 4), 0, SIZES - 1).astype(np.int64)
    eta = (4 * size - wears[user] - offset[item]) / 4 - runs_small[item]
    cut = rng.logistic(size=rows)
    outcome = np.where(eta + cut > 1.5, 2, np.where(eta + cut < -1.5, 0, 1))
    body = np.stack([weight, height], axis=1)[user]
    body[rng.random(rows) < 0.1, 0] = np.nan
    bought = Bought(user, item, item % CATEGORIES, 4.0 * size, body, outcome == 1)
    return Renters(bought, size, outcome.astype(np.int64), offset, wears, runs_small)
