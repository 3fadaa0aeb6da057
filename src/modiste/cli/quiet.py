"""Silence for libraries that write to standard error from native code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


@contextmanager
def quiet_natives() -> Iterator[None]:
    """Send file descriptor 2 nowhere inside the block.

    LiteRT announces its CPU delegate on every start and offers no switch for it. Errors come back
    as exceptions, so nothing is lost. For the command line alone: the descriptor is the process's.
    """
    sys.stderr.flush()
    saved, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(saved, _STDERR)
        os.close(saved)
        os.close(nowhere)
