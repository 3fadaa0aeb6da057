"""What arrays are called; :mod:`modiste.types` tells their shapes and ranges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.float32]
Labels = NDArray[np.uint8]
Points = NDArray[np.float32]
