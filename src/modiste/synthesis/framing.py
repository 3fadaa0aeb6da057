"""The part of the working picture that the networks see, and its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose.crop import Box, bounding_box
from modiste.compose.fill import Region
from modiste.compose.frame import Frame
from modiste.compose.regions import labelled
from modiste.types import Label, PersonView

Layer = NDArray[Any]

PIXELS = 512 * 384
"""Most pixels that the networks see."""
DENSITY = 84.0
"""Width of the shoulders, joint to joint, in the networks' pixels, where that is not too much."""
MULTIPLE = 16
"""Both sides are multiples of it: the networks halve four times."""
_ROOM = 0.35
"""Surroundings that are seen too, in shoulder widths."""


@dataclass(frozen=True)
class Framing:
    """A box of the working picture and the size it is seen at.

    Attributes:
        box: rows and columns of the working picture.
        inner: height and width that the box is scaled to.
        size: height and width of the networks' picture; what is more than ``inner`` continues
            its border at the right and below.
    """

    box: Box
    inner: tuple[int, int]
    size: tuple[int, int]

    @property
    def factor(self) -> float:
        """The networks' pixels per pixel of the working picture."""
        return float(self.inner[1] / (self.box[1].stop - self.box[1].start))

    def shrunk(self, layer: Layer, hard: bool = False) -> Layer:
        """A layer of the working picture as the networks see it.

        Args:
            layer: (H, W) or (H, W, C), of the working picture.
            hard: labels, of which no mixture exists.
        """
        part = np.ascontiguousarray(layer[self.box])
        how = cv2.INTER_NEAREST if hard else cv2.INTER_AREA if self.factor < 1 else cv2.INTER_LINEAR
        small = cv2.resize(part, self.inner[::-1], interpolation=how)
        down, right = (s - i for s, i in zip(self.size, self.inner, strict=True))
        return cv2.copyMakeBorder(small, 0, down, 0, right, cv2.BORDER_REPLICATE)

    def grown(self, layer: NDArray[np.float32]) -> NDArray[np.float32]:
        """A layer that covers the networks' picture, at any resolution, at the box's.

        Args:
            layer: (h, w) or (h, w, C).
        """
        rows, columns = (s.stop - s.start for s in self.box)
        step_y, step_x = (self.size[i] / layer.shape[i] for i in (0, 1))
        grow_y, grow_x = rows / self.inner[0], columns / self.inner[1]
        matrix = np.array(
            [[1 / (step_x * grow_x), 0, (0.5 / grow_x) / step_x - 0.5],
             [0, 1 / (step_y * grow_y), (0.5 / grow_y) / step_y - 0.5]], np.float32,
        )  # fmt: skip
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        out = cv2.warpAffine(layer, matrix, (columns, rows), flags=flags,
                             borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        return np.asarray(out, np.float32)

    def view(self, person: PersonView) -> PersonView:
        """The person as the networks see her."""
        left, top = self.box[1].start, self.box[0].start
        pose = person.pose.moved(-left, -top).scaled(self.factor)
        return PersonView(
            np.asarray(self.shrunk(person.image), np.uint8),
            pose,
            np.asarray(self.shrunk(person.matte), np.float32),
            np.asarray(self.shrunk(person.parse, hard=True), np.uint8),
        )


def framing_of(person: PersonView, region: Region) -> Framing:
    """Frame what may change and the face, whose skin tells the tone.

    Args:
        person: the wearer, at the working resolution.
        region: (H, W), not empty, everything that may change.
    """
    unit = Frame(person.pose, person.parse.shape).shoulder
    head = labelled(person.parse, Label.FACE)
    near = bounding_box(region | head, round(_ROOM * unit))
    shape = person.parse.shape
    box = (slice(near[0].start, min(near[0].stop, shape[0])),
           slice(near[1].start, min(near[1].stop, shape[1])))  # fmt: skip
    rows, columns = (s.stop - s.start for s in box)
    factor = min(DENSITY / unit, float(np.sqrt(PIXELS / (rows * columns))), 1.0)
    inner = (max(1, int(rows * factor)), max(1, int(columns * factor)))
    size = (_multiple(inner[0]), _multiple(inner[1]))
    return Framing(box, inner, size)


def _multiple(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE
