"""The preview of an email on the site is painted as the bundle's file is: every computed style of every element."""

from __future__ import annotations

import csv
import re
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT

pytestmark = pytest.mark.browser

DESKTOP = (1280, 1000)
FIELD = re.compile(r"\{[^{}|]+ \| ([^{}]*)\}")
FINE = re.compile(r"<(\w+)(?:[^>]* class=\"([^\"]*)\")?")
UNSUBSCRIBE = re.search(r'^unsubscribe-url = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
# In reading order: which element it is, and all that was computed for it. What is equal needs no more than a text of
# all values, without names, which are many times as long; both travel only for an element of which something differs.
VALUES = """() => {
  const names = [...getComputedStyle(document.documentElement)];
  return [...document.querySelectorAll("*")].map(element => {
    const style = getComputedStyle(element);
    return [element.localName + "." + element.className, style.length + names.map(name => style.getPropertyValue(name)).join("|")];
  });
}"""
STYLE = """place => {
  const style = getComputedStyle(document.querySelectorAll("*")[place]);
  return Object.fromEntries([...style].map(name => [name, style.getPropertyValue(name)]));
}"""


def rows(site: Path) -> list[dict[str, str]]:
    with (site.parent / "sequences/bundle/touches.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def kinds(site: Path) -> list[dict[str, str]]:
    """Emails that together have every element and class that an email of the example has, and one of each storyline."""
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for row in rows(site):
        text = (site.parent / "sequences/bundle" / row["html_file"]).read_text("utf-8")
        parts = {*FINE.findall(text), ("story", row["storyline"])}
        if parts - seen:
            seen |= parts
            chosen.append(row)
    return chosen


def filled(site: Path, row: dict[str, str], into: Path) -> Path:
    """The bundle's file with the fallback of each contact field and the address of unsubscribing, and no more."""
    assert UNSUBSCRIBE
    text = (site.parent / "sequences/bundle" / row["html_file"]).read_text("utf-8")
    text = FIELD.sub(r"\1", text).replace("{unsubscribe}", escape(UNSUBSCRIBE[1]))
    path = into / f"{row['key']}.html"
    path.write_text(text, "utf-8")
    return path


def preview_of(page: Page, site: Path, row: dict[str, str]) -> tuple[Any, dict[str, int]]:
    """The frame in which the site shows an email, once it is painted, and its size."""
    beat = next(path for path in site.glob("emails/*.html") if f'data-key="{row["key"]}"' in path.read_text("utf-8"))
    page.goto("about:blank")
    page.goto(f"{beat.as_uri()}#{row['role']}")
    element = page.locator(f"iframe[src='raw/{row['key']}.html']")
    element.evaluate(
        "frame => frame.scrollIntoView()"
    )  # Playwright's own way waits for two seconds for a page in the background
    frame = element.element_handle().content_frame()
    assert frame
    frame.wait_for_url(f"**/raw/{row['key']}.html")
    frame.wait_for_load_state()
    frame.locator(".story").first.wait_for()
    size = element.evaluate("frame => ({width: frame.clientWidth, height: frame.clientHeight})")
    return frame, size


def differences(shown: Any, sent: Any) -> tuple[int, list[str]]:
    """How many elements two documents have, and each property of one that is not the same in both."""
    ours, theirs = shown.evaluate(VALUES), sent.evaluate(VALUES)
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    found = []
    for place, ((name, one), (_, other)) in enumerate(zip(ours, theirs, strict=True)):
        if one != other:
            style, wanted = shown.evaluate(STYLE, place), sent.evaluate(STYLE, place)
            keys = [key for key in style if style[key] != wanted.get(key)]
            found += [f"{name} {key}: {style[key]} and {wanted.get(key)}" for key in keys]
    return len(ours), found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_preview_looks_as_the_bundles_file(
    browser: Browser, site: Path, tmp_path: Path, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        offline=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 1000}
    )
    page, bundle = context.new_page(), context.new_page()
    found: dict[str, list[str]] = {}
    counted = 0

    chosen = kinds(site)
    for row in chosen:
        frame, size = preview_of(page, site, row)
        bundle.set_viewport_size(size)
        bundle.goto(filled(site, row, tmp_path).as_uri())
        elements, found[row["key"]] = differences(frame, bundle)
        counted += elements

    context.close()
    assert len(chosen) >= 4
    assert counted > 30 * len(chosen)
    assert {key: different[:5] for key, different in found.items() if different} == {}


def test_the_test_sees_one_property_that_differs(browser: Browser, site: Path, tmp_path: Path) -> None:
    context = browser.new_context(offline=True, viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    page, bundle = context.new_page(), context.new_page()
    row = rows(site)[0]
    frame, size = preview_of(page, site, row)
    bundle.set_viewport_size(size)
    bundle.goto(filled(site, row, tmp_path).as_uri())
    bundle.evaluate("document.querySelector('.story').style.outlineOffset = '1px'")

    _, different = differences(frame, bundle)

    context.close()
    assert [one for one in different if "outline-offset" in one and one.endswith(": 0px and 1px")]
    assert len(different) == 1
