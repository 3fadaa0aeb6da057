"""The working crop of a training example: a person's part of a photo at a fixed size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.training.tryon.data.example import FLAT, SIZE
from modiste.types import GarmentView, Image, Label, PersonView

_MARGIN = 0.04


@dataclass(frozen=True)
class Framing:
    """A rectangle of a photo, possibly reaching beyond it, with the aspect of :data:`SIZE`.

    Attributes:
        left, top: in the photo's pixels.
        factor: example pixels per photo pixel.
    """

    left: float
    top: float
    factor: float

    def picture(self, image: NDArray[np.uint8], nearest: bool = False) -> NDArray[np.uint8]:
        """The rectangle of a photo; beyond its edge the border goes on."""
        rows, columns = (round(n / self.factor) for n in SIZE)
        top, left = round(self.top), round(self.left)
        height, width = image.shape[:2]
        ys = np.clip(np.arange(top, top + rows), 0, height - 1)
        xs = np.clip(np.arange(left, left + columns), 0, width - 1)
        part = image[ys[:, None], xs[None]]
        smaller = cv2.INTER_AREA if self.factor < 1 else cv2.INTER_CUBIC
        kind = cv2.INTER_NEAREST if nearest else smaller
        return np.asarray(cv2.resize(part, SIZE[::-1], interpolation=kind), np.uint8)

    def person(self, view: PersonView) -> PersonView:
        """What perception saw, in this rectangle; nobody stands beyond the photo."""
        pose = view.pose.moved(-round(self.left), -round(self.top)).scaled(self.factor)
        matte = self.picture(np.round(view.matte * 255).astype(np.uint8))
        alpha = (matte / np.float32(255)).astype(np.float32)
        parse = self.picture(view.parse, nearest=True)
        return PersonView(self.picture(view.image), pose, alpha, parse)


def frame_person(view: PersonView, zoom: float = 1.0, down: float = 0.0) -> Framing:
    """The whole person with a margin.

    Args:
        view: what perception saw; her parse tells where she is.
        zoom: 1 shows all of her, more shows a part, less leaves room.
        down: where a part is taken: 0 at the head, 1 at the feet.
    """
    body = (view.parse != Label.BACKGROUND) & (view.matte > 0.3)
    rows, columns = np.flatnonzero(body.any(1)), np.flatnonzero(body.any(0))
    if not len(rows):
        rows, columns = np.arange(body.shape[0]), np.arange(body.shape[1])
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    tall = max(height, width * SIZE[0] / SIZE[1]) * (1 + 2 * _MARGIN) / zoom
    factor = SIZE[0] / tall
    wide = SIZE[1] / factor
    spare = max(0.0, height * (1 + 2 * _MARGIN) - tall)
    top = rows[0] - _MARGIN * height + down * spare
    top -= max(0.0, (tall - height * (1 + 2 * _MARGIN)) / 2)
    left = (columns[0] + columns[-1] + 1) / 2 - wide / 2
    return Framing(_within(left, wide, body.shape[1]), _within(top, tall, body.shape[0]), factor)


def _within(start: float, length: float, size: int) -> float:
    """``start`` moved so that the stretch lies in the photo, or is centred over it."""
    if length >= size:
        return (size - length) / 2
    return float(np.clip(start, 0, size - length))


def frame_garment(
    view: GarmentView,
) -> tuple[Image, NDArray[np.uint8], NDArray[np.float32]]:
    """The garment's picture fitted into :data:`FLAT`, on white.

    Returns:
        The picture, its coverage times 255, and (factor, left, top): a pixel p of the view lies at
        (p + 0.5) * factor - 0.5 + (left, top).
    """
    height, width = view.mask.shape
    factor = min(FLAT[0] / height, FLAT[1] / width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    left, top = (FLAT[1] - size[0]) // 2, (FLAT[0] - size[1]) // 2
    box = np.s_[top : top + size[1], left : left + size[0]]
    flat, mask = np.full((*FLAT, 3), 255, np.uint8), np.zeros(FLAT, np.uint8)
    cover = view.mask[..., None]
    plain = (view.image * cover + 255 * (1 - cover) + 0.5).astype(np.uint8)
    flat[box] = cv2.resize(plain, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(view.mask, size, interpolation=cv2.INTER_AREA)
    mask[box] = np.round(np.clip(small, 0, 1) * 255).astype(np.uint8)
    return flat, mask, np.array([factor, left, top], np.float32)
