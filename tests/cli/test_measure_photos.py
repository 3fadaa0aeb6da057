"""``modiste measure --photo``: photos in; networks are replaced by drawn figures."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from modiste.body.silhouette import View
from modiste.cli import body as command
from modiste.cli import root
from modiste.imaging import read_image, write_image
from modiste.measuring import INK, Measurer
from modiste.types import Image, Label, Labels, Mask, Pose

_DRAWN = Path(__file__).parents[1] / "body" / "silhouette" / "drawn.py"
_SPEC = importlib.util.spec_from_file_location("drawn_people", _DRAWN)
assert _SPEC is not None
assert _SPEC.loader is not None
drawn = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn)

WIDTHS = {"front": 320, "side": 322, "bent": 324, "cut": 326, "nobody": 328}
"""By their width in pixels the stand-ins for the networks tell the photos apart."""
KNOWN = ("--sex", "f", "--height", "170")


def _what(image: Image) -> str:
    return next(name for name, width in WIDTHS.items() if width == image.shape[1])


def _figure(image: Image) -> tuple[Mask, Pose]:
    what = _what(image)
    matte, pose = drawn.figure(View.SIDE if what == "side" else View.FRONT, width=76)
    if what == "bent":
        pose = drawn.moved(pose, "left_knee", 290, 310)
    if what == "cut":
        matte[:85, 140:180] = 1
    return np.pad(matte, ((0, 0), (0, WIDTHS[what] - 320))), pose


class _Net:
    """Pose, matte and parse of the drawn figures."""

    def __init__(self, find: Callable[..., object]) -> None:
        self._find = find

    def __call__(self, image: Image, *_: object) -> object:
        return self._find(image)


def _labels(image: Image) -> Labels:
    return np.where(_figure(image)[0] > 0.5, Label.TOP, Label.BACKGROUND).astype(np.uint8)


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_: int = 2) -> Measurer:
        return Measurer(
            _Net(lambda image: [] if _what(image) == "nobody" else [_figure(image)[1]]),  # type: ignore[arg-type]
            _Net(lambda image: _figure(image)[0]),  # type: ignore[arg-type]
            _Net(_labels),  # type: ignore[arg-type]
        )

    monkeypatch.setattr(Measurer, "open", opened)
    monkeypatch.setattr(command, "_plotted", lambda *_: np.zeros((440, 200, 3), np.uint8))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, width in WIDTHS.items():
        write_image(np.full((440, width, 3), 180, np.uint8), tmp_path / f"{name}.png")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    named = [str(folder / word) if word.endswith(".png") else word for word in words]
    return CliRunner().invoke(root, ["measure", *named])


def test_two_photos_make_a_body(photos: Path) -> None:
    result = run(photos, *KNOWN, "--photo", "front.png", "--side", "side.png",
                 "--clothes", "tight", "--json")  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(result.stdout)["values"]
    for girth in ("chest", "waist", "hip", "inseam"):
        assert values[girth]["source"] == "photo"
    assert values["height"]["source"] == "told"
    low, high = values["waist"]["interval80"]
    assert low < values["waist"]["mean"] < high


def test_a_second_photo_and_the_weight_narrow_the_waist(photos: Path) -> None:
    front = ("--photo", "front.png", "--clothes", "normal", "--json")
    sds = []
    for more in ((), ("--side", "side.png"), ("--side", "side.png", "--weight", "66")):
        data = json.loads(run(photos, *KNOWN, *front, *more).stdout)
        sds.append(data["values"]["waist"]["sd"])
    assert sds == sorted(sds, reverse=True)
    assert sds[0] > sds[2]


def test_looser_clothes_hide_a_slimmer_body(photos: Path) -> None:
    waists = []
    for clothes in ("tight", "normal", "loose"):
        result = run(photos, *KNOWN, "--photo", "front.png", "--side", "side.png",
                     "--clothes", clothes, "--json")  # fmt: skip
        waists.append(json.loads(result.stdout)["values"]["waist"]["mean"])
    assert waists[0] > waists[1] > waists[2]


def test_clothes_that_nobody_told_widen_the_interval(photos: Path) -> None:
    both = ("--photo", "front.png", "--side", "side.png", "--json")
    told, untold = (
        json.loads(run(photos, *KNOWN, *both, *more).stdout)["values"]["waist"]["sd"]
        for more in (("--clothes", "normal"), ())
    )
    assert untold > told


def test_the_plot_has_the_photos_beside_the_body(photos: Path) -> None:
    out = photos / "plot.png"
    result = run(photos, *KNOWN, "--photo", "front.png", "--side", "side.png", "--plot", str(out))
    assert result.exit_code == 0, result.output
    picture = read_image(out).image
    assert picture.shape == (440, 320 + 322 + 200, 3)
    for photo in (picture[:, :320], picture[:, 320:642]):
        assert (photo == INK).all(axis=2).any()


def test_the_photos_go_into_the_body_file(photos: Path) -> None:
    out = photos / "me.json"
    assert run(photos, *KNOWN, "--photo", "front.png", "-o", str(out)).exit_code == 0
    later = run(photos, "--body", str(out), "--waist", "80", "--json")
    values = json.loads(later.stdout)["values"]
    assert values["waist"]["source"] == "tape"
    assert values["hip"]["source"] == "photo"


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (("--photo", "bent.png"), ("bent.png", "a knee is bent", "Stand upright")),
        (("--photo", "cut.png"), ("cut.png", "cut off", "whole figure")),
        (("--photo", "nobody.png"), ("nobody.png",)),
        (("--photo", "side.png", "--side", "front.png"), ("side.png", "turned", "facing")),
        (("--photo", "front.png", "--side", "front.png"), ("front.png", "not seen from the side")),
        (("--photo", "missing.png"), ("missing.png",)),
    ],
)
def test_photos_that_cannot_be_measured(
    photos: Path, words: tuple[str, ...], sentences: tuple[str, ...]
) -> None:
    result = run(photos, *KNOWN, *words, "--json")
    assert result.exit_code == 2, result.output
    message = json.loads(result.stdout)["error"]["message"]
    for sentence in sentences:
        assert sentence in message


def test_a_photo_needs_the_height(photos: Path) -> None:
    result = run(photos, "--sex", "f", "--weight", "60", "--photo", "front.png", "--json")
    assert result.exit_code == 2
    assert "--height" in json.loads(result.stdout)["error"]["message"]


def test_clothes_are_one_of_three(photos: Path) -> None:
    result = run(photos, *KNOWN, "--photo", "front.png", "--clothes", "naked")
    assert result.exit_code == 2
    assert "tight" in result.output
