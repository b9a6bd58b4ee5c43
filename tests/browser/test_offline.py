"""The site over http under the policy that hosts are told to send, without a network, on paper, in forced colours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import PATIENCE, NewPage
from tests.browser.host import LONG_SECONDS, hosted
from tests.browser.site_pages import one_of_each_kind
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

DESKTOP = (1280, 900)
KEPT = """(async () => { const found = {}; for (const name of await caches.keys()) {
  found[name] = (await (await caches.open(name)).keys()).length } return found })()"""
REFUSED = "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective + ' ' + event.blockedURI))"

# The policy refuses what Playwright's own waiting would run in the page.
ONCE_REFUSED = "new Promise(done => { const look = () => refused.length ? done() : setTimeout(look, 20); look() })"


@pytest.fixture
def online(browser: Browser) -> Iterator[BrowserContext]:
    """A context that may reach this machine."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
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
        page.evaluate(ONCE_REFUSED)

    assert page.evaluate("window.ran") is None


def test_the_first_load_over_http_is_six_requests_to_one_host(online: BrowserContext, small: Path) -> None:
    for path in ("index.html", "prep/hidden-rework/economic-buyer.html#d6"):
        page = online.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))

        with hosted(small) as address:
            page.goto(f"{address}/{path}")
            page.wait_for_load_state("networkidle")

        assert len(asked) <= 6, asked
        assert all(url.startswith(address) for url in asked)


def at_last(page: Page, expression: str, as_wanted: Callable[[Any], bool]) -> Any:
    """What an expression gives as soon as it is as wanted."""
    end = time.monotonic() + LONG_SECONDS
    while time.monotonic() < end:
        found = page.evaluate(expression)
        if as_wanted(found):
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"still {found}")


def files_to_keep(site: Path) -> int:
    release = json.loads((site / "sw.js").read_text("utf-8").partition("const RELEASE=")[2].partition(";\n")[0])
    return len({*release["first"], *release["then"]})


def all_is_kept(page: Page, site: Path) -> list[str]:
    """Wait until a worker keeps all that it should; gives the name of what it is kept under."""
    wanted = files_to_keep(site)
    return list(at_last(page, KEPT, lambda kept: sum(kept.values()) >= wanted))


def test_without_a_network_home_an_unvisited_call_and_find_are_there(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    with hosted(small) as address:
        page.goto(f"{address}/index.html")
        all_is_kept(page, small)

    online.set_offline(True)
    page.goto(f"{address}/index.html")
    assert page.locator("h1").inner_text() == "Who are you talking to?"
    page.goto(f"{address}/prep/stalled-audit/economic-buyer.html#d4")
    assert page.locator("#d4 .say").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("cfo rework 14")
    page.get_by_role("option", selected=True).get_by_text("CFO · Hidden rework · day 14").wait_for()


def test_without_a_network_a_page_that_is_not_kept_says_so_and_leads_home(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    with hosted(small) as address:
        page.goto(f"{address}/index.html")
        all_is_kept(page, small)

    online.set_offline(True)
    page.goto(f"{address}/house-rules.html")

    assert page.locator("h1").inner_text() == "There is no network, and this page is not kept here"
    page.get_by_role("link", name="Who are you talking to?").click()
    assert page.locator("h1").inner_text() == "Who are you talking to?"


def release_anew(site: Path) -> None:
    """Another stamp, and another sentence on the home page."""
    for name, before, after in (
        ("sw.js", r'"stamp":"[^"]*"', '"stamp":"another"'),
        ("assets/release.js", r'"stamp": "[^"]*"', '"stamp": "another"'),
        ("index.html", r"Who are you talking to\?", "Who is it today?"),
    ):
        text, count = re.subn(before, after, (site / name).read_text("utf-8"))
        assert count
        (site / name).write_text(text, "utf-8")


@pytest.fixture
def released(small: Path, tmp_path: Path) -> Path:
    """A copy of the small site, to release anew."""
    return shutil.copytree(small, tmp_path / "site")


def test_a_new_release_replaces_what_is_kept(online: BrowserContext, released: Path) -> None:
    page = online.new_page()
    with hosted(released) as address:
        page.goto(f"{address}/index.html")
        before = all_is_kept(page, released)
        release_anew(released)

        page.goto(f"{address}/index.html")

        assert page.locator("h1").inner_text() == "Who is it today?"
        wanted = files_to_keep(released)
        at_last(page, KEPT, lambda kept: kept == {"samestory-another": wanted})
    online.set_offline(True)
    page.goto(f"{address}/index.html")
    assert page.locator("h1").inner_text() == "Who is it today?"
    assert before == ["samestory-0123456789abcdef"]


def test_a_release_that_comes_while_the_first_is_being_kept_replaces_it_too(
    online: BrowserContext, released: Path
) -> None:
    page, gate = online.new_page(), threading.Event()
    worker = (released / "sw.js").read_text("utf-8")
    (released / "sw.js").write_text(worker.replace('"first":[', '"first":["held.txt",'), "utf-8")
    (released / "held.txt").write_text("Kept last.", "utf-8")
    with hosted(released, gate) as address:
        page.goto(f"{address}/index.html")
        at_last(page, "navigator.serviceWorker.getRegistration().then(one => Boolean(one && one.installing))", bool)
        release_anew(released)

        page.reload()
        assert page.evaluate("navigator.serviceWorker.controller") is None
        gate.set()

        wanted = files_to_keep(released)
        at_last(page, KEPT, lambda kept: kept == {"samestory-another": wanted})


def test_a_page_that_is_open_while_a_release_comes_says_so_when_somebody_is_back(
    online: BrowserContext, released: Path
) -> None:
    page = online.new_page()
    sentence = "There is a newer release than the one on this page: load the page again."
    with hosted(released) as address:
        page.goto(f"{address}/prep/hidden-rework/economic-buyer.html#d6")
        all_is_kept(page, released)
        release_anew(released)

        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        page.get_by_role("status").get_by_text(sentence).wait_for()
        assert page.locator("#d6 .say").is_visible()
        page.reload()
        wanted = files_to_keep(released)
        at_last(page, KEPT, lambda kept: kept == {"samestory-another": wanted})
        assert page.get_by_text(sentence).count() == 0


def test_an_address_of_a_page_that_is_gone_leads_on(online: BrowserContext, small: Path) -> None:
    page = online.new_page()
    with hosted(small) as address:
        for path in (
            "prep/no-story/no-role.html#d21",
            "t/zz-no-key.html",
            "stages/no-stage.html",
            "buyers/nobody.html",
        ):
            answer = page.goto(f"{address}/{path}")

            assert answer is not None
            assert answer.status == 404
            assert page.locator("h1").inner_text() == "There is no such page"
        page.get_by_role("link", name="Who are you talking to?").click()
        assert page.locator("h1").inner_text() == "Who are you talking to?"


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
    """With the example's own mkdocs.yml, as it lies in the repository."""
    pytest.importorskip("properdocs", reason="properdocs 1.6 is not installed")
    assert (example / "mkdocs.yml").read_bytes() == (ROOT / "mkdocs.yml").read_bytes()
    made = []

    for engine in ("mkdocs", "properdocs"):
        shutil.rmtree(example / "build", ignore_errors=True)
        command = [sys.executable, "-m", engine, "build", "-q", "-f", "mkdocs.yml"]
        ran = subprocess.run(command, cwd=example, capture_output=True, text=True, timeout=300, check=False)
        assert ran.returncode == 0, ran.stderr
        made.append(files_of(example / "build"))

    assert len(made[0]) > 100
    assert made[0] == made[1]
