"""A file with the names of EfficientNet-lite0's checkpoint and random weights."""

from __future__ import annotations

from pathlib import Path

import torch

from modiste.training.common.encoder import Block, SameConv
from modiste.training.garment.embedder import Embedder


def write_checkpoint(path: Path) -> Path:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        net = Embedder()
    state: dict[str, torch.Tensor] = {}

    def add(layer: torch.nn.Module, conv: str, norm: str) -> None:
        assert isinstance(layer, SameConv)
        weight = layer.conv.weight.detach().clone()
        # He's variance, so that the signal does not fade on its way through sixteen blocks.
        state[f"{conv}.weight"] = weight * (2.0 / (weight[0].numel() * weight.var())) ** 0.5
        for key, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            state[f"{norm}.{key}"] = torch.full((layer.conv.out_channels,), float(value))

    stem, blocks = net.encoder.layers()
    add(stem, "_conv_stem", "_bn0")
    add(net.head, "_conv_head", "_bn1")
    for i, block in enumerate(blocks):
        assert isinstance(block, Block)
        add(block.depth, f"_blocks.{i}._depthwise_conv", f"_blocks.{i}._bn1")
        add(block.project, f"_blocks.{i}._project_conv", f"_blocks.{i}._bn2")
        if isinstance(block.expand, SameConv):
            add(block.expand, f"_blocks.{i}._expand_conv", f"_blocks.{i}._bn0")
    torch.save(state, path)
    return path
