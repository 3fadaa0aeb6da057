"""Figures of classification and of search by similarity, on plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins (Guo et al., 2017).

    Args:
        confidence: of the chosen class, (N,) in [0, 1], N > 0.
        right: whether it was the true one, (N,).
    """
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [abs(float(confidence[bins == b].mean() - right[bins == b].mean()))
            * float((bins == b).mean()) for b in np.unique(bins)]  # fmt: skip
    return float(sum(gaps))


def nearest(
    gallery: NDArray[np.float32], queries: NDArray[np.float32], count: int = 1
) -> NDArray[np.int64]:
    """The most similar rows of the gallery, by cosine.

    Args:
        gallery: unit vectors, (G, D).
        queries: unit vectors, (Q, D).
        count: how many, at most G.

    Returns:
        Rows of the gallery, (Q, count), the most similar first.
    """
    order = np.argsort(-(queries @ gallery.T), axis=1, kind="stable")
    return np.asarray(order[:, :count], np.int64)


def nearest_accuracy(
    gallery: NDArray[np.float32],
    gallery_kinds: NDArray[np.int64],
    queries: NDArray[np.float32],
    kinds: NDArray[np.int64],
) -> float:
    """How many of the queries have a nearest neighbour of their kind."""
    return float((gallery_kinds[nearest(gallery, queries)[:, 0]] == kinds).mean())
