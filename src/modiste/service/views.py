"""What was seen of a person as bytes: arrays without pickles, for the encrypted cache."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from modiste.perception.look import Seen
from modiste.perception.window import Window
from modiste.types import Image, PersonView, Pose


def pack_seen(seen: Seen) -> bytes:
    """All but the photo, which is kept beside it; the matte is kept to 1/65535."""
    window = seen.window
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, points=seen.pose.points, depth=seen.pose.depth, visibility=seen.pose.visibility,
        score=np.float64(seen.pose.score), factor=np.float64(window.factor),
        window=np.array([window.x, window.y, window.width, window.height], np.int64),
        matte=np.round(seen.view.matte * 65535).astype(np.uint16), parse=seen.view.parse,
        warnings=np.array(seen.warnings, np.str_),
    )  # fmt: skip
    return buffer.getvalue()


def unpack_seen(data: bytes, photo: Image) -> Seen:
    """What :func:`pack_seen` wrote, with its photo."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        pose = Pose(arrays["points"], arrays["depth"], arrays["visibility"],
                    float(arrays["score"]))  # fmt: skip
        x, y, width, height = (int(v) for v in arrays["window"])
        window = Window(x, y, width, height, float(arrays["factor"]))
        matte = (arrays["matte"].astype(np.float32) / 65535).astype(np.float32)
        view = PersonView(window.cut(photo), window.pose(pose), matte, arrays["parse"])
        warnings = tuple(str(sentence) for sentence in arrays["warnings"])
    return Seen(photo, pose, window, view, warnings)


def pack_view(view: PersonView) -> bytes:
    """A drawn model's view, picture and all."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **_arrays(view))
    return buffer.getvalue()


def unpack_view(data: bytes) -> PersonView:
    """What :func:`pack_view` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        pose = Pose(arrays["points"], arrays["depth"], arrays["visibility"],
                    float(arrays["score"]))  # fmt: skip
        return PersonView(arrays["image"], pose, arrays["matte"], arrays["parse"])


def _arrays(view: PersonView) -> dict[str, Any]:
    return {"image": view.image, "points": view.pose.points, "depth": view.pose.depth,
            "visibility": view.pose.visibility, "score": np.float64(view.pose.score),
            "matte": view.matte, "parse": view.parse}  # fmt: skip
