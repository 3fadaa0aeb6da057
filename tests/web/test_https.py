"""The widget on another site's page, both over https, with third-party cookies blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from certificates import self_signed
from web_server import free_port, served, shop_page

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The fitting room, and a shop on ``localhost``: for browsers, another site."""
    folder, page = tmp_path_factory.mktemp("https"), tmp_path_factory.mktemp("shop")
    cert, key = self_signed(folder)
    port = free_port()
    shop = f"https://localhost:{port}"
    options = ("--no-demo", "--tls-cert", cert, "--tls-key", key)
    with (
        served(folder, shop, *options, scheme="https") as room,
        shop_page(page, room, port, (cert, key)),
    ):
        yield room, shop


def test_a_session_lives_in_the_frame_and_only_there(
    visit: Callable[..., Any], https: tuple[str, str]
) -> None:
    room, shop = https
    visitor = visit(base=shop, also=room)
    page = visitor.page
    page.goto(shop)
    page.click("[data-modiste-garment]")
    page.wait_for_function("document.getElementById('said').textContent.includes('ready')")
    frame = next(f for f in page.frames if "embed=1" in f.url)
    assert frame.evaluate("isSecureContext")
    frame.locator("form.consent > .tick input").first.check()
    frame.click("form.consent button[type=submit]")
    frame.wait_for_selector(".panel-you .card.model")

    (cookie,) = [c for c in visitor.context.cookies() if c["name"] == "modiste_session"]
    assert (cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == ("None", True, True)
    assert cookie["partitionKey"].startswith("https://localhost")
    again = frame.evaluate("fetch('/v1/sessions/current').then((answer) => answer.status)")
    assert again == 200

    page.reload()
    page.click("[data-modiste-garment]")
    page.wait_for_function("document.getElementById('said').textContent.includes('ready')")
    frame = next(f for f in page.frames if "embed=1" in f.url)
    frame.wait_for_selector(".panel-you .card.model")

    # A frame without storage of its own asks whether there is a session, and is told that not.
    assert [text for text in visitor.complaints if "/v1/sessions/current" not in text] == []
    other = visitor.context.new_page()
    other.goto(room)
    other.wait_for_selector(".panel-start")
    assert other.evaluate("fetch('/v1/sessions/current').then((answer) => answer.status)") == 401
    visitor.complaints.clear()
