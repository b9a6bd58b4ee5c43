"""The call prep page in a real browser: the day, who heard what by then, plain addresses, copies, and what has run out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 900), (390, 844)
CFO = "prep/hidden-rework/economic-buyer.html"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """options => axe.run(document, {...options, iframes: false, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" ")}`))"""

# Each address in turn; of each state what stands where, by the day and message of a row, and what the talk track cites:
# claims by their links, beats by their messages.
STATES = """async addresses => {
  const rows = name => [...document.querySelectorAll(`.touch.${name}`)].map(one => {
    const words = one.querySelector("h3").textContent.replace(/\\s+/g, " ").trim();
    return one.dataset.key || words;
  });
  const cited = list => [...list].flatMap(one => [...one.querySelectorAll("a[href*='proof.html#']")]
    .map(link => link.getAttribute("href").split("#")[1]));
  const told = name => [...document.querySelectorAll(`.touch.${name} .told [data-claim]`)].map(one => one.dataset.claim);
  const even = element => element.textContent.replace(/\\s+/g, " ").trim();
  const messages = [...document.querySelectorAll(".touch > .row .message")].map(one => [one.closest(".touch").dataset.key, even(one)]);
  const beats = list => messages.filter(([, message]) => list.some(one => even(one).includes(message))).map(([key]) => key);
  const states = [];
  for (const address of addresses) {
    if (location.hash !== address) {
      await new Promise(done => { addEventListener("hashchange", () => setTimeout(done), {once: true}); location.replace(address); });
    }
    const talks = [...document.querySelectorAll(".talk")].filter(one => one.checkVisibility());
    const labels = talks.flatMap(one => [...one.querySelectorAll(":scope > .say dt")]);
    const further = labels.filter(one => one.matches(".further")).map(one => one.nextElementSibling);
    const check = labels.filter(one => !one.matches(".further")).map(one => one.nextElementSibling);
    states.push({
      address, heard: rows("heard"), unheard: rows("unheard"), earlier: rows("earlier"), talks: talks.length,
      further: cited(further), check: cited(check), furtherBeats: beats(further), checkBeats: beats(check),
      toldHeard: told("heard"), toldNot: told("unheard"),
    });
  }
  return states;
}"""


@pytest.fixture(scope="session")
def looked_at(browser: Browser) -> Iterator[Page]:
    """One page for all looks."""
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def show(page: Page, site: Path, path: str) -> None:
    """Open a page of a site from its folder, also where only the place on it changes."""
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{path}")


def lands_on(page: Page, *places: str) -> None:
    """Wait until the address ends so: it follows a key in a moment of its own."""
    expect(page).to_have_url(re.compile(f"({'|'.join(map(re.escape, places))})$"))


def fixed(page: Page, day: str) -> Page:
    page.clock.set_fixed_time(f"{day}T12:00:00")
    return page


def rows(page: Page, name: str) -> list[str]:
    """The rows of a list as they are read, top to bottom."""
    found = page.locator(f".touch.{name} > .row:visible").evaluate_all(
        "rows => rows.map(row => [row.getBoundingClientRect().y, row.querySelector('h3').innerText])"
    )
    return [" ".join(words.split()) for _, words in sorted(found)]


def told_by(touches: list[dict[str, Any]], entry: str, day: int) -> tuple[set[str], set[str], set[str]]:
    """Keys that are heard, not heard and sent earlier, from the sequence of a role alone."""
    stages = list(dict.fromkeys(touch["stage"] for touch in touches))
    later = stages[stages.index(entry) :]
    earlier = {touch["key"] for touch in touches if touch["stage"] not in later}
    heard = {
        touch["key"]
        for touch in touches
        if touch["stage"] in later and (touch["day"] < day or (touch["day"] == day and touch["channel"] == "email"))
    }
    return heard, {touch["key"] for touch in touches} - heard - earlier, earlier


def dated(sequence: dict[str, Any]) -> list[dict[str, Any]]:
    found = [
        {**touch, "stage": segment["stage"]}
        for segment in sequence["segments"]
        for touch in segment["touches"]
        if touch.get("day") is not None
    ]
    return sorted(found, key=lambda touch: touch["day"])


def every_sequence(site: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    exported = json.loads((site.parent / "sequences/bundle/sequences.json").read_text("utf-8"))
    for story in exported["storylines"]:
        for sequence in story["sequences"]:
            yield story["id"], sequence["role"], dated(sequence)


@dataclass
class Looked:
    """How much was looked at: a test that sees nothing must not be green."""

    states: int = 0
    checks: int = 0  # states in which *Check it landed* cites a beat
    furthers: int = 0  # states in which *Take it further* cites one


def wrong_states(page: Page, site: Path, every: bool, looked: Looked) -> Iterator[tuple[str, str]]:
    """Each state of each page that is not what the exported sequences say, with what is wrong."""
    for story, role, touches in every_sequence(site):
        if not touches:
            continue
        path = f"prep/{story}/{role}.html"
        entries = list(dict.fromkeys(touch["stage"] for touch in touches))
        on = {touch["day"] for touch in touches}
        near = {day + by for day in on for by in (-1, 0, 1)}
        wanted = [
            (entry, day, f"#d{day}" + (f"&from={entry}" if entry != entries[0] else ""))
            for entry in entries
            for day in range(max(on) + 4)
            if every or day in near
        ]
        show(page, site, f"{path}#d0")
        for (entry, day, _), state in zip(
            wanted, page.evaluate(STATES, [address for _, _, address in wanted]), strict=True
        ):
            # Nobody is in a storyline before the day they enter it.
            begun = max(day, min(touch["day"] for touch in touches if touch["stage"] == entry))
            shown = tuple(set(state[name]) for name in ("heard", "unheard", "earlier"))
            where = f"{path}{state['address']}"
            if shown != told_by(touches, entry, begun):
                yield where, "heard and not heard"
            if sum(len(state[name]) for name in ("heard", "unheard", "earlier")) != len(touches):
                yield where, "not disjoint"
            if state["talks"] != 1:
                yield where, f"{state['talks']} talk tracks"
            if set(state["further"]) & set(state["toldHeard"]):
                yield where, "take it further was told"
            if (set(state["check"]) & set(state["toldNot"])) - set(state["toldHeard"]):
                yield where, "check it landed was not told"
            looked.states += 1
            looked.checks += bool(state["checkBeats"])
            looked.furthers += bool(state["furtherBeats"])
            if set(state["furtherBeats"]) & set(state["heard"]):
                yield where, "take it further cites a beat that was heard"
            if set(state["checkBeats"]) - set(state["heard"]):
                yield where, "check it landed cites a beat that was not heard"


def test_who_heard_what_equals_the_exported_sequence_near_every_touch(looked_at: Page, site: Path) -> None:
    looked = Looked()
    assert sum(1 for _ in every_sequence(site)) > 10

    assert list(wrong_states(looked_at, site, False, looked)) == []

    assert looked.states > 500
    assert looked.checks > 20
    assert looked.furthers > 10


@pytest.mark.long
def test_who_heard_what_equals_the_exported_sequence_on_every_day(looked_at: Page, site: Path) -> None:
    looked = Looked()

    assert list(wrong_states(looked_at, site, True, looked)) == []

    sys.stderr.write(f"{looked}\n")
    assert looked.states > 3000


def test_a_role_without_email_sees_what_the_others_heard_by_that_day(looked_at: Page, site: Path) -> None:
    found = {role for _, role, _ in every_sequence(site)}
    emails = {
        (touch["day"], touch["message"])
        for story, _, touches in every_sequence(site)
        if story == "one-story"
        for touch in touches
        if touch["channel"] == "email"
    }
    assert "portal-owner" not in found or not [t for s, r, t in every_sequence(site) if r == "portal-owner" and t]
    show(looked_at, site, "prep/one-story/portal-owner.html#d0")

    for state in looked_at.evaluate(STATES, [f"#d{day}" for day in (0, 1, 26, 50, 120)]):
        day = int(state["address"][2:])
        assert set(state["heard"]) == {f"Day {on} {words}" for on, words in emails if on <= day}
        assert set(state["unheard"]) == {f"Day {on} {words}" for on, words in emails if on > day}
        assert state["talks"] == 1


def test_a_day_between_touches_moves_the_rows_and_keeps_the_talk_track(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, f"{CFO}#d6")

    for _ in range(3):
        page.get_by_role("button", name="Day after").click()

    lands_on(page, "#d9")
    assert page.get_by_role("textbox", name="Day").input_value() == "9"
    assert page.locator(".line").inner_text() == (
        "Last touch 3 days ago: An order that is opened again costs twice and is billed once. "
        "Next on day 14, marketing’s email."
    )
    assert [row[:5] for row in rows(page, "heard")] == ["Day 6", "Day 0"]
    assert page.locator("#d6 .say").is_visible()


def test_arrows_step_the_day_and_a_stage_of_talk_tracks_has_its_place(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, f"{CFO}#d32")

    page.keyboard.press("ArrowRight")
    lands_on(page, "#validation")
    assert page.locator(".step").inner_text().strip() == "Validation"
    page.keyboard.press("ArrowRight")
    lands_on(page, "#d33")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    lands_on(page, "#d19", "#d32")


def test_a_day_can_be_typed(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, CFO)

    page.get_by_role("textbox", name="Day").fill("21")
    page.keyboard.press("Enter")

    lands_on(page, "#d21")
    assert page.locator("#d19 .say").is_visible()


def test_another_entry_folds_what_only_earlier_entrants_were_sent(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, f"{CFO}#d19")

    page.get_by_text("Entered Status quo").click()
    page.get_by_label("Entered at").select_option("options")

    lands_on(page, "#d19&from=options")
    assert [row[:6] for row in rows(page, "heard")] == ["Day 19", "Day 14"]
    assert rows(page, "earlier") == []
    page.get_by_label("Sent only to those who entered earlier: 2").check()
    assert sorted(row[:5] for row in rows(page, "earlier")) == ["Day 0", "Day 6"]


def test_an_address_with_a_start_counts_the_days_until_today(new_page: NewPage, small: Path) -> None:
    page = fixed(new_page(*DESKTOP), "2026-11-25")
    show(page, small, f"{CFO}#since=2026-11-11")

    assert page.get_by_role("textbox", name="Day").input_value() == "14"
    assert page.locator("#d14 .say").is_visible()

    show(page, small, f"{CFO}#since=2026-11-20&from=options")

    assert page.get_by_role("textbox", name="Day").input_value() == "19"


def test_role_and_storyline_keep_the_day(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, f"{CFO}#d9&from=status-quo")
    page.locator(".controls .pick").first.locator("summary").click()

    page.get_by_role("link", name="Quality engineer", exact=True).click()

    lands_on(page, "prep/hidden-rework/technical-evaluator.html#d9")
    page.locator(".controls .pick:has-text('Storyline') summary").click()
    page.get_by_role("link", name="Stalled audit").click()
    lands_on(page, "prep/stalled-audit/technical-evaluator.html#d9")
    assert page.locator(".notice").inner_text() == ""


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("#d999999", "This page has no “d999999”: this is the first day."),
        ("#nonsense", "This page has no “nonsense”: this is the first day."),
        ("#%E0%A4%A", "This page has no “%E0%A4%A”: this is the first day."),
        ("#since=2026-13-40", "“2026-13-40” is not a date: write it like 2026-11-02. This is the first day."),
        ("#since=2027-01-31", "It starts on 31 January 2027: this is the first day."),
        ("#since=1901-01-01", "1 January 1901 is too long ago: this is the end of the storyline."),
        (
            "#d9&from=mars",
            "Nobody enters this storyline at “mars”: this counts from the first stage.",
        ),
    ],
)
def test_an_address_that_names_nothing_gives_a_page_and_one_sentence(
    new_page: NewPage, small: Path, address: str, sentence: str
) -> None:
    page = fixed(new_page(*DESKTOP), "2026-11-25")

    show(page, small, f"{CFO}{address}")

    assert page.locator(".notice").inner_text() == sentence
    assert page.locator(".say:visible .open").count() == 1


def test_a_copy_is_exactly_the_talk_track_that_is_seen(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(page, small, f"{CFO}#d0")

    page.locator("#d0 .say").get_by_role("button", name="Copy talk track").click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").split("\n\n") == [
        "We wrote that most rework is booked as normal work; how is that in your plant?",
        "Check it landed: Does 28 % of the hours sound high or low for you?",
        "Take it further: What we did not write: On the second shift two thirds of the rework is never booked as such.",
        "Leave with: One week of order data to run through the calculator together.",
    ]


def test_where_copying_is_refused_a_sentence_says_so(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error())}});"
        "Document.prototype.execCommand = () => false;"
    )
    show(page, small, f"{CFO}#d0")

    page.locator("#d0 .say").get_by_role("button", name="Copy talk track").click()

    page.get_by_text("This browser does not let the page copy").wait_for()


def test_a_recap_opens_in_mail_with_its_words_and_addresses(new_page: NewPage, small: Path) -> None:
    page = new_page(*DESKTOP)
    show(page, small, f"{CFO}#d0")
    link = page.locator("#d0 .send").get_by_role("link", name="Open in mail")

    link.focus()

    address = link.get_attribute("href") or ""
    assert address.startswith("mailto:?subject=Most%20rework%20is%20booked%20as%20normal%20work&body=Thank%20you")
    assert "https%3A%2F%2F" in address
    assert "Copy" not in address


def test_a_claim_that_runs_out_after_the_build_loses_its_copy_button(new_page: NewPage, small: Path) -> None:
    page = fixed(new_page(*DESKTOP), "2026-11-25")
    show(page, small, f"{CFO}#d6")
    row = ".proof [data-claim='opened-again']"
    assert page.locator(row).get_by_role("button", name="Copy").count() == 1
    assert "Expires 10 December 2026, in 15 days" in page.locator(row).inner_text()

    fixed(page, "2026-12-10")
    show(page, small, f"{CFO}#d6")

    assert page.locator(row).get_by_role("button", name="Copy").count() == 0
    assert "Expired 10 December 2026: do not use" in page.locator(row).inner_text()
    assert page.locator(".say:has([href$='#opened-again'])").get_by_role("button").count() == 0


@pytest.mark.parametrize("address", ["#d9", "#validation", "#d19&from=options", "#all", "#nonsense"])
def test_axe_finds_nothing(new_page: NewPage, small: Path, address: str) -> None:
    page = new_page(*PHONE)
    show(page, small, f"{CFO}{address}")
    page.add_script_tag(path=AXE)

    assert page.evaluate(VIOLATIONS, {"runOnly": RULES}) == []


def test_nothing_moves_while_a_day_is_opened(new_page: NewPage, site: Path) -> None:
    page = new_page(*PHONE)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )

    show(page, site, "prep/one-story/head-of-sales.html#d36")
    page.wait_for_timeout(400)

    assert page.evaluate("window.moved") <= 0.02


def test_what_did_not_work_becomes_a_note_at_its_beat(new_page: NewPage, site: Path) -> None:
    page = fixed(new_page(*DESKTOP), "2026-11-25")
    show(page, site, "prep/one-story/head-of-sales.html#d30")

    change = page.get_by_role("link", name="Suggest a change").get_attribute("href") or ""
    note = urlsplit(page.get_by_role("link", name="This did not work in a call").get_attribute("href") or "")

    assert re.fullmatch(
        r"https://git\.samestory\.example/samestory/stories/edit/main/stories/one-story/\d+-second-job\.md", change
    )
    assert note.path == "/samestory/stories/new/main/stories/one-story/field"
    found = parse_qs(note.query)
    assert found["filename"] == ["2026-11-25-second-job.md"]
    assert found["value"][0].startswith("---\nbeat: second-job\nrole: head-of-sales\noutcome: did-not\n---\n")
