"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the training data, which only a development checkout has beside it."""
    if not SHARED.is_dir():
        pytest.skip("the training data folder ../shared/data is not beside this checkout")
    return SHARED
