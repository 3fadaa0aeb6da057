"""The built-in example: a rendered model, drawn garments, and a page that shows them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modiste.examples import models
from modiste.examples.flats import Flat
from modiste.examples.flats.wardrobe import example_flat
from modiste.imaging import encode_image, fit_within, read_image, write_image
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Image, TryOnResult

_PAGE = Path(__file__).with_name("example.html")
_OVERVIEW_HEIGHT = 480


@dataclass(frozen=True)
class Outfit:
    """What one picture of the example shows.

    Attributes:
        name: file name of the result, without its suffix.
        garments: the drawn flats, put on in one call.
        english, chinese: the line under the picture.
    """

    name: str
    garments: tuple[Flat, ...]
    english: str
    chinese: str


def outfits() -> tuple[Outfit, ...]:
    """The outfits of the example; the first is the one that ``make try`` names."""
    shirt, sweater, trousers, dress = map(example_flat, ("t-shirt", "sweater", "trousers", "dress"))
    return (
        Outfit("result", (shirt, trousers), "Printed T-shirt and trousers", "印字T恤与长裤"),
        Outfit("result-sweater", (sweater,), "Long-sleeved top", "长袖上衣"),
        Outfit("result-dress", (dress,), "Dress", "连衣裙"),
    )


def make_example(folder: Path) -> Path:
    """Draw the inputs, dress the model and write pictures and page into ``folder``.

    Returns:
        The page, ``folder/index.html``; the first result is ``folder/result.png``, and
        ``folder/overview.png`` shows person, garments and all results side by side.

    Raises:
        modiste.errors.OutputError: when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    person = _photo(folder / "person.png", models.virtual_model().image)
    studio = Studio.open()
    chosen = outfits()
    rows = [_dress(studio, person, outfit, folder) for outfit in chosen]
    write_image(overview(folder, chosen), folder / "overview.png")
    page = folder / "index.html"
    page.write_text(_PAGE.read_text("utf-8").replace("<!-- outfits -->", "\n".join(rows)), "utf-8")
    return page


def overview(folder: Path, chosen: Sequence[Outfit]) -> Image:
    """The person, then every outfit's garments and result, side by side on white."""
    names = ["person.png"]
    for outfit in chosen:
        names += [f"{outfit.name}-garment-{i}.png" for i in range(1, len(outfit.garments) + 1)]
        names.append(f"{outfit.name}.png")
    cells = [_cell(read_image(folder / name).image, "garment" in name) for name in names]
    return np.hstack(cells)


def _cell(image: Image, garment: bool) -> Image:
    """A picture at the overview's height: people cut to their middle, garments small."""
    if not garment:
        side = image.shape[1] // 6
        return fit_within(image[:, side:-side], _OVERVIEW_HEIGHT)[0]
    small = fit_within(image, _OVERVIEW_HEIGHT // 2)[0]
    above = (_OVERVIEW_HEIGHT - small.shape[0]) // 2
    rest = _OVERVIEW_HEIGHT - small.shape[0] - above
    return np.pad(small, ((above, rest), (8, 8), (0, 0)), constant_values=255)


def _dress(studio: Studio, person: Person, outfit: Outfit, folder: Path) -> str:
    """Put one outfit on, write its pictures, and return its part of the page."""
    inputs = []
    for number, flat in enumerate(outfit.garments, 1):
        path = folder / f"{outfit.name}-garment-{number}.png"
        _photo(path, flat.image)
        inputs.append(path)
    garments = [Garment.read(path) for path in inputs]
    result = studio.try_on(person, *garments, explain=True)
    write_image(result.image, folder / f"{outfit.name}.png")
    steps = _write_steps(folder / "steps" / outfit.name, result)
    return _section(outfit, result, [p.name for p in inputs], steps, folder)


def _photo(path: Path, image: Image) -> Person:
    """Write a drawn picture and read it back, as a user's photo is read."""
    write_image(image, path)
    return Person.read(encode_image(image, "png"))


def _write_steps(folder: Path, result: TryOnResult) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{i:02d}-{name}.png" for i, name in enumerate(result.steps, 1)]
    for path, picture in zip(paths, result.steps.values(), strict=True):
        write_image(picture, path)
    return paths


def _section(
    outfit: Outfit, result: TryOnResult, inputs: Sequence[str], steps: Sequence[Path], folder: Path
) -> str:
    seconds = result.elapsed
    garments = "".join(_figure(name, "Garment", "衣服") for name in inputs)
    small = "".join(
        _figure(path.relative_to(folder).as_posix(), path.stem[3:], path.stem[3:]) for path in steps
    )
    return f"""<section>
  <h2>{_words(outfit.english, outfit.chinese)}</h2>
  <div class="row">
    {_figure("person.png", "Person", "人像")}{garments}
    {_figure(f"{outfit.name}.png", f"Result, {seconds:.2f} s", f"效果，{seconds:.2f} 秒")}
  </div>
  <details><summary>{_words("What each stage saw", "每一步看到的")}</summary>
    <div class="row small">{small}</div>
  </details>
</section>"""


def _figure(source: str, english: str, chinese: str) -> str:
    picture = f'<img src="{html.escape(source)}" alt="{html.escape(english)}" loading="lazy">'
    return f"<figure>{picture}<figcaption>{_words(english, chinese)}</figcaption></figure>"


def _words(english: str, chinese: str) -> str:
    """Both languages; the page's style shows the one that is chosen."""
    return (
        f'<span lang="en">{html.escape(english)}</span>'
        f'<span lang="zh-CN">{html.escape(chinese)}</span>'
    )
