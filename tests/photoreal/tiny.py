"""Tiny networks of the published layouts, and a machine that has room for them."""

from __future__ import annotations

import torch

from modiste.photoreal.memory import Machine
from modiste.photoreal.stable import StableLayout
from modiste.types import Quality

HERE = Machine(torch.device("cpu"), torch.float32, 2**40)
TINY = StableLayout(channels=(4, 8, 8, 8), heads=2, context=6, groups=2, codec=(4, 4, 8, 8))
SIZES = dict.fromkeys(Quality, (64, 64))
STEPS = dict.fromkeys(Quality, 1)
