"""Where frames come from and where they go: files and cameras, through OpenCV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from modiste.errors import ImageLoadError, OptionError, OutputError
from modiste.types import Image

CODECS = {".mp4": "mp4v", ".avi": "MJPG", ".mkv": "mp4v"}
_FALLBACK_FPS = 25.0
_LARGEST = 1920
"""Longer side of what is worked on; larger frames are shrunk."""


@dataclass(frozen=True)
class Frame:
    """One frame: the picture, (h, w, 3) RGB, and its time in seconds."""

    image: Image
    time: float


class FilmFile:
    """A film on the disk, frame by frame, none left out."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ImageLoadError: it is no film that can be read.
        """
        self._path = path
        self._capture = cv2.VideoCapture(str(path))
        if not path.is_file() or not self._capture.isOpened():
            raise ImageLoadError(f"'{path}' is no film that can be read; give an MP4 or AVI.")
        fps = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.fps = fps if 1 <= fps <= 240 else _FALLBACK_FPS
        self.count = max(0, int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))

    def __iter__(self) -> Iterator[Frame]:
        """Every frame in order.

        Raises:
            ImageLoadError: there is not one.
        """
        number = 0
        while (image := _read(self._capture)) is not None:
            yield Frame(image, number / self.fps)
            number += 1
        self._capture.release()
        if number == 0:
            raise ImageLoadError(f"'{self._path}' holds no frame that can be read.")


class Camera:
    """A camera of which always the newest frame is taken: late frames are dropped, not queued."""

    def __init__(self, number: int, size: tuple[int, int] = (640, 480)) -> None:
        """Open it and begin to watch.

        Args:
            number: of the camera, from 0.
            size: width and height that are asked for.

        Raises:
            OptionError: there is no such camera.
        """
        self._capture = cv2.VideoCapture(number)
        if not self._capture.isOpened():
            raise OptionError(f"Camera {number} cannot be opened; is it plugged in and free?")
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
        self._newest = Newest()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Frame]:
        """The newest frame each time; ends when the camera does."""
        while (frame := self._newest.take()) is not None:
            yield frame

    def close(self) -> None:
        """Let the camera go."""
        self._newest.end()
        self._thread.join()
        self._capture.release()

    def _watch(self) -> None:
        while not self._newest.ended:
            image = _read(self._capture)
            if image is None:
                break
            self._newest.put(Frame(image, monotonic()))
        self._newest.end()


class Newest:
    """A place for one frame: a new one replaces one that nobody took."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._frame: Frame | None = None
        self.ended = False
        self.dropped = 0

    def put(self, frame: Frame) -> None:
        """Leave a frame."""
        with self._changed:
            self.dropped += self._frame is not None
            self._frame = frame
            self._changed.notify()

    def take(self) -> Frame | None:
        """Wait for a frame that was not taken yet; None when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None or self.ended)
            frame, self._frame = self._frame, None
            return frame

    def end(self) -> None:
        """No frame will come any more; one that lies here can still be taken."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()


class FilmWriter:
    """Writes a film; it appears under its name when it is whole."""

    def __init__(self, path: Path, fps: float) -> None:
        """Prepare; the file is made with the first frame.

        Raises:
            OptionError: the suffix names no kind of film that can be written.
            OutputError: the folder is missing.
        """
        if path.suffix.lower() not in CODECS:
            raise OptionError(f"'{path.name}' must end in one of {', '.join(CODECS)}.")
        if not path.parent.is_dir():
            raise OutputError(f"The folder '{path.parent}' does not exist; create it first.")
        self._path, self._fps = path, fps
        self._part = path.with_name(f".part-{path.name}")
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> Self:
        return self

    def write(self, image: Image) -> None:
        """Add a frame, (h, w, 3) RGB, of the same size as the others.

        Raises:
            OutputError: the file cannot be written.
        """
        if self._writer is None:
            code = cv2.VideoWriter.fourcc(*CODECS[self._path.suffix.lower()])
            size = (image.shape[1], image.shape[0])
            self._writer = cv2.VideoWriter(str(self._part), code, self._fps, size)
            if not self._writer.isOpened():
                raise OutputError(f"'{self._path}' cannot be written; try another folder or .avi.")
        self._writer.write(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.release()
        if kind is None and self._part.exists():
            self._part.replace(self._path)
        self._part.unlink(missing_ok=True)


def _read(capture: cv2.VideoCapture) -> Image | None:
    """The next frame, RGB, shrunk when it is very large; None at the end."""
    there, bgr = capture.read()
    if not there or bgr is None:
        return None
    image = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    long = max(image.shape[:2])
    if long > _LARGEST:
        scale = _LARGEST / long
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(image, np.uint8)
