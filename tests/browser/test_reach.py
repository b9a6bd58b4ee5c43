"""The ways of a rep to an answer in a real browser: clicks, keys, what a finger can press, an email as it is sent."""

from __future__ import annotations

import email
import re
from email import policy
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NewPage
from tests.browser.site_pages import one_of_each_kind

pytestmark = pytest.mark.browser

DESKTOP, PHONE, SMALLEST = (1280, 900), (390, 844), (320, 640)
CFO = "prep/hidden-rework/economic-buyer.html"
MAIL = "emails/hidden-rework-normal-work.html"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, iframes: false, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""
# What can be pressed and is no word within a sentence (WCAG 2.2, 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary, [role=option]")].filter(one => {
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const hit = one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label").getBoundingClientRect() : box;
  return one.checkVisibility({visibilityProperty: true}) && !one.matches(".skip") && style.display !== "inline" && (hit.width < 24 || hit.height < 24);
}).map(one => one.outerHTML.slice(0, 120))"""


def show(page: Page, site: Path, path: str) -> Page:
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{path}")
    return page


def largest_preps(site: Path, count: int) -> list[str]:
    paths = sorted(site.glob("prep/*/*.html"), key=lambda path: (-path.stat().st_size, path.name))
    return [path.relative_to(site).as_posix() for path in paths[:count]]


def test_the_grid_leads_to_a_day_in_one_click_and_to_any_other_in_two(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small, "index.html")

    page.locator(f"table.grid a[href='{CFO}#d14']").first.click()
    page.wait_for_url(f"**/{CFO}#d14")
    assert page.locator("#d14 .say").is_visible()
    page.locator(".rail a[href='#d33']").click()

    page.wait_for_url(f"**/{CFO}#d33")
    assert page.locator("#d33 .say").is_visible()


def test_find_takes_the_day_on_which_it_began(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.clock.set_fixed_time("2026-11-25T12:00:00")
    show(page, small, "index.html")

    page.keyboard.press("/")
    page.keyboard.type("cfo rework nov 11")
    page.get_by_role("option", selected=True).get_by_text("started 11 Nov 2026").wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/{CFO}#since=2026-11-11")
    assert page.get_by_role("textbox", name="Day").input_value() == "14"


def test_what_can_be_pressed_is_large_enough_for_a_finger(new_page: NewPage, small: Path) -> None:
    page = new_page(*SMALLEST)
    small_ones = {}

    for path in one_of_each_kind(small).values():
        show(page, small, path)
        small_ones[path] = page.evaluate(TOO_SMALL)

    assert {path: found for path, found in small_ones.items() if found} == {}
    show(page, small, f"{CFO}#d6")
    heights = page.locator(".controls :is(button, summary, input):visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 4
    assert min(heights) >= 40  # the field and the steps stand within a box of 44


def test_the_keyboard_reaches_every_control_of_a_call_and_shows_where_it_is(new_page: NewPage, small: Path) -> None:
    page = show(new_page(*DESKTOP), small, f"{CFO}#d6")
    reached: list[list[str]] = []

    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const one = document.activeElement, style = getComputedStyle(one);
                if (one === document.body) { return ["", ""]; }
                return [one.getAttribute("aria-label") || one.textContent.replace(/\\s+/g, " ").trim(),
                  style.outlineStyle === "none" && style.boxShadow === "none" ? "unseen" : ""]; }"""
            )
        )

    names = [name for name, _ in reached]
    wanted = ["Day before", "Day", "Day after", "Day 14, marketing’s email", "Validation: talk", "Copy talk track"]
    assert [name for name in wanted if name not in names] == []
    assert any(name.startswith("Role") for name in names)
    assert any(name.startswith("Storyline") for name in names)
    assert [name for name, unseen in reached if unseen and name] == []


def test_an_email_is_as_wide_as_a_phone_and_its_text_is_what_is_sent(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP)
    path = min(site.glob("emails/*.html"))
    show(page, site, f"emails/{path.name}")
    key = page.locator(".mail:visible").get_attribute("data-key")
    (sent,) = (site.parent / "sequences/bundle").glob(f"*/*/{key}.eml")
    message = email.message_from_bytes(sent.read_bytes(), policy=policy.default)
    plain = message.get_body(("plain",))
    assert plain is not None

    page.get_by_text("Phone", exact=True).click()
    width = page.locator(".mail:visible iframe").bounding_box()
    page.get_by_text("Plain text", exact=True).click()

    assert width
    assert width["width"] == 375
    shown = page.locator(".mail:visible pre").text_content() or ""
    assert shown.strip().splitlines() == plain.get_content().strip().splitlines()


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_while_the_plain_text_is_shown(new_page: NewPage, small: Path, dark: bool) -> None:
    page = show(new_page(*PHONE, dark=dark), small, MAIL)
    page.get_by_text("Plain text", exact=True).click()
    page.add_script_tag(path=AXE)

    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []


def test_what_has_run_out_since_the_build_is_not_printed(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    row = page.locator(".proof [data-claim='opened-again']")
    page.clock.set_fixed_time("2026-12-09T12:00:00")
    show(page, small, f"{CFO}#d6").emulate_media(media="print")
    before = row.is_visible()

    page.clock.set_fixed_time("2026-12-10T12:00:00")
    show(page, small, f"{CFO}#d6")

    assert before
    assert not row.is_visible()


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
        "Storage.prototype.getItem = () => '\\u0000{[';",
    ],
)
def test_where_storage_is_full_forbidden_or_spoiled_every_kind_of_page_works(
    new_page: NewPage, small: Path, refusal: str
) -> None:
    page = new_page(*DESKTOP)
    page.add_init_script(refusal)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    for path in one_of_each_kind(small).values():
        show(page, small, path)
        page.get_by_role("button", name="Light or dark").click()
        assert page.locator("h1").count() == 1

    assert errors == []
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_call_of_the_example_is_one_page_of_paper(browser: Browser, site: Path, paper: str) -> None:
    page = browser.new_context(offline=True, reduced_motion="reduce").new_page()
    long = {}

    for path in largest_preps(site, 1000):
        show(page, site, path)
        for place in page.locator(".touch[id]").evaluate_all("all => all.map(one => one.id)"):
            page.goto(f"{(site / path).as_uri()}#{place}")
            pdf = page.pdf(format=paper, print_background=True)
            if (count := len(re.findall(rb"/Type\s*/Page\b", pdf))) != 1:
                long[f"{path}#{place}"] = count

    page.context.close()
    assert long == {}
