"""How fast and how true the live mirror is, on rendered films with exact truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.evaluation.walk import Film, draw_walk
from modiste.live.jpeg import decoded, encoded
from modiste.live.mirror import Mirror
from modiste.live.nets import LiveNets, open_nets
from modiste.photos import Garment
from modiste.studio import Studio
from modiste.types import Fit, Options, Tuck

Progress = Callable[[str], None]
KINDS = ("long-sleeve", "t-shirt", "dress")
_WARM_UP = 5
"""Frames that do not count: there is no keyframe yet."""


@dataclass(frozen=True)
class _Run:
    """What a film gave.

    Attributes:
        seconds: per frame, decoding and encoding included.
        overlaps: IoU of the garment per frame.
        first: that of the first frame: nothing has moved since the keyframe.
        shakes: pixels per frame by which the garment moves against the body.
    """

    seconds: list[float]
    overlaps: list[float]
    shakes: list[float]
    first: float


def bench_live(
    *,
    seed: int = 0,
    kinds: Sequence[str] = KINDS,
    frames: int = 60,
    threads: int = 2,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Play rendered films at 640 x 480 to the mirror.

    Somebody wears her size: the mirror is told the garment's and the wearer's measures, as by
    ``modiste mirror --size``, and that tops hang out. What it makes of the photo alone is told too.

    A frame's time goes from its JPEG, as a page sends it, to the JPEG of the dressed frame, as the
    page shows it: what the network and the screen add is not ours. One frame is worked on at a
    time, so the latency is that time, and the rate is its inverse.

    Args:
        seed: of people and garments.
        kinds: of the garments, one film each.
        frames: of a film.
        threads: of the networks.
        progress: is told a line now and then.

    Returns:
        ``fps``, ``latency_ms`` (median) and ``latency_p95_ms``; ``mask_iou`` of the garment
        against the truth, a mean; ``mask_iou_first``: that of the first frames, in which nothing
        has moved yet; ``mask_iou_unsized``: without any measures; ``jitter_px``: root of the mean
        square by which the garment's middle moves between frames against the true one's.
    """
    nets, studio = open_nets(threads), Studio.open(threads=threads)
    runs, unsized = [], []
    for number, kind in enumerate(kinds):
        progress(f"drawing the film of a {kind}")
        film = draw_walk(seed + number, count=frames, kind=kind)
        runs.append(play(film, nets, studio, film.fit))
        unsized.append(play(film, nets, studio))
        progress(f"{kind}: IoU {np.mean(runs[-1].overlaps):.3f} (first frame {runs[-1].first:.3f}, "
                 f"without measures {np.mean(unsized[-1].overlaps):.3f}), "
                 f"{1 / np.median(runs[-1].seconds):.1f} frames a second")  # fmt: skip
    seconds, overlaps, shakes = (
        np.concatenate([getattr(run, name) for run in runs])
        for name in ("seconds", "overlaps", "shakes")
    )
    return {
        "fps": round(float(1 / seconds.mean()), 2),
        "latency_ms": round(float(1000 * np.median(seconds)), 2),
        "latency_p95_ms": round(float(1000 * np.quantile(seconds, 0.95)), 2),
        "mask_iou": round(float(overlaps.mean()), 4),
        "mask_iou_worst": round(float(overlaps.min()), 4),
        "mask_iou_first": round(float(np.mean([run.first for run in runs])), 4),
        "mask_iou_unsized": round(float(np.mean([run.overlaps for run in unsized])), 4),
        "jitter_px": round(float(np.sqrt(np.mean(np.square(shakes)))), 3),
        "per_kind": {
            k: round(float(np.mean(r.overlaps)), 4) for k, r in zip(kinds, runs, strict=True)
        },
        "frames": len(seconds),
        "threads": threads,
    }


def play(film: Film, nets: LiveNets, studio: Studio, fit: Fit | None = None) -> _Run:
    """Show a film to a mirror, keyframes being made beside it as in life.

    Args:
        film: what the camera sees.
        nets: of the mirror.
        studio: looks at the garment.
        fit: how large the garment is, when the mirror is told.
    """
    options = Options(fit=fit or Fit(), tuck=Tuck.OUT)
    garment = studio.examine(Garment.from_array(film.garment), film.category)
    seconds, overlaps, middles = [], [], []
    with Mirror(nets, garment, options) as mirror:
        _begin(mirror, film)
        for number, (frame, truth) in enumerate(zip(film.frames, film.cloth, strict=True)):
            sent = encoded(frame)
            start = perf_counter()
            arrived = decoded(sent)
            assert arrived is not None  # noqa: S101 - it was encoded here
            shown = mirror(arrived, 10 + number / film.fps)
            encoded(shown.image)
            seconds.append(perf_counter() - start)
            cloth = shown.cloth > 127
            overlaps.append(float((cloth & truth).sum() / max((cloth | truth).sum(), 1)))
            middles.append(_middle(cloth) - _middle(truth))
    shakes = np.linalg.norm(np.diff(np.array(middles[_WARM_UP:]), axis=0), axis=1)
    return _Run(seconds[_WARM_UP:], overlaps[_WARM_UP:], shakes.tolist(), overlaps[0])


def _begin(mirror: Mirror, film: Film) -> None:
    """Show the first frame until the first keyframe is there, as somebody stands still first."""
    for number in range(200):
        if mirror(film.frames[0], number / film.fps).cloth.any():
            return


def _middle(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Centre of gravity in pixels; that of nothing is the origin."""
    rows, columns = np.nonzero(mask)
    return np.array([columns.mean(), rows.mean()]) if rows.size else np.zeros(2)


def table(figures: dict[str, Any]) -> str:
    """The figures as lines for people."""
    return "\n".join(f"{name:18}{value}" for name, value in figures.items())
