"""From averaged weights to the ONNX file that ships."""

from __future__ import annotations

from pathlib import Path

import torch

from modiste.perception.parse_input import CHANNELS, STRIDE
from modiste.training.common.encoder import Encoder
from modiste.training.common.runs import load_checkpoint
from modiste.training.garment.embedder import export as write_onnx
from modiste.training.parse.network import ParserNetwork


def export(weights: Path, out: Path, size: tuple[int, int]) -> None:
    """Write the person network as ONNX, weights in 16 bits, for canvases of one size.

    Args:
        weights: what :func:`modiste.training.parse.train.train` returned.
        out: the file to write.
        size: height and width of the canvas, multiples of 32.

    Raises:
        InputError: when the weights cannot be read.
    """
    net = ParserNetwork(Encoder()).eval()
    net.load_state_dict(load_checkpoint(weights))
    maps = torch.zeros(1, CHANNELS, size[0] // STRIDE, size[1] // STRIDE)
    write_onnx(net, out, (torch.zeros(1, 3, *size), maps), ["image", "maps"], ["scores"])
