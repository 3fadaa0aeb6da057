"""Tell noise from cloth, and remove it only where there is some.

A clean photo comes back as the very same array. Noise is what remains in the flattest parts of a
picture: everywhere about equally strong, and weaker when neighbouring pixels are averaged, which a
weave is not. It is removed by shrinking the cosine transforms of overlapping 8 x 8 blocks (Yu and
Sapiro, "DCT image denoising: a simple and effective image denoising algorithm", IPOL 2011): a
stripe or a knit is a few large coefficients and stays, noise is many small ones and goes.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image

Plane = NDArray[np.float32]
Grey = NDArray[np.uint8]

_NOISY = 2.0
"""Luma deviation from which a photo counts as noisy. Of 244 clean ones 99 in 100 measure less
than 1.9; the others are coarse cloth, which the test of grain below turns away."""
_FINE_GRAIN = 0.85
"""Most that noise may keep when pixels are averaged two by two: 0.5 to 0.6 when white, up to 0.8
after a JPEG encoder; cloth that measures like noise keeps 0.92 and more."""
_BLOCK = 16
_FLATTEST = 0.1
_DARK, _BRIGHT = 16, 239
"""Beyond these levels clipping hides the noise."""
_FEWEST_BLOCKS = 32
_KERNEL_ENERGY = np.float32(36)
_LARGEST_SAMPLE = 1 << 20
"""Pixels that suffice to measure noise."""

_N = 8
_SHIFTS = ((0, 0), (3, 5), (5, 2), (2, 7), (6, 4))
"""Where the grids of blocks begin; five irregular ones leave no blocks to be seen."""
_THRESHOLD = 2.7
"""Coefficients below this many deviations go (Yu and Sapiro use 3 on one plane)."""
_OFF_GRID = np.s_[_N // 2 : -_N // 2, _N // 2 : -_N // 2]
_OPPONENT = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]], np.float32)
_OPPONENT /= np.linalg.norm(_OPPONENT, axis=1, keepdims=True)
"""Orthonormal: brightness, red against blue, green against both."""


def denoise(image: Image) -> Image:
    """Remove noise where there is some, keeping edges and the texture of cloth.

    For garment photos and for copies that perception looks at; a person's pixels that go into
    the result are never denoised. Call it at the working resolution: it takes about 300 ms for
    a noisy megapixel and 5 ms to see that there is nothing to do.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        The very same array when the photo is clean; else a denoised uint8 (H, W, 3).
    """
    if estimate_noise(image) < _NOISY:
        return image
    planes = cv2.split(cv2.transform(image.astype(np.float32), _OPPONENT))
    luma = _luma(image)
    brightness, *colours = (np.asarray(plane, np.float32) for plane in planes)
    cleaned = [_shrink(brightness, luma), *(_shrink_colour(c, luma) for c in colours)]
    rgb = cv2.transform(cv2.merge(cleaned), np.ascontiguousarray(_OPPONENT.T))
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def estimate_noise(image: Image) -> float:
    """Measure the noise in the flattest tenth of the picture.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        Standard deviation of the luma noise in levels of 255; 0 when nothing is flat enough, or
        when what is there is coarser than noise.
    """
    luma = _sample(_luma(image))
    if min(luma.shape) < 2 * _BLOCK:
        return 0.0
    fine, level = _roughness(luma, _BLOCK)
    half = cv2.resize(luma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse, _ = _roughness(np.asarray(half, np.uint8), _BLOCK // 2)
    rows, columns = (min(a, b) for a, b in zip(fine.shape, coarse.shape, strict=True))
    fine, coarse, level = (part[:rows, :columns] for part in (fine, coarse, level))
    usable = (level > _DARK) & (level < _BRIGHT)
    if usable.sum() < _FEWEST_BLOCKS:
        return 0.0
    fine, coarse = fine[usable], coarse[usable]
    sigma = float(np.sqrt(np.quantile(fine, _FLATTEST)))
    flat = fine <= np.quantile(fine, 2 * _FLATTEST)
    keeps = float(np.sqrt(np.median(coarse[flat] / np.maximum(fine[flat], 1e-6))))
    return sigma if keeps < _FINE_GRAIN else 0.0


def _luma(image: Image) -> Grey:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _sample(luma: Grey) -> Grey:
    """The middle of a large picture; noise is the same everywhere, and the subject is there."""
    height, width = luma.shape
    excess = np.sqrt(luma.size / _LARGEST_SAMPLE)
    if excess <= 1:
        return luma
    rows, columns = int(height / excess), int(width / excess)
    top, left = (height - rows) // 2, (width - columns) // 2
    return luma[top : top + rows, left : left + columns]


def _roughness(luma: Grey, block: int) -> tuple[Plane, Plane]:
    """Noise variance and mean level per block.

    The variance is that of the difference of two Laplacians, blind to shading and to straight
    edges (Immerkaer, "Fast noise variance estimation", CVIU 1996).
    """
    rows, columns = (side // block for side in luma.shape)
    whole = luma[: rows * block, : columns * block]
    kernel = np.array([1, -2, 1], np.float32)
    residual = np.asarray(cv2.sepFilter2D(whole, cv2.CV_32F, kernel, kernel), np.float32)
    energy = np.asarray(np.square(residual) / _KERNEL_ENERGY, np.float32)
    return _block_mean(energy, block), _block_mean(whole, block)


def _block_mean(values: Grey | Plane, block: int) -> Plane:
    """Mean over whole blocks, float32."""
    rows, columns = (side // block for side in values.shape)
    strips = np.add.reduceat(values, np.arange(0, rows * block, block), axis=0, dtype=np.float32)
    means = strips[:, : columns * block].reshape(rows, columns, block).mean(-1) / block
    return np.asarray(means, np.float32)


def _shrink_colour(plane: Plane, luma: Grey) -> Plane:
    """Shrink at full size, where a fine stripe is sharp, then at half: colour noise is blotchy."""
    height, width = plane.shape
    size = ((width + 1) // 2, (height + 1) // 2)
    fine = _shrink(plane, luma)
    half = np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.float32)
    small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    blotches = cv2.resize(half - _shrink(half, small), (width, height))
    return np.asarray(fine - blotches, np.float32)


def _shrink(plane: Plane, luma: Grey) -> Plane:
    """Zero what is no larger than the noise, on every grid, and average the grids.

    A block counts the more the fewer coefficients it kept (Guleryuz, "Weighted averaging for
    denoising with overcomplete dictionaries", IEEE TIP 2007).
    """
    padded = _pad(plane)
    spectrum = _noise_spectrum(padded, _pad(luma.astype(np.float32)))
    total, weights = np.zeros_like(padded), np.zeros_like(padded)
    basis = _cosine_basis()
    rows, columns = (side - _N for side in padded.shape)
    for dy, dx in _SHIFTS:
        area = np.s_[dy : dy + rows, dx : dx + columns]
        coefficients = _to_blocks(padded[area]) @ basis.T
        kept = np.abs(coefficients) > _THRESHOLD * spectrum
        coefficients *= kept
        weight = 1 / np.maximum(kept.sum(axis=1, dtype=np.float32), 1)
        blocks = (coefficients @ basis) * weight[:, None]
        total[area] += _from_blocks(blocks, rows, columns)
        grid = weight.reshape(rows // _N, columns // _N)
        weights[area] += np.repeat(np.repeat(grid, _N, axis=0), _N, axis=1)
    inside = np.s_[_N : _N + plane.shape[0], _N : _N + plane.shape[1]]
    return np.asarray(total[inside] / weights[inside], np.float32)


def _noise_spectrum(padded: Plane, luma: Plane) -> NDArray[np.float32]:
    """Deviation of the noise per coefficient, (64,), from the flattest third of the blocks.

    Per coefficient because cameras and JPEG encoders leave coarse and fine noise unequal; off an
    encoder's own grid of blocks, on which most of it has been set to 0 and the rest is large. The
    mean's deviation is set to 0, so that it is always kept; the lowest others, which shading
    raises, are held to what the rest shows.
    """
    coefficients = _to_blocks(padded[_OFF_GRID]) @ _cosine_basis().T
    level = _to_blocks(luma[_OFF_GRID]).mean(axis=1)
    usable = (level > _DARK) & (level < _BRIGHT)
    u, v = np.divmod(np.arange(_N * _N), _N)
    energy = np.square(coefficients[:, u + v >= _N]).sum(axis=1)
    energy[~usable] = np.inf
    flat = coefficients[energy <= np.sort(energy)[usable.sum() // 3]]
    spectrum = np.sqrt(np.square(flat).mean(axis=0))
    limit = 1.5 * np.quantile(spectrum, 0.75)
    spectrum = np.minimum(spectrum, limit).astype(np.float32)
    spectrum[0] = 0
    return np.asarray(spectrum, np.float32)


def _pad(plane: Plane) -> Plane:
    """Mirror the border so that each shifted grid of whole blocks covers the picture."""
    after = [_N + -side % _N for side in plane.shape]
    padded = cv2.copyMakeBorder(plane, _N, after[0], _N, after[1], cv2.BORDER_REFLECT)
    return np.asarray(padded, np.float32)


def _to_blocks(plane: Plane) -> Plane:
    rows, columns = (side // _N for side in plane.shape)
    return plane.reshape(rows, _N, columns, _N).swapaxes(1, 2).reshape(-1, _N * _N)


def _from_blocks(blocks: Plane, rows: int, columns: int) -> Plane:
    grid = blocks.reshape(rows // _N, columns // _N, _N, _N)
    return grid.swapaxes(1, 2).reshape(rows, columns)


@cache
def _cosine_basis() -> NDArray[np.float32]:
    """The orthonormal DCT-II of a flattened 8 x 8 block, (64, 64)."""
    k, i = np.arange(_N)[:, None], np.arange(_N)[None]
    line = np.sqrt(2 / _N) * np.cos(np.pi * (2 * i + 1) * k / (2 * _N))
    line[0] /= np.sqrt(2)
    return np.kron(line, line).astype(np.float32)
