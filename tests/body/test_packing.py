from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from modiste.body.packing import pack, pack_sparse, unpack, unpack_sparse

ROWS = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 30)),
              elements=st.floats(-3, 3))  # fmt: skip


@given(ROWS, st.floats(1e-4, 1e-2))
def test_a_row_comes_back_within_half_a_step(rows: np.ndarray, step: float) -> None:
    back = unpack("x", pack("x", rows, np.full(len(rows), step)))
    assert back.dtype == np.float32
    assert np.abs(back - rows).max() <= step * 0.5 + 1e-5


@given(ROWS)
def test_sparse_rows_add_what_dense_rows_hold(rows: np.ndarray) -> None:
    rows = np.where(np.abs(rows) < 1.5, 0, rows)
    sparse = unpack_sparse("x", pack_sparse("x", rows, 1e-3))
    for i, row in enumerate(rows):
        total = np.zeros(rows.shape[1], np.float32)
        sparse.add(i, 2.0, total)
        assert np.allclose(total, 2 * row, atol=2e-3)


def test_packed_rows_survive_a_file() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, **pack("x", np.array([[0.5, -0.25, 1e-3]]), np.array([1e-4])))
    file.seek(0)
    with np.load(file) as stored:
        assert np.allclose(unpack("x", stored), [[0.5, -0.25, 1e-3]], atol=1e-4)


def test_a_step_too_small_for_sixteen_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bits"):
        pack("x", np.array([[1.0]]), np.array([1e-6]))


def test_too_many_sparse_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="65536"):
        pack_sparse("x", np.zeros((1, 70000)), 1e-3)
