"""Every email of the example as a reader sees it: on a phone and in a wide window, in light and dark."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage
from tests.conftest import ROOT

STORYLINES = sorted(story.parent.name for story in ROOT.glob("stories/*/story.md"))
WIDTHS = (375, 600)
SCHEMES = ("light", "dark")
READABLE = 4.5  # WCAG 2.2, 1.4.3
FINGER = 44  # px; WCAG 2.2, 2.5.5
SHEETS = ROOT / "tests" / "sheets"
SHEET = """<style>
  body { margin: 0; background: #888; display: flex; flex-wrap: wrap }
  figure { margin: 8px; zoom: .4; font: 32px sans-serif } iframe { border: 0; margin-right: 8px }
</style>"""

# What a reader sees of the open email: one evaluation per view, since each costs a round trip.
SEEN = """() => {
  const channels = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };
  const over = (top, below) => top.rgb.map((c, i) => c * top.alpha + below[i] * (1 - top.alpha));
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own.rgb : over(own, ground(element.parentElement));
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (element) => {
    const below = ground(element);
    const both = [luminance(over(channels(getComputedStyle(element).color), below)), luminance(below)];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('style, script')) continue;
    const box = document.createRange();
    box.selectNodeContents(walker.currentNode);
    if (!box.getClientRects().length) continue;
    texts.push({ words: walker.currentNode.data.trim(), contrast: contrast(element) });
  }
  const boxes = [...document.querySelectorAll('a')]
    .filter((link) => getComputedStyle(link).display === 'inline-block')
    .map((link) => link.getBoundingClientRect());
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    texts,
    buttons: boxes.map((box) => Math.min(box.width, box.height)),
    pictures: document.querySelectorAll('img, picture, svg, video, iframe, link, script, form').length,
    ground: luminance(ground(document.querySelector('.story'))),
  };
}"""


def emails(built: Path, storyline: str) -> list[Path]:
    """The emails of a storyline, role by role."""
    return sorted((built / "build/sequences/bundle" / storyline).glob("*/*.html"))


def faults(seen: dict[str, Any], scheme: str) -> list[str]:
    """What is wrong in a view."""
    found = [f"{text['contrast']:.2f} : 1 {text['words']!r}" for text in seen["texts"] if text["contrast"] < READABLE]
    if seen["sideways"] > 0:
        found.append(f"scrolls {seen['sideways']} px sideways")
    if len(seen["buttons"]) != 1 or min(seen["buttons"]) < FINGER:
        found.append(f"buttons: {seen['buttons']}")
    if seen["pictures"]:
        found.append("holds something that is loaded or runs")
    if (seen["ground"] < 0.2) != (scheme == "dark"):
        found.append(f"is not {scheme}")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("storyline", STORYLINES)
def test_every_email_can_be_read(built_example: Path, new_page: NewPage, storyline: str) -> None:
    page = new_page(WIDTHS[0], 800)
    found: dict[str, list[str]] = {}

    for email in emails(built_example, storyline):
        page.goto(email.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found[f"{email.stem} {width} {scheme}"] = faults(page.evaluate(SEEN), scheme)

    assert {view: faults for view, faults in found.items() if faults} == {}
    assert found


@pytest.mark.browser
def test_the_preview_is_for_the_inbox_and_not_seen(built_example: Path, new_page: NewPage) -> None:
    with (built_example / "build/sequences/bundle/touches.csv").open(encoding="utf-8", newline="") as table:
        row = next(csv.DictReader(table))
    page = new_page(600, 800)

    page.goto((built_example / "build/sequences/bundle" / row["html_file"]).as_uri())

    assert page.text_content("body").count(row["preview"]) == 1
    assert row["preview"] not in page.inner_text("body")


def small(email: Path) -> str:
    """An email in its four views, small, under its name."""
    light = email.read_text("utf-8")
    # A page has one scheme, frames in it too: what is written for the dark is made to hold.
    dark = light.replace("@media (prefers-color-scheme: dark)", "@media all")
    views = "".join(
        f'<iframe width="{width}" height="760" srcdoc="{escape(source)}"></iframe>'
        for source in (light, dark)
        for width in WIDTHS
    )
    return f"<figure><figcaption>{email.stem}</figcaption>{views}</figure>"


@pytest.mark.browser
@pytest.mark.parametrize("storyline", STORYLINES)
def test_a_contact_sheet_shows_a_storyline_at_a_glance(built_example: Path, new_page: NewPage, storyline: str) -> None:
    page = new_page(1640, 800)
    page.set_content(SHEET + "".join(map(small, emails(built_example, storyline))))
    SHEETS.mkdir(exist_ok=True)

    page.screenshot(full_page=True, path=SHEETS / f"{storyline}.png")

    assert (SHEETS / f"{storyline}.png").stat().st_size > 100_000


@pytest.mark.browser
def test_the_eyes_of_these_tests_see_what_is_wrong(new_page: NewPage) -> None:
    page = new_page(375, 800)
    page.set_content(
        """<body style="background: white"><p style="color: #999; width: 400px">pale</p>
        <div style="background: rgba(0, 0, 0, .9)"><span style="color: #222">dark</span></div>
        <div style="display: none; color: white">hidden</div><div class="story">read</div>
        <a style="display: inline-block; width: 99px; height: 30px">go</a><img width="1" height="1">"""
    )

    assert faults(page.evaluate(SEEN), "dark") == [
        "2.85 : 1 'pale'",
        "1.10 : 1 'dark'",
        "scrolls 33 px sideways",
        "buttons: [30]",
        "holds something that is loaded or runs",
        "is not dark",
    ]
