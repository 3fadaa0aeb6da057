"""Write the outlines that the web page draws a fit on, from the parametric body.

    .venv/bin/python scripts/draw_body_outline.py > src/modiste/service/web/js/fit/outline.js

The unit is a centimetre; x counts from the body's middle, y down from the top of the head.
"""

from __future__ import annotations

import json

import cv2
import numpy as np

from modiste.body.measure import Tape
from modiste.body.people import Person, build
from modiste.body.template import Body, Shape

PIXELS = 400
"""Per metre."""
PEOPLE = {
    "female": Person(True, 168, 61, 30, {"african": 2, "asian": 2, "caucasian": 6}, {}),
    "male": Person(False, 178, 76, 30, {"african": 2, "asian": 2, "caucasian": 6}, {}),
}


def silhouette(body: Body, shape: Shape) -> tuple[np.ndarray, float]:
    """The longest contour of the body from the front, (N, 2) cm, and the body's height in cm."""
    skin = body.faces[body.parts == body.part_names.index("body")]
    used = shape.vertices[np.unique(skin)]
    top, half = float(used[:, 1].max()), float(np.abs(used[:, 0]).max()) + 0.02
    spots = np.stack([shape.vertices[:, 0] + half, top + 0.02 - shape.vertices[:, 1]], axis=1)
    size = (round((top + 0.06) * PIXELS), round(2 * half * PIXELS))
    canvas = np.zeros(size, np.uint8)
    for face in np.round(spots[skin] * PIXELS).astype(np.int32):
        cv2.fillConvexPoly(canvas, face, 255)
    canvas = cv2.GaussianBlur(canvas, (0, 0), 2.5)
    found, _ = cv2.findContours((canvas > 127).astype(np.uint8), cv2.RETR_EXTERNAL,
                                cv2.CHAIN_APPROX_NONE)  # fmt: skip
    line = cv2.approxPolyDP(max(found, key=len), 0.9, True)[:, 0].astype(float) / PIXELS
    return 100 * (line - [half, 0.02]), 100 * top


def path(points: np.ndarray) -> str:
    """A closed SVG path through the middles of the edges, with the corners as controls."""
    after = np.roll(points, -1, axis=0)
    middle = (points + after) / 2
    parts = [f"M{middle[-1][0]:.1f} {middle[-1][1]:.1f}"]
    parts += [f"Q{p[0]:.1f} {p[1]:.1f} {m[0]:.1f} {m[1]:.1f}"
              for p, m in zip(points, middle, strict=True)]  # fmt: skip
    return "".join([*parts, "Z"])


def outline(body: Body, tape: Tape, person: Person) -> dict[str, object]:
    """Path, height, and for every girth the box of the tape's line, left half, cm."""
    shape = tape.stand(build(body, person))
    points, top = silhouette(body, shape)
    zones = {}
    for measure, line in tape.lines(shape).items():
        x, y = 100 * line[:, 0], top - 100 * line[:, 1]
        zones[measure.value] = [round(float(v), 1) for v in (x.min(), x.max(), y.min(), y.max())]
    return {"path": path(points), "height": round(top, 1), "zones": zones}


def main() -> None:
    """Print the module."""
    body = Body.open()
    tape = Tape(body)
    print("// Written by scripts/draw_body_outline.py: centimetres, y down from the crown.")
    for name, person in PEOPLE.items():
        text = json.dumps(outline(body, tape, person), separators=(",", ":"))
        print(f"export const {name} = {text};")


if __name__ == "__main__":
    main()
