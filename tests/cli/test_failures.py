"""Every bad input ends in one sentence and an exit code, and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image as PillowImage

from modiste.cli import root
from modiste.imaging import write_image
from modiste.studio import Studio


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: two readable pictures and several that are not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODISTE_DEBUG", raising=False)
    grey = PillowImage.fromarray(np.full((300, 300, 3), 128, np.uint8))
    grey.save("grey.png")
    grey.save("dance.gif", save_all=True, append_images=[PillowImage.new("RGB", (300, 300))])
    grey.resize((90, 90)).save("small.png")
    Path("broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    Path("cut.png").write_bytes(Path("grey.png").read_bytes()[:200])
    Path("empty.png").touch()
    Path("letter.png").write_text("Dear shop,")
    Path("folder").mkdir()
    Path("照片 夏天.png").write_text("no picture")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(root, [*words])


def check_sentence(result: Result, code: int) -> str:
    """What a failed command printed: one line to stderr, nothing else."""
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("error: ").strip()


def complaint(result: Result) -> dict[str, str]:
    """The JSON error in the last line of stdout; stderr must tell the same."""
    error: dict[str, str] = json.loads(result.stdout.splitlines()[-1])["error"]
    assert error["message"] in result.stderr
    assert "Traceback" not in result.output
    return error


UNREADABLE = {
    "missing.jpg": ("ImageLoadError", "does not exist; check the path"),
    "folder": ("ImageLoadError", "is a folder"),
    "empty.png": ("ImageLoadError", "is empty"),
    "letter.png": ("ImageLoadError", "give one of JPEG, PNG"),
    "照片 夏天.png": ("ImageLoadError", "give one of JPEG, PNG"),
    "broken.jpg": ("ImageLoadError", "damaged or incomplete JPEG"),
    "cut.png": ("ImageLoadError", "damaged or incomplete PNG"),
    "dance.gif": ("ImageLoadError", "save one frame"),
    "small.png": ("ImageSizeError", "at least 256 pixels"),
    "https://shop.example/shirt.jpg": ("ImageLoadError", "save the picture as a file"),
}


@pytest.mark.parametrize("file", UNREADABLE)
@pytest.mark.parametrize("place", ["person", "garment"])
@pytest.mark.usefixtures("desk")
def test_an_unreadable_photo_is_named_with_its_remedy(file: str, place: str) -> None:
    photos = (file, "grey.png") if place == "person" else ("grey.png", file)
    name, remedy = UNREADABLE[file]
    sentence = check_sentence(run("try", *photos, "-o", "out.png"), 2)
    assert Path(file).name in sentence
    assert remedy in sentence
    result = run("try", *photos, "-o", "out.png", "--json")
    assert result.exit_code == 2
    assert complaint(result) == {"name": name, "message": sentence}
    assert not Path("out.png").exists()


@pytest.mark.usefixtures("desk")
def test_a_failure_leaves_an_older_result_alone() -> None:
    Path("out.png").write_bytes(b"yesterday's")
    check_sentence(run("try", "grey.png", "missing.jpg", "-o", "out.png"), 2)
    assert Path("out.png").read_bytes() == b"yesterday's"


WRONG_TARGETS = {
    "out.xyz": (2, "OptionError", "end it in one of .png"),
    "out": (2, "OptionError", "end it in one of .png"),
    "folder": (3, "OutputError", "is a folder"),
    "nowhere/out.png": (3, "OutputError", "does not exist; create it first"),
}


@pytest.mark.parametrize("target", WRONG_TARGETS)
@pytest.mark.usefixtures("desk")
def test_a_wrong_target_is_told_before_any_photo_is_read(target: str) -> None:
    code, name, remedy = WRONG_TARGETS[target]
    result = run("try", "missing.jpg", "missing.jpg", "-o", target, "--json")
    assert result.exit_code == code
    error = complaint(result)
    assert error["name"] == name
    assert remedy in error["message"]


@pytest.mark.usefixtures("desk")
def test_the_folder_of_explain_may_not_be_a_file() -> None:
    result = run("try", "grey.png", "grey.png", "-o", "out.png", "--explain", "grey.png", "--json")
    assert result.exit_code == 2
    assert "grey.png" in complaint(result)["message"]
    assert not Path("out.png").exists()


CHOICES = {
    ("--category", "hat"): "choose auto, top, bottom, dress",
    ("--engine", "magic"): "choose one of: warp",
    ("--category", "top", "--category", "top"): "give one for each",
}


@pytest.mark.parametrize("words", CHOICES)
@pytest.mark.usefixtures("desk")
def test_an_unknown_choice_lists_the_known_ones(words: tuple[str, ...]) -> None:
    result = run("try", "grey.png", "grey.png", "-o", "out.png", *words, "--json")
    assert result.exit_code == 2
    error = complaint(result)
    assert error["name"] == "OptionError"
    assert CHOICES[words] in error["message"]
    assert not Path("out.png").exists()


OUT_OF_RANGE = [
    ("--quality", "superb"), ("--tuck", "half"), ("--seed", "x"), ("--person", "0"),
    ("--threads", "0"), ("--girth", "2.1"), ("--length", "0"), ("--sleeve-length", "wide"),
    ("--nonsense", "1"),
]  # fmt: skip


@pytest.mark.parametrize("words", OUT_OF_RANGE)
@pytest.mark.usefixtures("desk")
def test_an_option_out_of_range_is_a_usage_error(words: tuple[str, str]) -> None:
    result = run("try", "grey.png", "grey.png", "-o", "out.png", *words, "--json")
    assert result.exit_code == 2
    assert words[0] in complaint(result)["message"]


@pytest.mark.parametrize(
    "words", [("try",), ("try", "grey.png", "-o", "o.png"), ("try", "a", "b"), ("sew",)]
)
@pytest.mark.usefixtures("desk")
def test_missing_words_are_asked_for(words: tuple[str, ...]) -> None:
    result = run(*words, "--json")
    assert result.exit_code == 2
    assert complaint(result)["message"]


@pytest.mark.usefixtures("desk")
def test_a_photo_of_nothing_names_the_photo_and_writes_nothing() -> None:
    result = run("try", "grey.png", "grey.png", "--category", "top", "-o", "out.png", "--json")
    assert result.exit_code == 2
    error = complaint(result)
    assert error["name"] in {"GarmentError", "PersonError"}
    assert "grey.png" in error["message"]
    assert not Path("out.png").exists()


def crash(*_: object, **__: object) -> None:
    raise RuntimeError("the net fell over")


@pytest.mark.usefixtures("desk")
def test_a_defect_is_owned_up_to_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Studio, "open", crash)
    sentence = check_sentence(run("try", "grey.png", "grey.png", "-o", "out.png"), 1)
    assert "RuntimeError: the net fell over. This is a defect of modiste" in sentence
    error = complaint(run("try", "grey.png", "grey.png", "-o", "out.png", "--json"))
    assert error == {"name": "InternalError", "message": sentence}


@pytest.mark.usefixtures("desk")
def test_the_debug_variable_lets_the_traceback_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Studio, "open", crash)
    monkeypatch.setenv("MODISTE_DEBUG", "1")
    result = run("try", "grey.png", "grey.png", "-o", "out.png")
    assert isinstance(result.exception, RuntimeError)


def test_a_photo_is_never_overwritten(tmp_path: Path) -> None:
    photo = tmp_path / "me.png"
    write_image(np.full((300, 300, 3), 128, np.uint8), photo)
    before = photo.read_bytes()
    result = CliRunner().invoke(root, ["try", str(photo), str(photo), "-o", str(photo), "--json"])
    assert result.exit_code == 2
    assert "one of the photos" in result.stderr
    assert photo.read_bytes() == before


def test_a_file_in_the_way_of_a_folder_is_told_before_any_work(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("hello")
    out = tmp_path / "out.png"
    words = ["try", "a.png", "b.png", "-o", str(out), "--explain", str(letter / "steps")]
    result = CliRunner().invoke(root, words)
    assert result.exit_code == 3
    assert "cannot be made" in result.stderr
    assert not out.exists()
    assert CliRunner().invoke(root, ["example", "-o", str(letter / "x")]).exit_code == 3


def test_an_error_at_the_root_is_json_too() -> None:
    result = CliRunner().invoke(root, ["--nope", "--json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout.splitlines()[-1])["error"]["name"] == "NoSuchOption"


def test_a_sheet_is_checked_before_any_work(tmp_path: Path) -> None:
    result = CliRunner().invoke(root, ["bench", "--sheet", str(tmp_path / "x.foo")])
    assert result.exit_code in (2, 3)
    assert ".foo" in result.stderr
