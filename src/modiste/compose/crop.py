"""Working in the part of the picture that changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from modiste.types import PersonView, Scene, Warped

Box = tuple[slice, slice]


def bounding_box(region: NDArray[np.bool_], room: int) -> Box:
    """Rows and columns around a region that is not empty, with ``room`` more."""
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    return (
        slice(max(0, int(rows[0]) - room), int(rows[-1]) + room + 1),
        slice(max(0, int(columns[0]) - room), int(columns[-1]) + room + 1),
    )


def cropped(scene: Scene, box: Box) -> Scene:
    """The scene inside ``box``; the garment is as it was."""
    person = scene.person
    moved = person.pose.moved(-box[1].start, -box[0].start)
    view = PersonView(person.image[box], moved, person.matte[box], person.parse[box])
    return replace(scene, person=view, editable=scene.editable[box])


def cropped_warp(warped: Warped, box: Box) -> Warped:
    """The warped garment inside ``box``; guides stay in the whole picture's pixels."""
    return replace(
        warped, image=warped.image[box], alpha=warped.alpha[box], parts=warped.parts[box]
    )
