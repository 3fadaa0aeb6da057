"""What the cut-out network learns from: u2netp with grabCut, where it can be believed.

Where the backdrop is plain, the flood is the teacher: it costs a tenth, and errs less on shadows.
The teacher's masks are kept as pictures with alpha, one per photo, so that a stopped run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.garment_data import Labelled
from modiste.perception.garment import backdrop
from modiste.perception.garment.cutout import flooded_garment, largest
from modiste.perception.garment.saliency import Network, outline, saliency
from modiste.types import Image

SIDE = 320
"""Long side in pixels of the photos that are learnt from."""

SHARES = (0.04, 0.9)
"""A believable mask covers no less and no more of its photo."""

PLAIN = 0.93
"""Smallest part of the border that is backdrop where the flood is believed without a network."""

HEDGED = 0.12
"""Largest part of the object's area that u2netp is unsure about."""

Bools = NDArray[np.bool_]


def teach(network: Network, image: Image) -> tuple[Bools, bool]:
    """u2netp's mask of a small photo, refined, (h, w), and whether it can be believed."""
    salient = saliency(network, image)
    mask = largest(outline(image, salient, None))
    share = float(mask.mean())
    if not SHARES[0] < share < SHARES[1]:
        return mask, False
    unsure = float(((salient > 0.2) & (salient < 0.8)).mean()) / share
    return mask, unsure < HEDGED


def seen_plainly(image: Image) -> Bools | None:
    """The garment where the backdrop is so plain that no network is asked, (h, w), else None."""
    flooded = backdrop.flood(image)
    if flooded.border_free < PLAIN:
        return None
    return flooded_garment(image, flooded)


def shrunk(image: Image) -> Image:
    """The photo with its long side at :data:`SIDE`."""
    factor = SIDE / max(image.shape[:2])
    size = (max(8, round(image.shape[1] * factor)), max(8, round(image.shape[0] * factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def teach_all(
    network: Network, photos: Sequence[Labelled], folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> None:  # fmt: skip
    """Keep the teacher's masks of all photos in a folder, those not believed as empty files.

    Test photos are always u2netp's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for i, photo in enumerate(photos, 1):
        path = folder / f"{photo.name}.png"
        if not path.is_file():
            image = shrunk(photo.image())
            plain = None if photo.part == "test" else seen_plainly(image)
            mask, believed = teach(network, image) if plain is None else (plain, True)
            if believed:
                keep(path, image, mask)
            else:
                path.touch()
        if i % 100 == 0 or i == len(photos):
            progress(f"teacher: {i} of {len(photos)} photos")


def keep(path: Path, image: Image, mask: Bools) -> None:
    """Write a photo with its mask as alpha; a kill leaves no half of a file."""
    pixels = np.dstack([image[..., ::-1], np.where(mask, 255, 0).astype(np.uint8)])
    done, data = cv2.imencode(".png", pixels)
    assert done  # noqa: S101 - PNG encodes any bytes
    part = path.with_suffix(".part")
    part.write_bytes(data.tobytes())
    part.replace(path)


def kept(path: Path) -> tuple[Image, NDArray[np.uint8]] | None:
    """Photo (h, w, 3) and mask (h, w), 0 or 255; None where the teacher was not believed."""
    if not path.is_file() or path.stat().st_size == 0:
        return None
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim != 3 or pixels.shape[2] != 4:
        return None
    bgra = np.asarray(pixels, np.uint8)
    return np.ascontiguousarray(bgra[..., 2::-1]), np.ascontiguousarray(bgra[..., 3])
