"""One Chromium for all browser tests of a worker, and pages that may load nothing from anywhere else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright

from tests.browser.site_pages import small_site

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000  # milliseconds: a machine that has much else to do is slow, and makes no test red
ON_THIS_DISK = ("file:", "data:", "blob:", "about:")


expect.set_options(timeout=PATIENCE)


class NewPage(Protocol):
    """Opens an empty page of a size, in light or dark, with or without JavaScript."""

    def __call__(self, width: int, height: int, dark: bool = False, javascript: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, else Playwright's."""
    installed = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=installed, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small site, which has pages in every state; look at it, do not change it."""
    return small_site(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def site(built_example: Path) -> Path:
    """The folder of the example's site; look at it, do not change it."""
    return built_example / "build" / "site"


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Pages closed after the test, which fails when one of them asks anybody but this disk for something."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []

    def refuse(route: Route, request: Request) -> None:
        if request.url.startswith(ON_THIS_DISK):
            route.continue_()
            return
        asked.append(request.url)
        route.abort()

    def opened(width: int, height: int, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            offline=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", refuse)
        return context.new_page()

    yield opened

    for context in contexts:
        context.close()
    assert asked == []
