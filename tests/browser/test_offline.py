"""The site over http under the policy that hosts are told to send, without a network, on paper, in forced colours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import NewPage
from tests.browser.site_pages import one_of_each_kind, small_site

pytestmark = pytest.mark.browser

DESKTOP = (1280, 900)
# The Agreed list of the design: what a host is told to send.
POLICY = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; frame-src 'self'; style-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY_OF_FRAMES = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
KEPT = """(async () => { const found = {}; for (const name of await caches.keys()) {
  found[name] = (await (await caches.open(name)).keys()).length } return found })()"""
REFUSED = "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective + ' ' + event.blockedURI))"


class Host(SimpleHTTPRequestHandler):
    """Serves a folder with the policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY_OF_FRAMES if "/emails/raw/" in self.path else POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """A site on this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site."""
    return small_site(tmp_path_factory.mktemp("small-offline"))


@pytest.fixture(scope="session")
def site(built_example: Path) -> Path:
    """The folder of the example's site."""
    return built_example / "build" / "site"


@pytest.fixture
def online(browser: Browser) -> Iterator[BrowserContext]:
    """A context that may reach this machine."""
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


def test_the_policy_refuses_nothing_of_ours(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    page.add_init_script(REFUSED)
    refused: dict[str, list[str]] = {}

    with hosted(small) as address:
        for path in one_of_each_kind(small).values():
            page.goto(f"{address}/{path}")
            page.keyboard.press("/")
            page.get_by_role("dialog", name="Find").wait_for()
            page.keyboard.type("rework")
            page.get_by_role("listbox", name="Found").get_by_role("option").first.wait_for()
            refused[path] = page.evaluate("refused")

    assert {path: found for path, found in refused.items() if found} == {}


def test_the_policy_does_refuse_what_is_not_ours(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    page.add_init_script(REFUSED)

    with hosted(small) as address:
        page.goto(f"{address}/index.html")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
        page.wait_for_function("refused.length")

    assert page.evaluate("window.ran") is None


def test_the_first_load_over_http_is_six_requests_to_one_host(online: BrowserContext, small: Path) -> None:
    for path in ("index.html", "prep/hidden-rework/economic-buyer.html#d6"):
        page = online.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))

        with hosted(small) as address:
            page.goto(f"{address}/{path}")
            page.wait_for_timeout(500)

        assert len(asked) <= 6, asked
        assert all(url.startswith(address) for url in asked)


def kept_at_last(page: Page, as_wanted: Callable[[dict[str, int]], bool]) -> dict[str, int]:
    """How many files each cache holds, as soon as that is as wanted."""
    for _ in range(150):
        kept: dict[str, int] = page.evaluate(KEPT)
        if as_wanted(kept):
            return kept
        page.wait_for_timeout(200)
    raise AssertionError(f"only {kept} is kept")


def test_without_a_network_home_an_unvisited_call_and_find_are_there(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    release = json.loads((small / "sw.js").read_text("utf-8").partition("const RELEASE=")[2].partition(";\n")[0])
    wanted = len({*release["first"], *release["then"]})
    with hosted(small) as address:
        page.goto(f"{address}/index.html")
        kept_at_last(page, lambda kept: sum(kept.values()) >= wanted)

    online.set_offline(True)
    page.goto(f"{address}/index.html")
    assert page.locator("h1").inner_text() == "Who are you talking to?"
    page.goto(f"{address}/prep/stalled-audit/economic-buyer.html#d4")
    assert page.locator("#d4 .say").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("cfo rework 14")
    page.get_by_role("option", selected=True).get_by_text("CFO · Hidden rework · day 14").wait_for()


def test_a_new_release_replaces_what_is_kept(online: BrowserContext, small: Path, tmp_path: Path) -> None:
    page = online.new_page()
    copy = tmp_path / "site"
    copy.mkdir()
    for path in small.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(small)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    with hosted(copy) as address:
        page.goto(f"{address}/index.html")
        before = list(kept_at_last(page, lambda kept: len(kept) == 1))
        worker = copy / "sw.js"
        worker.write_text(re.sub(r'"stamp":"[^"]*"', '"stamp":"another"', worker.read_text("utf-8")), "utf-8")
        (copy / "index.html").write_text(
            (copy / "index.html").read_text("utf-8").replace("Who are you talking to?", "Who is it today?"), "utf-8"
        )
        page.reload()
        assert page.locator("h1").inner_text() == "Who is it today?"
        kept_at_last(page, lambda kept: list(kept) == ["samestory-another"])

    assert before != ["samestory-another"]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_call_is_one_page_of_paper(new_page: NewPage, site: Path, paper: str) -> None:
    page = new_page(*DESKTOP)
    long = {}
    largest = sorted(site.glob("prep/*/*.html"), key=lambda path: -path.stat().st_size)[:3]

    for path in largest:
        page.goto(path.as_uri())
        for place in page.locator(".touch[id]").evaluate_all("all => all.map(one => one.id)"):
            page.goto(f"{path.as_uri()}#{place}")
            count = pages_of(page.pdf(format=paper, print_background=True))
            if count != 1:
                long[f"{path.name}#{place}"] = count

    assert long == {}


def test_no_control_is_printed_and_every_objection_is_open(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.goto(f"{small.as_uri()}/prep/hidden-rework/economic-buyer.html#d0")
    page.emulate_media(media="print")

    assert page.locator("button:visible, input:visible, select:visible").count() == 0
    assert page.locator("#d0 .push details > p").evaluate_all(
        "all => all.map(one => one.checkVisibility({contentVisibilityAuto: true}) && one.getBoundingClientRect().height > 0)"
    ) == [True, True]


def test_who_acts_can_be_told_in_forced_colours(browser: Browser, small: Path) -> None:
    context = browser.new_context(forced_colors="active", offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{small.as_uri()}/prep/stalled-audit/economic-buyer.html#d4")

    shapes = page.locator(".rail a").evaluate_all(
        "all => all.map(one => [getComputedStyle(one, '::before').borderRadius, getComputedStyle(one, '::after').maskImage.length])"
    )

    assert len({tuple(shape) for shape in shapes}) == 2
    context.close()


def files_of(build: Path) -> dict[str, bytes]:
    return {
        path.relative_to(build).as_posix(): path.read_bytes() for path in sorted(build.rglob("*")) if path.is_file()
    }


def test_mkdocs_and_properdocs_make_the_same_bytes(example: Path) -> None:
    """Pinned at properdocs 1.6.7. It has no theme of its own, so mkdocs.yml has to say that none is wanted."""
    pytest.importorskip("properdocs", reason="properdocs 1.6 is not installed")
    config = example / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "theme: {name: null, custom_dir: site}\n", "utf-8")
    made = []

    for engine in ("mkdocs", "properdocs"):
        shutil.rmtree(example / "build", ignore_errors=True)
        command = [sys.executable, "-m", engine, "build", "-q", "-f", "mkdocs.yml"]
        ran = subprocess.run(command, cwd=example, capture_output=True, text=True, timeout=300, check=False)
        assert ran.returncode == 0, ran.stderr
        made.append(files_of(example / "build"))

    assert len(made[0]) > 100
    assert made[0] == made[1]
