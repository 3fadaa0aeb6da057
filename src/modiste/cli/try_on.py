"""``modiste try``: dress a person."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from modiste.adjust.parse import adjustment_to_dict
from modiste.cli.adjusting import read_preferences, wishes
from modiste.cli.failures import print_json
from modiste.cli.licences import accept_option
from modiste.cli.looks import looks_of, looks_options
from modiste.cli.quiet import quiet_natives
from modiste.cli.sized import sized
from modiste.engines import DEFAULT_ENGINE, check_ready
from modiste.errors import OptionError, OutputError
from modiste.imaging import check_output, write_image
from modiste.perception.look import Seen
from modiste.perception.told import garment_words
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Category, Fit, Image, Options, Quality, TryOnResult, Tuck

_RATIO = click.FloatRange(0.5, 2.0)


@click.command("try")
@click.argument(
    "photos", metavar="PERSON GARMENT...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--body",
    type=click.Path(path_type=Path),
    help="A body of 'modiste measure -o' or 'avatar': dress its model; PERSON is left out.",
)
@looks_options
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The picture to write: .png, .jpg, .webp or .tif.",
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="auto|top|bottom|dress",
    help="Where the garment is worn; give it once, or once per garment. Default: auto.",
)
@click.option(
    "--engine",
    default=DEFAULT_ENGINE,
    show_default=True,
    help="One of those that 'modiste engines' lists.",
)
@accept_option
@click.option(
    "--quality",
    type=click.Choice([q.value for q in Quality]),
    default="standard",
    show_default=True,
    help="Draft is faster, best keeps more of a large photo's detail.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Every random choice follows from it."
)
@click.option(
    "--tuck",
    type=click.Choice([t.value for t in Tuck]),
    default="auto",
    show_default=True,
    help="Whether a top's hem goes into the trousers.",
)
@click.option("--size", help="Show this size of --chart as large as it is on the body.")
@click.option("--chart", type=click.Path(path_type=Path), help="The shop's size chart.")
@click.option(
    "--wearer",
    type=click.Path(path_type=Path),
    help="The body in PERSON's photo, of 'modiste measure -o', for --size.",
)
@click.option("--girth", type=_RATIO, default=1.0, help="Widths of the garment, as a ratio.")
@click.option("--length", type=_RATIO, default=1.0, help="Lengths of the garment, as a ratio.")
@click.option("--sleeve-length", type=_RATIO, default=1.0, help="Lengths of the sleeves.")
@click.option(
    "--adjust",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    help="What a reaction asks for: girth, length, sleeve_length, shift_x, shift_y, shading, "
    "brightness or warmth, relative, as in sleeve_length=-0.1; seed, tuck, engine.",
)
@click.option(
    "--preferences",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What 'modiste react' learnt of the shopper.",
)
@click.option(
    "--person",
    "choice",
    type=click.IntRange(1),
    help="Which of several people, counted from the left.",
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Threads per net."
)
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
@click.option(
    "--explain",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for pictures of what each stage saw, and for garments.json.",
)
def try_on(
    photos: tuple[Path, ...],
    body: Path | None,
    skin: str,
    hair: str | None,
    pose: str,
    out: Path,
    categories: tuple[str, ...],
    engine: str,
    quality: str,
    seed: int,
    tuck: str,
    size: str | None,
    chart: Path | None,
    wearer: Path | None,
    girth: float,
    length: float,
    sleeve_length: float,
    changes: tuple[str, ...],
    preferences: Path | None,
    choice: int | None,
    threads: int,
    as_json: bool,
    explain: Path | None,
) -> None:
    """Show PERSON wearing each GARMENT and write the picture to OUT.

    --json and --explain tell what was seen of each garment: kind, category, sleeve, neckline and
    leg length, each with its probability and whether it is unsure, and its landmarks with their
    visibility.
    """
    garments = photos if body is not None else photos[1:]
    if not garments:
        raise OptionError("Give a person's photo and then one garment photo or more.")
    _check_targets(out, explain, photos)
    check_ready(engine)
    fit = Fit(girth=girth, length=length, sleeve_length=sleeve_length)
    options = Options(
        tuck=Tuck(tuck),
        fit=sized(fit, size, chart, wearer or body, categories, len(garments)),
        quality=Quality(quality),
        seed=seed,
        person=choice,
        adjust=wishes(changes),
    )
    learnt = None if preferences is None else read_preferences(preferences)
    wanted = _categories(categories, len(garments))
    shopper = Person.read(photos[0]) if body is None else _matched(body, (skin, hair, pose), seed)
    clothes = [Garment.read(path) for path in garments]
    with quiet_natives():
        studio = Studio.open(engine, threads)
    result = studio.try_on(
        shopper,
        *clothes,
        options=options,
        categories=wanted,
        explain=explain is not None,
        preferences=learnt,
    )
    write_image(result.image, out)
    if explain is not None:
        write_steps(explain, result)
        write_seen(explain, result)
    _tell(result, out, as_json, explain is not None)


def _matched(body: Path, looks: tuple[str, str | None, str], seed: int) -> Seen:
    """The virtual model that has the measures of a body file."""
    from modiste.body.avatar import draw_avatar
    from modiste.body.posterior import read_body

    avatar = draw_avatar(read_body(body).measurements(), looks_of(*looks), seed=seed)
    return Seen.known(avatar.model.view)


def _check_targets(out: Path, explain: Path | None, photos: tuple[Path, ...]) -> None:
    """Refuse, before any work, what could not be written or would destroy a photo."""
    check_output(out)
    if out.exists() and any(photo.exists() and out.samefile(photo) for photo in photos):
        raise OptionError(f"{out} is one of the photos; give the result another name with -o.")
    if explain is not None:
        check_folder(explain)


def check_folder(folder: Path) -> None:
    """Tell, without making it, whether a folder could be made and written into.

    Raises:
        OutputError: when something is in the way or may not be written.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise OutputError(f"The folder {folder} cannot be made: {there} is a file.")
    if not os.access(there, os.W_OK):
        raise OutputError(f"The folder {folder} cannot be made: {there} is not writable.")


def write_steps(folder: Path, result: TryOnResult) -> list[Path]:
    """Write what each stage saw into ``folder``, numbered in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (name, picture) in enumerate(result.steps.items(), 1):
        paths.append(_write_step(folder / f"{number:02d}-{name}.png", picture))
    return paths


def write_seen(folder: Path, result: TryOnResult) -> Path:
    """Write what was seen of each garment into ``folder``, as JSON."""
    from modiste.scale.places import write_bytes

    path = folder / "garments.json"
    text = json.dumps(list(result.garments), indent=2, ensure_ascii=False)
    write_bytes(str(path), f"{text}\n".encode())
    return path


def _write_step(path: Path, picture: Image) -> Path:
    write_image(picture, path)
    return path


def _categories(names: tuple[str, ...], garments: int) -> list[Category | None]:
    """Turn the words of ``--category`` into one wish per garment."""
    allowed = {"auto": None} | {c.value: c for c in Category}
    for name in names:
        if name not in allowed:
            raise OptionError(f"There is no category '{name}'; choose {', '.join(allowed)}.")
    wishes = [allowed[name] for name in names]
    return wishes * garments if len(wishes) == 1 else wishes


def _tell(result: TryOnResult, out: Path, as_json: bool, explain: bool) -> None:
    for warning in result.warnings:
        click.echo(f"note: {warning}", err=True)
    if as_json:
        changed = [adjustment_to_dict(change) for change in result.adjusted]
        print_json(result.report() | {"adjusted": changed, "out": str(out)})
        return
    worn = " + ".join(result.categories)
    total = result.elapsed
    click.echo(f"{out}: {worn}, engine {result.engine}, {total:.2f} s")
    if explain:
        for garment in result.garments:
            click.echo("  " + "\n  ".join(garment_words(garment)))
