"""CatVTON behind the engine seam (Chong et al. 2024, zhengchong/CatVTON, CC BY-NC-SA 4.0).

A Stable Diffusion 1.5 inpainting U-Net that is given person and garment one above the other and
reads no text: garment and person meet in the self-attention, whose weights alone were trained.
They are one file of 198 MB; the rest is the inpainting network and an autoencoder of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import DDIMScheduler
from torch import Tensor, nn
from torch.nn.functional import interpolate

from modiste.errors import EngineUnavailableError
from modiste.photoreal.attention import self_attention, without_text
from modiste.photoreal.catalogue import CATVTON
from modiste.photoreal.memory import Machine, check_room, machine
from modiste.photoreal.repaint import SIZES, STEPS, Repainted, prepare, rendering
from modiste.photoreal.stable import (
    NOISE,
    StableLayout,
    State,
    decode,
    encode,
    load_strictly,
    modern_names,
    read_state,
)
from modiste.photoreal.weights import find
from modiste.types import Quality, Rendering, Scene

GUIDANCE = 2.5
_INPUTS = 9
"""Noise, mask, and what is kept: 4 + 1 + 4 channels."""
_STACKED = -2
"""Person above garment."""
_PARTS = ("", "to_q", "to_k", "to_v", "to_out", "to_out.0", "to_out.1", "processor")
"""Every attention layer is so many entries of the published list, most of them parts of the first:
the authors list all modules with ``attn1`` in their names. The last is one only where the object
that attends is a module, as it is in their code."""


@dataclass
class CatVton:
    """The networks: U-Net and autoencoder."""

    unet: Any
    codec: Any

    def __post_init__(self) -> None:
        without_text(self.unet)

    def to(self, there: Machine) -> CatVton:
        """Bring both to a machine."""
        for net in (self.unet, self.codec):
            net.to(there.device, there.dtype).eval()
        return self

    def draw(self, told: Repainted, steps: int, guidance: float, seed: int) -> Tensor:
        """Draw the person in the garment.

        DDIM with eta = 1 (Song et al. 2021), guided without a classifier by a garment that is
        not there; the two predictions are made one after the other, which halves the memory.

        Returns:
            (1, 3, H, W) in [-1, 1].
        """
        generator = torch.Generator().manual_seed(seed)
        kept, cloth = (encode(self.codec, p, generator) for p in (told.kept, told.garment))
        mask = interpolate(told.mask, size=kept.shape[-2:])
        hole = torch.cat([mask, torch.zeros_like(mask)], _STACKED)
        shown = torch.cat([kept, cloth], _STACKED)
        hidden = torch.cat([kept, torch.zeros_like(cloth)], _STACKED)
        scheduler = DDIMScheduler(**NOISE, set_alpha_to_one=False)
        scheduler.set_timesteps(steps)
        latents = torch.randn(shown.shape, generator=generator).to(shown)
        for time in scheduler.timesteps:
            noise = self._noise(latents, time, hole, shown)
            if guidance != 1.0:
                plain = self._noise(latents, time, hole, hidden)
                noise = plain + guidance * (noise - plain)
            latents = scheduler.step(
                noise, time, latents, eta=1.0, generator=generator
            ).prev_sample.to(shown)
        return decode(self.codec, latents.chunk(2, _STACKED)[0])

    def _noise(self, latents: Tensor, time: Tensor, hole: Tensor, shown: Tensor) -> Tensor:
        given = torch.cat([latents, hole, shown], dim=1)
        at = time.to(given.device)
        told: Tensor = self.unet(given, at, encoder_hidden_states=None, return_dict=False)[0]
        return told


class CatVtonEngine:
    """Draws the region that the garment needs, from person and garment side by side.

    Args:
        nets: open networks; None loads the published weights.
        there: device and number type; None takes the best there is.
        folder: of the weights; None is the usual one.
        sizes: height and width that are drawn.
        steps: of the sampling.

    Raises:
        LicenceError: the licence of the weights was not accepted.
        EngineUnavailableError: weights or memory are missing.
    """

    name: ClassVar[str] = "catvton"

    def __init__(
        self,
        nets: CatVton | None = None,
        there: Machine | None = None,
        folder: Path | None = None,
        sizes: Mapping[Quality, tuple[int, int]] = SIZES,
        steps: Mapping[Quality, int] = STEPS,
    ) -> None:
        self._there = there or machine()
        self._nets = nets or load_nets(find(CATVTON, folder), self._there)
        self._nets.to(self._there)
        self._sizes, self._steps = sizes, steps

    def render(self, scene: Scene) -> Rendering:
        """Draw; see :class:`modiste.protocols.Engine`."""
        options = scene.options
        told = prepare(scene, self._sizes[options.quality], self._there)
        with torch.inference_mode():
            drawn = self._nets.draw(told, self._steps[options.quality], GUIDANCE, options.seed)
        return rendering(drawn, told, scene)


def load_nets(
    paths: Mapping[str, Path], there: Machine, layout: StableLayout | None = None
) -> CatVton:
    """The networks with the weights of three files, every key and shape as it must be.

    Args:
        paths: of ``attention.safetensors``, ``unet.safetensors`` and ``vae.safetensors``.
        there: where they will run.
        layout: None is that of the published files.

    Raises:
        EngineUnavailableError: a file is another network's, or they do not fit into the memory.
    """
    layout = layout or StableLayout()
    with torch.device("meta"):
        unet, codec = layout.unet(_INPUTS), layout.autoencoder()
    check_room(sum(p.numel() for net in (unet, codec) for p in net.parameters()), there, "catvton")
    path = paths["unet.safetensors"]
    load_strictly(unet, read_state(path), path, "the U-Net of Stable Diffusion 1.5 inpainting")
    path = paths["attention.safetensors"]
    load_attention(unet, read_state(path), path)
    path = paths["vae.safetensors"]
    load_strictly(codec, modern_names(read_state(path)), path, "the autoencoder sd-vae-ft-mse")
    return CatVton(unet, codec)


def load_attention(unet: nn.Module, state: State, path: Path) -> None:
    """Put CatVTON's attention into the U-Net.

    The published list names each tensor up to three times, and a file keeps one of the names, so
    every name of a tensor is taken; each tensor must come exactly once.

    Raises:
        EngineUnavailableError: a tensor is missing, doubled or unknown, or has another shape.
    """
    full = _names(unet, _PARTS)
    names = full if full.keys() >= state.keys() else _names(unet, _PARTS[:-1])
    given: dict[str, Tensor] = {}
    for name, tensor in state.items():
        target = names.get(name)
        if target is None or target in given:
            raise _not_attention(path, f"{name} is not expected")
        given[target] = tensor
    wanted = {name: p.shape for name, p in unet.named_parameters() if name in names.values()}
    for name, shape in wanted.items():
        if name not in given or given[name].shape != shape:
            raise _not_attention(path, f"{name} of {tuple(shape)} is not in it")
    unet.load_state_dict(given, strict=False, assign=True)


def _names(unet: nn.Module, parts: tuple[str, ...]) -> dict[str, str]:
    """What the published list may call a parameter, and the U-Net's own name for it."""
    names = {}
    for number, (layer, module) in enumerate(self_attention(unet)):
        for own, _ in module.named_parameters():
            for place, part in enumerate(parts):
                if not part or own.startswith(f"{part}."):
                    entry = number * len(parts) + place
                    names[f"{entry}.{own[len(part) :].lstrip('.')}"] = f"{layer}.{own}"
    return names


def _not_attention(path: Path, reason: str) -> EngineUnavailableError:
    return EngineUnavailableError(
        f"{path} does not hold the attention of CatVTON ({reason}); fetch it again."
    )
