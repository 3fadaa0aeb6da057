"""The whole path of a shopper, in both languages, against the real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("web")

FIRST = """(old) => !document.querySelector(".suggestion.said") &&
  document.querySelector(".suggestion").dataset.garment !== old"""

WORDS = {
    "en": {"lang": "en", "title": "See it on you first.", "note": "Everything is deleted."},
    "zh": {"lang": "zh-Hans", "title": "先看看上身效果。", "note": "已全部删除。"},
}


def by_camera(visitor: Any, photo: Path) -> None:
    page = visitor.page
    page.click(".ways button.dropzone")
    page.wait_for_selector(".camera-frame.live")
    assert page.locator(".camera-outline path").count() == 1
    page.locator(".camera-controls .segment input").first.check(force=True)
    page.click(".camera-controls .button.main")
    assert page.locator(".camera-count").inner_text() in ("3", "2")
    page.wait_for_selector(".camera-still")
    page.click(".camera-controls .button.main")


def by_file(visitor: Any, photo: Path) -> None:
    visitor.page.locator(".panel-you input[type=file]").set_input_files(str(photo))


@pytest.mark.parametrize(("lang", "comes"), [("en", by_camera), ("zh", by_file)])
def test_the_whole_path(
    visit: Callable[..., Any], photo_file: Path, lang: str, comes: Callable[..., None]
) -> None:
    visitor = visit(lang, 1280 if lang == "en" else 390)
    page = visitor.page
    visitor.open()
    assert page.locator("html").get_attribute("lang") == WORDS[lang]["lang"]
    assert page.locator("h1").inner_text() == WORDS[lang]["title"]
    visitor.enter()

    comes(visitor, photo_file)
    page.wait_for_selector(".panel-try .mirror")
    first = visitor.wear(0)
    second = visitor.wear(3)
    assert first != second
    assert page.locator(".worn-chip").count() == 1

    page.click("[data-reaction=too_loose]")
    assert visitor.new_picture(second) != second

    visitor.go("body")
    visitor.measure()
    page.wait_for_selector(".avatar-canvas[data-angle]")
    visitor.go("size")
    recommended = page.locator(".size-letter").inner_text()
    assert page.locator(".fit-band").count() >= 2
    bands = page.locator(".fit-figure").inner_html()
    page.locator(".size-result .segment input:not(:checked)").last.check(force=True)
    assert page.locator(".fit-figure").inner_html() != bands
    assert recommended in ("XS", "S", "M", "L", "XL", "XXL")
    page.click(".size-result .button.main")
    page.wait_for_selector(".panel-try .mirror-frame.dressed:not(.busy)")

    visitor.go("foryou")
    page.wait_for_selector(".suggestion")
    page.wait_for_load_state("networkidle")
    shown = ids(page)
    page.locator(".suggestion [data-say=dislike]").first.click()
    page.wait_for_function(FIRST, arg=shown[0])
    assert ids(page) != shown

    visitor.go("privacy")
    page.wait_for_selector(".stored")
    page.click(".panel-privacy .button.danger")
    page.click(".dialog .button.danger")
    page.wait_for_selector(".panel-start")
    assert page.locator(".note").last.inner_text() == WORDS[lang]["note"]
    assert page.evaluate("sessionStorage.length + localStorage.length") <= 2
    page.reload()
    page.wait_for_selector(".panel-start")


def ids(page: Any) -> list[str]:
    return [str(e.get_attribute("data-garment")) for e in page.locator(".suggestion").all()]
