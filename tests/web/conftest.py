"""A real server, a headless Chromium with a drawn person before its camera, and visitors."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from modiste.examples.models import virtual_model
from modiste.types import Image
from web_server import free_port, served, shop_page

playwright_api = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream", "--ignore-certificate-errors",
    "--test-third-party-cookie-phaseout",
)  # fmt: skip
PATIENCE = 90_000
"""Milliseconds until something that should appear is given up."""


@pytest.fixture(scope="session")
def shop_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, shop_port: int) -> Iterator[str]:
    """``modiste serve`` as a shop would start it; the address."""
    with served(tmp_path_factory.mktemp("served"), f"http://127.0.0.1:{shop_port}") as url:
        yield url


@pytest.fixture(scope="session")
def someone() -> Image:
    """Who stands before the camera: a virtual model."""
    return virtual_model("nia", size=(480, 640)).image


@pytest.fixture(scope="session")
def photo_file(someone: Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "me.png"
    cv2.imwrite(str(path), someone[..., ::-1])
    return path


@pytest.fixture(scope="session")
def film(someone: Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same person as an uncompressed video (YUV4MPEG2) for Chromium's fake camera."""
    height, width = someone.shape[:2]
    frame = cv2.cvtColor(np.ascontiguousarray(someone), cv2.COLOR_RGB2YUV_I420).tobytes()
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    path = tmp_path_factory.mktemp("film") / "camera.y4m"
    path.write_bytes(head + 2 * (b"FRAME\n" + frame))
    return path


@pytest.fixture(scope="session")
def browser(film: Path) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as play:
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
        started = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@dataclass
class Visitor:
    """Somebody at the page, and what went wrong meanwhile."""

    page: Page
    context: BrowserContext
    base: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    friends: set[str] = field(default_factory=set)

    def listen(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._console)
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _console(self, message: playwright_api.ConsoleMessage) -> None:
        noise = "GPU stall" in message.text or "allow-same-origin" in message.text
        if message.type in ("error", "warning") and not noise:
            self.complaints.append(f"{message.type}: {message.text} {message.location['url']}")

    def open(self, path: str = "/") -> None:
        self.page.goto(self.base + path)
        self.page.wait_for_selector("html.ready")

    def enter(self, photos: bool = True) -> None:
        """Through the door."""
        self.open()
        boxes = self.page.locator("form.consent > .tick input")
        boxes.nth(0).check()
        if photos:
            boxes.nth(1).check()
        self.page.click("form.consent button[type=submit]")
        self.page.wait_for_selector(".panel-you")

    def go(self, name: str) -> None:
        self.page.click(f".way-{name} a")
        self.page.wait_for_selector(f".panel-{name}")

    def choose(self, model: str) -> None:
        """Borrow a model; the mirror comes next."""
        self.page.click(f"[data-model={model}]")
        self.page.wait_for_selector(".panel-try .mirror")

    def wear(self, number: int = 0) -> str:
        """Put on a garment and wait for the picture; returns its address."""
        before = self.picture()
        self.page.locator(".card.garment").nth(number).click()
        return self.new_picture(before)

    def picture(self) -> str:
        found = self.page.locator(".mirror-after").first
        return (found.get_attribute("src") or "") if found.count() else ""

    def new_picture(self, before: str) -> str:
        self.page.wait_for_function(
            """(before) => {
              const frame = document.querySelector(".mirror-frame.dressed:not(.busy)");
              const image = frame?.querySelector(".mirror-after");
              const fresh = image?.getAttribute("src") !== before;
              return fresh && image?.complete && image.naturalWidth > 0;
            }""",
            arg=before,
        )  # fmt: skip
        return self.picture()

    def measure(self, height: str = "168", weight: str = "61") -> None:
        self.page.fill("input[name=height]", height)
        self.page.fill("input[name=weight]", weight)
        self.page.click(".panel-body form button[type=submit]")
        self.page.wait_for_selector(".measures")


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; at the end nothing may have been complained of, nor another host asked."""
    visitors: list[Visitor] = []

    def make(
        lang: str = "en", width: int = 1280, base: str = server, also: str = "", height: int = 844
    ) -> Visitor:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, reduced_motion="reduce",
            permissions=["camera"],
        )  # fmt: skip
        visitor = Visitor(context.new_page(), context, base)
        visitor.listen()
        visitor.friends = {urlsplit(also).netloc}
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
        own = {urlsplit(server).netloc, urlsplit(visitor.base).netloc, ""}
        assert visitor.hosts <= own | visitor.friends


@pytest.fixture
def shop(server: str, shop_port: int, tmp_path: Path) -> Iterator[str]:
    """A shop's page on another origin that has the widget."""
    with shop_page(tmp_path, server, shop_port):
        yield f"http://127.0.0.1:{shop_port}"
