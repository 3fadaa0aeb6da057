"""Quantised storage of large real matrices: one step per row, two byte planes.

A row ``x`` is stored as integers ``q = round(x / step)``, zigzag-coded so that small magnitudes of
either sign have a zero high byte; low and high bytes lie in planes of their own, which the deflate
of ``numpy.savez_compressed`` then shrinks well. The error is at most ``step / 2`` per value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_LIMIT = 32767


def pack(name: str, rows: NDArray[Any], step: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Quantise ``rows`` for an npz.

    Args:
        name: prefix of the arrays in the file.
        rows: real (R, N).
        step: positive (R,), the quantum of each row.

    Raises:
        ValueError: when a value does not fit into 16 bits at its row's step.
    """
    steps = np.asarray(step, np.float32)
    quanta = np.rint(rows / steps[:, None].astype(np.float64))
    if np.abs(quanta).max(initial=0) > _LIMIT:
        raise ValueError(f"A value of {name!r} needs more than 16 bits: take a larger step.")
    whole = quanta.astype(np.int32)
    zigzag = ((whole << 1) ^ (whole >> 31)).astype(np.uint16)
    return {
        f"{name}_step": steps,
        f"{name}_low": (zigzag & 255).astype(np.uint8),
        f"{name}_high": (zigzag >> 8).astype(np.uint8),
    }


def unpack(name: str, file: Mapping[str, NDArray[Any]]) -> Floats:
    """The float32 (R, N) rows that :func:`pack` stored under ``name``.

    Raises:
        KeyError: when the file has no such arrays.
    """
    zigzag = file[f"{name}_low"].astype(np.int32) | (file[f"{name}_high"].astype(np.int32) << 8)
    whole = (zigzag >> 1) ^ -(zigzag & 1)
    rows: Floats = whole.astype(np.float32) * file[f"{name}_step"][:, None]
    return rows
