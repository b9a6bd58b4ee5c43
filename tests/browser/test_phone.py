"""Call prep on a phone: the bar that leads to the parts of a day, and a rail that can be read on the smallest screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

PHONE, SMALLEST = (390, 844), (320, 640)
APART = 1  # px
# Of each text in some elements the box it is painted in; the arrow of a menu as it is placed.
BOXES = """selector => [...document.querySelectorAll(selector)].flatMap(element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), boxes = [];
  for (let node; (node = walker.nextNode());) {
    if (!node.data.trim() || !node.parentElement.checkVisibility({visibilityProperty: true})) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) { boxes.push([node.data.trim(), box.left, box.right, box.top, box.bottom]); }
  }
  if (element.matches("summary")) {
    const frame = element.getBoundingClientRect(), arrow = getComputedStyle(element, "::after");
    const right = frame.right - parseFloat(arrow.right) - parseFloat(getComputedStyle(element).borderRightWidth);
    boxes.push(["arrow", right - parseFloat(arrow.width), right, frame.top, frame.bottom]);
  }
  return boxes;
})"""
Box = tuple[str, float, float, float, float]


def preps(site: Path) -> list[str]:
    return [path.relative_to(site).as_posix() for path in sorted(site.glob("prep/*/*.html"))]


def show(page: Page, site: Path, address: str) -> None:
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{address}")


def overlapping(boxes: list[Box]) -> list[tuple[str, str]]:
    """Which texts lie over each other, or so near beside each other that they read as one."""
    return [
        (one[0], other[0])
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[1] < other[2] + APART and other[1] < one[2] + APART and one[3] < other[4] and other[3] < one[4]
    ]


@pytest.mark.parametrize("width", [320, 390])
def test_no_texts_lie_over_each_other_above_the_talk_track(new_page: NewPage, site: Path, width: int) -> None:
    page = new_page(width, 640)
    found: dict[str, list[tuple[str, str]]] = {}

    for path in preps(site):
        show(page, site, path)
        for part in (".rail a", ".prep > .controls summary", ".jump button", ".bar a, .bar button"):
            found[f"{path} {part}"] = overlapping(page.evaluate(BOXES, part))

    assert len(found) > 40
    assert {place: texts for place, texts in found.items() if texts} == {}


def test_the_test_sees_texts_that_lie_over_each_other(new_page: NewPage, site: Path) -> None:
    page = new_page(*SMALLEST)
    show(page, site, "prep/one-story/head-of-sales.html")
    page.add_style_tag(content=".band { flex-basis: 0 !important } .band, .band li { min-width: 0 !important }")

    assert ("talk", "talk") in overlapping(page.evaluate(BOXES, ".rail a"))


def test_the_chosen_day_is_on_the_screen_wherever_it_stands_on_the_rail(new_page: NewPage, site: Path) -> None:
    page = new_page(*SMALLEST)
    show(page, site, "prep/one-story/head-of-sales.html")
    last = page.locator(".rail a").last
    assert (box := last.bounding_box())
    assert box["x"] > SMALLEST[0], "the rail is longer than the screen"

    page.evaluate("address => { location.hash = address }", last.get_attribute("href"))

    page.wait_for_function(
        "() => { const box = document.querySelector('.rail [aria-current]').getBoundingClientRect();"
        " return box.left >= 0 && box.right <= innerWidth && scrollX === 0; }"
    )
    assert last.get_attribute("aria-current") == "step"
    assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST[0]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Heard", ".heard-mark"),
        ("Ask", ".touch.now .ask"),
        ("Push-back", ".touch.now .push"),
        ("Proof", ".days > .proof"),
        ("Send", ".touch.now .send"),
        ("Say", ".touch.now .say"),
    ],
)
def test_the_bar_leads_to_each_part_of_the_day(new_page: NewPage, site: Path, name: str, part: str) -> None:
    page = new_page(*PHONE)
    show(page, site, "prep/one-story/head-of-sales.html#d26")

    page.locator(".jump").get_by_role("button", name=name, exact=True).click()

    page.wait_for_function(
        "part => { const box = document.querySelector(part).getBoundingClientRect();"
        " const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;"
        " return document.activeElement.matches(part) && box.top >= 0 && (box.top < 140 || end); }",
        arg=part,
    )
    assert page.url.endswith("#d26")


def test_the_bar_stands_after_the_talk_track_and_stays_in_sight(new_page: NewPage, site: Path) -> None:
    page = new_page(*PHONE)
    show(page, site, "prep/one-story/head-of-sales.html#d26")
    say, bar = page.locator(".touch.now .say").bounding_box(), page.locator(".jump").bounding_box()
    assert say
    assert bar
    assert bar["y"] >= say["y"] + say["height"]
    heights = page.locator(".jump button").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44

    page.locator(".days > .proof").evaluate("one => one.scrollIntoView({block: 'start'})")

    page.wait_for_function("Math.abs(document.querySelector('.jump').getBoundingClientRect().top) < 1")


def test_the_bar_names_only_what_the_day_has(new_page: NewPage, site: Path) -> None:
    page = new_page(*PHONE)
    show(page, site, "prep/one-story/head-of-sales.html#d26")
    page.locator(".touch.now .push").evaluate("one => one.remove()")

    page.evaluate("dispatchEvent(new Event('resize'))")

    assert page.locator(".jump button:visible").all_inner_texts() == ["Say", "Heard", "Ask", "Proof", "Send"]


def test_a_wide_window_has_no_bar(new_page: NewPage, site: Path) -> None:
    page = new_page(1280, 900)
    show(page, site, "prep/one-story/head-of-sales.html#d26")

    assert page.locator(".jump").count() == 1
    assert not page.locator(".jump").is_visible()
