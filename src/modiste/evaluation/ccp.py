"""Clothing Co-Parsing as a data set: its photos, its masks and the split that nobody trains on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from modiste.errors import InputError
from modiste.evaluation.ccp_labels import JUMPSUITS, KNOWN, from_ccp
from modiste.types import Image, Labels, Pose


def held_out(name: str) -> bool:
    """Whether a photo is kept for evaluation: every name that ends in 0."""
    return name.endswith("0")


@dataclass(frozen=True)
class CcpData:
    """The folder with ``photos``, ``masks`` and ``label_names.json``.

    Attributes:
        folder: as a development checkout has it in ``shared/data/clothing-co-parsing``.
        classes: names of the mask's values.
        names: photos that have a mask, in order.
    """

    folder: Path
    classes: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path) -> CcpData:
        """List the folder.

        Raises:
            InputError: when it is not Clothing Co-Parsing's.
        """
        names = sorted(p.stem for p in (folder / "masks").glob("*.png"))
        try:
            classes = json.loads((folder / "label_names.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{folder} has no readable label_names.json ({error}): "
                             "give the folder of Clothing Co-Parsing.") from error  # fmt: skip
        if not names:
            raise InputError(f"{folder} has no masks/*.png: "
                             "give the folder of Clothing Co-Parsing.")  # fmt: skip
        _check_names(folder, classes)
        return cls(folder, tuple(classes), tuple(names))

    def image(self, name: str) -> Image:
        """One photo, (H, W, 3).

        Raises:
            InputError: when it is missing or damaged.
        """
        found = sorted((self.folder / "photos").glob(f"{name}.*"))
        decoded = cv2.imread(str(found[0]), cv2.IMREAD_COLOR) if found else None
        if decoded is None:
            raise InputError(f"The photo {name} in {self.folder / 'photos'} is missing or damaged: "
                             "copy it there again.")  # fmt: skip
        return np.ascontiguousarray(decoded[:, :, ::-1], dtype=np.uint8)

    def labels(self, name: str, pose: Pose) -> Labels | None:
        """The truth of one photo, (H, W); None when its mask is empty.

        Args:
            name: of the photo.
            pose: of the person, in pixels of the photo; it divides the skin.
        """
        mask = cv2.imread(str(self.folder / "masks" / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
        if mask is None or not mask.any():
            return None
        return from_ccp(np.asarray(mask, np.uint8), self.classes, pose, name in JUMPSUITS)


def _check_names(folder: Path, classes: object) -> None:
    """Refuse a list of names that the masks cannot be translated by."""
    path = folder / "label_names.json"
    if not isinstance(classes, list) or "null" not in classes:
        raise InputError(f'{path} is no list of names with "null" among them, for the background.')
    strange = [name for name in classes if name not in KNOWN]
    if strange:
        known = ", ".join(sorted(KNOWN))
        raise InputError(f"{path} has names that nobody knows ({strange[0]!r}): use those of "
                         f"Clothing Co-Parsing, {known}.")  # fmt: skip
