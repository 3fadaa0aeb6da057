"""Quantised storage of large real matrices: one step per row, two byte planes.

A row ``x`` is stored as integers ``q = round(x / step)``, zigzag-coded so that small magnitudes of
either sign have a zero high byte; low and high bytes lie in planes of their own, which the deflate
of ``numpy.savez_compressed`` then shrinks well. The error is at most ``step / 2`` per value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.body.arrays import Floats

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
    zigzag = file[f"{name}_high"].astype(np.uint16)
    zigzag <<= 8
    zigzag |= file[f"{name}_low"]
    whole = (zigzag >> 1).view(np.int16)
    whole ^= -(zigzag & 1).view(np.int16)
    rows: Floats = whole * file[f"{name}_step"][:, None]
    return rows


@dataclass(frozen=True)
class SparseRows:
    """Rows that are zero nearly everywhere.

    Attributes:
        starts: int64 (R + 1,), where each row begins in the other two.
        columns: intp, the places of the values.
        values: float32.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.intp]
    values: Floats

    def add(self, row: int, factor: float, total: Floats) -> None:
        """Add ``factor`` times a row to ``total``, float32 (N,), in place."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        total[self.columns[part]] += np.float32(factor) * self.values[part]


def pack_sparse(name: str, rows: NDArray[Any], step: float) -> dict[str, NDArray[Any]]:
    """Quantise rows (R, N), N at most 65536, keeping only what is not zero at ``step``.

    Raises:
        ValueError: when a value does not fit into 16 bits or there are too many columns.
    """
    if rows.shape[1] > 1 << 16:
        raise ValueError(f"{name!r} has more than 65536 columns.")
    owner, columns = np.nonzero(np.rint(rows / np.float32(step)))
    starts = np.searchsorted(owner, np.arange(len(rows) + 1))
    packed = pack(name, rows[owner, columns][None], np.array([step]))
    return {f"{name}_starts": starts, f"{name}_columns": columns.astype(np.uint16), **packed}


def unpack_sparse(name: str, file: Mapping[str, NDArray[Any]]) -> SparseRows:
    """What :func:`pack_sparse` stored under ``name``. Raises KeyError when there is nothing."""
    values = unpack(name, file)[0]
    return SparseRows(file[f"{name}_starts"], file[f"{name}_columns"].astype(np.intp), values)
