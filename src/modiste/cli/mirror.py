"""``modiste mirror`` and ``modiste bench live``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modiste.cli.adjusting import wishes
from modiste.cli.failures import print_json
from modiste.cli.figures import json_option, tell
from modiste.cli.quiet import quiet_natives
from modiste.cli.sized import sized
from modiste.errors import OptionError
from modiste.types import Category, Fit, Options, Quality, Tuck

if TYPE_CHECKING:
    from modiste.live.mirror import Mirror

_RATIO = click.FloatRange(0.5, 2.0)
_TITLE = "modiste (Esc ends)"


@click.command("mirror")
@click.argument("garment", type=click.Path(path_type=Path))
@click.option("--camera", type=click.IntRange(0), help="Number of the camera to look through.")
@click.option("--video", type=click.Path(path_type=Path), help="A film instead of a camera.")
@click.option("-o", "--out", type=click.Path(path_type=Path),
              help="Film to write: .mp4, .avi or .mkv; needed with --video.")  # fmt: skip
@click.option("--category", type=click.Choice(("auto", *(c.value for c in Category))),
              default="auto", show_default=True)  # fmt: skip
@click.option("--girth", type=_RATIO, default=1.0, help="Widths of the garment, as a ratio.")
@click.option("--length", type=_RATIO, default=1.0, help="Lengths of the garment, as a ratio.")
@click.option("--size", help="Wear this size of --chart as large as it is on --wearer.")
@click.option("--chart", type=click.Path(path_type=Path), help="The shop's size chart.")
@click.option("--wearer", type=click.Path(path_type=Path),
              help="Who is in the film: a body of 'modiste measure -o', for --size.")  # fmt: skip
@click.option("--tuck", type=click.Choice([t.value for t in Tuck]), default=Tuck.AUTO.value,
              show_default=True, help="Whether tops are tucked in; auto: as worn now.")  # fmt: skip
@click.option("--adjust", "changes", multiple=True, metavar="NAME=VALUE",
              help="As that of 'modiste try'.")  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def mirror_garment(
    garment: Path,
    camera: int | None,
    video: Path | None,
    out: Path | None,
    category: str,
    girth: float,
    length: float,
    size: str | None,
    chart: Path | None,
    wearer: Path | None,
    tuck: str,
    changes: tuple[str, ...],
    threads: int,
    as_json: bool,
) -> None:
    """Wear GARMENT in a film: live before the camera, or in a file."""
    from modiste.live.mirror import Mirror
    from modiste.live.nets import open_nets
    from modiste.photos import Garment
    from modiste.studio import Studio

    if (camera is None) == (video is None):
        raise OptionError("Give either --camera 0 or --video in.mp4.")
    if video is not None and out is None:
        raise OptionError("Say where the film goes: -o out.mp4.")
    fit = sized(Fit(girth, length), size, chart, wearer, (category,), 1)
    options = Options(
        fit=fit, tuck=Tuck(tuck), quality=Quality.DRAFT, adjust=wishes(changes)
    )  # fmt: skip
    photo = Garment.read(garment)
    wanted = None if category == "auto" else Category(category)
    with quiet_natives():
        view = Studio.open(threads=threads).examine(photo, wanted)
        nets = open_nets(threads)
    with Mirror(nets, view, options, wait=video is not None) as mirror:
        if video is not None and out is not None:
            told = _film(mirror, video, out)
        else:
            told = _watch(mirror, camera or 0, out)
    if as_json:
        print_json(told)
        return
    click.echo(f"{told['frames']} frames, {told['dressed']} dressed, {told['fps']} a second")


def _film(mirror: Mirror, video: Path, out: Path) -> dict[str, object]:
    """Every frame of a file, however long it takes."""
    from modiste.live.film import FilmFile, FilmWriter

    if out.exists() and video.exists() and out.samefile(video):
        raise OptionError(f"{out} is the film itself; give the result another name with -o.")
    film, tally = FilmFile(video), _Tally()
    with (
        FilmWriter(out, film.fps) as writer,
        click.progressbar(film, length=film.count, label="frames", file=sys.stderr) as frames,
    ):
        for frame in frames:
            shown = mirror(frame.image, frame.time)
            writer.write(shown.image)
            tally.add(dressed=bool(shown.cloth.any()))
    return tally.told() | {"out": str(out)}


def _watch(mirror: Mirror, number: int, out: Path | None) -> dict[str, object]:
    """The camera's newest frame, again and again, on the screen or into a file."""
    import cv2

    from modiste.live.film import Camera, FilmWriter

    camera, tally = Camera(number), _Tally()
    writer = None if out is None else FilmWriter(out, 20.0)
    try:
        for frame in camera:
            shown = mirror(frame.image, frame.time)
            tally.add(dressed=bool(shown.cloth.any()))
            if writer is not None:
                writer.write(shown.image)
            elif _is_over(cv2.cvtColor(shown.image, cv2.COLOR_RGB2BGR)):
                break
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        camera.close()
        if writer is not None:
            writer.__exit__(None, None, None)
    return tally.told()


def _is_over(picture: object) -> bool:
    """Show a picture; whether Esc was pressed."""
    import cv2

    try:
        cv2.imshow(_TITLE, picture)  # type: ignore[call-overload]
        return bool(cv2.waitKey(1) == 27)
    except cv2.error as error:
        raise OptionError(
            "This OpenCV has no window (opencv-python-headless): write a film with -o, or use the "
            "mirror of the page that 'modiste serve' shows."
        ) from error


class _Tally:
    """Counts frames and the time they took."""

    def __init__(self) -> None:
        from time import perf_counter

        self._clock = perf_counter
        self._start, self._frames, self._dressed = perf_counter(), 0, 0

    def add(self, dressed: bool) -> None:
        self._frames += 1
        self._dressed += dressed

    def told(self) -> dict[str, object]:
        spent = max(self._clock() - self._start, 1e-6)
        return {"frames": self._frames, "dressed": self._dressed,
                "fps": round(self._frames / spent, 2)}  # fmt: skip


@click.command("live")
@click.option("--seed", type=int, default=0, show_default=True, help="Of people and garments.")
@click.option("--frames", type=click.IntRange(10, 10_000), default=60, show_default=True,
              help="Of each film.")  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@json_option
def bench_mirror(seed: int, frames: int, threads: int, as_json: bool) -> None:
    """Play rendered films of walking people to the mirror: speed, delay, mask and jitter."""
    from modiste.evaluation.live import bench_live, table

    with quiet_natives():
        figures = bench_live(
            seed=seed, frames=frames, threads=threads,
            progress=lambda line: click.echo(line, err=True),
        )  # fmt: skip
    tell(table(figures), figures, as_json)
