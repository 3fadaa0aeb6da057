"""Boosted trees that correct the odds of the fit model, where LightGBM is installed.

The trees learn from rows that the model was not fitted to, and start from its odds (LightGBM's
``init_score``): they add only what its sums of effects cannot say. Ke et al., NeurIPS 2017.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.errors import EngineUnavailableError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDS = 60
_SETTINGS: dict[str, Any] = {
    "objective": "multiclass", "num_class": 3, "learning_rate": 0.03, "num_leaves": 15,
    "min_data_in_leaf": 100, "lambda_l2": 20.0, "feature_fraction": 0.5, "verbosity": -1,
    "num_threads": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def corrected(
    raw: Floats, columns: Floats, known: Ints, odds: Floats, fresh: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Correct the odds of two sets of rows by what the first set's outcomes teach.

    Args:
        raw: (n, 3) odds of rows that the model was not fitted to.
        columns: (n, c) their columns.
        known: (n,) their outcomes.
        odds: (m, 3) odds of the rows in question.
        fresh: (m, c) their columns.
        seed: of the halves and the trees.

    Returns:
        The odds (n, 3) of the first rows, each by trees grown on the other half, so that one may
        calibrate on them; and those (m, 3) of the rows in question, by trees grown on all n.

    Raises:
        EngineUnavailableError: LightGBM is not installed.
    """
    half = np.random.default_rng(seed).permutation(len(known)) % 2 == 0
    first = np.empty_like(raw)
    for grown in (half, ~half):
        first[~grown] = _added(
            raw[grown], columns[grown], known[grown], raw[~grown], columns[~grown], seed
        )
    return first, _added(raw, columns, known, odds, fresh, seed)


def _added(
    raw: Floats, columns: Floats, known: Ints, odds: Floats, fresh: Floats, seed: int
) -> Floats:
    lightgbm = _lightgbm()
    start, at = (np.log(np.maximum(p, 1e-9)) for p in (raw, odds))
    rows = lightgbm.Dataset(columns, known, init_score=start.ravel(order="F"))
    trees = lightgbm.train(_SETTINGS | {"seed": seed}, rows, _ROUNDS)
    logits = at + np.asarray(trees.predict(fresh, raw_score=True), np.float64)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ImportError:
        raise EngineUnavailableError(
            "--model lightgbm needs LightGBM: pip install 'modiste[lightgbm]'."
        ) from None
    return lightgbm
