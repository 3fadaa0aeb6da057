"""What suggestions know of a garment's picture: an embedding and its colours."""

from __future__ import annotations

import threading
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.embed import Embedder
from modiste.types import GarmentView

_COLOURS = 4
_PIXELS = 4000


class Features:
    """Reads garments; the net is loaded at first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._embed: Embedder | None = None

    def __call__(self, view: GarmentView) -> dict[str, Any]:
        """What :meth:`modiste.store.garments.Garments.learn` keeps."""
        with self._lock:
            self._embed = self._embed or Embedder(1)
            embedding = self._embed(view)
        return {"embedding": [round(float(v), 5) for v in embedding],
                "palette": palette(view).round(2).tolist()}  # fmt: skip


def palette(view: GarmentView, seed: int = 0) -> NDArray[np.float64]:
    """The garment's main colours by k-means.

    Returns:
        (k, 4) rows of CIELAB L in [0, 100], a, b, and the share; the largest first.
    """
    seen = view.image[view.mask > 0.5]
    if len(seen) < _COLOURS:
        return np.zeros((0, 4))
    rng = np.random.default_rng(seed)
    drawn = seen[rng.integers(0, len(seen), _PIXELS)].astype(np.float32) / 255
    lab = cv2.cvtColor(drawn[None], cv2.COLOR_RGB2LAB)[0]
    centres = lab[rng.choice(len(lab), _COLOURS, replace=False)].astype(np.float64)
    nearest = np.zeros(len(lab), np.int64)
    for _ in range(12):
        nearest = ((lab[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        for i in range(_COLOURS):
            if (nearest == i).any():
                centres[i] = lab[nearest == i].mean(axis=0)
    shares = np.bincount(nearest, minlength=_COLOURS) / len(lab)
    order = np.argsort(-shares, kind="stable")
    found: NDArray[np.float64] = np.column_stack([centres, shares])[order]
    return found[found[:, 3] > 0.02]
