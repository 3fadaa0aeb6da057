"""Orders the sizes of a scale, fills its holes and smooths what does not rise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from modiste.errors import InputError
from modiste.fit.chart import Array, Scale
from modiste.fit.zones import LENGTHS, Zone

_Cells = Mapping[Zone, tuple[float, float]]


def complete(
    names: Sequence[str], rows: Sequence[_Cells], ranks: Sequence[float] | None,
    warnings: list[str], chart: str,
) -> Scale:  # fmt: skip
    """Make a scale of rows.

    Args:
        names: one per row; rows of one name are averaged.
        rows: low and high in cm, by zone.
        ranks: what the rows are ordered by; None keeps their order, or turns it round when the
            girths fall.
        warnings: gets a sentence about everything that was done.
        chart: for messages.

    Raises:
        InputError: when a column falls where the others rise.
    """
    keys = list(dict.fromkeys(names))
    if ranks is not None:
        keys.sort(key=dict(zip(names, ranks, strict=True)).__getitem__)
    zones = [zone for zone in Zone if any(zone in cells for cells in rows)]
    ends = {zone: _gather(keys, names, rows, zone) for zone in zones}
    if ranks is None and _falls(ends):
        keys, ends = keys[::-1], {zone: both[:, ::-1] for zone, both in ends.items()}
    filled = {(key, zone) for zone, both in ends.items()
              for key, value in zip(keys, both[0], strict=True) if np.isnan(value)}  # fmt: skip
    kept = [zone for zone in zones if _enough(ends[zone], zone, keys, warnings)]
    whole = {zone: _rising(_filled(ends[zone]), zone, keys, warnings, chart) for zone in kept}
    filled = {(key, zone) for key, zone in filled if zone in whole}
    _tell_filled(filled, keys, warnings)
    return Scale(tuple(keys), {z: b[0] for z, b in whole.items()},
                 {z: b[1] for z, b in whole.items()}, frozenset(filled))  # fmt: skip


def _gather(keys: Sequence[str], names: Sequence[str], rows: Sequence[_Cells], zone: Zone) -> Array:
    """Low and high by key, float64 (2, k); NaN where the chart has a hole."""
    out = np.full((2, len(keys)), np.nan)
    for i, key in enumerate(keys):
        cells = [row[zone] for name, row in zip(names, rows, strict=True)
                 if name == key and zone in row]  # fmt: skip
        if cells:
            out[:, i] = np.mean(cells, axis=0)
    return out


def _falls(ends: Mapping[Zone, Array]) -> bool:
    """Whether the sizes are listed from large to small."""
    steps = [np.diff(both[0][~np.isnan(both[0])]) for zone, both in ends.items()
             if zone not in LENGTHS]  # fmt: skip
    signs = np.sign(np.concatenate([np.zeros(1), *steps]))
    return bool(signs.sum() < 0)


def _enough(both: Array, zone: Zone, keys: Sequence[str], warnings: list[str]) -> bool:
    known = int((~np.isnan(both[0])).sum())
    if known >= min(2, len(keys)):
        return True
    warnings.append(f"The column {zone} has one number only and was left out: give two or more.")
    return False


def _filled(both: Array) -> Array:
    """Holes interpolated between sizes, and continued by the mean step beyond the ends."""
    at = np.arange(both.shape[1], dtype=np.float64)
    known = ~np.isnan(both[0])
    first, last = at[known][0], at[known][-1]
    out = np.empty_like(both)
    for i, row in enumerate(both):
        values = row[known]
        step = (values[-1] - values[0]) / max(last - first, 1.0)
        beyond = np.minimum(at - first, 0) + np.maximum(at - last, 0)
        out[i] = np.interp(at, at[known], values) + step * beyond
    return out


def _rising(both: Array, zone: Zone, keys: Sequence[str], warnings: list[str], chart: str) -> Array:
    """The nearest values that never fall; what fell is told."""
    falls = np.flatnonzero((np.diff(both, axis=1) < -1e-9).any(axis=0))
    if not len(falls):
        return both
    size, before = keys[falls[0] + 1], keys[falls[0]]
    if 2 * len(falls) > len(keys) - 1 and zone not in LENGTHS:
        raise InputError(
            f"{chart}, size {size}, column {zone}: smaller than in size {before}, and so are most "
            "of this column; check the order of the sizes and the numbers."
        )
    warnings.append(
        f"Size {size} has a smaller {zone} than {before}: check the chart; sizes that fall were "
        "levelled out."
    )
    return np.stack([_pooled(row) for row in both])


def _pooled(values: Array) -> Array:
    """Isotonic regression by pooling adjacent violators (Barlow et al. 1972)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        blocks.append((float(value), 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (b, m), (a, n) = blocks.pop(), blocks.pop()
            blocks.append(((a * n + b * m) / (n + m), n + m))
    return np.concatenate([np.full(n, mean) for mean, n in blocks])


def _tell_filled(filled: set[tuple[str, Zone]], keys: Sequence[str], warnings: list[str]) -> None:
    for zone in Zone:
        open_ = [key for key in keys if (key, zone) in filled]
        if open_:
            warnings.append(
                f"The chart does not tell the {zone.replace('_', ' ')} of {', '.join(open_)}: "
                "interpolated from its other sizes."
            )
