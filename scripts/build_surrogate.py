"""Regress the formula that tells how the tape's measures answer to the template's knobs.

python scripts/build_surrogate.py src/modiste/weights/body_surrogate.npz
"""

from __future__ import annotations

import sys
from pathlib import Path

from modiste.body.fitting.surrogate import Surrogate
from modiste.body.measure import Tape
from modiste.body.template import Body

COUNT, SEED = 500, 0

if __name__ == "__main__":
    Surrogate.build(Tape(Body.open()), COUNT, SEED).write(Path(sys.argv[1]))
