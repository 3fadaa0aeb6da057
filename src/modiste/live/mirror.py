"""THE LIVE PATH: frame -> pose -> keyframe (now and then) -> layers moved -> dressed frame."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from modiste.clock import Clock
from modiste.live.keyframe import Keyframe, make_keyframe
from modiste.live.nets import LiveNets
from modiste.live.skin import draw
from modiste.live.track import Follower
from modiste.types import GarmentView, Image, Options, PersonView, Pose

_KEPT = 4
"""Keyframes that are remembered: front, both sides, arms up."""
_CLOSER = 0.15
"""So much nearer another keyframe must be to be taken, or the picture would flicker."""
_STALE = 1.0
"""Distance from which on a new keyframe is wanted."""

_GONE = 1.0
"""Seconds without anybody after which nothing of the last person is shown on the next."""


@dataclass(frozen=True)
class Reflection:
    """One frame of the mirror.

    Attributes:
        image: the dressed frame, (h, w, 3); the frame itself as long as nothing can be drawn.
        cloth: coverage by the garment, uint8 (h, w).
        pose: of the person; None when nobody is there.
        seconds: per stage.
    """

    image: Image
    cloth: NDArray[np.uint8]
    pose: Pose | None
    seconds: dict[str, float] = field(default_factory=dict)


class Mirror:
    """Shows a person wearing a garment, frame after frame. Not for several threads at once.

    The frames are drawn from keyframes, which take a tenth of a second each. They are made beside
    the film, so that it does not halt, or at once where every frame counts (``wait=True``).
    """

    def __init__(
        self,
        nets: LiveNets,
        garment: GarmentView,
        options: Options | None = None,
        *,
        wait: bool = False,
    ) -> None:
        """Begin; :meth:`close` or ``with`` ends it.

        Args:
            nets: pose, matte and parser.
            garment: what is tried on.
            options: size, adjustments and the like.
            wait: make keyframes at once, for films that are not watched while they are made.
        """
        self._nets, self._garment, self._options = nets, garment, options or Options()
        self._follow = Follower(nets.pose)
        self._keys: list[Keyframe] = []
        self._current: Keyframe | None = None
        self._coming: Future[Keyframe] | None = None
        self._shape: tuple[int, ...] | None = None
        self._empty_since: float | None = None
        self._helper = None if wait else ThreadPoolExecutor(1, "keyframe")
        self._submit = _at_once if self._helper is None else self._helper.submit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the helper go."""
        if self._helper is not None:
            self._helper.shutdown(cancel_futures=True)

    def wear(self, garment: GarmentView, options: Options | None = None) -> None:
        """Change the garment or its size; the film goes on."""
        self._garment, self._options = garment, options or self._options
        self._drop_keys()

    def __call__(self, frame: Image, time: float) -> Reflection:
        """Dress the next frame.

        Args:
            frame: (h, w, 3) RGB; with a new size, as of a camera that was turned, all begins anew.
            time: seconds since any start, growing.
        """
        clock = Clock()
        if frame.shape != self._shape:
            self._begin_anew(frame)
        with clock.stage("pose"):
            pose = self._follow(frame, time)
        nothing = np.zeros(frame.shape[:2], np.uint8)
        if pose is None:
            self._empty_since = time if self._empty_since is None else self._empty_since
            return Reflection(frame, nothing, None, dict(clock.seconds))
        self._welcome(time)
        with clock.stage("keyframe"):
            self._care_for_keys(frame, pose)
        if self._current is None:
            return Reflection(frame, nothing, pose, dict(clock.seconds))
        with clock.stage("draw"):
            image, cloth = draw(frame, pose, self._current)
        return Reflection(image, cloth, pose, dict(clock.seconds))

    def _begin_anew(self, frame: Image) -> None:
        self._shape = frame.shape
        self._follow.forget()
        self._drop_keys()

    def _welcome(self, time: float) -> None:
        """Whoever comes after a while may be somebody else: keyframes hold skin."""
        if self._empty_since is not None and time - self._empty_since > _GONE:
            self._drop_keys()
        self._empty_since = None

    def _drop_keys(self) -> None:
        self._keys, self._current, self._coming = [], None, None

    def _care_for_keys(self, frame: Image, pose: Pose) -> None:
        """Take in a keyframe that is done, ask for one that is missing, choose the nearest."""
        self._take_in()
        distances = [key.distance(pose) for key in self._keys]
        if not distances or min(distances) > _STALE:
            self._ask(frame, pose)
            self._take_in()
        self._current = self._nearest(pose)

    def _ask(self, frame: Image, pose: Pose) -> None:
        if self._coming is None:
            self._coming = self._submit(partial(self._make, frame.copy(), pose))

    def _take_in(self) -> None:
        if self._coming is None or not self._coming.done():
            return
        done, self._coming = self._coming, None  # forgotten first: one that failed is tried anew
        self._keys = [*self._keys[1 - _KEPT :], done.result()]

    def _nearest(self, pose: Pose) -> Keyframe | None:
        if not self._keys:
            return None
        nearest = min(self._keys, key=lambda key: key.distance(pose))
        current = self._current
        if current is None or not any(key is current for key in self._keys):
            return nearest
        closer = current.distance(pose) - nearest.distance(pose) > _CLOSER
        return nearest if closer else current

    def _make(self, frame: Image, pose: Pose) -> Keyframe:
        matte = self._nets.matte(frame, pose)
        view = PersonView(frame, pose, matte, self._nets.parse(frame, pose, matte))
        return make_keyframe(view, self._garment, self._options)


def _at_once(make: Callable[[], Keyframe]) -> Future[Keyframe]:
    """A future that is done."""
    future: Future[Keyframe] = Future()
    future.set_result(make())
    return future
