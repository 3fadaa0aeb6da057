"""From averaged weights to the ONNX file that ships, checked against torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from modiste.errors import OutputError
from modiste.perception.runtime import OnnxModel
from modiste.synthesis.generator import INPUTS
from modiste.training.common.onnx import export_onnx
from modiste.training.tryon.network import GeneratorNetwork

_SIZES = ((128, 96), (176, 144))
"""Pictures that the file is checked with; the second has not the size it was traced at."""
_ALIKE = 0.05
"""Most that an answer may differ: 16 bits per weight, and flow is in pixels."""


def export_generator(net: nn.Module, path: Path) -> Path:
    """Write the generator as ONNX with weights in 16 bits; any multiple of 16 is a size.

    Raises:
        OutputError: when the file does not answer as the network does.
    """
    net = net.float().eval().cpu().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    rows = torch.export.Dim("rows", min=2, max=64)
    columns = torch.export.Dim("columns", min=2, max=64)
    shapes = {"x": {2: 16 * rows, 3: 16 * columns}}
    path.parent.mkdir(parents=True, exist_ok=True)
    export_onnx(net, path, [_noise(_SIZES[0])], ["planes"], ["coarse", "fine"], shapes)
    model = OnnxModel(path, 1)
    for size in _SIZES:
        x = _noise(size)
        with torch.inference_mode():
            wanted = net(x)
        for found, true in zip(model(x.numpy()), wanted, strict=True):
            away = float(np.abs(found - true.numpy()).max())
            if not away < _ALIKE * max(1.0, float(true.abs().max())):
                raise OutputError(f"{path} answers otherwise than the network, by {away:.3g}.")
    return path


def generator_of(weights: dict[str, Tensor]) -> GeneratorNetwork:
    """The network with given weights, in evaluation mode."""
    net = GeneratorNetwork()
    net.load_state_dict(weights)
    return net.eval()


def _noise(size: tuple[int, int]) -> Tensor:
    values = np.random.default_rng(0).uniform(-1, 1, (1, INPUTS, *size))
    return torch.from_numpy(values.astype(np.float32))
