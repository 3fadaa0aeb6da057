"""From photos to a body: what a silhouette tells, given the user's height as the scale.

    front = read_figure(matte, pose, View.FRONT, "front.jpg", labels)
    side = read_figure(matte, pose, View.SIDE, "side.jpg", labels)
    body = Eye.open().posterior(prior, Sex.FEMALE, [told(Sex.FEMALE, Measure.HEIGHT, 165)],
                                [front, side], Clothes.NORMAL)

Widths, depths and heights are read as parts of the figure's height. How a camera sees a body with
given measures, through clothes, from an unknown distance and height, was learned on rendered people
(``scripts/calibrate_photos.py``); to read a photo is then one conditioning step.
"""

from modiste.body.silhouette.check import check_pose
from modiste.body.silhouette.eye import Eye, scale_of
from modiste.body.silhouette.figure import Clothes, View
from modiste.body.silhouette.read import Figure, Reading, read_figure

__all__ = ["Clothes", "Eye", "Figure", "Reading", "View", "check_pose", "read_figure", "scale_of"]
