"""The network of FASHN VTON 1.5, laid out as its published weights are.

A multi-modal diffusion transformer (Esser et al. 2024) in the form of FLUX.1: patches of the
person and of the garment are two streams that attend to each other, then one. It works on pixels,
without an autoencoder. Names of modules are those of the published file; it loads strictly.

Conventions:
    Images: float (B, 3, H, W) in [-1, 1].
    Poses: float (B, 1, H, W) in [-1, 1], -1 where nothing is drawn.
    Tokens: float (B, N, D), row by row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import (
    gelu,
    layer_norm,
    pixel_shuffle,
    scaled_dot_product_attention,
    silu,
)

_TIME_CHANNELS = 256
_TIME_FACTOR = 1000.0
_LONGEST_PERIOD = 10_000.0
_EPS = 1e-6


@dataclass(frozen=True)
class Layout:
    """Sizes of the network; the defaults are those of the published weights.

    Attributes:
        height: of the pictures.
        width: likewise.
        hidden: channels of a token.
        heads: of the attention.
        mixers: blocks on the person's tokens alone.
        doubles: blocks of two streams.
        singles: blocks of one stream.
        ratio: hidden channels of the feed-forward parts, in ``hidden``.
        patch: side of a patch in pixels.
        axes: channels of a head that turn with the picture's number, row and column.
        categories: of garments, without the one that says nothing.
    """

    height: int = 864
    width: int = 576
    hidden: int = 1280
    heads: int = 10
    mixers: int = 4
    doubles: int = 8
    singles: int = 16
    ratio: int = 4
    patch: int = 12
    axes: tuple[int, int, int] = (16, 56, 56)
    categories: int = 3


@dataclass(frozen=True)
class Conditions:
    """What the network is told besides the noisy picture.

    Attributes:
        person: the person's photo (B, 3, H, W).
        person_pose: her skeleton (B, 1, H, W).
        garment: the garment's photo (B, 3, H, W).
        garment_pose: the skeleton of who wears it there, or -1 everywhere (B, 1, H, W).
        category: int64 (B,): 1 tops, 2 bottoms, 3 one-pieces; 0 says nothing.
    """

    person: Tensor
    person_pose: Tensor
    garment: Tensor
    garment_pose: Tensor
    category: Tensor

    def silent(self) -> Conditions:
        """Saying nothing, as a tenth of the examples did in training."""
        return Conditions(*(torch.zeros_like(x) for x in vars(self).values()))


class TryOnTransformer(nn.Module):
    """Predicts the velocity from noise to the picture (rectified flow)."""

    def __init__(self, layout: Layout | None = None) -> None:
        super().__init__()
        self.layout = at = layout or Layout()
        self.t_embedder = _TimeEmbedder(at.hidden)
        self.y_embedder = nn.Embedding(at.categories + 1, at.hidden)
        self.x_embedder = _PatchEmbed(3 + 3 + 1, at)
        self.garment_embedder = _PatchEmbed(3 + 1, at)
        self.x_patch_mixer = nn.ModuleList(_SingleBlock(at) for _ in range(at.mixers))
        self.register_buffer("patch_mixer_token", torch.zeros(1, 1, 3 * at.patch**2))
        self.double_blocks = nn.ModuleList(_DoubleBlock(at) for _ in range(at.doubles))
        self.single_blocks = nn.ModuleList(_SingleBlock(at) for _ in range(at.singles))
        self.final_layer = _LastLayer(at)

    def forward(self, noisy: Tensor, time: Tensor, told: Conditions) -> Tensor:
        """The velocity (B, 3, H, W) at ``time`` (B,), 0 being noise and 1 the picture."""
        person = self.x_embedder(torch.cat([noisy, told.person, told.person_pose], dim=1))
        garment = self.garment_embedder(torch.cat([told.garment, told.garment_pose], dim=1))
        vector = self.t_embedder(time) + self.y_embedder(told.category)
        turns = self._turns(noisy.device)
        both = torch.cat([turns, turns], dim=0)
        for block in self.x_patch_mixer:
            person = block(person, vector, turns)
        for block in self.double_blocks:
            person, garment = block(person, garment, vector, both)
        joined = torch.cat([garment, person], dim=1)
        for block in self.single_blocks:
            joined = block(joined, vector, both)
        return self._unpatched(self.final_layer(joined[:, garment.shape[1] :], vector))

    def _unpatched(self, tokens: Tensor) -> Tensor:
        at = self.layout
        rows, columns = at.height // at.patch, at.width // at.patch
        grid = tokens.transpose(1, 2).reshape(len(tokens), -1, rows, columns)
        return pixel_shuffle(grid, at.patch)

    def _turns(self, device: torch.device) -> Tensor:
        """Rotations by position (Su et al. 2021): (N, D / 2, 2) cosine and sine."""
        at = self.layout
        rows, columns = at.height // at.patch, at.width // at.patch
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        places = torch.stack([torch.zeros_like(y), y, x], dim=-1).reshape(-1, 3).double()
        angles = []
        for axis, channels in enumerate(at.axes):
            rates = _LONGEST_PERIOD ** -(torch.arange(0, channels, 2).double() / channels)
            angles.append(places[:, axis, None] * rates)
        angle = torch.cat(angles, dim=1).float().to(device)
        return torch.stack([angle.cos(), angle.sin()], dim=-1)


class _PatchEmbed(nn.Module):
    def __init__(self, channels: int, at: Layout) -> None:
        super().__init__()
        self.proj = nn.Conv2d(channels, at.hidden, at.patch, stride=at.patch)

    def forward(self, picture: Tensor) -> Tensor:
        tokens: Tensor = self.proj(picture).flatten(2).transpose(1, 2)
        return tokens


class _TimeEmbedder(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.mlp = _Mlp(_TIME_CHANNELS, hidden)

    def forward(self, time: Tensor) -> Tensor:
        half = _TIME_CHANNELS // 2
        steps = torch.arange(half, device=time.device, dtype=torch.float32) / half
        angle = _TIME_FACTOR * time[:, None].float() * torch.exp(-math.log(_LONGEST_PERIOD) * steps)
        waves = torch.cat([angle.cos(), angle.sin()], dim=1).to(time.dtype)
        embedded: Tensor = self.mlp(waves)
        return embedded


class _Mlp(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.in_layer = nn.Linear(channels, hidden)
        self.out_layer = nn.Linear(hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.out_layer(silu(self.in_layer(x)))
        return y


class _Scaled(nn.Module):
    """Root-mean-square norm (Zhang and Sennrich 2019)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        normed = wide * torch.rsqrt(wide.square().mean(dim=-1, keepdim=True) + _EPS)
        return normed.to(x.dtype) * self.scale


class _QueryKeyNorm(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query_norm = _Scaled(channels)
        self.key_norm = _Scaled(channels)


class _Attention(nn.Module):
    """Weights of one stream; the blocks do the work."""

    def __init__(self, at: Layout) -> None:
        super().__init__()
        self.qkv = nn.Linear(at.hidden, 3 * at.hidden)
        self.norm = _QueryKeyNorm(at.hidden // at.heads)
        self.proj = nn.Linear(at.hidden, at.hidden)


class _Modulation(nn.Module):
    def __init__(self, hidden: int, parts: int) -> None:
        super().__init__()
        self._parts = parts
        self.lin = nn.Linear(hidden, parts * hidden)

    def forward(self, vector: Tensor) -> tuple[Tensor, ...]:
        """Shift, scale and gate, once or twice, each (B, 1, D)."""
        return tuple(self.lin(silu(vector))[:, None].chunk(self._parts, dim=-1))


class _DoubleBlock(nn.Module):
    """Two streams with weights of their own and one attention over both."""

    def __init__(self, at: Layout) -> None:
        super().__init__()
        self._heads = at.heads
        for stream in ("img", "txt"):
            self.add_module(f"{stream}_mod", _Modulation(at.hidden, 6))
            self.add_module(f"{stream}_attn", _Attention(at))
            self.add_module(f"{stream}_mlp", _feed_forward(at))

    def forward(
        self, image: Tensor, other: Tensor, vector: Tensor, turns: Tensor
    ) -> tuple[Tensor, Tensor]:
        own = self._begun("txt", other, vector), self._begun("img", image, vector)
        q, k, v = (torch.cat(pair, dim=2) for pair in zip(own[0][0], own[1][0], strict=True))
        mixed = _attend(q, k, v, turns)
        count = other.shape[1]
        other = self._ended("txt", other, mixed[:, :count], own[0][1])
        image = self._ended("img", image, mixed[:, count:], own[1][1])
        return image, other

    def _begun(
        self, stream: str, x: Tensor, vector: Tensor
    ) -> tuple[tuple[Tensor, Tensor, Tensor], tuple[Tensor, ...]]:
        parts = self.get_submodule(f"{stream}_mod")(vector)
        attention = self.get_submodule(f"{stream}_attn")
        qkv = attention.get_submodule("qkv")(_modulated(x, parts[0], parts[1]))
        return _split(qkv, self._heads, attention.get_submodule("norm")), parts

    def _ended(self, stream: str, x: Tensor, mixed: Tensor, parts: tuple[Tensor, ...]) -> Tensor:
        x = x + parts[2] * self.get_submodule(f"{stream}_attn").get_submodule("proj")(mixed)
        fed = self.get_submodule(f"{stream}_mlp")(_modulated(x, parts[3], parts[4]))
        result: Tensor = x + parts[5] * fed
        return result


class _SingleBlock(nn.Module):
    """Attention and feed-forward side by side (Dehghani et al. 2023)."""

    def __init__(self, at: Layout) -> None:
        super().__init__()
        self._heads, self._hidden = at.heads, at.hidden
        inner = at.hidden * at.ratio
        self.linear1 = nn.Linear(at.hidden, 3 * at.hidden + inner)
        self.linear2 = nn.Linear(at.hidden + inner, at.hidden)
        self.norm = _QueryKeyNorm(at.hidden // at.heads)
        self.modulation = _Modulation(at.hidden, 3)

    def forward(self, x: Tensor, vector: Tensor, turns: Tensor) -> Tensor:
        shift, scale, gate = self.modulation(vector)
        both = self.linear1(_modulated(x, shift, scale))
        qkv, inner = both[..., : 3 * self._hidden], both[..., 3 * self._hidden :]
        mixed = _attend(*_split(qkv, self._heads, self.norm), turns)
        out = self.linear2(torch.cat([mixed, gelu(inner, approximate="tanh")], dim=-1))
        result: Tensor = x + gate * out
        return result


class _LastLayer(nn.Module):
    def __init__(self, at: Layout) -> None:
        super().__init__()
        self.linear = nn.Linear(at.hidden, 3 * at.patch**2)
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(at.hidden, 2 * at.hidden))

    def forward(self, x: Tensor, vector: Tensor) -> Tensor:
        shift, scale = self.adaLN_modulation(vector)[:, None].chunk(2, dim=-1)
        y: Tensor = self.linear(_modulated(x, shift, scale))
        return y


def _feed_forward(at: Layout) -> nn.Sequential:
    inner = at.hidden * at.ratio
    return nn.Sequential(
        nn.Linear(at.hidden, inner), nn.GELU(approximate="tanh"), nn.Linear(inner, at.hidden)
    )


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return (1 + scale) * layer_norm(x, x.shape[-1:], eps=_EPS) + shift


def _split(qkv: Tensor, heads: int, norm: nn.Module) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values, each (B, heads, N, D), the first two normed."""
    batch, count, _ = qkv.shape
    q, k, v = qkv.reshape(batch, count, 3, heads, -1).permute(2, 0, 3, 1, 4)
    return norm.get_submodule("query_norm")(q), norm.get_submodule("key_norm")(k), v


def _attend(q: Tensor, k: Tensor, v: Tensor, turns: Tensor) -> Tensor:
    """Attention with turned queries and keys; (B, N, heads * D)."""
    mixed = scaled_dot_product_attention(_turned(q, turns), _turned(k, turns), v)
    return mixed.transpose(1, 2).flatten(2)


def _turned(x: Tensor, turns: Tensor) -> Tensor:
    """Each pair of neighbouring channels turned by its angle."""
    pairs = x.float().reshape(*x.shape[:-1], -1, 2)
    cos, sin = turns.unbind(-1)
    a, b = pairs.unbind(-1)
    turned = torch.stack([cos * a - sin * b, sin * a + cos * b], dim=-1)
    return turned.flatten(-2).to(x.dtype)
