"""Films on the disk, and the place where only the newest frame lies."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from modiste.errors import ImageLoadError, OptionError, OutputError
from modiste.live.film import Camera, FilmFile, FilmWriter, Frame, Newest


def _frames(count: int) -> list[np.ndarray]:
    pictures = []
    for number in range(count):
        picture = np.full((48, 64, 3), 40, np.uint8)
        picture[:, : 4 + 8 * number] = (200, 60, 20)
        pictures.append(picture)
    return pictures


@pytest.mark.parametrize("suffix", [".avi", ".mp4"])
def test_what_is_written_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    with FilmWriter(path, 20.0) as writer:
        for picture in _frames(5):
            writer.write(picture)
    film = FilmFile(path)
    frames = list(film)
    assert film.fps == pytest.approx(20)
    assert [frame.time for frame in frames] == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    for frame, picture in zip(frames, _frames(5), strict=True):
        assert np.abs(frame.image.astype(int) - picture).mean() < 12
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_film_that_fails_leaves_nothing_and_keeps_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    path.write_bytes(b"the old one")

    def interrupted() -> None:
        with FilmWriter(path, 20.0) as writer:
            writer.write(_frames(1)[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"the old one"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.mp4"):
        FilmWriter(tmp_path / "film.gif", 20.0)
    with pytest.raises(OutputError, match="does not exist"):
        FilmWriter(tmp_path / "no" / "film.mp4", 20.0)


@pytest.mark.parametrize("content", [b"", b"no film", b"\x00" * 4096])
def test_no_film_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(ImageLoadError, match=r"film\.mp4"):
        list(FilmFile(path))


def test_a_film_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageLoadError):
        FilmFile(tmp_path / "film.mp4")


def test_a_camera_that_is_not_there() -> None:
    with pytest.raises(OptionError, match="Camera 97"):
        Camera(97)


def test_late_frames_are_dropped_not_queued() -> None:
    newest = Newest()
    for number in range(5):
        newest.put(Frame(_frames(1)[0], float(number)))
    taken = newest.take()
    assert taken is not None
    assert taken.time == 4
    assert newest.dropped == 4


def test_the_end_wakes_who_waits() -> None:
    newest, taken = Newest(), []
    waiting = Thread(target=lambda: taken.append(newest.take()))
    waiting.start()
    newest.end()
    waiting.join(10)
    assert taken == [None]


def test_the_last_frame_is_still_taken() -> None:
    newest = Newest()
    newest.put(Frame(_frames(1)[0], 1.0))
    newest.end()
    assert newest.take() is not None
    assert newest.take() is None
