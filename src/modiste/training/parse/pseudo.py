"""Labels for photos without a mask, by a network that was trained on those with one.

The teacher sees every photo as it is and mirrored; what it is not sure of is left out of the loss.
A table of outfits, looked at by eye, tells for a photo whether she wears a dress or not, which is
the teacher's commonest mistake.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from modiste.errors import InputError
from modiste.evaluation.ccp import CcpData, held_out
from modiste.perception.parse import snapped, with_matte
from modiste.perception.parse_input import (
    MIRRORED_MAPS,
    network_input,
    normalised,
    person_box,
    strided,
    window,
)
from modiste.protocols import MatteFinder, PoseFinder
from modiste.training.parse.augment import IGNORED
from modiste.training.parse.pack import Example, largest, shrunk
from modiste.types import Image, Label, Labels, Mask, Pose

SIZE = (384, 288)
"""Height and width of the teacher's canvas."""
SURE = 0.6
"""Pixels whose likeliest class has a smaller share are not learnt from."""
_SWAPPED = [*Label]
_SWAPPED[Label.ARM_LEFT], _SWAPPED[Label.ARM_RIGHT] = Label.ARM_RIGHT, Label.ARM_LEFT

Scores = NDArray[np.float32]


def unmasked(data: CcpData) -> list[str]:
    """The photos without a mask that may be trained on, in order."""
    masked = set(data.names)
    names = sorted(path.stem for path in (data.folder / "photos").iterdir())
    return [name for name in names if name not in masked and not held_out(name)]


def read_outfits(path: Path | None = None) -> dict[str, Label]:
    """Per photo what the legs wear: ``DRESS`` or ``BOTTOM``.

    Args:
        path: CSV with the columns photo and outfit (dress or bottom); None takes the table that
            was made for Clothing Co-Parsing.

    Raises:
        InputError: when the file is missing or a row cannot be read.
    """
    source = path or Path(str(files(__package__) / "labels" / "outfits.csv"))
    try:
        with source.open(newline="", encoding="utf-8") as file:
            return {row["photo"]: _outfit(row["outfit"]) for row in csv.DictReader(file)}
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{source} is no table of photo and outfit (dress or bottom): {error}.") \
            from error  # fmt: skip


def _outfit(name: str) -> Label:
    if name not in ("dress", "bottom"):
        raise ValueError(f"unknown outfit {name!r}")
    return Label[name.upper()]


def pseudo_examples(
    teacher: nn.Module,
    data: CcpData,
    names: Iterable[str],
    find_pose: PoseFinder,
    find_matte: MatteFinder,
    outfits: Mapping[str, Label],
) -> Iterator[Example]:
    """Label photos; those in which nobody is found are left out.

    Args:
        teacher: a trained network in evaluation mode.
        data: the data set.
        names: which photos.
        find_pose: finds the person.
        find_matte: cuts the person out.
        outfits: as of :func:`read_outfits`; of photos that it does not name, dress and bottom
            garment are not learnt from.

    Yields:
        One example per usable photo; its labels are ``IGNORED`` where nothing is known.
    """
    for name in names:
        image = data.image(name)
        poses = find_pose(image)
        if poses:
            pose = largest(poses)
            matte = find_matte(image, pose)
            labels = taught(teacher, image, pose, matte, outfits.get(name))
            yield shrunk(name, image, labels, pose, matte)


def taught(
    teacher: nn.Module, image: Image, pose: Pose, matte: Mask, outfit: Label | None
) -> Labels:
    """The teacher's labels of one photo, uint8 (H, W), ``IGNORED`` where it is unsure."""
    affine = window(person_box(pose, matte), SIZE)
    canvas, maps = network_input(image, pose, matte, affine, SIZE)
    through = strided(affine, 2)
    scores = with_matte(_both_ways(teacher, canvas, maps), matte, through)
    if outfit is not None:
        scores[Label.DRESS if outfit == Label.BOTTOM else Label.BOTTOM] = -np.inf
    powers = np.exp(scores - scores.max(axis=0))
    shares = snapped(np.asarray(powers / powers.sum(axis=0), np.float32), canvas)
    best = shares.argmax(axis=0)
    unsure = shares.max(axis=0) < SURE
    if outfit is None:
        unsure |= np.isin(best, (Label.DRESS, Label.BOTTOM))
    known = np.where(unsure, IGNORED, best).astype(np.uint8)
    size = (image.shape[1], image.shape[0])
    flags = cv2.INTER_NEAREST
    return np.asarray(cv2.warpAffine(known, through, size, flags=flags), np.uint8)


@torch.inference_mode()
def _both_ways(teacher: nn.Module, canvas: NDArray[np.uint8], maps: NDArray[np.uint8]) -> Scores:
    """Scores of the picture and of its mirror image, averaged; (classes, h, w)."""
    pictures = normalised(np.stack([canvas, canvas[:, ::-1]]))
    both = np.stack([maps, maps[list(MIRRORED_MAPS)][:, :, ::-1]])
    scores = teacher(torch.from_numpy(pictures), torch.from_numpy(both).float() / 255).numpy()
    mean: Scores = (scores[0] + scores[1][_SWAPPED][:, :, ::-1]) / 2
    return np.ascontiguousarray(mean)
