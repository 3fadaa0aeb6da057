"""Whether words on a shirt can still be read after an engine drew it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from modiste.body.poses import PoseName
from modiste.evaluation.warp import Case, cases, print_score
from modiste.types import Category, GarmentView, Image, PersonView

Dress = Callable[[PersonView, GarmentView], Image]
"""What puts a garment on a drawn person and returns the whole picture."""


def printed_cases(people: int = 3, seed: int = 0) -> list[Case]:
    """Drawn people in shirts with a word on the chest, whose place is known exactly.

    Args:
        people: 1 to 3.
        seed: of the garments.
    """
    names = ("mara", "rosa", "tom")[:people]
    poses = (PoseName.STANDING, PoseName.WALKING)
    found = cases(Category.TOP, people=names, poses=poses, per_pose=4, seed=seed)
    return [case for case in found if case.flat.print_box is not None]


def legible(case: Case, dress: Dress) -> float:
    """Correlation of the drawn word with the true one in [-1, 1]; NaN when it is hidden."""
    image = dress(case.model.view, case.flat.view())
    shown = np.asarray((case.truth.mask > 0.5) & case.free, np.bool_)
    return print_score(case, image, shown)
