"""Your calls in a real browser: saved in it alone, sorted by what is to be done today, one click from home."""

from __future__ import annotations

import json
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 900), (390, 844)
AUDIT, CFO = "prep/stalled-audit/economic-buyer.html", "prep/hidden-rework/economic-buyer.html"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, iframes: false, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""


def save(page: Page, site: Path, path: str, account: str, start: str) -> None:
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{path}")
    page.get_by_role("button", name="Save this call").click()
    page.get_by_label("Account").fill(account)
    page.get_by_role("dialog").get_by_label("Started on").fill(start)
    page.get_by_role("button", name="Save", exact=True).click()


def cards(page: Page, site: Path) -> list[list[str]]:
    page.goto(f"{site.as_uri()}/index.html")
    return [
        [line for line in card.split("\n") if line and line != "×"]
        for card in page.locator(".calls li").all_inner_texts()
    ]


def on(page: Page, day: str) -> None:
    page.clock.set_fixed_time(f"{day}T09:00:00")


def test_calls_are_sorted_by_what_is_to_be_done_today_and_count_with_the_clock(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    on(page, "2026-11-25")
    save(page, small, CFO, "Lindt & Baer", "2026-11-13")
    save(page, small, f"{CFO}#d0", "Orbit Packaging", "2026-11-25")
    save(page, small, AUDIT, "Acme <b>Hydraulics</b>", "2026-11-21")

    found = cards(page, small)

    assert [(card[0], card[1]) for card in found] == [
        ("Acme <b>Hydraulics</b>", "Day 4"),
        ("Orbit Packaging", "Day 0"),
        ("Lindt & Baer", "Day 12"),
    ]
    assert found[0][3].startswith("Your call today: ")
    assert found[1][3] == "Email today: Most rework is booked as normal work"
    assert found[2][3] == "Next in 2 days: Most rework begins before the order reaches the plant"
    on(page, "2026-11-27")
    assert ["Lindt & Baer", "Day 14"] in [card[:2] for card in cards(page, small)]


def test_a_saved_call_is_one_click_from_home_and_its_account_in_no_address(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    on(page, "2026-11-25")
    save(page, small, CFO, "Acme Hydraulics", "2026-11-19")
    cards(page, small)

    page.get_by_role("link", name="Acme Hydraulics").click()

    assert page.url.endswith(f"{CFO}#since=2026-11-19")
    assert page.get_by_role("textbox", name="Day").input_value() == "6"
    assert "Acme" not in page.url


def test_a_planned_call_that_did_not_happen_is_not_yet_heard(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    on(page, "2026-11-30")
    save(page, small, AUDIT, "Acme", "2026-11-25")
    assert page.locator("#d4.heard").count() == 1

    page.locator("#d4").get_by_role("button", name="It did not happen").click()

    assert page.locator("#d4.unheard").count() == 1
    assert cards(page, small)[0][3].startswith("Still to call: ")
    page.get_by_role("link", name="Acme").click()
    page.locator("#d4").get_by_role("button", name="It was held").click()
    assert page.locator("#d4.heard").count() == 1


def test_a_call_is_removed(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    save(page, small, CFO, "Acme", "2026-11-19")
    cards(page, small)

    page.get_by_role("button", name="Remove Acme").click()

    assert page.locator(".calls").count() == 0
    assert json.loads(page.evaluate("localStorage.getItem('samestory-calls')")) == []


def test_what_is_missing_is_said(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    save(page, small, CFO, " ", "2026-11-19")
    assert page.get_by_role("alert").inner_text() == "Give the account a name that you will know again."

    page.get_by_label("Account").fill("Acme")
    page.get_by_role("dialog").get_by_label("Started on").fill("")
    page.get_by_role("button", name="Save", exact=True).click()

    assert page.get_by_role("alert").inner_text() == "Choose the day on which it started."


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})",
        "Storage.prototype.setItem = () => { throw new Error() }",
    ],
)
def test_where_nothing_can_be_kept_a_sentence_says_so(new_page: NewPage, small: Path, refusal: str) -> None:
    page = new_page(*DESKTOP)
    page.add_init_script(refusal)

    save(page, small, CFO, "Acme", "2026-11-19")

    assert page.get_by_role("alert").inner_text() == (
        "This browser keeps nothing for this site, so the call cannot be saved. Bookmark the address instead."
    )


@pytest.mark.parametrize(
    "stored",
    [
        "{",
        "null",
        '{"a": 1}',
        '[{"account": 1}]',
        '[{"account":"x","story":"../../evil","role":"a","start":"2026-11-01","way":[]}]',
    ],
)
def test_what_is_not_a_call_is_passed_over(new_page: NewPage, small: Path, stored: str) -> None:
    page = new_page(*DESKTOP)
    page.goto(f"{small.as_uri()}/index.html")
    page.evaluate("text => localStorage.setItem('samestory-calls', text)", stored)

    assert cards(page, small) == []
    assert page.locator("h1").is_visible()


def test_axe_finds_nothing_with_calls_and_in_the_dialog(new_page: NewPage, small: Path) -> None:
    page = new_page(*PHONE)
    save(page, small, CFO, "Acme", "2026-11-19")
    cards(page, small)
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []

    page.goto(f"{small.as_uri()}/{AUDIT}")
    page.get_by_role("button", name="Save this call").click()
    page.add_script_tag(path=AXE)

    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []
