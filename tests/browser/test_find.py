"""Find in a real browser: what reps type leads to the right place, by keyboard alone, also before it has loaded."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 900), (390, 844)
KB = 1024
QUERIES = tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))["query"]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, iframes: false, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""
# Of dist/umd/index.js and LICENSE.txt in npm's minisearch-7.2.0.tgz, sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/
# f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg==
VENDORED = {
    "minisearch-7.2.0.js": "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03",
    "minisearch-LICENSE.txt": "70d37354d6395629fb99edb28cb37a5d356ffa24a48cd02a5def5b83a300a899",
}


@pytest.fixture(scope="session")
def answers(browser: Browser, site: Path) -> Iterator[dict[str, list[str]]]:
    """The addresses that each query finds, the best first, on 25 November 2026."""
    page = browser.new_context(offline=True).new_page()
    page.goto("about:blank")
    for name in ("records.js", "find.js"):
        page.add_script_tag(path=site / "assets" / name)
    yield page.evaluate(
        """typed => new Promise(done => {
        const find = SAMESTORY_FIND(SAMESTORY_RECORDS, "2026-11-25", () => done(
          Object.fromEntries(typed.map(one => [one, find(one).map(hit => hit.url)])))); })""",
        [query["typed"] for query in QUERIES],
    )
    page.context.close()


def misses(answers: dict[str, list[str]], among: int) -> list[tuple[str, list[str]]]:
    return [
        (query["typed"], answers[query["typed"]][:3])
        for query in QUERIES
        if not any(url.startswith(tuple(query["leads_to"])) for url in answers[query["typed"]][:among])
    ]


def open_find(page: Page, site: Path, path: str = "index.html") -> None:
    page.goto(f"{site.as_uri()}/{path}")
    page.keyboard.press("/")
    page.get_by_role("dialog", name="Find").wait_for()


def test_what_is_vendored_is_what_was_published() -> None:
    folder = files("samestory") / "theme" / "assets" / "vendor"

    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in VENDORED} == VENDORED


def test_the_licence_travels_with_the_library(site: Path) -> None:
    text = (site / "assets" / "find.js").read_text("utf-8")

    assert text.startswith("/* MiniSearch 7.2.0\nCopyright 2022 Luca Ongaro")
    assert "THE SOFTWARE IS PROVIDED" in text[:1200]


def test_thirty_queries_written_before_the_index_find_their_place(answers: dict[str, list[str]]) -> None:
    assert len(QUERIES) >= 30
    assert misses(answers, 3) == []
    assert len(misses(answers, 1)) <= 3, misses(answers, 1)


def test_slash_a_buyer_a_story_and_a_day_land_on_the_day(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    open_find(page, small)

    page.keyboard.type("cfo rework 14")
    page.get_by_role("option", selected=True).get_by_text("CFO · Hidden rework · day 14").wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url("**/prep/hidden-rework/economic-buyer.html#d14")
    assert page.locator("#d14 .say").is_visible()


def test_what_is_typed_before_find_has_loaded_is_answered(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    held: list[Route] = []
    page.route("**/assets/records.js", lambda route: held.append(route))
    with page.expect_request("**/assets/records.js"):
        open_find(page, small, "prep/hidden-rework/economic-buyer.html#d6")

    page.keyboard.type("cfo rework 14")
    page.keyboard.press("Enter")
    assert page.get_by_role("status").get_by_text("One moment.").is_visible()
    held[0].continue_()

    page.wait_for_url("**/prep/hidden-rework/economic-buyer.html#d14")


def test_find_works_with_the_keyboard_alone_and_gives_the_focus_back(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.goto(f"{small.as_uri()}/index.html")
    page.get_by_role("banner").get_by_role("button", name="Find").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("rework")
    page.get_by_role("option").first.wait_for()

    field = page.get_by_role("combobox")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")

    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") == "hit-1"
    assert page.get_by_role("option", selected=True).get_attribute("id") == "hit-1"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert page.evaluate("document.activeElement.matches('[data-find]')")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_in_the_open_dialog(new_page: NewPage, small: Path, size: tuple[int, int]) -> None:
    page = new_page(*size)
    open_find(page, small)
    page.keyboard.type("rework")
    page.get_by_role("option").first.wait_for()
    page.add_script_tag(path=AXE)

    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []


def test_find_adds_two_requests_and_little_weight(new_page: NewPage, site: Path) -> None:
    page = new_page(*PHONE)
    page.goto(f"{site.as_uri()}/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.keyboard.press("/")
    page.keyboard.type("cfo")
    page.get_by_role("option").first.wait_for()

    # The page's own icon is no part of Find; when it is asked for, Chromium decides.
    names = [name for url in asked if (name := url.rpartition("/")[2]) != "icon.svg"]
    assert sorted(names) == ["find.js", "records.js"]
    assert sum(len(gzip.compress((site / "assets" / name).read_bytes(), 9)) for name in names) <= 100 * KB


def test_where_find_cannot_be_loaded_a_sentence_says_so(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.route("**/assets/find.js", lambda route: route.abort())
    open_find(page, small)

    page.keyboard.type("rework")

    page.get_by_text("Find could not be loaded.").wait_for()
