"""FASHN VTON 1.5 behind the engine seam (Apache-2.0 code and weights, fashn-ai/fashn-vton-1.5).

Maskless: the person's photo goes in as it is. The studio composites, so that face, hair, hands and
background come back bit for bit all the same. A garment that lies flat needs no parser; of a worn
one our own cut-out serves, on white. The skeleton is drawn from BlazePose instead of DWPose.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from modiste.errors import EngineUnavailableError
from modiste.photoreal.catalogue import FASHN
from modiste.photoreal.flatlay import on_white
from modiste.photoreal.flow import sample
from modiste.photoreal.letterbox import Letterbox, from_signed, to_signed
from modiste.photoreal.memory import Machine, check_room, machine
from modiste.photoreal.mmdit import Conditions, Layout, TryOnTransformer
from modiste.photoreal.skeleton import draw_skeleton
from modiste.photoreal.weights import find
from modiste.types import (
    Category,
    GarmentView,
    Image,
    PersonView,
    Pose,
    Quality,
    Rendering,
    Scene,
)

STEPS = {Quality.DRAFT: 12, Quality.STANDARD: 30, Quality.BEST: 50}
CATEGORIES = {Category.TOP: 1, Category.BOTTOM: 2, Category.DRESS: 3}


class FashnEngine:
    """Draws the whole person anew, wearing the garment.

    Args:
        network: an open network; None loads the published weights.
        there: device and number type; None takes the best there is.
        folder: of the weights; None is the usual one.

    Raises:
        EngineUnavailableError: weights or memory are missing.
    """

    name: ClassVar[str] = "fashn"

    def __init__(
        self,
        network: TryOnTransformer | None = None,
        there: Machine | None = None,
        folder: Path | None = None,
    ) -> None:
        self._there = there or machine()
        network = network or load_network(find(FASHN, folder)["model.safetensors"], self._there)
        self._network = network.to(self._there.device, self._there.dtype).eval()

    def render(self, scene: Scene) -> Rendering:
        """Draw; see :class:`modiste.protocols.Engine`."""
        at = self._network.layout
        box = Letterbox.of(scene.person.image.shape[:2], (at.height, at.width))
        told = self._told(scene.person, scene.garment, box)
        generator = torch.Generator().manual_seed(scene.options.seed)
        noise = torch.randn((1, 3, at.height, at.width), generator=generator)
        with torch.inference_mode():
            drawn = sample(
                self._network, told, noise.to(self._there.device, self._there.dtype),
                steps=STEPS[scene.options.quality],
            )  # fmt: skip
        image = box.take(from_signed(drawn.float().cpu().numpy()))
        alpha = scene.editable.copy()
        steps = {"drawn": image} if scene.explain else {}
        return Rendering(image, alpha, steps)

    def _told(self, person: PersonView, garment: GarmentView, box: Letterbox) -> Conditions:
        flat = on_white(garment)
        garment_box = Letterbox.of(flat.shape[:2], box.box)
        pictures = (
            box.put(person.image),
            _boxed_skeleton(person.pose, box),
            garment_box.put(flat),
            draw_skeleton(None, box.box),
        )
        there = self._there
        photo, pose, cloth, nobody = (
            torch.from_numpy(to_signed(picture)).to(there.device, there.dtype)
            for picture in pictures
        )
        category = torch.tensor([CATEGORIES[garment.category]], device=there.device)
        return Conditions(photo, pose, cloth, nobody, category)


def load_network(path: Path, there: Machine, layout: Layout | None = None) -> TryOnTransformer:
    """The network with the weights of a file, every key and shape as it must be.

    Raises:
        EngineUnavailableError: it is another network's file, or it does not fit into the memory.
    """
    with torch.device("meta"):
        network = TryOnTransformer(layout)
    check_room(sum(p.numel() for p in network.parameters()), there, FashnEngine.name)
    try:
        network.load_state_dict(load_file(path), strict=True, assign=True)
    except (SafetensorError, RuntimeError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise EngineUnavailableError(
            f"{path} does not hold the weights of FASHN VTON 1.5 ({reason}); fetch it again."
        ) from error
    return network


def _boxed_skeleton(pose: Pose, box: Letterbox) -> Image:
    """The skeleton drawn at the network's own size."""
    scale = np.array([box.inner[1] / box.size[1], box.inner[0] / box.size[0]], np.float32)
    corner = np.array(box.corner[::-1], np.float32)
    return draw_skeleton(replace(pose, points=pose.points * scale + corner), box.box)
