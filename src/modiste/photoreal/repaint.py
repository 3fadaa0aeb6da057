"""What an inpainting network is given of a scene, and how its picture comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from modiste.photoreal.flatlay import on_white
from modiste.photoreal.letterbox import Letterbox, from_signed, to_signed
from modiste.photoreal.memory import Machine
from modiste.types import Quality, Rendering, Scene

SIZES: Mapping[Quality, tuple[int, int]] = {
    Quality.DRAFT: (512, 384), Quality.STANDARD: (1024, 768), Quality.BEST: (1024, 768),
}  # fmt: skip
"""Height and width that the network draws."""
STEPS: Mapping[Quality, int] = {Quality.DRAFT: 20, Quality.STANDARD: 30, Quality.BEST: 50}
_TOUCHED = 0.02
"""What the studio would show at least so much of is drawn anew."""


@dataclass(frozen=True)
class Repainted:
    """A scene as tensors.

    Attributes:
        person: (1, 3, H, W) in [-1, 1].
        mask: (1, 1, H, W), 1 where the network draws; our own editable region, so that no
            research-only parser is needed.
        garment: (1, 3, H, W) in [-1, 1], cut out on white.
        box: the way back.
    """

    person: Tensor
    mask: Tensor
    garment: Tensor
    box: Letterbox

    @property
    def kept(self) -> Tensor:
        """The person without what is drawn anew: 0 (grey) there."""
        return self.person * (self.mask < 0.5)


def prepare(scene: Scene, size: tuple[int, int], there: Machine) -> Repainted:
    """Fit person, mask and garment into the network's size."""
    box = Letterbox.of(scene.person.image.shape[:2], size)
    flat = on_white(scene.garment)
    touched = np.where(scene.editable > _TOUCHED, np.uint8(255), np.uint8(0))
    mask = to_signed(box.put(touched, fill=0, sharp=True)) / 2 + 0.5
    pictures = (box.put(scene.person.image), Letterbox.of(flat.shape[:2], size).put(flat))
    person, garment = (to_signed(picture) for picture in pictures)
    tensors = [torch.from_numpy(a).to(there.device, there.dtype) for a in (person, mask, garment)]
    return Repainted(tensors[0], tensors[1], tensors[2], box)


def rendering(drawn: Tensor, told: Repainted, scene: Scene) -> Rendering:
    """The network's picture at the scene's size, offered where the scene may be edited."""
    image = told.box.take(from_signed(drawn.float().cpu().numpy()))
    steps = {"drawn": image} if scene.explain else {}
    return Rendering(image, scene.editable.copy(), steps)
