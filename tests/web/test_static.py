"""What can be said of the page's files without a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import modiste.service

WEB = Path(modiste.service.__file__).parent / "web"
UNITS = Path(__file__).parent / "units"
SCRIPTS = sorted([*WEB.rglob("*.js")])
PAGES = sorted(WEB.glob("*.html"))
LANGUAGES = {
    name: json.loads((WEB / "i18n" / f"{name}.json").read_text("utf-8")) for name in ("en", "zh")
}
NODE = shutil.which("node")
with_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


@with_node
def test_every_script_parses() -> None:
    for script in SCRIPTS:
        run = subprocess.run([str(NODE), "--check", str(script)], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr


@with_node
def test_the_pure_parts_do_what_they_should() -> None:
    files = [str(path) for path in sorted(UNITS.glob("*.test.mjs"))]
    run = subprocess.run([str(NODE), "--test", *files], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-4000:]
    assert re.search(r"^# pass [1-9]", run.stdout, re.M)


def test_both_languages_have_the_same_texts_and_places() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", chinese[key])), (
            key
        )
        assert chinese[key].strip(), key


def test_chinese_is_chinese() -> None:
    plain = [key for key, text in LANGUAGES["zh"].items() if not re.search(r"[一-鿿]", text)]
    allowed = re.compile(
        r"^(body\.height\.|comma$|stop$|privacy\.limit$|body\.file\.scan\.hint$|foryou\.size$|time\.)"
    )
    assert [key for key in plain if not allowed.match(key)] == []


def test_every_text_that_is_asked_for_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    asked = set(re.findall(r"\bt\(\s*\"([^\"]+)\"", source))
    assert len(asked) > 100
    assert sorted(asked - LANGUAGES["en"].keys()) == []


def test_every_text_is_used() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    stems = set(re.findall(r"`([a-z_.]+)\.\$\{", source))
    unused = [
        key for key in LANGUAGES["en"]
        if f'"{key}"' not in source and not any(key.startswith(f"{stem}.") for stem in stems)
    ]  # fmt: skip
    assert unused == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_need_no_exception_from_the_policy(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\s(on\w+|style)\s*=", text)
    assert "<style" not in text


@pytest.mark.parametrize(
    "path", [*SCRIPTS, *PAGES, *WEB.rglob("*.css")], ids=lambda path: path.name
)
def test_nothing_comes_from_another_host(path: Path) -> None:
    text = re.sub(r"https?://(www\.w3\.org/2000/svg|fit\.example)", "", path.read_text("utf-8"))
    assert not re.search(
        r"(https?:)?//[a-z0-9-]+\.[a-z]{2,}", re.sub(r"^\s*//.*$", "", text, flags=re.M)
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_no_markup_and_run_no_text(path: Path) -> None:
    text = path.read_text("utf-8")
    for danger in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ):
        assert danger not in text


def test_every_import_and_every_linked_file_exists() -> None:
    for script in SCRIPTS:
        for name in re.findall(r"from \"(\.[^\"]+)\"", script.read_text("utf-8")):
            assert (script.parent / name).resolve().is_file(), f"{script.name}: {name}"
    for page in PAGES:
        for name in re.findall(r"\"/static/([^\"]+)\"", page.read_text("utf-8")):
            assert (WEB / name).is_file(), f"{page.name}: {name}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_small_and_say_what_they_are(script: Path) -> None:
    lines = script.read_text("utf-8").splitlines()
    assert len(lines) < 250
    assert lines[0].startswith("// ")
