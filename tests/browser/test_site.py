"""The reps' site in a real browser, from a folder: accessible, on any screen, light, without a script, without a host."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from samestory.mkdocs_plugin import make_site
from samestory.model.page import Page as SitePage
from tests.browser.conftest import NewPage
from tests.browser.site_pages import one_of_each_kind
from tests.page_fixtures import write_repository

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, iframes: false, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""
DESKTOP, PHONE = (1280, 900), (390, 844)
KB = 1024
# Kinds of pages the small site has; a kind that comes later is looked at too, one that goes is missed.
KINDS = (
    "index",
    "proof",
    "handoff",
    "coverage",
    "house-rules",
    "stories",
    "stories-index",
    "committee",
    "buyers",
    "buyers-index",
    "stages",
    "prep",
    "emails",
    "guides",
)
# A prep page is another picture at a day, at a stage of talk tracks, and as a whole.
PLACES = {"prep": ("#d6", "#validation", "#all"), "emails": ("", "#technical-evaluator")}


@pytest.fixture(scope="session")
def looked_at(browser: Browser) -> Iterator[Page]:
    """One page for all looks: only its size and scheme change."""
    context = browser.new_context(offline=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def show(page: Page, site: Path, path: str) -> None:
    """Open a page of a site from its folder, also where only the place on it changes."""
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{path}")


def violations(page: Page, site: Path, path: str) -> list[str]:
    """What axe finds in the four states of a page; in dark only colours differ from light."""
    found: list[str] = []
    page.emulate_media(color_scheme="light")
    show(page, site, path)
    page.evaluate("document.querySelectorAll('details:not(.pick)').forEach(one => { one.name = ''; one.open = true })")
    page.add_script_tag(path=AXE)
    for scheme, options in (("light", {"runOnly": RULES}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{path} {scheme} {width}: {one}" for one in page.evaluate(VIOLATIONS, options)]
    return found


def test_no_kind_of_page_is_missed(small: Path) -> None:
    assert set(KINDS) <= set(one_of_each_kind(small))


@pytest.mark.parametrize(("kind", "place"), [(kind, place) for kind in KINDS for place in PLACES.get(kind, ("",))])
def test_axe_finds_nothing(looked_at: Page, small: Path, kind: str, place: str) -> None:
    path = one_of_each_kind(small)[kind]

    assert violations(looked_at, small, f"{path}{place}") == []


def test_axe_finds_nothing_on_kinds_that_came_later(looked_at: Page, small: Path) -> None:
    later = {kind: path for kind, path in one_of_each_kind(small).items() if kind not in KINDS}

    assert [one for path in later.values() for one in violations(looked_at, small, path)] == []


def test_axe_finds_nothing_on_what_became_of_a_retired_touch(looked_at: Page, small: Path) -> None:
    assert violations(looked_at, small, "t/hr-pilot-eb.html") == []


@pytest.mark.long
def test_axe_finds_nothing_on_the_example(looked_at: Page, site: Path) -> None:
    paths = [
        *one_of_each_kind(site).values(),
        *(path.relative_to(site).as_posix() for path in site.glob("prep/*/*.html")),
    ]

    assert [one for path in paths for one in violations(looked_at, site, path)] == []


@pytest.mark.parametrize("of", ["small", "site"])
def test_no_page_scrolls_sideways_on_the_smallest_phone(
    looked_at: Page, request: pytest.FixtureRequest, of: str
) -> None:
    folder: Path = request.getfixturevalue(of)
    looked_at.set_viewport_size({"width": 320, "height": 640})
    wide = []

    for kind, path in one_of_each_kind(folder).items():
        for place in PLACES.get(kind, ("",)):
            show(looked_at, folder, f"{path}{place}")
            if looked_at.evaluate("document.documentElement.scrollWidth") > 320:
                wide.append(f"{path}{place}")

    assert wide == []


def largest_prep(site: Path) -> str:
    return max(site.glob("prep/*/*.html"), key=lambda path: path.stat().st_size).relative_to(site).as_posix()


@pytest.mark.parametrize("kind", ["home", "prep"])
def test_the_first_load_is_light_and_asks_no_other_host(new_page: NewPage, site: Path, kind: str) -> None:
    asked: list[str] = []
    page = new_page(*PHONE)
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{site.as_uri()}/{'index.html' if kind == 'home' else largest_prep(site)}")
    page.wait_for_load_state("networkidle")

    loaded = [url for url in asked if not url.startswith("data:")]
    weight = sum(len(gzip.compress(Path(unquote(urlsplit(url).path)).read_bytes(), 9)) for url in loaded)
    assert all(url.startswith(site.as_uri()) for url in loaded)
    assert len(loaded) <= 6, loaded
    assert weight <= 40 * KB


def test_a_prep_page_is_small(site: Path) -> None:
    assert (site / largest_prep(site)).stat().st_size <= 60 * KB


def test_the_size_of_a_page_does_not_grow_with_their_number(small: Path, tmp_path: Path) -> None:
    write_repository(tmp_path)
    one = SitePage("prep/a/b.html", "A call", "<h1>A call</h1>")
    index = SitePage("index.html", "Home", "<h1>Home</h1>")
    many = [SitePage(f"prep/a/b{number}.html", "Another", "<h1>Another</h1>") for number in range(200)]
    sizes = []

    for place, pages in (("few", (index, one)), ("more", (index, one, *many))):
        make_site(tmp_path, pages, (), tmp_path / place)
        sizes.append((tmp_path / place / one.path).stat().st_size)

    assert sizes[0] == sizes[1] < 3 * KB


# What serves only a screen of another size, a reader's ear, or the view of one day.
ELSEWHERE = ".hide, .mark, .live, .fold, .role-label, .stage-label, .who, .find-box"
HIDDEN_WORDS = """elsewhere => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), hidden = [];
  for (let node; (node = walker.nextNode());) {
    const box = node.parentElement;
    if (node.textContent.trim() && !box.closest(elsewhere) && !box.closest("details:not([open])")
        && !box.checkVisibility({visibilityProperty: true})) {
      hidden.push(node.textContent.trim().slice(0, 60));
    }
  }
  return hidden;
}"""


def test_without_a_script_nothing_is_missing(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP, javascript=False)
    missing: dict[str, list[str]] = {}

    for kind, path in one_of_each_kind(small).items():
        show(page, small, path)
        if kind not in ("emails", "write"):  # one role at a time; for that see below
            missing[path] = page.evaluate(HIDDEN_WORDS, ELSEWHERE)

    assert {path: words for path, words in missing.items() if words} == {}


def test_without_a_script_an_email_is_shown_for_each_role_and_in_plain_text(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP, javascript=False)
    show(page, small, "emails/hidden-rework-normal-work.html")

    page.get_by_role("link", name="Quality engineer", exact=True).click()
    page.get_by_text("Plain text").click()

    shown = page.locator("pre:visible")
    assert shown.count() == 1
    assert "Your change log already knows" in shown.inner_text()


def test_without_a_script_a_day_shows_what_is_heard_and_what_to_say(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP, javascript=False)
    show(page, small, "prep/hidden-rework/economic-buyer.html#d6")

    assert (
        page.locator(".say:visible .open").inner_text()
        == "Have you looked at how many orders were opened again last month?"
    )
    heard = page.locator(".row:visible").evaluate_all(
        "rows => rows.map(row => [row.getBoundingClientRect().y, row.querySelector('h3').innerText])"
    )
    assert [" ".join(words.split()) for _, words in sorted(heard)] == [
        "Day 6 An order that is opened again costs twice and is billed once",
        "Day 0 Most rework is booked as normal work",
        "Day 14 Most rework begins before the order reaches the plant",
        "Day 19 Plants that got better fixed the hand-offs first",
    ]


def test_a_phone_shows_the_sentence_to_say_at_once(new_page: NewPage, site: Path) -> None:
    page = new_page(*PHONE)
    show(page, site, "prep/one-story/head-of-sales.html#d26")

    box = page.locator(".say:visible .open").bounding_box()

    assert box
    assert box["y"] < 300
    leave = page.locator(".leave:visible").bounding_box()
    assert leave
    assert leave["y"] + leave["height"] <= 844


def test_a_touch_key_leads_to_its_day(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.goto(f"{small.as_uri()}/t/hr-came-back-te.html")

    page.wait_for_url("**/prep/hidden-rework/technical-evaluator.html#d6")

    assert page.locator("#d6 .say").is_visible()


def test_every_touch_has_its_page(site: Path) -> None:
    sequences = json.loads((site.parent / "sequences/bundle/sequences.json").read_text("utf-8"))
    touches = [
        touch
        for story in sequences["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
    ]

    keys = {key for touch in touches for key in (touch["key"], *touch["former_keys"])}

    assert len(keys) > 80
    assert {key for key in keys if not (site / "t" / f"{key}.html").is_file()} == set()


def test_hand_made_pages_are_in_the_navigation_with_their_pictures(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, "prep/hidden-rework/economic-buyer.html#d6")

    page.get_by_text("More", exact=True).click()
    names = page.locator(".more a:visible").all_inner_texts()
    page.get_by_role("link", name="House rules").first.click()

    assert names == ["House rules", "Guides", "From marketing to sales, and back"]
    assert page.locator("main img").evaluate("image => image.naturalWidth") == 40
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Guides").first.click()
    page.get_by_role("link", name="The second call").click()
    assert page.locator("h1").inner_text() == "The second call"
    assert page.locator(".beside [aria-current]").inner_text() == "The second call"


class Links(HTMLParser):
    """The addresses a page leads to or loads, and the ids on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.ids.add(found.get("id", ""))
        self.addresses += [found[name] for name in ("href", "src") if found.get(name)]
        if found.get("http-equiv") == "refresh":
            self.addresses.append(found["content"].partition("url=")[2])


@pytest.mark.parametrize("of", ["small", "site"])
def test_every_link_and_frame_resolves_from_the_folder(request: pytest.FixtureRequest, of: str) -> None:
    folder: Path = request.getfixturevalue(of)
    pages = {path: Links(path.read_text("utf-8")) for path in folder.rglob("*.html") if path != folder / "404.html"}
    broken = []

    for path, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in pages[target].ids):
                broken.append((path.relative_to(folder).as_posix(), address))

    assert broken == []
    assert sum(len(page.addresses) for page in pages.values()) > 1000


def test_a_page_loads_nothing_but_files_beside_it(site: Path) -> None:
    text = "\n".join(path.read_text("utf-8") for path in (site / "assets").iterdir() if path.suffix in (".css", ".js"))
    pages = "\n".join(path.read_text("utf-8") for path in site.rglob("*.html") if path.parent.name != "raw")

    assert re.findall(r"""url\((?!["']?data:)""", text) == []
    # MiniSearch has methods of that name, which ask nobody for anything.
    asks = r"(?<![.\w])fetch\((?![^)]*\) \{)"
    assert re.findall(rf"@import|{asks}|XMLHttpRequest|type=.module", text) == []
    assert re.findall(r"<(?:script|img|iframe)[^>]* src=[\"']?(?:https?:)?//", pages) == []
    assert re.findall(r"<link[^>]* href=[\"']?(?:https?:)?//", pages) == []
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=\"", pages) == []


def test_an_email_frame_can_do_nothing(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, "emails/hidden-rework-normal-work.html")

    frame = page.frame_locator("iframe[title='The email for CFO']")

    assert page.locator("iframe").first.get_attribute("sandbox") == ""
    frame.get_by_text("You see hours, not what they were spent on.").wait_for()


def test_light_and_dark_are_remembered(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, "index.html")

    page.get_by_role("button", name="Light or dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
