"""Features whose first entries spell the kind; the next ones the turn and the number's parity."""

from __future__ import annotations

import numpy as np

from modiste.perception.garment.category import KINDS
from modiste.training.garment.embedder import FEATURES
from modiste.training.garment.features import TURNED, VIEWS, Split


def spelt(count: int, seed: int) -> Split:
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, len(KINDS), count)
    features = rng.normal(0, 0.3, (count, VIEWS, FEATURES)).astype(np.float32)
    features[np.arange(count)[:, None], np.arange(VIEWS)[None], kinds[:, None]] += 12
    for view in range(VIEWS):
        turn = TURNED.index(view) + 1 if view in TURNED else 0
        features[:, view, 100 + turn] += 12
    features[np.arange(count) % 2 == 1, :, 200:500] += 12
    names = tuple(f"{seed}-{i}" for i in range(count))
    return Split(features, kinds, np.arange(count) % 2 == 0, names)
