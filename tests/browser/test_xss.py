"""Twenty-five hostile texts in everything a writer fills, in a query and in the place of an address: none of them runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from samestory.mkdocs_plugin import make_site
from samestory.render.pages import render_pages, render_site_files
from tests.page_fixtures import FILES, STAMP, example_with, write_repository

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>xss(1)</script>",
    "<img src=x onerror=xss(2)>",
    "<svg onload=xss(3)>",
    "</section><script>xss(4)</script>",
    '"><script>xss(5)</script>',
    "'><img src=x onerror=xss(6)>",
    '" onfocus=xss(7) autofocus x="',
    "' onmouseover=xss(8) x='",
    '<iframe srcdoc="<script>parent.xss(9)</script>"></iframe>',
    '<a href="javascript:xss(10)">here</a>',
    "[here](javascript:xss(11))",
    '![x](x" onerror="xss(12))',
    "<details open ontoggle=xss(13)>",
    "<body onload=xss(14)>",
    "<style>@import 'javascript:xss(15)';</style>",
    "</title><script>xss(16)</script>",
    "</textarea><script>xss(17)</script>",
    "<!--><script>xss(18)</script>-->",
    "<math><mtext></table><img src=x onerror=xss(19)>",
    "&lt;script&gt;xss(20)&lt;/script&gt;",
    "&#60;img src=x onerror=xss(21)&#62;",
    "</script><script>xss(22)</script>",
    "\u2028;xss(23)//",
    "`<img src=x onerror=xss(24)>`",
    "<input autofocus onfocus=xss(25)>",
)
HEARS = "window.ran = []; window.xss = number => { ran.push(number) };"


def hostile(text: str) -> str:
    """A file of the repository with every payload at the end of each of its texts; keys and names of sections stay."""
    head, _, body = text.lstrip().removeprefix("---").partition("\n---\n")
    if not body:
        return text
    ending = " ".join(PAYLOADS)
    lines = (
        f"{line} {ending}" if line.strip() and not line.startswith(("##", "|", "http")) else line
        for line in body.split("\n")
    )
    return f"---{head}\n---\n" + "\n".join(lines)


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, with every payload in every text."""
    root = tmp_path_factory.mktemp("spoiled")
    changes = {path: hostile(text) for path, text in FILES.items() if path.endswith(".md")}
    changes["site/by-hand.md"] = f"# By hand {' '.join(PAYLOADS[:1])}\n"
    made = example_with(changes)
    write_repository(root, changes)
    (root / "site" / "by-hand.md").unlink()  # what is written by hand may hold HTML; it is the writer's own
    pages = render_pages(made.library, made.sequences, made.emails, made.settings, made.day)
    files = render_site_files(made.library, made.sequences, made.emails, made.settings, made.day, STAMP)
    make_site(root, pages, files, root / "out")
    return root / "out"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that hears when a payload runs."""
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.add_init_script(HEARS)
    yield context.new_page()
    context.close()


def ran(page: Page) -> list[int]:
    """The payloads that ran, after everything was touched that may be."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(
        "document.querySelectorAll('a, button, input, summary').forEach(one => {"
        " one.dispatchEvent(new Event('mouseover')); one.dispatchEvent(new Event('focus')) })"
    )
    return [number for frame in page.frames for number in frame.evaluate("window.ran || []")]


def test_the_test_would_notice(page: Page, tmp_path: Path) -> None:
    noticed = set()
    for payload in PAYLOADS:
        control = tmp_path / "control.html"
        control.write_text(
            f"<!doctype html><meta charset=utf-8><p title=\"{payload}\" data-x='{payload}'>{payload}</p>", "utf-8"
        )
        page.goto(control.as_uri())
        page.wait_for_timeout(30)
        noticed |= set(ran(page))

    assert len(noticed) >= 14
    assert {1, 2, 3, 13, 22, 25} <= noticed


def test_nothing_a_writer_fills_runs(page: Page, spoiled: Path) -> None:
    found = {}
    paths = [path for path in sorted(spoiled.rglob("*.html")) if path.name != "404.html"]

    for path in paths:
        page.goto(path.as_uri())
        if 'http-equiv="refresh"' in path.read_text("utf-8"):  # it leads on at once
            page.wait_for_url("**/prep/**")
        found[path.relative_to(spoiled).as_posix()] = ran(page)

    text = "".join(path.read_text("utf-8") for path in paths)
    assert set(range(1, 26)) - {10, 11, 12, 15, 18, 20, 21} <= {int(n) for n in re.findall(r"xss\((\d+)\)", text)}
    assert {path: numbers for path, numbers in found.items() if numbers} == {}


def test_nothing_that_find_shows_runs(page: Page, spoiled: Path) -> None:
    page.goto(f"{spoiled.as_uri()}/index.html")
    page.keyboard.press("/")
    for typed in ("rework", "script", "cfo", "xss 2"):
        page.get_by_role("combobox").fill(typed)
        page.get_by_role("option").first.wait_for()

    assert "xss(" in page.get_by_role("listbox").inner_text()
    assert ran(page) == []


@pytest.mark.parametrize("number", range(25))
def test_nothing_in_an_address_runs(page: Page, spoiled: Path, number: int) -> None:
    payload = PAYLOADS[number]
    for path in ("index.html", "prep/hidden-rework/economic-buyer.html", "emails/hidden-rework-normal-work.html"):
        for address in (f"?find={quote(payload)}", f"#{payload}", f"#since={quote(payload)}", f"#d9&from={payload}"):
            page.goto("about:blank")
            page.goto(f"{spoiled.as_uri()}/{path}{address}")
            assert ran(page) == []


def test_nothing_in_the_name_of_an_account_runs(page: Page, spoiled: Path) -> None:
    page.goto(f"{spoiled.as_uri()}/index.html")
    page.evaluate(
        "names => localStorage.setItem('samestory-calls', JSON.stringify(names.map(account => ({account, start: '2026-11-02',"
        " story: 'hidden-rework', role: 'economic-buyer', roleName: account, storyName: account, way: [{key: 'a', day: 1, message: account}]}))))",
        list(PAYLOADS),
    )
    page.reload()

    assert page.locator(".calls li").count() == len(PAYLOADS)
    assert ran(page) == []
