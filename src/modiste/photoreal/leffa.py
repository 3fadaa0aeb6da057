"""Leffa behind the engine seam (Zhou et al. 2024, franciszzj/Leffa, MIT).

Two U-Nets of Stable Diffusion 1.5: one looks at the garment, the other draws the person, and each
of its self-attention layers looks at what the same layer of the first was given. No text is read.
The published file holds both and the autoencoder. One file was trained on tops, another on all
categories; what they were told of the body came from DensePose and comes here from our own pose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from diffusers import DDPMScheduler
from torch import Tensor, nn
from torch.nn.functional import interpolate

from modiste.errors import EngineUnavailableError
from modiste.photoreal.attention import Shelf, keeping, looking, without_text
from modiste.photoreal.catalogue import LEFFA
from modiste.photoreal.letterbox import to_signed
from modiste.photoreal.memory import Machine, check_room, machine
from modiste.photoreal.parts import body_parts, coloured
from modiste.photoreal.repaint import SIZES, STEPS, Repainted, prepare, rendering
from modiste.photoreal.stable import (
    NOISE,
    StableLayout,
    decode,
    encode,
    load_strictly,
    read_state,
)
from modiste.photoreal.weights import find
from modiste.types import Category, Image, PersonView, Quality, Rendering, Scene

GUIDANCE = 2.5
TOPS, EVERYTHING = "virtual_tryon.pth", "virtual_tryon_dc.pth"
_INPUTS = 12
"""Noise, mask, what is kept, and the body: 4 + 1 + 4 + 3 channels."""
_LATENTS = 4


class LeffaNets(nn.Module):
    """Both U-Nets and the autoencoder, called as in the published file."""

    def __init__(self, layout: StableLayout | None = None) -> None:
        """Build them; the weights are whatever torch starts with."""
        super().__init__()
        layout = layout or StableLayout()
        self.vae: Any = layout.autoencoder()
        self.unet_encoder: Any = layout.unet(_LATENTS)
        self.unet: Any = layout.unet(_INPUTS)
        self._shelf: Shelf = {}
        for net in (self.unet_encoder, self.unet):
            without_text(net)
        keeping(self.unet_encoder, self._shelf)
        looking(self.unet, self._shelf)

    def draw(self, told: Repainted, body: Tensor, steps: int, guidance: float, seed: int) -> Tensor:
        """Draw the person in the garment (DDPM, Ho et al. 2020), guided by no garment at all.

        Args:
            told: person, mask and garment.
            body: (1, 3, H, W) in [-1, 1], the body's parts.
            steps: of the sampling.
            guidance: 1 is none.
            seed: of all noise.

        Returns:
            (1, 3, H, W) in [-1, 1].
        """
        generator = torch.Generator().manual_seed(seed)
        kept, cloth = (encode(self.vae, p, generator) for p in (told.kept, told.garment))
        size = kept.shape[-2:]
        fixed = torch.cat([interpolate(told.mask, size), kept, interpolate(body, size)], dim=1)
        scheduler = DDPMScheduler(**NOISE)
        scheduler.set_timesteps(steps)
        latents = torch.randn(kept.shape, generator=generator).to(kept)
        for time in scheduler.timesteps:
            given, at = torch.cat([latents, fixed], dim=1), time.to(kept.device)
            noise = self._noise(given, at, cloth)
            if guidance != 1.0:
                plain = self._noise(given, at, torch.zeros_like(cloth))
                noise = guided(noise, plain, guidance)
            latents = scheduler.step(noise, time, latents, generator=generator).prev_sample
            latents = latents.to(kept)
        self._shelf.clear()
        return decode(self.vae, latents)

    def _noise(self, given: Tensor, time: Tensor, cloth: Tensor) -> Tensor:
        self.unet_encoder(cloth, time, encoder_hidden_states=None, return_dict=False)
        told: Tensor = self.unet(given, time, encoder_hidden_states=None, return_dict=False)[0]
        return told


def guided(noise: Tensor, plain: Tensor, guidance: float) -> Tensor:
    """Guidance without a classifier, then drawn back to the spread of the unguided noise.

    The formula is that of Lin et al. 2024, section 3.4; that the guidance itself serves as its
    share, which goes beyond 1, is what the authors of the weights do.
    """
    far = plain + guidance * (noise - plain)
    spread, wider = (x.std(dim=(1, 2, 3), keepdim=True) for x in (noise, far))
    back = far * (spread / wider)
    return guidance * back + (1 - guidance) * far


@dataclass(frozen=True)
class _Opened:
    """The file that is in memory, and its networks."""

    file: str
    nets: LeffaNets


class LeffaEngine:
    """Draws the region that the garment needs, while a second network looks at the garment.

    Args:
        nets: open networks, by the file they are of; None loads the published weights.
        there: device and number type; None takes the best there is.
        folder: of the weights; None is the usual one.
        sizes: height and width that are drawn.
        steps: of the sampling.

    Raises:
        LicenceError: the licence of the weights was not accepted.
        EngineUnavailableError: weights or memory are missing.
    """

    name: ClassVar[str] = "leffa"

    def __init__(
        self,
        nets: Mapping[str, LeffaNets] | None = None,
        there: Machine | None = None,
        folder: Path | None = None,
        sizes: Mapping[Quality, tuple[int, int]] = SIZES,
        steps: Mapping[Quality, int] = STEPS,
    ) -> None:
        self._there = there or machine()
        self._nets = dict(nets or {})
        self._paths = {} if nets else find(LEFFA, folder)
        self._sizes, self._steps = sizes, steps
        self._opened: _Opened | None = self._open(TOPS)

    def render(self, scene: Scene) -> Rendering:
        """Draw; see :class:`modiste.protocols.Engine`.

        Raises:
            EngineUnavailableError: the file for bottoms and dresses is not there.
        """
        options = scene.options
        wanted = TOPS if scene.garment.category is Category.TOP else EVERYTHING
        nets = self._of(wanted)
        told = prepare(scene, self._sizes[options.quality], self._there)
        body = told.box.put(_body(scene.person, wanted), fill=0, sharp=True)
        planes = torch.from_numpy(to_signed(body)).to(self._there.device, self._there.dtype)
        steps = self._steps[options.quality]
        with torch.inference_mode():
            drawn = nets.draw(told, planes, steps, GUIDANCE, options.seed)
        return rendering(drawn, told, scene)

    def _of(self, file: str) -> LeffaNets:
        """Networks of one file; those of the other leave the memory first."""
        if self._opened is None or self._opened.file != file:
            self._opened = None
            self._opened = self._open(file)
        return self._opened.nets

    def _open(self, file: str) -> _Opened:
        nets = self._nets.get(file)
        if nets is None:
            if file not in self._paths:
                raise EngineUnavailableError(
                    f"Leffa's weights for bottoms and dresses ({file}) are not here: run 'modiste "
                    "weights leffa --everything'."
                )
            nets = load_nets(self._paths[file], self._there)
        return _Opened(file, nets.to(self._there.device, self._there.dtype).eval())


def load_nets(path: Path, there: Machine, layout: StableLayout | None = None) -> LeffaNets:
    """The networks with the weights of a file, every key and shape as it must be.

    Raises:
        EngineUnavailableError: it is another network's file, or it does not fit into the memory.
    """
    with torch.device("meta"):
        nets = LeffaNets(layout)
    check_room(sum(p.numel() for p in nets.parameters()), there, "leffa")
    load_strictly(nets, read_state(path), path, "the weights of Leffa")
    return nets


def _body(person: PersonView, file: str) -> Image:
    """The body as the file's training showed it: coloured parts, or their bare numbers."""
    parts = body_parts(person)
    return coloured(parts) if file == TOPS else np.repeat(parts[..., None], 3, axis=2)
