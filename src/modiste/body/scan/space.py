"""What a scan may change of the template: a vector of numbers with a prior, and its derivatives."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.body.arrays import Floats
from modiste.body.people import STOUT
from modiste.body.template import Body, Shape
from modiste.types import Sex

TRAITS: Mapping[str, tuple[float, float]] = {
    "age": (0.15, 0.25), "muscle": (0.5, 0.25), "weight": (0.6, 0.35), "height": (0.35, 0.3),
    "proportions": (0.35, 0.25), "cupsize": (0.45, 0.3), "firmness": (0.55, 0.25),
    "african": (0.33, 0.2), "asian": (0.33, 0.2),
}  # fmt: skip
"""Phenotypes that are fitted, with mean and standard deviation of the prior."""

FIXED: Mapping[str, float] = {"caucasian": 0.33}

SLIDER_SD = 0.35
STOUT_SD = 0.6
SLIDER_LIMIT = 1.6

LEFT_OUT = (
    "cheek", "chin", "eye", "mouth", "nose", "smile", "squint", "blink", "finger", "hand",
    "head-age", "foot-scale-horiz", "foot-scale-vert", "foot-scale-depth",
    "arm-scale-vert", "leg-scale-vert", "neck-double", "measure-lowerleg-height",
    "measure-upperleg-height", "measure-frontchest", "breast-point",
)  # fmt: skip
"""Sliders that no tape can tell, or that others stand in for, by a part of their names."""

_STEP = 0.04


class ShapeSpace:
    """The fitted parameters of the rest pose: gender, :data:`TRAITS`, stoutness, then sliders.

    Args:
        body: the template.
        sex: whose template; only a narrow part of the gender phenotype is free.

    Attributes:
        mean, sd, low, high: float64 (P,), prior and bounds.
    """

    def __init__(self, body: Body, sex: Sex) -> None:
        self.body = body
        self.sliders = [s for s in body.sliders if not any(word in s for word in LEFT_OUT)]
        gender = 1.0 if sex is Sex.FEMALE else 0.0
        self._traits = ["gender", *TRAITS]
        means = [abs(gender - 0.05), *(m for m, _ in TRAITS.values())]
        spreads = [0.08, *(s for _, s in TRAITS.values())]
        count = len(self.sliders)
        self.mean = np.array([*means, 0.0, *np.zeros(count)])
        self.sd = np.array([*spreads, STOUT_SD, *np.full(count, SLIDER_SD)])
        ends = np.full(count, SLIDER_LIMIT)
        self.low = np.array([max(0.0, gender - 0.3), *np.zeros(len(TRAITS)), 0.0, *-ends])
        self.high = np.array([min(1.0, gender + 0.3), *np.ones(len(TRAITS)), 1.6, *ends])
        self._first = len(self._traits) + 1
        self._stout = np.array([STOUT.get(name, 0.0) for name in self.sliders])
        self._neutral = self._flat(body.shape({}))
        self._up = self._moves(1.0)
        self._down = self._moves(-1.0)

    def __len__(self) -> int:
        return len(self.mean)

    def _flat(self, shape: Shape) -> Floats:
        return np.concatenate([shape.vertices, shape.joints]).ravel()

    def _moves(self, value: float) -> Floats:
        """Per slider what it adds to vertices and joints at ``value``, float32 (K, 3 (V + J))."""
        rows = [self._flat(self.body.shape({}, {s: value})) - self._neutral for s in self.sliders]
        return np.stack(rows)

    def _values(self, parameters: Floats) -> Floats:
        """The sliders' values: their own, and their share of stoutness."""
        values: Floats = parameters[self._first :] + parameters[self._first - 1] * self._stout
        return values

    def _base(self, parameters: Floats) -> Floats:
        named = dict(zip(self._traits, parameters.tolist(), strict=False))
        return self._flat(self.body.shape({**named, **FIXED}))

    def rest(self, parameters: Floats) -> Shape:
        """The person in the rest pose. ``parameters`` is float64 (P,)."""
        values = self._values(parameters).astype(np.float32)
        flat = self._base(parameters)
        flat = flat + np.maximum(values, 0) @ self._up + np.maximum(-values, 0) @ self._down
        points = flat.reshape(-1, 3)
        return Shape(points[: len(self.body.skin)], points[len(self.body.skin) :])

    def derivative(self, parameters: Floats) -> Floats:
        """How each parameter moves vertices, then joints: float32 (P, V + J, 3)."""
        rows = [self._slope(parameters, k) for k in range(len(self._traits))]
        values = self._values(parameters)
        sliders = np.where(values[:, None] >= 0, self._up, -self._down)
        stout = self._stout.astype(np.float32) @ sliders
        whole: Floats = np.concatenate([np.stack([*rows, stout]), sliders])
        return whole.reshape(len(self), -1, 3)

    def _slope(self, parameters: Floats, k: int) -> Floats:
        """Central difference of one phenotype, one-sided at the ends of its range."""
        up, down = parameters.copy(), parameters.copy()
        up[k] = min(up[k] + _STEP, 1.0)
        down[k] = max(down[k] - _STEP, 0.0)
        difference = self._base(up) - self._base(down)
        return difference / np.float32(up[k] - down[k])

    def of_stature(self, metres: float) -> Floats:
        """The prior's mean with the height phenotype set so that the person is that tall."""
        parameters = self.mean.copy()
        at = self._traits.index("height")
        for _ in range(3):
            gap = metres - self.body.stature(self.rest(parameters))
            parameters[at] = np.clip(parameters[at] + gap / 1.09, 0.0, 1.0)
        return parameters
