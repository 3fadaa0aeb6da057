"""``modiste try``: what it asks of the studio, and what it writes and prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image as PillowImage

from modiste.adjust import Preferences, Reaction
from modiste.cli import root
from modiste.cli.try_on import write_seen, write_steps
from modiste.engines import DEFAULT_ENGINE
from modiste.errors import BackendError, OutputError, PoseError
from modiste.imaging import read_image
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.testing import flat_scene
from modiste.types import Adjustment, Category, Fit, Opinion, Options, Quality, TryOnResult, Tuck

PICTURE = np.random.default_rng(5).integers(0, 256, (300, 280, 3), dtype=np.uint8)
SEEN = replace(
    flat_scene().garment,
    opinions={
        "kind": Opinion("Polo", {"Polo": 0.48, "T-Shirt": 0.44, "Shirt": 0.08}),
        "category": Opinion("top", {"top": 0.99, "dress": 0.01}),
        "sleeve": Opinion("short", {"short": 0.9, "none": 0.1}),
    },
).report()
RESULT = TryOnResult(
    image=255 - PICTURE,
    engine="recorder",
    categories=(Category.TOP,),
    seconds={"pose": 0.123456, "render": 0.25},
    elapsed=0.3,
    warnings=(),
    pixels_changed=84000,
    steps={"garment": PICTURE, "composite": 255 - PICTURE},
    garments=(SEEN,),
)


class Recorder:
    """A studio that answers with one result and remembers what it was asked."""

    def __init__(self) -> None:
        self.result = RESULT
        self.error: Exception | None = None
        self.opened: tuple[str, int] | None = None
        self.photos: tuple[Person | Garment, ...] = ()
        self.options = Options()
        self.categories: Sequence[Category | None] = ()
        self.explain = False
        self.preferences: Preferences | None = None

    def open(self, engine: str, threads: int) -> Recorder:
        self.opened = (engine, threads)
        return self

    def try_on(
        self,
        person: Person,
        *garments: Garment,
        options: Options,
        categories: Sequence[Category | None],
        explain: bool,
        preferences: Preferences | None,
    ) -> TryOnResult:
        self.preferences = preferences
        self.photos = (person, *garments)
        self.options, self.categories, self.explain = options, categories, explain
        if self.error:
            raise self.error
        return self.result


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Stands in for the studio; the current folder holds three photos."""
    monkeypatch.chdir(tmp_path)
    for name in ("me.png", "shirt.png", "我的 裤子.png"):
        PillowImage.fromarray(PICTURE).save(name)
    studio = Recorder()
    monkeypatch.setattr(Studio, "open", studio.open)
    return studio


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["try", *words])


def test_the_plain_command(recorder: Recorder) -> None:
    result = run("me.png", "shirt.png", "-o", "out.png")
    assert result.exit_code == 0, result.output
    assert result.stdout == "out.png: top, engine recorder, 0.30 s\n"
    assert result.stderr == ""
    np.testing.assert_array_equal(read_image("out.png").image, RESULT.image)
    assert recorder.opened == (DEFAULT_ENGINE, 2)
    assert recorder.options == Options()
    assert list(recorder.categories) == []
    assert not recorder.explain


def test_the_photos_arrive_as_they_are(recorder: Recorder) -> None:
    run("me.png", "我的 裤子.png", "shirt.png", "-o", "out.png")
    person, *garments = recorder.photos
    assert isinstance(person, Person)
    assert all(isinstance(garment, Garment) for garment in garments)
    assert [photo.name for photo in recorder.photos] == ["me.png", "我的 裤子.png", "shirt.png"]
    np.testing.assert_array_equal(person.image, PICTURE)


def test_every_option_reaches_the_studio(recorder: Recorder) -> None:
    result = run(
        "me.png", "shirt.png", "-o", "out.png", "--quality", "best", "--seed", "7",
        "--tuck", "in", "--girth", "1.2", "--length", "0.9", "--sleeve-length", "0.8",
        "--person", "3", "--threads", "4", "--engine", "light",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert recorder.opened == ("light", 4)
    assert recorder.options == Options(
        tuck=Tuck.IN, fit=Fit(1.2, 0.9, 0.8), quality=Quality.BEST, seed=7, person=3
    )


@pytest.mark.parametrize(
    ("wishes", "asked"),
    [
        (["top"], [Category.TOP, Category.TOP]),
        (["auto"], [None, None]),
        (["dress", "auto"], [Category.DRESS, None]),
        (["bottom", "top"], [Category.BOTTOM, Category.TOP]),
    ],
)
def test_one_category_serves_all_and_several_go_by_order(
    recorder: Recorder, wishes: list[str], asked: list[Category | None]
) -> None:
    words = [word for wish in wishes for word in ("--category", wish)]
    assert run("me.png", "shirt.png", "shirt.png", "-o", "out.png", *words).exit_code == 0
    assert list(recorder.categories) == asked


def test_json_is_the_last_line_and_notes_go_to_stderr(recorder: Recorder) -> None:
    recorder.result = replace(RESULT, warnings=("The hem is cut off.",))
    result = run("me.png", "shirt.png", "-o", "结果.png", "--json")
    assert json.loads(result.stdout) == {
        "engine": "recorder",
        "category": ["top"],
        "garments": [SEEN],
        "seconds": {"pose": 0.1235, "render": 0.25},
        "elapsed": 0.3,
        "warnings": ["The hem is cut off."],
        "pixels_changed": 84000,
        "width": 280,
        "height": 300,
        "adjusted": [],
        "out": "结果.png",
    }
    assert result.stderr == "note: The hem is cut off.\n"


@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
def test_the_suffix_of_out_names_the_format(suffix: str) -> None:
    assert run("me.png", "shirt.png", "-o", f"out.{suffix}").exit_code == 0
    wanted = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "tif": "TIFF"}[suffix]
    assert read_image(f"out.{suffix}").format == wanted


def test_explain_writes_the_steps_in_order(recorder: Recorder) -> None:
    assert run("me.png", "shirt.png", "-o", "out.png", "--explain", "a/b").exit_code == 0
    assert recorder.explain
    assert sorted(path.name for path in Path("a/b").iterdir()) == [
        "01-garment.png",
        "02-composite.png",
        "garments.json",
    ]
    np.testing.assert_array_equal(read_image("a/b/01-garment.png").image, PICTURE)


@pytest.mark.usefixtures("recorder")
def test_explain_tells_what_was_seen_of_the_garment() -> None:
    result = run("me.png", "shirt.png", "-o", "out.png", "--explain", "a")
    said = result.stdout.splitlines()
    assert said[1] == "  Polo 48 % (unsure), top 99 %, sleeve short 90 %"
    assert "landmarks" in said[2]
    assert json.loads(Path("a/garments.json").read_text("utf-8")) == [SEEN]


@pytest.mark.usefixtures("recorder")
def test_without_explain_nothing_is_said_of_the_garment() -> None:
    assert "Polo" not in run("me.png", "shirt.png", "-o", "out.png").stdout


@pytest.mark.usefixtures("recorder")
def test_json_with_explain_is_one_line() -> None:
    result = run("me.png", "shirt.png", "-o", "out.png", "--explain", "a", "--json")
    assert json.loads(result.stdout)["garments"][0]["kind"]["unsure"] is True


def test_what_was_seen_is_refused_where_a_folder_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "garments.json").mkdir()
    with pytest.raises(OutputError, match=r"garments\.json"):
        write_seen(tmp_path, RESULT)


def test_no_steps_make_an_empty_folder(tmp_path: Path) -> None:
    assert write_steps(tmp_path / "steps", replace(RESULT, steps={})) == []
    assert (tmp_path / "steps").is_dir()


@pytest.mark.parametrize(
    ("error", "code"), [(PoseError("Step back."), 2), (BackendError("It drew nothing."), 4)]
)
def test_what_the_studio_refuses_writes_nothing(
    recorder: Recorder, error: Exception, code: int
) -> None:
    recorder.error = error
    result = run("me.png", "shirt.png", "-o", "out.png", "--explain", "steps")
    assert result.exit_code == code
    assert result.stderr == f"error: {error}\n"
    assert not Path("out.png").exists()
    assert not Path("steps").exists()


def test_adjustments_and_preferences_reach_the_studio(recorder: Recorder) -> None:
    known = Preferences()
    known.see("top", Adjustment(), Reaction.TOO_TIGHT)
    Path("likes.json").write_text(known.to_json(), encoding="utf-8")
    words = ("--adjust", "sleeve_length=-0.1", "--adjust", "warmth=0.2", "--preferences")
    result = run("me.png", "shirt.png", "-o", "out.png", *words, "likes.json")
    assert result.exit_code == 0, result.output
    assert recorder.options.adjust == Adjustment(sleeve_length=-0.1, warmth=0.2)
    assert recorder.preferences is not None
    assert recorder.preferences.suggested("top") == known.suggested("top")


def test_an_adjustment_that_cannot_be_ends_before_any_work(recorder: Recorder) -> None:
    result = run("me.png", "shirt.png", "-o", "out.png", "--adjust", "sleeves=1")
    assert result.exit_code == 2
    assert "sleeve_length" in result.stderr
    assert recorder.opened is None


def test_the_report_tells_what_was_adjusted(recorder: Recorder) -> None:
    recorder.result = replace(RESULT, adjusted=(Adjustment(girth=0.06),))
    result = run("me.png", "shirt.png", "-o", "out.png", "--json")
    assert json.loads(result.stdout)["adjusted"] == [{"girth": 0.06}]
