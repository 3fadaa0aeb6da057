"""The general cut-out: u2netp finds the object, grabCut finds its outline."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

SIZE = 320
"""Side of u2netp's square input in pixels."""

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

RIM = 6
"""Pixels of what is decided that the outline's graph cut sees around what is not."""

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""u2netp: (1, 3, 320, 320) -> (1, 1, 320, 320)."""


def saliency(network: Network, image: Image) -> Mask:
    """How salient each pixel is, (H, W), stretched to [0, 1]."""
    small = cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)
    small = (small / max(float(small.max()), 1.0) - MEAN) / DEVIATION
    found = network(np.ascontiguousarray(small.transpose(2, 0, 1)[None]))[0, 0]
    low, high = float(found.min()), float(found.max())
    found = (found - low) / max(high - low, 1e-6)
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_LINEAR), np.float32)


def outline(image: Image, salient: Mask, outside: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """The object's pixels by grabCut, started from its saliency.

    Args:
        image: small picture (long side <= 400), (h, w, 3).
        salient: saliency, (h, w).
        outside: bool (h, w), what is surely background; None when nothing is.

    Returns:
        bool (h, w). Deterministic.
    """
    marks = np.full(salient.shape, cv2.GC_PR_BGD, np.uint8)
    marks[salient > 0.4] = cv2.GC_PR_FGD
    kernel = np.ones((7, 7), np.uint8)
    marks[cv2.erode((salient > 0.9).astype(np.uint8), kernel) > 0] = cv2.GC_FGD
    marks[cv2.dilate((salient > 0.12).astype(np.uint8), kernel) == 0] = cv2.GC_BGD
    if outside is not None:
        marks[outside & (salient < 0.6)] = cv2.GC_BGD
    return _grab(image, marks, 2)


def polish(image: Image, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Move a rough outline to where the colours part, by grabCut in a band around it.

    Args:
        image: small picture (long side <= 400), (h, w, 3).
        mask: bool (h, w), the object with some of its shadow.

    Returns:
        bool (h, w). Deterministic.
    """
    side = float(np.sqrt(mask.sum()))
    depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    beyond = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3)
    marks = np.where(mask, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[depth > 0.07 * side] = cv2.GC_FGD
    marks[beyond > 0.02 * side] = cv2.GC_BGD
    return _grab(image, marks, 1)


def _grab(image: Image, marks: NDArray[np.uint8], rounds: int) -> NDArray[np.bool_]:
    """Learn the colours on the halved picture, then cut once at full size where it is open."""
    front = (marks & 1) > 0
    if front.all() or not front.any():
        return np.asarray(front)
    area = _open_area(marks)
    picture = np.asarray(cv2.cvtColor(image[area], cv2.COLOR_RGB2BGR), np.uint8)
    inside = np.ascontiguousarray(marks[area])
    models = _colour_models(picture, inside, rounds)
    if models is not None:
        cv2.grabCut(picture, inside, (0, 0, 1, 1), *models, 1, cv2.GC_EVAL_FREEZE_MODEL)
    cut = front.copy()
    cut[area] = (inside & 1) > 0
    return np.asarray(cut)


def _open_area(marks: NDArray[np.uint8]) -> tuple[slice, slice]:
    """The box of what is not decided yet, with a rim of what is."""
    unknown = marks > cv2.GC_FGD
    ys, xs = np.flatnonzero(unknown.any(axis=1)), np.flatnonzero(unknown.any(axis=0))
    if ys.size == 0:
        return slice(None), slice(None)
    return (slice(max(int(ys[0]) - RIM, 0), int(ys[-1]) + RIM + 1),
            slice(max(int(xs[0]) - RIM, 0), int(xs[-1]) + RIM + 1))  # fmt: skip


def _colour_models(
    picture: Image, marks: NDArray[np.uint8], rounds: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """GrabCut's mixtures of the background's and the object's colours; None when one is missing."""
    half = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
    small = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    rough = np.asarray(cv2.resize(marks, half, interpolation=cv2.INTER_NEAREST), np.uint8)
    front = (rough & 1) > 0
    if front.all() or not front.any():
        return None
    cv2.setRNGSeed(0)
    back_model, front_model = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, rough, (0, 0, 1, 1), back_model, front_model, rounds, cv2.GC_INIT_WITH_MASK)
    return back_model, front_model
