"""The rim that a parse leaves between a body and its background, given back to the body."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Label, Labels, Mask, Pose

_SURE = 0.8
"""From this matte on a pixel may belong to the body."""
_WIDTH = 0.04
"""A rim is at most so wide, in shoulder widths."""
_AROUND = 0.05
"""Colours are compared with their means over so many shoulder widths."""
_CLEAR = 0.6
"""A pixel is the body's when its distance to the body's colour is this part of the other's."""
_GROWING = (Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.TOP, Label.OUTER,
            Label.DRESS, Label.BOTTOM, Label.LEGS)  # fmt: skip

_DOWN = 4
"""Means of colours are smooth: they are taken at this part of the resolution."""
_FEW, _FAR = 2.5, 200.0
"""Less of a region around a place, of 255, tells no colour; it is then so far away."""

Places = tuple[NDArray[np.intp], NDArray[np.intp]]
Plane = NDArray[np.float32]


def rimmed(image: Image, pose: Pose, parse: Labels, matte: Mask) -> Labels:
    """Label the background beside a body that matte and colour say is the body's.

    Args:
        image: (h, w, 3) of the person.
        pose: hers.
        parse: (h, w), values of :class:`modiste.types.Label`.
        matte: (h, w) in [0, 1].

    Returns:
        (h, w); hair, hats, hands, shoes and bags, which nothing may change, do not grow.
    """
    unit = float(np.linalg.norm(pose["left_shoulder"] - pose["right_shoulder"]))
    width = max(1, round(_WIDTH * unit))
    box = _body_box(parse, width + 1)
    if box is None:
        return parse
    out = parse.copy()
    out[box] = _grown(image[box], parse[box], matte[box], width, max(1.0, _AROUND * unit / _DOWN))
    return out


def _body(parse: Labels) -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    table[[int(label) for label in _GROWING]] = 1
    return np.asarray(cv2.LUT(parse, table), np.uint8)


def _body_box(parse: Labels, room: int) -> tuple[slice, slice] | None:
    """Rows and columns of the body with some room around it; None without a body."""
    left, top, width, height = cv2.boundingRect(_body(parse))
    if not width:
        return None
    rows = slice(max(0, top - room), top + height + room)
    return rows, slice(max(0, left - room), left + width + room)


def _grown(image: Image, parse: Labels, matte: Mask, width: int, sigma: float) -> Labels:
    body = _body(parse)
    rim = cv2.dilate(body, _disc(width))
    rim[(parse != Label.BACKGROUND) | (matte <= _SURE)] = 0
    y, x = np.nonzero(rim)
    places = (y, x)
    outside = ((parse == Label.BACKGROUND) & (matte < 0.5)).astype(np.uint8)
    to_body = _distance(image, body, places, sigma / 2)
    own = to_body < _CLEAR * _distance(image, outside, places, sigma)
    chosen = (y[own], x[own])
    out = parse.copy()
    out[chosen] = _nearest(parse, body, chosen)
    return out


def _disc(radius: int) -> NDArray[np.uint8]:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(kernel, np.uint8)


def _distance(image: Image, region: NDArray[np.uint8], at: Places, sigma: float) -> Plane:
    """Distance of the colour at each place to the region's mean around it, far without one."""
    size = tuple(max(1, n // _DOWN) for n in region.shape[::-1])
    small, share = (cv2.resize(a, size, interpolation=cv2.INTER_AREA).astype(np.float32)
                    for a in (image, region * np.uint8(255)))  # fmt: skip
    total = cv2.GaussianBlur(share, (0, 0), sigma)
    mean = cv2.GaussianBlur(small * share[..., None], (0, 0), sigma)
    mean = mean / np.maximum(total, np.float32(0.1))[..., None]
    y, x = (np.minimum(a // _DOWN, n - 1) for a, n in zip(at, size[::-1], strict=True))
    away = np.linalg.norm(image[at].astype(np.float32) - mean[y, x], axis=-1)
    return np.where(total[y, x] > _FEW, away, np.float32(_FAR)).astype(np.float32)


def _nearest(parse: Labels, body: NDArray[np.uint8], at: Places) -> Labels:
    """The body's label that is nearest to each place."""
    if not len(at[0]):
        return np.zeros(0, np.uint8)
    _, cells = cv2.distanceTransformWithLabels(1 - body, cv2.DIST_L2, 3,
                                               labelType=cv2.DIST_LABEL_PIXEL)  # fmt: skip
    lookup = np.zeros(int(cells.max()) + 1, np.uint8)
    inside = body > 0
    lookup[cells[inside]] = parse[inside]
    return np.asarray(lookup[cells[at]], np.uint8)
