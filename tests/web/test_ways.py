"""A body by photo and by scan, what is taken along, what is refused, and what breaks on the way."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modiste.body.glb import to_glb
from modiste.examples.models import virtual_model

pytestmark = pytest.mark.xdist_group("web")

WORDS = {
    "en": {"denied": "camera", "offline": "connection", "again": "Try again"},
    "zh": {"denied": "摄像头", "offline": "网络", "again": "再试一次"},
}
NO_CAMERA = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("", "NotAllowedError"));"""


@pytest.fixture(scope="module")
def scan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A figure of the gallery as a scanner would save it."""
    path = tmp_path_factory.mktemp("scan") / "me.glb"
    path.write_bytes(to_glb(virtual_model("nia", size=(240, 320))))
    return path


@pytest.mark.parametrize(("lang", "way"), [("en", "photo"), ("zh", "scan")])
def test_a_body_is_measured_by_photo_and_by_scan(
    visit: Callable[..., Any], photo_file: Path, scan_file: Path, lang: str, way: str
) -> None:
    visitor = visit(lang, 390 if lang == "zh" else 1280)
    page = visitor.page
    visitor.enter()
    visitor.go("body")
    page.locator(f".panel-body .segment input[value={way}]").check(force=True)
    page.click(".panel-body form button[type=submit]")
    page.wait_for_selector(".panel-body .error")
    file = photo_file if way == "photo" else scan_file
    page.locator(".panel-body input[type=file]").first.set_input_files(str(file))
    if way == "photo":
        page.fill("input[name=height]", "172")
    page.click(".panel-body form button[type=submit]")
    page.wait_for_selector(".measures", timeout=240_000)
    assert page.locator(".measures tbody tr").count() >= 8
    assert page.locator(f".source-{way}").count() >= 3
    visitor.go("size")
    page.wait_for_selector(".size-letter")


def test_all_that_is_kept_is_taken_along(visit: Callable[..., Any]) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.enter()
    visitor.choose("mara")
    visitor.go("privacy")
    page.wait_for_selector(".stored")
    with page.expect_download() as told:
        page.locator(".panel-privacy button", has_text="JSON").click()
    found = json.loads(Path(told.value.path()).read_text())
    assert found["persons"][0]["model"] == "mara"
    with page.expect_download() as packed:
        page.locator(".panel-privacy button", has_text="ZIP").click()
    with zipfile.ZipFile(packed.value.path()) as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".json") for name in archive.namelist())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_camera_that_is_refused_is_told_and_left(visit: Callable[..., Any], lang: str) -> None:
    visitor = visit(lang)
    page = visitor.page
    page.add_init_script(NO_CAMERA)
    visitor.enter()
    page.click(".ways button.dropzone")
    said = page.locator(".camera-controls .error").inner_text()
    assert WORDS[lang]["denied"] in said.lower()
    page.locator(".camera-controls .button").last.click()
    page.wait_for_selector(".ways button.dropzone")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_a_network_one_is_told_and_tries_again(
    visit: Callable[..., Any], lang: str
) -> None:
    visitor = visit(lang)
    page = visitor.page
    visitor.enter()
    visitor.choose("mara")
    page.wait_for_selector(".card.garment")
    visitor.context.set_offline(True)
    page.locator(".card.garment").first.click()
    error = page.locator(".mirror-trouble .error")
    assert WORDS[lang]["offline"] in error.inner_text().lower()
    visitor.context.set_offline(False)
    error.locator("button", has_text=WORDS[lang]["again"]).click()
    visitor.new_picture("")
    visitor.complaints[:] = [text for text in visitor.complaints if "INTERNET" not in text]


def test_a_try_on_that_fails_is_told_and_tried_again(visit: Callable[..., Any]) -> None:
    visitor = visit("zh", 390)
    page = visitor.page
    visitor.enter()
    visitor.choose("mara")
    page.route("**/v1/run", lambda route: route.fulfill(status=500, body="{}"))
    page.locator(".card.garment").first.click()
    page.wait_for_selector(".mirror-trouble .error")
    page.unroute("**/v1/run")
    page.click(".mirror-trouble .error button")
    visitor.new_picture("")
    visitor.complaints[:] = [text for text in visitor.complaints if "500" not in text]


def test_a_session_that_is_over_leads_to_the_door(visit: Callable[..., Any]) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.enter()
    visitor.context.clear_cookies()
    page.click("[data-model=mara]")
    page.wait_for_selector(".panel-start")
    assert page.locator(".note").last.inner_text()
    visitor.complaints[:] = [text for text in visitor.complaints if "401" not in text]


ENGLISH = """() => {
  const own = new Set(["SCRIPT", "STYLE", "NOSCRIPT"]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    const known = own.has(parentElement.tagName) || parentElement.closest("[lang=en], .language");
    const text = textContent.trim().replace(/^modiste$/, "");
    if (!known && /[a-z]{3,}[ ,.]+[a-z]{2,}|^[a-z ]{3,}$/.test(text)) found.push(text);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const text = element.getAttribute(name) ?? "";
      if (/[a-z]{3,}[ ,.]+[a-z]{2,}/.test(text)) found.push(`${name}: ${text}`);
    }
  }
  return found;
}"""


def test_nothing_on_the_chinese_page_is_english(
    visit: Callable[..., Any], photo_file: Path
) -> None:
    visitor = visit("zh")
    page = visitor.page
    visitor.open()
    assert page.evaluate(ENGLISH) == []
    visitor.enter()
    visitor.go("try")
    assert page.evaluate(ENGLISH) == []
    visitor.go("you")
    page.locator(".panel-you input[type=file]").set_input_files(str(photo_file))
    page.wait_for_selector(".panel-try .mirror")
    visitor.wear(0)
    assert page.evaluate(ENGLISH) == []
    visitor.go("body")
    visitor.measure("150", "180")
    assert page.locator(".panel-body .warning").count() == 1
    assert page.evaluate(ENGLISH) == []
    visitor.measure()
    visitor.go("guidance")
    page.locator(".panel-guidance input").first.fill("34")
    page.click(".panel-guidance form button[type=submit]")
    page.wait_for_selector(".week")
    for name in ("guidance", "body", "size", "foryou", "privacy", "you"):
        visitor.go(name)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        assert page.evaluate(ENGLISH) == [], name
