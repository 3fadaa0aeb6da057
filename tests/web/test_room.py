"""Keyboard, screen reader, faults, the live mirror and the widget, against the real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("web")

UNNAMED = """() => [...document.querySelectorAll("button, a[href], input, select, canvas, img")]
  .filter((e) => e.offsetParent !== null && !e.closest("[aria-hidden=true]"))
  .filter((e) => {
    const labels = [...(e.labels ?? [])].map((label) => label.textContent).join("");
    const named = document.getElementById(e.getAttribute("aria-labelledby") ?? "")?.textContent;
    const own = e.getAttribute("aria-label") || e.textContent.trim() || e.hasAttribute("alt");
    return !(own || named || labels);
  }).map((e) => e.outerHTML.slice(0, 120))"""
TWINS = """() => { const seen = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return seen.filter((id, i) => seen.indexOf(id) !== i); }"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHANGED = "(old) => document.querySelector('.live-canvas').dataset.wearing !== old"


def press_until(page: Any, wanted: Callable[[], bool], most: int = 60) -> None:
    for _ in range(most):
        if wanted():
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not get there")


def on(page: Any, selector: str) -> Callable[[], bool]:
    return lambda: bool(page.evaluate("(s) => document.activeElement?.matches(s)", selector))


def test_the_keyboard_alone_is_enough(visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open()
    page.keyboard.press("Tab")
    assert on(page, ".skip")()
    press_until(page, on(page, "form.consent input"))
    page.keyboard.press("Space")
    press_until(page, on(page, "form.consent button[type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-model=wei]")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.locator(".agree").count() == 1
    press_until(page, on(page, "[data-model]"))
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel-try .card.garment")
    press_until(page, on(page, ".card.garment"))
    page.keyboard.press("Space")
    visitor.new_picture("")
    assert on(page, ".card.garment[aria-pressed=true]")()
    press_until(page, on(page, ".own input[type=file]"))
    page.locator(".mirror-tools [aria-pressed]").focus()
    page.keyboard.press("Enter")
    page.locator(".mirror-slider").focus()
    cut = page.locator(".mirror-frame").evaluate("(e) => e.style.getPropertyValue('--cut')")
    page.keyboard.press("ArrowRight")
    moved = page.locator(".mirror-frame").evaluate("(e) => e.style.getPropertyValue('--cut')")
    assert (cut, moved) == ("50%", "51%")
    page.locator("[data-reaction=too_long]").focus()
    before = visitor.picture()
    page.keyboard.press("Enter")
    assert visitor.new_picture(before) != before
    assert on(page, "[data-reaction=too_long]")()


@pytest.mark.parametrize(("lang", "width"), [("en", 390), ("zh", 1280)])
def test_every_panel_is_labelled_and_fits(visit: Callable[..., Any], lang: str, width: int) -> None:
    visitor = visit(lang, width)
    page = visitor.page
    visitor.open()
    panels = ["start"]
    check(page, "start")
    visitor.enter()
    for name in ("you", "try", "size", "foryou", "body", "guidance", "privacy"):
        visitor.go(name)
        page.wait_for_load_state("networkidle")
        check(page, name)
        panels.append(name)
    assert len(panels) == 8


def check(page: Any, panel: str) -> None:
    assert page.evaluate(UNNAMED) == [], panel
    assert page.evaluate(TWINS) == [], panel
    assert page.locator("h1").count() == 1, panel
    assert page.evaluate(WIDER) == 0, panel


def test_the_language_is_remembered_and_told(visit: Callable[..., Any]) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.open()
    page.click("button.language")
    page.wait_for_selector("html[lang=zh-Hans]")
    assert page.locator("h1").inner_text() == "先看看上身效果。"
    assert on(page, "button.language")()
    page.reload()
    page.wait_for_selector("html.ready[lang=zh-Hans]")


def test_dark_is_dark(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.open()
    shade = "() => getComputedStyle(document.body).backgroundColor"
    visitor.page.emulate_media(color_scheme="dark")
    dark = visitor.page.evaluate(shade)
    visitor.page.emulate_media(color_scheme="light")
    assert dark == "rgb(19, 18, 17)"
    assert visitor.page.evaluate(shade) == "rgb(246, 243, 238)"


def test_faults_are_told_and_can_be_tried_again(visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open()
    page.click("form.consent button[type=submit]")
    page.wait_for_selector(".consent .error")
    visitor.enter(photos=False)
    page.route("**/v1/garments*", lambda route: route.fulfill(status=500, body="{}"))
    visitor.go("try")
    page.wait_for_selector(".catalogue-list .error")
    page.unroute("**/v1/garments*")
    page.click(".catalogue-list .error button")
    page.wait_for_selector(".card.garment")
    said = [text for text in visitor.complaints if "500" not in text]
    visitor.complaints[:] = said


def test_a_photo_without_a_person_is_answered_in_words(
    visit: Callable[..., Any], tmp_path: Any
) -> None:
    visitor = visit("zh")
    visitor.enter()
    (tmp_path / "photo.txt").write_text("no picture")
    picker = visitor.page.locator(".panel-you input[type=file]")
    picker.set_input_files(str(tmp_path / "photo.txt"))
    told = visitor.page.locator(".panel-you .error").inner_text()
    assert "不是可读的图片" in told


def test_a_name_of_a_garment_is_no_markup(visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    evil = "<img src=x onerror=alert(1)>"
    garment = {
        "id": "g",
        "title": evil,
        "category": "top",
        "price": 1,
        "currency": "EUR",
        "sizes": [],
    }
    visitor.enter(photos=False)
    body = json.dumps({"items": [garment], "total": 1})
    answer = {"content_type": "application/json", "body": body}
    page.route("**/v1/garments*", lambda route: route.fulfill(**answer))
    visitor.go("try")
    assert page.locator(".card.garment .card-title").inner_text() == evil
    assert page.locator("img[src=x]").count() == 0


def test_the_live_mirror_shows_frames_and_stops(visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.enter()
    visitor.go("try")
    page.locator(".card.garment").first.click()
    page.click(".live-button")
    page.wait_for_selector(".live-canvas[data-frames][data-wearing]")
    worn = page.locator(".live-canvas").get_attribute("data-wearing")
    page.locator(".card.garment").nth(1).click()
    page.wait_for_function(CHANGED, arg=worn)
    page.click(".live-row .button.main")
    page.wait_for_selector(".panel-try .empty")
    assert page.locator(".live-canvas").count() == 0


def test_the_widget_opens_on_another_origin(visit: Callable[..., Any], shop: str) -> None:
    visitor = visit(base=shop)
    page = visitor.page
    page.goto(shop)
    page.click("[data-modiste-garment]")
    page.wait_for_function("document.getElementById('said').textContent.includes('ready')")
    frame = next(f for f in page.frames if "embed=1" in f.url)
    held = frame.frame_element()
    assert (
        held.get_attribute("sandbox")
        == "allow-scripts allow-same-origin allow-forms allow-downloads"
    )
    frame.wait_for_selector(".panel-start")
    page.evaluate("window.postMessage({modiste: 1, type: 'size', size: 'XS'}, '*')")
    frame.locator("form.consent > .tick input").first.check()
    frame.click("form.consent button[type=submit]")
    frame.wait_for_selector(".panel-you .card.model")
    frame.click(".top .icon-button:last-child")
    page.wait_for_selector("[data-modiste-garment]:focus")
    assert page.locator("#said").inner_text() == "ready:;"
    assert len(page.frames) == 1
