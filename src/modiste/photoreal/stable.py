"""Stable Diffusion 1.5 inpainting (Rombach et al. 2022), as its published files lay it out.

The networks and noise schedules are those of diffusers; what is said here is their sizes, how a
file of weights gets into them, and what stands before and behind them.

Conventions:
    Pictures: float (B, 3, H, W) in [-1, 1], sides multiples of 64.
    Latents: float (B, 4, H/8, W/8), scaled to about unit variance.
    Masks: float (B, 1, H, W), 1 where the network draws and 0 where it keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from modiste.errors import EngineUnavailableError

State = Mapping[str, Tensor]

SCALING = 0.18215
"""Latents by this have about unit variance."""
DOWN = 8
"""Pixels per latent."""
NOISE: Mapping[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "clip_sample": False,
    "steps_offset": 1,
}
"""What the scheduler's file of Stable Diffusion 1.5 inpainting says."""
_LATENTS = 4
_OLD_NAMES = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
"""The autoencoder's attention in files from before 2023, and now."""


@dataclass(frozen=True)
class StableLayout:
    """Sizes of the networks; the defaults are those of the published files.

    Attributes:
        channels: of the U-Net's four levels.
        heads: of its attention.
        context: channels of the text, whose weights are in the file though no text is read.
        groups: of all group norms.
        codec: channels of the autoencoder's four levels.
    """

    channels: tuple[int, int, int, int] = (320, 640, 1280, 1280)
    heads: int = 8
    context: int = 768
    groups: int = 32
    codec: tuple[int, int, int, int] = (128, 256, 512, 512)

    def unet(self, inputs: int) -> nn.Module:
        """A U-Net that takes ``inputs`` channels and tells the noise."""
        net: nn.Module = UNet2DConditionModel(
            sample_size=64, in_channels=inputs, out_channels=_LATENTS, layers_per_block=2,
            block_out_channels=self.channels, attention_head_dim=self.heads,
            cross_attention_dim=self.context, norm_num_groups=self.groups,
        )  # fmt: skip
        return net

    def autoencoder(self) -> nn.Module:
        """The autoencoder between pixels and latents."""
        net: nn.Module = AutoencoderKL(
            in_channels=3, out_channels=3, latent_channels=_LATENTS, layers_per_block=2,
            down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=self.codec, norm_num_groups=self.groups, sample_size=512,
            scaling_factor=SCALING,
        )  # fmt: skip
        return net


def read_state(path: Path) -> State:
    """The tensors of a file; of a pickle nothing but tensors is ever let in.

    Raises:
        EngineUnavailableError: it is no file of weights.
    """
    try:
        if path.suffix == ".safetensors":
            state: State = load_file(path)
            return state
        raw = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except (SafetensorError, OSError, ValueError, RuntimeError, EOFError, KeyError) as error:
        raise _no_weights(path, error) from error
    except Exception as error:
        if type(error).__name__ != "UnpicklingError":
            raise
        raise _no_weights(path, error) from error
    if not isinstance(raw, dict) or not all(isinstance(value, Tensor) for value in raw.values()):
        raise _no_weights(path, ValueError("it holds other things than tensors"))
    return raw


def load_strictly(net: nn.Module, state: State, path: Path, what: str) -> None:
    """Put tensors into a network that was built on the meta device: every key, every shape.

    Args:
        net: takes the tensors as they are, without a copy.
        state: by the network's names.
        path: that the sentence names.
        what: should be in it.

    Raises:
        EngineUnavailableError: a key is missing or unknown, or a shape differs.
    """
    try:
        net.load_state_dict(dict(state), strict=True, assign=True)
    except RuntimeError as error:
        lines = [line.strip() for line in str(error).splitlines()[1:]] or [str(error)]
        raise EngineUnavailableError(
            f"{path} does not hold {what} ({lines[0][:200]}); fetch it again."
        ) from error


def modern_names(state: State) -> State:
    """An autoencoder's state with the names that its attention has today."""
    return {_renamed(name): tensor for name, tensor in state.items()}


def encode(codec: Any, picture: Tensor, generator: torch.Generator) -> Tensor:
    """A picture's latents, drawn from their distribution."""
    found: Tensor = codec.encode(picture).latent_dist.sample(generator=generator)
    return found * SCALING


def decode(codec: Any, latents: Tensor) -> Tensor:
    """The picture of latents, in [-1, 1]."""
    found: Tensor = codec.decode(latents / SCALING).sample
    return found.clamp(-1, 1)


def _renamed(name: str) -> str:
    parts = name.split(".")
    if "attentions" not in parts:
        return name
    return ".".join(_OLD_NAMES.get(part, part) for part in parts)


def _no_weights(path: Path, error: Exception) -> EngineUnavailableError:
    reason = str(error).partition("\n")[0][:200]
    return EngineUnavailableError(f"{path} is no file of weights ({reason}); fetch it again.")
