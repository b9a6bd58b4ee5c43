"""The proof library in a real browser: filtered by words, role, stage and freshness, at an address that says so."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 900), (320, 640)
ALL = ["overtime", "opened-again", "rework-share", "second-shift"]  # what runs out first stands on top
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""


def show(page: Page, site: Path, place: str = "", day: str = "2026-11-25") -> Page:
    page.clock.set_fixed_time(f"{day}T12:00:00")
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/proof.html{place}")
    return page


def listed(page: Page) -> list[str]:
    ids: list[str] = page.locator(".library > li:visible").evaluate_all("all => all.map(one => one.id)")
    return sorted(ids, key=ALL.index)


def said(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def test_without_a_script_everything_is_listed_and_nothing_asks(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP, javascript=False)
    page.goto(f"{small.as_uri()}/proof.html#fresh=soon")

    assert listed(page) == ALL
    assert page.locator("main :is(input, select, button, label)").count() == 0


def test_a_role_and_a_stage_leave_the_claims_that_are_told_there(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small)
    assert listed(page) == ALL
    assert said(page) == "4 claims"

    page.get_by_label("Role").select_option("Quality engineer")
    at_the_engineer = listed(page)
    page.get_by_label("Stage").select_option("Options")

    assert at_the_engineer == ["opened-again", "rework-share", "second-shift"]
    assert listed(page) == ["rework-share", "second-shift"]
    assert said(page) == "2 of 4 claims"
    assert page.url.endswith("/proof.html#role=technical-evaluator&stage=options")


@pytest.mark.parametrize(
    ("day", "fresh", "ids"),
    [
        ("2026-11-25", "usable", ["opened-again", "rework-share", "second-shift"]),
        ("2026-11-25", "soon", ["opened-again"]),
        ("2026-11-25", "over", ["overtime"]),
        ("2026-12-10", "over", ["overtime", "opened-again"]),
        ("2026-12-10", "soon", []),
    ],
)
def test_freshness_is_that_of_the_day_of_reading(
    new_page: NewPage, small: Path, day: str, fresh: str, ids: list[str]
) -> None:
    page = show(new_page(*DESKTOP), small, day=day)

    page.get_by_label("Freshness").select_option(fresh)

    assert listed(page) == ids
    assert said(page) == (f"{len(ids)} of 4 claims" if ids else "Nothing fits all of this. Show all, or choose less.")


def test_an_address_opens_what_was_chosen(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small, "#words=SHIFT+booked&fresh=usable")

    assert listed(page) == ["second-shift"]
    assert page.get_by_label("Words").input_value() == "SHIFT booked"
    assert page.get_by_label("Freshness").input_value() == "usable"


def test_the_keyboard_alone_filters_and_shows_all_again(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small)
    page.get_by_label("Words").focus()

    page.keyboard.type("opened")
    few = listed(page)
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show all"
    page.keyboard.press("Enter")

    assert few == ["opened-again"]
    assert listed(page) == ALL
    assert page.url.endswith("/proof.html")
    assert page.evaluate("document.activeElement.name") == "words"
    assert page.get_by_label("Words").input_value() == ""


def test_a_claim_of_an_address_is_shown_whatever_was_chosen(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small, "#fresh=soon")
    assert listed(page) == ["opened-again"]

    page.evaluate("location.hash = '#overtime'")
    page.locator("#overtime").wait_for()

    assert listed(page) == ALL
    assert page.get_by_label("Freshness").input_value() == ""


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("#role=mars", "There is no role “mars”: this shows the others too."),
        ("#stage=never", "There is no stage “never”: this shows the others too."),
        ("#fresh=stale", "There is no freshness “stale”: this shows the others too."),
        ("#colour=red", "This page has no “colour=red”: this shows all."),
        ("#toString=1", "This page has no “toString=1”: this shows all."),
        ("#gone-since-spring", "There is no claim “gone-since-spring” any more: this shows all there are."),
        ("#%E0%A4%A", "There is no claim “%E0%A4%A” any more: this shows all there are."),
    ],
)
def test_an_address_that_names_nothing_lists_everything_and_says_so(
    new_page: NewPage, small: Path, place: str, sentence: str
) -> None:
    page = show(new_page(*DESKTOP), small, place)

    assert listed(page) == ALL
    assert said(page) == sentence


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_page: NewPage, small: Path, dark: bool) -> None:
    page = show(new_page(*PHONE, dark=dark), small, "#fresh=soon")
    page.add_script_tag(path=AXE)

    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    small_ones = page.locator("form :is(input, select, button)").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
    )
    assert small_ones == []


def test_a_filter_is_not_printed(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small, "#fresh=soon")

    page.emulate_media(media="print")

    assert page.locator("main :is(input, select, button):visible").count() == 0
    assert listed(page) == ["opened-again"]
