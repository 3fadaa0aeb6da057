"""Distances between two pictures of the same thing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

_WINDOW, _SIGMA = 11, 1.5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

Plane = NDArray[np.float64]


def ssim_map(first: Image, second: Image) -> Plane:
    """Structural similarity of every pixel's neighbourhood, (h, w) in [-1, 1].

    Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004:
    Gaussian window of 11 pixels and sigma 1.5, on luma.
    """
    a, b = (cv2.cvtColor(i, cv2.COLOR_RGB2GRAY).astype(np.float64) for i in (first, second))
    mean_a, mean_b = _blurred(a), _blurred(b)
    var_a, var_b = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    shared = _blurred(a * b) - mean_a * mean_b
    top = (2 * mean_a * mean_b + _C1) * (2 * shared + _C2)
    return np.asarray(top / ((mean_a**2 + mean_b**2 + _C1) * (var_a + var_b + _C2)))


def _blurred(plane: Plane) -> Plane:
    return np.asarray(cv2.GaussianBlur(plane, (_WINDOW, _WINDOW), _SIGMA), np.float64)


def psnr(first: Image, second: Image) -> float:
    """Peak signal-to-noise ratio in dB; 100 for equal pictures."""
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return min(100.0, 10 * float(np.log10(255**2 / error))) if error > 0 else 100.0


def frechet(first: Plane, second: Plane) -> float:
    """Fréchet distance of two Gaussians fitted to feature vectors (n, d) and (m, d).

    Dowson and Landau, "The Fréchet distance between multivariate normal distributions", 1982; on
    features of a network as Heusel et al. 2017 do.

    Raises:
        ValueError: with fewer than two vectors on either side.
    """
    if min(len(first), len(second)) < 2:
        raise ValueError("the Fréchet distance needs two vectors or more on either side")
    a, b = (np.cov(x, rowvar=False).reshape(x.shape[1], -1) for x in (first, second))
    root = _root(a)
    trace = np.trace(a) + np.trace(b) - 2 * np.trace(_root(root @ b @ root))
    return float(max(0.0, np.sum((first.mean(0) - second.mean(0)) ** 2) + trace))


def _root(matrix: Plane) -> Plane:
    """Square root of a symmetric positive semidefinite matrix."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)
