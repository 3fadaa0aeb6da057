"""The size panel learns in one request: from what the shopper says she wore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("web")

ADVICE = "**/v1/size"


def measured(visitor: Any) -> None:
    visitor.enter()
    visitor.go("body")
    page = visitor.page
    page.fill("input[name=height]", "168")
    page.fill("input[name=weight]", "62")
    page.click(".panel-body form button[type=submit]")
    page.wait_for_selector(".measures")
    visitor.go("size")
    page.wait_for_selector(".size-letter")


def told(page: Any, word: str) -> dict[str, Any]:
    """Say how the shown size was, and wait for the new advice."""
    with page.expect_response(ADVICE) as answer:
        page.click(f"[data-worn={word}]")
    page.wait_for_selector(".size-letter")
    found: dict[str, Any] = answer.value.json()
    return found


@pytest.mark.parametrize(("lang", "said"), [("en", "Your own sizes count: 1"), ("zh", "1 个")])
def test_a_size_that_was_too_small_changes_the_advice_at_once(
    visit: Callable[..., Any], lang: str, said: str
) -> None:
    visitor = visit(lang, 390 if lang == "zh" else 1280)
    page = visitor.page
    measured(visitor)
    before = page.locator(".size-letter").inner_text()
    assert page.locator(".worn-it").is_visible()
    advice = told(page, "small")
    names = [size["size"] for size in advice["sizes"]]
    assert advice["learnt_from"] == 1
    assert names.index(advice["size"]) >= names.index(before)
    assert said in page.locator(".size-result").inner_text()
    assert page.evaluate("document.activeElement.dataset.worn") == "small"


def test_the_first_of_a_crowd_is_not_quoted(visit: Callable[..., Any]) -> None:
    visitor = visit("en")
    measured(visitor)
    advice = told(visitor.page, "fits")
    assert advice["runs"] is None
    assert visitor.page.locator(".runs").count() == 0
