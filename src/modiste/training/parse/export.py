"""From averaged weights to the ONNX file that ships."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from torch.export import Dim

from modiste.perception.parse_input import CHANNELS, STRIDE
from modiste.training.common.encoder import Encoder
from modiste.training.common.onnx import export_onnx
from modiste.training.common.runs import load_checkpoint
from modiste.training.parse.network import ParserNetwork

PRIOR = 0.5
"""How much of the loss's class weights is taken back; see :func:`load_network`."""
_STEP = 32


def load_network(weights: Path, class_weights: Tensor | None = None) -> ParserNetwork:
    """The averaged network, ready to be used.

    The loss's class weights make rare classes learn faster but also win too often. So the scores
    of class c are lowered by ``PRIOR * log(class_weights[c])`` (logit adjustment; Menon et al.,
    "Long-tail learning via logit adjustment", 2021).

    Args:
        weights: what :func:`modiste.training.parse.train.train` returned.
        class_weights: of the loss, (classes,); None leaves the scores as they are.

    Raises:
        InputError: when the weights cannot be read.
    """
    net = ParserNetwork(Encoder()).eval()
    net.load_state_dict(load_checkpoint(weights))
    if class_weights is not None and net.out.bias is not None:
        net.out.bias.data -= PRIOR * class_weights.log()
    return net


def export(net: ParserNetwork, out: Path) -> None:
    """Write the person network as ONNX, weights in 16 bits, for canvases of any size."""
    height, width = Dim("rows", min=2, max=64), Dim("columns", min=2, max=64)
    maps = _STEP // STRIDE
    export_onnx(
        net,
        out,
        (torch.zeros(1, 3, 320, 256), torch.zeros(1, CHANNELS, 320 // STRIDE, 256 // STRIDE)),
        ["image", "maps"],
        ["scores"],
        {
            "image": {2: _STEP * height, 3: _STEP * width},
            "pose": {2: maps * height, 3: maps * width},
        },
    )
