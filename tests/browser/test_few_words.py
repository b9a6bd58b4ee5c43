"""Call prep in few words: what a rep needs first is shown, the rest is one tap away, on paper, and nothing is lost."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from samestory.render.pages.call_prep import HEARD_PRINTED, HEARD_SHOWN, UNHEARD_PRINTED, UNHEARD_SHOWN
from tests.browser.conftest import NewPage
from tests.browser.test_many_pages import generated

pytestmark = pytest.mark.browser

DESKTOP, PHONE, NARROW = (1280, 900), (390, 844), (360, 740)
MOST_WORDS = 600  # unfolded, on a whole page
MOST_AT_FIRST = 120  # on the first screen of a phone, above the bar
LOWEST_ON_A_DAY, LOWEST_AT_A_STAGE = 300, 375  # px: where the sentence to say begins; a stage has titles above it
SOME = 120  # touches of a generated library
TODAY = "2026-11-25"
SINCE = ("since=2026-11-25", "since=2026-11-02", "since=2026-08-01")
WRONG = ("nonsense", "d999999", "d21&from=mars")  # a sentence says so, above all else
# A page's own places: its stops, its cards, the stages it can be entered at, and its last day.
PLACES = """() => {
  const ids = name => [...document.querySelectorAll(name)].map(one => one.id).filter(Boolean);
  const stages = [...document.querySelectorAll(".leg-name")].map(one => one.dataset.stage);
  const days = ids(".touch").map(id => /^d(\\d+)/.exec(id)).filter(Boolean).map(found => +found[1]);
  return [ids(".touch"), ids(".card-track"), stages, Math.max(0, ...days)];
}"""
# Of each address in turn the words of the whole page, those on the first screen if they are wanted (each is measured,
# which takes its time), where the sentence to say begins (0 below a sentence of our own), and whether that is at a stage.
# Cards that an address before has unfolded are folded again, as they are when a page is opened.
WORDS = """async ([addresses, isFirst]) => {
  const main = document.querySelector("main"), seen = [], range = document.createRange();
  const bar = document.querySelector(".bar"), isOver = getComputedStyle(bar).position === "fixed";
  const bottom = isOver ? bar.getBoundingClientRect().top : innerHeight;  // what lies below the bar is not to be seen
  const onScreen = () => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node; (node = walker.nextNode());) {
      const box = node.parentElement;
      if (box.closest(".hide, script, template, select") || !box.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) { continue; }
      for (const found of node.textContent.matchAll(/\\S*[\\p{L}\\p{N}]\\S*/gu)) {
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        const at = range.getBoundingClientRect();
        count += Boolean(at.width) && at.top < bottom && at.bottom > 0 && at.left < innerWidth && at.right > 0;
      }
    }
    return count;
  };
  for (const address of addresses) {
    document.querySelectorAll(".card-track").forEach(one => { one.open = one.matches(".cards > :first-child"); });
    if (location.hash !== address) {
      await new Promise(done => { addEventListener("hashchange", () => setTimeout(done), {once: true}); location.replace(address); });
    }
    scrollTo(0, 0);
    const openings = [...document.querySelectorAll(".say .open")].filter(one => one.checkVisibility({contentVisibilityAuto: true}));
    const top = Math.min(...openings.map(one => one.getBoundingClientRect().top).filter(Boolean));
    seen.push([(main.innerText.match(/\\S+/g) || []).length, isFirst ? onScreen() : 0, isFinite(top) && !document.querySelector(".notice").textContent ? top : 0, Boolean(main.querySelector(".touch.stage.now"))]);
  }
  return seen;
}"""
# Everything that can be unfolded, unfolded, and then the words of a day that are still not to be seen.
UNFOLDED = """() => {
  document.querySelectorAll(".card-track").forEach(one => one.removeAttribute("name"));
  document.querySelectorAll("details:not(.pick)").forEach(one => { one.open = true; });
  document.querySelectorAll(".fold").forEach(one => { if (one.checkVisibility()) { one.querySelector("input").click(); } });
  const now = [...document.querySelectorAll(".touch")].find(one => one.matches(".now, :target, :has(:target)"));
  const parts = [...document.querySelectorAll(".row, .proof, .speak, .first"), now.querySelector(".talk"),
    ...document.querySelectorAll(`.of[data-s="${now.dataset.s}"]`)];
  return parts.filter(Boolean).flatMap(part => {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), lost = [];
    for (let node; (node = walker.nextNode());) {
      const box = node.parentElement, isHeld = box.closest(".heard .hold, .touch:has(~ .touch:target) .hold");
      if (node.data.trim() && !isHeld && !box.closest(".was, .then, .fold") && !box.checkVisibility()) { lost.push(node.data.trim().slice(0, 60)); }
    }
    return lost;
  });
}"""


def show(page: Page, address: str) -> Page:
    page.goto("about:blank")
    page.goto(address)
    return page


def preps(site: Path) -> list[Path]:
    return sorted(site.glob("prep/*/*.html"))


def addresses(page: Page, *, every: bool) -> list[str]:
    """The states of the page that is open: its stops and cards, and the days of each entry.

    Not `every`: the days it has a stop on, of the first two entries; what every page has alike, on pages of finance,
    who gets no email, and of the head of marketing.
    """
    stops, cards, stages, last = page.evaluate(PLACES)
    days = [f"d{day}" for day in range(last + 3)] if every else [stop for stop in stops if stop.startswith("d")]
    entries = ("", *(f"&from={stage}" for stage in (stages[1:] if every else stages[1:2])))
    of_days = (f"{day}{entry}" for entry in entries for day in days)
    alike = (*SINCE, *WRONG) if every or page.url.endswith(("/finance.html", "/head-of-marketing.html")) else ()
    return list(dict.fromkeys(f"#{place}" for place in (*stops, *cards, *of_days, *alike)))


@dataclass(frozen=True)
class State:
    """A page at an address: its words, those on the first screen, where the sentence to say begins, in px."""

    address: str
    words: int
    at_first: int
    opening: float
    is_stage: bool


def states(browser: Browser, paths: list[Path], size: tuple[int, int], *, every: bool) -> list[State]:
    """Every state of some pages, in order."""
    seen = []
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY}T12:00:00")
    for path in paths:
        show(page, path.as_uri())
        places = addresses(page, every=every)
        found = page.evaluate(WORDS, [places, size == NARROW])
        name = f"{path.parent.name}/{path.name}"
        seen += [State(f"{name}{place}", *one) for place, one in zip(places, found, strict=True)]
    context.close()
    most = max(seen, key=lambda state: state.words), max(seen, key=lambda state: state.at_first)
    sys.stderr.write(f"{len(seen)} states; most words: {most}\n")
    return seen


def too_long(seen: list[State]) -> dict[str, int]:
    return {state.address: state.words for state in seen if state.words > MOST_WORDS}


def too_long_at_first(seen: list[State]) -> dict[str, int]:
    return {state.address: state.at_first for state in seen if state.at_first > MOST_AT_FIRST}


def too_low(seen: list[State]) -> dict[str, float]:
    return {state.address: state.opening for state in seen if state.opening >= lowest(state)}


def lowest(state: State) -> float:
    """Where the sentence to say begins at the latest; a card's own address may lead further down."""
    if "#card-" in state.address:
        return math.inf
    return LOWEST_AT_A_STAGE if state.is_stage else LOWEST_ON_A_DAY


def test_a_call_has_few_words_at_every_stop(browser: Browser, site: Path) -> None:
    seen = states(browser, preps(site), DESKTOP, every=False)

    assert len(seen) > 250
    assert too_long(seen) == {}


def test_the_first_screen_of_a_phone_has_few_words_at_every_stop(browser: Browser, site: Path) -> None:
    seen = states(browser, preps(site), NARROW, every=False)

    assert len(seen) > 250
    assert (too_long_at_first(seen), too_low(seen)) == ({}, {})


@pytest.mark.long
def test_a_call_has_few_words_on_every_day(browser: Browser, site: Path) -> None:
    seen = states(browser, preps(site), DESKTOP, every=True)

    assert len(seen) > 4000
    assert too_long(seen) == {}


@pytest.mark.long
def test_the_first_screen_of_a_phone_has_few_words_on_every_day(browser: Browser, site: Path) -> None:
    seen = states(browser, preps(site), NARROW, every=True)

    assert len(seen) > 4000
    assert (too_long(seen), too_long_at_first(seen), too_low(seen)) == ({}, {}, {})


def test_a_saved_call_with_its_marks_has_few_words(new_page: NewPage, site: Path) -> None:
    page = new_page(*DESKTOP)
    page.clock.set_fixed_time(f"{TODAY}T12:00:00")
    show(page, f"{site.as_uri()}/prep/stalled-middle/marketing-operations.html")
    page.get_by_role("button", name="Save this call").click()
    page.get_by_label("Account").fill("Acme Hydraulics")
    page.get_by_label("Started on").last.fill("2026-10-20")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".mark-call:visible").wait_for()

    ((words, *_),) = page.evaluate(WORDS, [[page.evaluate("location.hash")], False])

    assert words <= MOST_WORDS


def test_a_call_of_a_generated_library_has_few_words(browser: Browser, root: Path, tmp_path: Path) -> None:
    made = preps(generated(root, tmp_path / "made", SOME).folder)
    largest = sorted(made, key=lambda path: -path.stat().st_size)[:6]

    seen = states(browser, largest, DESKTOP, every=False)

    assert len(seen) > 50
    assert too_long(seen) == {}


FOLDED = ("prep/one-story/head-of-marketing.html#d47", "prep/one-story/finance.html#choice")


@pytest.mark.parametrize("address", FOLDED)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_what_is_folded_is_a_tap_away(new_page: NewPage, site: Path, address: str, javascript: bool) -> None:
    page = show(new_page(*PHONE, javascript=javascript), f"{site.as_uri()}/{address}")

    assert page.locator(".proof li:visible").count() < page.locator(".proof li").count()
    assert page.evaluate(UNFOLDED) == []
    assert page.locator(".proof li:visible").count() == page.locator(".proof li").count()


def test_a_keyboard_unfolds_what_is_folded(new_page: NewPage, site: Path) -> None:
    page = show(new_page(*DESKTOP), f"{site.as_uri()}/{FOLDED[0]}")
    page.locator(".controls .print").focus()
    unfolded = set()

    for _ in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(document.activeElement.closest('.days summary, .days .fold') || {textContent: ''}).textContent.replace(/\\s+/g, ' ').trim()"
        )
        if name and name not in unfolded and not name.startswith("“"):
            page.keyboard.press("Space")
            unfolded.add(name)

    assert unfolded == {
        "How they speak",
        "Show all heard",
        "Show all to come",
        "Show all proof",
        "Your recap",
        "The others hear, the same day",
        "Where they are: Research",
    }
    assert page.evaluate(UNFOLDED.replace(".click()", ".checked")) == []


def test_an_address_within_a_folded_part_unfolds_it(new_page: NewPage, site: Path) -> None:
    page = show(new_page(*DESKTOP), f"{site.as_uri()}/prep/one-story/head-of-marketing.html#d47")
    page.locator(".ready small").first.evaluate("one => { one.id = 'within' }")
    assert not page.locator("#within").is_visible()

    page.evaluate("location.hash = '#within'")

    page.locator("#within").wait_for()


def test_find_leads_to_an_answer_and_unfolds_it(new_page: NewPage, site: Path) -> None:
    page = show(new_page(*DESKTOP), f"{site.as_uri()}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("head of sales one story does it understand them")
    page.get_by_role("option").filter(has_text="“It compares words. Does it understand them?”").first.click()

    answer = page.locator(".push details:visible").filter(has_text="It compares words. Does it understand them?")

    answer.locator("p").first.wait_for()
    assert page.url.endswith("#card-planted-faults&answer=2")
    assert page.locator(".notice").inner_text() == ""


def test_a_card_of_its_own_address_takes_the_place_of_the_days_talk_track(new_page: NewPage, site: Path) -> None:
    page = show(new_page(*DESKTOP), f"{site.as_uri()}/prep/stalled-middle/head-of-sales.html#card-one-storyline")
    opening = page.locator("#card-one-storyline .open")
    assert opening.is_visible()
    assert page.locator(".talk .say:visible").count() == 0

    page.locator(".rail [aria-current]").click()

    page.locator(".talk .say:visible").wait_for()
    assert page.locator(".also.asked").count() == 0


def test_paper_has_the_rows_that_a_screen_folds(new_page: NewPage, site: Path) -> None:
    page = show(new_page(*DESKTOP), f"{site.as_uri()}/prep/one-story/head-of-marketing.html#d63")
    on_screen = [page.locator(f".touch.{name} > .row:visible").count() for name in ("heard", "unheard")]

    page.emulate_media(media="print")

    assert on_screen == [HEARD_SHOWN, UNHEARD_SHOWN]
    assert page.locator("h1").get_attribute("data-at") == "day 63"
    heard = [page.locator(f".touch.{name} > .row:visible").count() for name in ("heard", "unheard")]
    rows = [page.locator(f".touch.{name}").count() for name in ("heard", "unheard")]
    assert heard == [min(rows[0], HEARD_PRINTED), min(rows[1], UNHEARD_PRINTED)]
    for part in (
        ".recap",
        ".others",
        ".speak",
        f".ready[data-s='{page.locator('.touch.now').get_attribute('data-s')}']",
    ):
        folded = page.locator(part).locator("visible=true").first
        assert folded.locator("p, dd").first.evaluate("one => one.getBoundingClientRect().height") > 0, part


def test_the_page_and_its_script_fold_at_the_same_rows(site: Path) -> None:
    script = (site / "assets/site.js").read_text("utf-8")

    assert f"HEARD_SHOWN = {HEARD_SHOWN}, UNHEARD_SHOWN = {UNHEARD_SHOWN};" in script
    assert f"HEARD_PRINTED = {HEARD_PRINTED}, UNHEARD_PRINTED = {UNHEARD_PRINTED};" in script
