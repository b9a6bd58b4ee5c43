"""The site after three releases in a real browser: what changed, what was told then, and what is new to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from samestory.read.records import read_records
from tests.browser.conftest import NewPage
from tests.browser.site_pages import one_of_each_kind
from tests.browser.test_site import DESKTOP, KB, PHONE, show, violations
from tests.releases.news_site import five_changes
from tests.releases.repository import committed, released, signed

pytestmark = pytest.mark.browser

PREP = "prep/slow-leaks/plant-manager.html"
NOTE = "We told you 12 %, now 15 %: a second audit. In emails until 1 December 2026."


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A changed number, a new, a removed and a renamed beat, another wait and a retired claim, in three releases."""
    root = signed(committed(tmp_path_factory.mktemp("releases") / "tarn"))
    released(root, "2026-11-24")
    return five_changes(root)


@pytest.fixture
def axe_page(browser: Browser) -> Iterator[Page]:
    """A page to look at in all sizes and schemes."""
    context = browser.new_context(offline=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def notes(page: Page) -> list[str]:
    """What is said to have been told otherwise, of what can be seen."""
    return [" ".join(text.split()) for text in page.locator(".then:visible").all_inner_texts()]


def test_all_five_changes_are_shown(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, site, "news.html")

    changes = page.locator("[id='2026-12-01-plant-manager'] + ul > li").all_inner_texts()

    assert [" ".join(text.split()) for text in changes] == [
        "Changed The leak that costs money leaves no puddle Slow leaks Stop saying 12 %, say 15 %: a second audit. "
        "The email has other words. What you say has changed: read it again.",
        "Changed A new plant leaks as much as an old one Slow leaks "
        "The email has other words. What you say has changed: read it again.",
        "Changed One line with monitors is enough to decide on Slow leaks It comes after 5 days, before it was 8 days.",
        "Added A trial needs no stop Slow leaks This is new, on day 16.",
        "Changed A trial is over after a month, with an answer either way Slow leaks It was called sl-first-month-pm.",
        "Retired A question asked in the group is answered in the group st-call-the-group-pm Stalled trial "
        "This is told no more.",
    ]


@pytest.mark.parametrize(
    "path",
    [f"{PREP}#d6", "news.html", "index.html", "proof.html", "t/st-call-the-group-pm.html", "t/sl-old-and-new-re.html"],
)
def test_axe_finds_nothing_in_light_and_dark(axe_page: Page, site: Path, path: str) -> None:
    assert violations(axe_page, site, path) == []


def test_a_number_told_otherwise_stands_between_what_to_open_and_what_to_check(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, site, f"{PREP}#d6")

    open, note, check = (page.locator(f"#d6 .say {part}").bounding_box() for part in (".open", ".then", "dl"))

    assert notes(page) == [NOTE]
    assert open
    assert note
    assert check
    assert open["y"] < note["y"] < check["y"]
    assert page.locator(".heard .was:visible").all_inner_texts() == ["Until 1 December 2026: 12 %"] * 2


def test_of_a_later_stage_nothing_is_said_for_those_who_enter_there(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, site, f"{PREP}#d11")

    assert page.locator("#d11 .say .open").is_visible()
    assert notes(page) == []


@pytest.mark.parametrize(
    ("since", "now", "told"), [("2026-11-24", "2026-11-30", [NOTE]), ("2026-12-02", "2026-12-08", [])]
)
def test_who_began_after_the_change_was_told_nothing_else(
    new_page: NewPage, site: Path, since: str, now: str, told: list[str]
) -> None:
    page = new_page(*PHONE)
    page.clock.install(time=f"{now}T09:00:00")
    show(page, site, f"{PREP}#since={since}")

    page.locator("#d6 .say .open").wait_for()

    assert notes(page) == told


def test_without_a_script_what_was_told_otherwise_is_there(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP, javascript=False)
    show(page, site, f"{PREP}#d6")

    assert notes(page) == [NOTE]


def visit(context: BrowserContext, site: Path, path: str) -> list[str]:
    """What a tab of its own marks as new since the last visit, by release."""
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{path}")
    marked = "all => all.filter(one => /since your last visit/.test(one.innerText)).map(one => one.dataset.release)"
    found: list[str] = page.locator("[data-release]").evaluate_all(marked)
    page.close()
    return found


def test_what_is_new_since_the_last_visit_is_marked(browser: Browser, site: Path) -> None:
    context = browser.new_context(offline=True)
    first = visit(context, site, "news.html")
    context.add_init_script("if (!sessionStorage.length) { localStorage.setItem('samestory-seen', '2026-11-24'); }")

    home, home_again = visit(context, site, "index.html"), visit(context, site, "index.html")
    news = visit(context, site, "news.html")

    assert first == []  # whoever comes for the first time has not missed anything
    assert home == home_again == news == ["2026-12-01", "2026-11-24-2"]
    context.close()


def test_a_second_look_in_the_same_tab_keeps_the_marks_and_the_next_visit_has_none(
    browser: Browser, site: Path
) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    page.evaluate("sessionStorage.clear(); localStorage.setItem('samestory-seen', '2026-11-24-2')")
    page.goto(f"{site.as_uri()}/news.html")

    page.reload()

    marked = page.locator("[data-release]:has(.chip.sales)")
    assert marked.evaluate_all("all => all.map(one => one.id)") == ["2026-12-01"]
    assert visit(context, site, "news.html") == []
    context.close()


@pytest.mark.parametrize("kept", ["", "spring", "<b>", "2099-01-01", "2026-11-24-99999"])
def test_what_is_kept_wrongly_marks_nothing_that_was_seen(browser: Browser, site: Path, kept: str) -> None:
    context = browser.new_context(offline=True)
    context.add_init_script(f"localStorage.setItem('samestory-seen', {kept!r})")

    assert visit(context, site, "news.html") in ([], ["2026-12-01"])
    context.close()


def test_every_key_ever_released_leads_somewhere(new_page: NewPage, site: Path) -> None:
    records, found = read_records(site.parents[1])
    assert found == ()
    keys = sorted({touch.key for release in records.releases for touch in release.touches})
    page = new_page(*DESKTOP)
    lost = []

    for key in keys:
        page.goto(f"{site.as_uri()}/t/{key}.html")
        retired = page.locator(".chip", has_text="Retired")
        if not retired.count():
            page.wait_for_url("**/prep/**")
        target = retired.count() and page.locator("a.button").get_attribute("href")
        if target and not (site / "t" / target).resolve().is_file():
            lost.append(key)

    assert len(keys) > 26
    assert lost == []


def test_a_prep_page_stays_small(site: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in site.glob("prep/*/*.html")}

    assert sizes
    assert max(sizes.values()) <= 60 * KB


def test_no_page_scrolls_sideways_on_the_smallest_phone(axe_page: Page, site: Path) -> None:
    axe_page.set_viewport_size({"width": 320, "height": 640})
    wide = []

    for path in (*one_of_each_kind(site).values(), f"{PREP}#d6"):
        show(axe_page, site, path)
        if axe_page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)

    assert wide == []
