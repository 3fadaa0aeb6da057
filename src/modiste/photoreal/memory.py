"""What there is to compute on, and whether a network fits in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from modiste.errors import EngineUnavailableError

_ROOM = 1.35
"""Memory in weights: what activations add."""


@dataclass(frozen=True)
class Machine:
    """Where a network runs.

    Attributes:
        device: of torch.
        dtype: of weights and pictures.
        free: bytes there.
    """

    device: torch.device
    dtype: torch.dtype
    free: int


def machine() -> Machine:
    """The best there is: a CUDA GPU, Apple's, or the processor."""
    if torch.cuda.is_available():
        free, _ = torch.cuda.mem_get_info()
        exact = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return Machine(torch.device("cuda"), exact, free)
    if torch.backends.mps.is_available():
        return Machine(torch.device("mps"), torch.float32, _free_memory())
    return Machine(torch.device("cpu"), torch.float32, _free_memory())


def check_room(parameters: int, there: Machine, engine: str) -> int:
    """Bytes that a network needs there.

    Raises:
        EngineUnavailableError: there is not so much.
    """
    needed = round(parameters * torch.finfo(there.dtype).bits / 8 * _ROOM)
    if needed > there.free:
        raise EngineUnavailableError(
            f"Engine '{engine}' needs about {needed / 1e9:.1f} GB of memory on "
            f"{there.device.type}, and {there.free / 1e9:.1f} GB are free; close other programs or "
            "use --engine light."
        )
    return needed


def _free_memory() -> int:
    """Bytes that the system can give; without limit where it does not tell."""
    table = Path("/proc/meminfo")
    if not table.exists():
        return 2**62
    lines = (line.split() for line in table.read_text("utf-8").splitlines())
    return next((1024 * int(line[1]) for line in lines if line[0] == "MemAvailable:"), 2**62)
