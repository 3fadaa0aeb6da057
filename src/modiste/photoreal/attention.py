"""What try-on networks do to the attention of a Stable Diffusion U-Net.

A U-Net of diffusers asks an object per attention layer to attend. Text is never read here: layers
that would read it hand on what they are given. Layers that attend to the picture itself can keep
what they were given (the network that looks at the garment), or look at what another network kept
as well (the one that draws the person; Leffa, Zhou et al. 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

Attend = Callable[..., Tensor]
Shelf = dict[str, Tensor]
"""What layers kept, by the layer's name: (B, N, C)."""

SELF, TEXT = "attn1", "attn2"


def self_attention(unet: Any) -> Iterator[tuple[str, Any]]:
    """The layers that attend to the picture itself, in the order in which they are defined."""
    for name, module in unet.named_modules():
        if name.rpartition(".")[2] == SELF:
            yield name, module


def without_text(unet: Any) -> None:
    """No layer of the U-Net reads text any more."""
    for name, module in unet.named_modules():
        if name.rpartition(".")[2] == TEXT:
            module.set_processor(_hand_on)


def keeping(unet: Any, shelf: Shelf) -> None:
    """Each layer puts what it is given onto the shelf, and attends as before."""
    for name, module in self_attention(unet):
        module.set_processor(_Keeper(name, shelf))


def looking(unet: Any, shelf: Shelf) -> None:
    """Each layer looks at its own tokens and at those on the shelf."""
    for name, module in self_attention(unet):
        module.set_processor(_Looker(name, shelf))


def _hand_on(_attn: Any, hidden_states: Tensor, *_: Any, **__: Any) -> Tensor:
    return hidden_states


class _Keeper:
    def __init__(self, name: str, shelf: Shelf) -> None:
        self._name, self._shelf = name, shelf

    def __call__(self, attn: Any, hidden_states: Tensor, *_: Any, **__: Any) -> Tensor:
        self._shelf[self._name] = hidden_states
        return attend(attn, hidden_states, hidden_states)


class _Looker:
    def __init__(self, name: str, shelf: Shelf) -> None:
        self._name, self._shelf = name, shelf

    def __call__(self, attn: Any, hidden_states: Tensor, *_: Any, **__: Any) -> Tensor:
        both = torch.cat([hidden_states, self._shelf[self._name]], dim=1)
        return attend(attn, hidden_states, both)


def attend(attn: Any, asking: Tensor, asked: Tensor) -> Tensor:
    """Attention of an attention layer of diffusers (Vaswani et al. 2017).

    Args:
        attn: has the four projections.
        asking: (B, N, C) tokens that want to know.
        asked: (B, M, C) tokens that tell.

    Returns:
        (B, N, C).
    """
    wanted = _heads(attn.to_q(asking), attn.heads)
    keys, values = (_heads(part(asked), attn.heads) for part in (attn.to_k, attn.to_v))
    told = scaled_dot_product_attention(wanted, keys, values)
    joined: Tensor = attn.to_out[0](told.transpose(1, 2).flatten(2))
    return joined


def _heads(tokens: Tensor, heads: int) -> Tensor:
    batch, count, _ = tokens.shape
    return tokens.reshape(batch, count, heads, -1).transpose(1, 2)
