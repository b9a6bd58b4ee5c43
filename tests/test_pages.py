"""The pages of the reps' site, kind by kind, from a small repository: what stands on them, and what must not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from samestory.render.pages import render_pages, render_site_files
from samestory.render.pages.handoff import in_hours
from samestory.render.pages.navigation import collision
from tests.page_fixtures import DAY, FILES, STAMP, Example, example, example_with

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "td",
    "th",
    "tr",
    "summary",
    "section",
    "div",
    "pre",
    "a",
}


class Parsed(HTMLParser):
    """Every start tag of a page with its attributes, the text by lines, and what was left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        self.words += "\n" if tag in BLOCKS else ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.words += "\n" if tag in BLOCKS else ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def lines(self) -> list[str]:
        """What a person reads, a line per block."""
        lines = (" ".join(line.split()) for line in self.words.split("\n"))
        return [line for line in lines if line]


def bodies_of(made: Example) -> dict[str, str]:
    pages = render_pages(made.library, made.sequences, made.emails, made.settings, made.day)
    return {page.path: page.body for page in pages}


def files_of(made: Example) -> dict[str, str]:
    files = render_site_files(made.library, made.sequences, made.emails, made.settings, made.day, STAMP)
    return {file.path: file.content.decode() for file in files}


@cache
def bodies() -> dict[str, str]:
    return bodies_of(example())


@cache
def files() -> dict[str, str]:
    return files_of(example())


def lines(path: str) -> list[str]:
    return Parsed(bodies()[path]).lines()


def between(path: str, start: str, end: str) -> list[str]:
    """The lines of a page after one, up to another."""
    found = lines(path)
    begin = found.index(start) + 1
    return found[begin : found.index(end, begin)]


def part(path: str, marked: str, tag: str = "section") -> str:
    """The element of a page whose start tag holds `marked`, as HTML."""
    body = bodies()[path]
    start = body.rindex(f"<{tag}", 0, body.index(marked) + 1)
    depth = 0
    for found in re.finditer(rf"<(/?){tag}\b", body[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return body[start : start + found.end()] + ">"
    raise AssertionError(f"<{tag}> with {marked} is not closed")


def test_every_kind_of_page_is_made_for_everything_that_is_told() -> None:
    folders: dict[str, list[str]] = {}
    for path in bodies():
        folders.setdefault(posixpath.dirname(path), []).append(posixpath.basename(path))

    assert {"index.html", "proof.html", "handoff.html", "coverage.html"} <= set(folders[""])
    assert folders["stories"] == ["hidden-rework.html", "index.html", "stalled-audit.html"]
    assert folders["committee"] == ["hidden-rework.html", "stalled-audit.html"]
    assert folders["buyers"] == [
        "economic-buyer.html",
        "index.html",
        "plant-manager.html",
        "procurement.html",
        "technical-evaluator.html",
    ]
    assert folders["stages"] == ["choice.html", "deliver.html", "options.html", "status-quo.html", "validation.html"]
    assert folders["prep/hidden-rework"] == [
        "economic-buyer.html",
        "plant-manager.html",
        "procurement.html",
        "technical-evaluator.html",
    ]
    assert folders["emails"] == [
        "hidden-rework-before-the-plant.html",
        "hidden-rework-normal-work.html",
        "hidden-rework-one-line.html",
        "hidden-rework-opened-again.html",
        "hidden-rework-peers.html",
        "hidden-rework-price.html",
        "stalled-audit-unasked.html",
        "stalled-audit-undo.html",
    ]


@pytest.mark.parametrize("path", sorted(bodies()))
def test_a_page_is_well_formed_and_holds_no_script_no_style_and_no_double_id(path: str) -> None:
    page = Parsed(bodies()[path])
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    names = {name for _, attributes in page.tags for name in attributes}

    assert page.open == []
    assert len(ids) == len(set(ids))
    assert not {tag for tag, _ in page.tags} & {"script", "style", "object", "embed", "form"}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert all("sandbox" in attributes for tag, attributes in page.tags if "/raw/" in attributes.get("src", ""))


def links(path: str, html: str) -> Iterator[str]:
    for _, attributes in Parsed(html).tags:
        for name in ("href", "src"):
            address = attributes.get(name, "")
            if address and not re.match(r"[a-z]+:", address):
                file, _, fragment = address.partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
                yield f"{target}#{fragment}" if fragment else target


def test_every_link_and_frame_leads_to_something() -> None:
    html = bodies() | {path: content for path, content in files().items() if path.endswith(".html")}
    places = set(html) | set(files())
    for path, content in html.items():
        places |= {f"{path}#{attributes['id']}" for _, attributes in Parsed(content).tags if "id" in attributes}

    broken = {(path, link) for path, content in html.items() for link in links(path, content) if link not in places}

    assert broken == set()


def test_the_storyline_shows_its_arc_and_its_lanes() -> None:
    path = "stories/hidden-rework.html"

    assert lines(path)[:4] == [
        "Storyline",
        "Hidden rework",
        "The hours you already pay for come back, without hiring anybody",
        "Nurture · Kept by Dana Keller for marketing, Tom Ruiz for sales",
    ]
    assert between(path, "The story in one breath", "Who says what, when") == [
        "Today",
        "Good orders, full shifts, and a margin that nobody can explain.",
        "Cost",
        "Rework hides in hours that look like work",
        "Cause",
        "Most of it begins before the order reaches the plant",
        "Proof",
        "One line is enough to see it",
        "Then",
        "Rework has a number, an owner, and less of it every month.",
    ]
    assert between(path, "Sales", "What each of them hears, side by side") == [
        "Status quoDay 0",
        "Email, tool Most rework is booked as normal work",
        "Day 6",
        "Email, tool An order that is opened again costs twice and is billed once",
        "Any day",
        "Talk track Whose number is it, if nobody owns it",
        "OptionsDay 14",
        "Email, tool Most rework begins before the order reaches the plant",
        "Day 19",
        "Email, tool Plants that got better fixed the hand-offs first",
        "ValidationAny day",
        "Talk track Try to break it before you believe it",
        "Any day",
        "Talk track Everybody who has to agree looks at one page",
        "ChoiceDay 33",
        "Email, tool One line is enough to see it",
        "Draft",
        "Email, tool The price hangs on the line, not on the number of people",
    ]


def test_the_storyline_names_no_proof_that_has_run_out() -> None:
    assert 'data-claim="opened-again"' in bodies()["stories/hidden-rework.html"]
    assert 'data-claim="overtime"' not in bodies()["stories/hidden-rework.html"]


def test_the_committee_has_one_day_column_and_a_dash_for_who_is_skipped() -> None:
    path = "committee/hidden-rework.html"
    rows = re.findall(r"<tr>.*?</tr>", bodies()[path], re.DOTALL)

    assert Parsed(rows[0]).lines() == ["Day", "The point", "CFO", "Quality engineer", "Plant manager", "Procurement"]
    assert Parsed(rows[1]).lines() == [
        "Day 0 Status quo",
        "Most rework is booked as normal work",
        "CFO:",
        "Email",
        "You see hours, not what they were spent on.",
        "Quality engineer:",
        "Email",
        "Your change log already knows: look for orders that were opened again.",
        "Plant manager:",
        "Email",
        "Procurement:",
        "Talk track",
    ]
    assert Parsed(rows[5]).lines()[2:] == [
        "CFO:",
        "Email",
        "– Quality engineer hears nothing",
        "Plant manager:",
        "Email",
        "– Procurement hears nothing",
    ]


@cache
def with_gaps() -> dict[str, str]:
    """The bodies of the example where two beats of each storyline are for the CFO alone."""
    beats = (
        "stories/hidden-rework/30-before-the-plant.md",
        "stories/hidden-rework/40-peers.md",
        "stories/stalled-audit/30-undo.md",
        "stories/stalled-audit/40-who-signs.md",
    )
    for_one = {
        beat: re.sub(r"^roles: .*\n", "", FILES[beat], flags=re.MULTILINE).replace(
            "idea:", "roles: economic-buyer\nidea:", 1
        )
        for beat in beats
    }
    return bodies_of(example_with(for_one))


def test_a_gap_is_a_sentence() -> None:
    page = with_gaps()["coverage.html"]
    gaps = [Parsed(gap).lines() for gap in re.findall(r"<ul class=\"gaps\">(.*?)</ul>", page, re.DOTALL)]

    assert gaps[0][:2] == [
        "Quality engineer, Plant manager and Procurement hear nothing in Options.",
        "Quality engineer, Plant manager and Procurement never hear the idea “cause”.",
    ]
    assert gaps[1][:2] == [
        "Quality engineer and Procurement hear nothing in Choice.",
        "Quality engineer and Procurement never hear the idea “step”.",
    ]
    assert f"{sum(map(len, gaps))} gaps in 2 storylines." in " ".join(Parsed(page).lines())


def test_coverage_shows_who_can_pass_on_to_whom() -> None:
    table = bodies()["coverage.html"].rpartition("<table")[2]

    rows = [Parsed(row).lines() for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]

    assert rows[0][0] == "From"
    assert [row[0] for row in rows[1:]] == rows[0][1:]
    assert all(len(row) == len(rows[0]) for row in rows)


def test_coverage_counts_by_role_stage_and_idea() -> None:
    rows = re.findall(r"<tr>.*?</tr>", bodies()["coverage.html"], re.DOTALL)

    assert Parsed(rows[0]).lines() == ["Role", "Status quo", "Options", "Validation", "Choice"]
    assert Parsed(rows[1]).lines() == [
        "CFO",
        "Status quo: 2 emails, 1 talk track cost",
        "Options: 2 emails cause",
        "Validation: 2 talk tracks proof",
        "Choice: 1 email, 1 draft proof",
    ]


def test_the_proof_library_has_what_runs_out_first_on_top_and_strikes_out_what_has() -> None:
    page = bodies()["proof.html"]
    claims = re.findall(r'<li class="card" id="([^"]+)"', page)

    assert claims == ["overtime", "opened-again", "rework-share", "second-shift"]
    assert "<s>Overtime caused by rework is 11 hours a week</s>" in page
    assert "Expired 1 November 2026: do not use" in page
    assert "Expires 10 December 2026" in page
    assert 'data-checked="2026-10-01" data-exp="2026-12-10"' in page


def test_a_source_that_may_not_be_named_stands_nowhere_on_the_site() -> None:
    everything = "\n".join((*bodies().values(), *files().values()))

    assert "A tool maker with 400 people" in everything
    assert "Brandt" not in everything


def test_home_leads_to_the_day_and_names_what_runs_out() -> None:
    page = bodies()["index.html"]

    assert '<a href="prep/hidden-rework/economic-buyer.html#d14"><b>Hidden rework</b> <small>day 14</small></a>' in page
    assert '<a href="prep/stalled-audit/economic-buyer.html#d0"><b>Stalled audit</b> <small>day 0</small></a>' in page
    assert '<p class="gap">gap</p>' not in page
    assert with_gaps()["index.html"].count('<p class="gap">gap</p>') == 1
    assert between("index.html", "Proof that runs out", "Expires 10 December 2026Public")[:3] == [
        "Overtime caused by rework is 11 hours a week",
        "Plant survey of 212 plants, through Quarterly of Mechanical Engineering, September 2026",
        "Expired 1 November 2026: do not usePublic",
    ]


def test_a_prep_page_counts_what_is_heard_at_each_stop() -> None:
    body = bodies()["prep/hidden-rework/economic-buyer.html"]
    marks = re.findall(
        r'id="([^"]+)" data-n="\d+".*?They have heard <small>(\d+)</small>(?:</h4>\s*<h4 class="mark unheard-mark">Not yet heard <small>(\d+)</small>)?',
        body,
        re.DOTALL,
    )

    assert marks == [
        ("d0", "1", "4"),
        ("d6", "2", "3"),
        ("d14", "3", "2"),
        ("d19", "4", "1"),
        ("validation", "4", "1"),
        ("d33", "5", ""),
    ]


def test_a_call_of_today_is_not_yet_heard() -> None:
    body = bodies()["prep/stalled-audit/economic-buyer.html"]
    stop = body[body.index('id="d4"') :]

    assert "<b>Your call today.</b>" in stop[: stop.index('class="talk"')]
    assert "They have heard <small>1</small>" in stop[: stop.index('class="talk"')]
    assert "Not yet heard <small>3</small>" in stop[: stop.index('class="talk"')]


def test_a_talk_track_says_asks_answers_and_sends() -> None:
    body = bodies()["prep/hidden-rework/economic-buyer.html"]
    talk = body[body.index('<div class="talk">') : body.index('id="d6"')]

    assert Parsed(talk[: talk.index('<details class="card others">')]).lines() == [
        "Say this · Status quo",
        "We wrote that most rework is booked as normal work; how is that in your plant?",
        "Check it landed",
        "Does",
        "28 % of the hours",
        "sound high or low for you?",
        "Take it further",
        "What we did not write:",
        "On the second shift two thirds of the rework is never booked as such",
        ".",
        "Leave with: One week of order data to run through the calculator together.",
        "In a second call: Has anybody looked at the second shift since we spoke?",
        "Ask",
        'Where would rework show up in your numbers today? Listen for: "it would not", "in overtime"',
        "Who would notice first if there were less of it? Listen for: a name, then ask how they would notice",
        "What did the last project of this kind teach you?",
        "If they push back",
        "“We measure that already.”",
        "Is it the scrap, or the hours too?",
        "Rework takes 28 % of all booked hours",
        ".",
        "“It is not a priority this year.”",
        "Then treat it as capacity: which order would you take on if the hours came back?",
        "Send after the call",
        "Your recap",
        "Thank you for the talk. The point to keep: Most rework is booked as normal work. What we agreed: One week of order data to run through the calculator together.",
        "Work out your own number",
        "To pass on: for Procurement",
        "We look at rework as hours, not as scrap. It starts with one line and one week.",
        "To pass on: for Plant manager",
        "Could you count last month's orders that were opened again?",
    ]


def test_a_text_to_pass_on_is_never_addressed_to_the_person_in_the_call() -> None:
    for role, name in (("plant-manager", "Plant manager"), ("procurement", "Procurement")):
        assert f"To pass on: for {name}" not in bodies()[f"prep/hidden-rework/{role}.html"]
        assert "To pass on: for " in bodies()[f"prep/hidden-rework/{role}.html"]


def test_who_is_in_the_call_stands_beside_it() -> None:
    assert between("prep/hidden-rework/economic-buyer.html", "Answers for", "Status quo")[-6:] == [
        "The cost of an order, and that a figure holds in front of the board",
        "Says",
        'Business case, run cost, "whose number is that".',
        "Never say",
        "A return in percent. We have none.",
        "More about them",
    ]


def test_what_has_run_out_may_not_be_used_in_a_call() -> None:
    body = bodies()["prep/hidden-rework/economic-buyer.html"]
    proof = body[body.index('class="card proof"') :]

    assert re.findall(r'<li data-claim="([^"]+)"', proof) == ["opened-again", "rework-share", "second-shift"]
    assert "Not emailed: yours to tell" in proof


def test_drafts_are_marked_and_take_no_day() -> None:
    body = bodies()["prep/hidden-rework/economic-buyer.html"]
    card = body[body.index('id="card-price"') :]

    assert card.startswith('id="card-price" data-key="hr-price-eb"')
    assert '<span class="chip soon">Draft</span>' in card[: card.index("</summary>")]
    assert 'id="d40"' not in body
    assert "Not yet: a draft" in bodies()["emails/hidden-rework-price.html"]


def test_what_is_retired_is_on_no_page_but_its_own() -> None:
    assert [path for path, body in bodies().items() if "A pilot proves it" in body] == []
    assert [path for path in files() if "pilot" in path] == ["t/hr-first-pilot-eb.html", "t/hr-pilot-eb.html"]
    for path in ("t/hr-first-pilot-eb.html", "t/hr-pilot-eb.html"):
        assert "A pilot proves it" in files()[path]
        assert "It is sent to nobody any more" in files()[path]
        assert 'href="../stories/hidden-rework.html"' in files()[path]
        assert "refresh" not in files()[path]


def test_every_key_that_is_or_was_has_its_page() -> None:
    made = example()
    touches = [t for s in made.sequences for t in (*s.touches, *s.cards, *s.drafts)]
    keys = {key for touch in touches for key in (touch.key, *touch.former_keys)}
    retired = {"hr-pilot-eb", "hr-first-pilot-eb"}

    assert {f"t/{key}.html" for key in keys | retired} == {path for path in files() if path.startswith("t/")}
    assert "hr-came-back-te" in keys
    assert 'content="0; url=../prep/hidden-rework/technical-evaluator.html#d6"' in files()["t/hr-came-back-te.html"]


def test_a_role_without_email_sees_what_the_others_have_heard() -> None:
    path = "prep/hidden-rework/procurement.html"

    assert "Gets no email from us. Procurement hears the story from you, and from what the others pass on." in lines(
        path
    )
    assert "What the others have heard 2" in lines(path)
    assert "They have heard" not in bodies()[path]
    assert "Marketing email" in lines(path)


def test_an_email_preview_shows_the_frame_the_inbox_and_the_facts() -> None:
    path = "emails/hidden-rework-normal-work.html"

    assert lines(path)[:3] == ["Email, day 0 ·", "Hidden rework", "Most rework is booked as normal work"]
    assert 'src="raw/hr-normal-work-eb.html"' in bodies()[path]
    assert (
        "Dana Keller The cost line nobody budgets for Rework hides inside normal hours. Here is how to see it."
        in lines(path)
    )
    assert between(path, "Goes out", "Key") == [
        "Day 0, by marketing",
        "The point",
        "Most rework is booked as normal work",
        "Proof used",
        "Rework takes 28 % of all booked hours",
        "Then",
        "Day 6: An order that is opened again costs twice and is billed once",
        "Prepare the call",
        "CFO, Hidden rework",
    ]
    assert "Hello there," in files()["emails/raw/hr-normal-work-eb.txt"]


def test_the_hand_off_says_how_soon_and_where_a_lead_goes() -> None:
    assert lines("handoff.html")[1] == (
        "Sales accepts or returns a lead within 24 hours. The first conversation is held within 3 days. "
        "After 30 days without one it goes back."
    )
    assert between("handoff.html", "What happens", "What somebody was sent already is not sent to them again.") == [
        "No time",
        "Hidden rework, from Options",
        "Went quiet",
        "Stalled audit, from where it stopped",
        "Not a fit",
        "Rests for 180 days",
    ]


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "1 hour"), (12, "12 hours"), (24, "24 hours"), (36, "36 hours"), (72, "3 days")]
)
def test_durations_are_said_as_people_say_them(hours: int, words: str) -> None:
    assert in_hours(hours) == words


def test_a_stage_shows_how_to_begin_with_each_role() -> None:
    found = lines("stages/options.html")

    assert found[:2] == ["Stage · while they decide", "Options"]
    assert found[found.index("How to begin") + 1 :][:6] == [
        "CFO",
        "Hidden rework day 14",
        "Of the three hand-offs we described, which one is yours?",
        "Stalled audit day 0",
        "What is the question that nobody has asked aloud yet?",
        "Quality engineer",
    ]
    assert "Nothing is told in this stage yet: a gap." in lines("stages/deliver.html")


def test_a_role_shows_its_words_and_how_to_begin_by_stage() -> None:
    assert lines("buyers/procurement.html")[:9] == [
        "Buyer · ratifier",
        "Procurement",
        "A contract that can be left.",
        "Procurement · Head of Procurement",
        "Gets no email from us",
        "Words they use",
        "Terms, exit clause, renewal.",
        "Never say",
        "A discount nobody asked for.",
    ]


def test_hostile_words_are_only_words() -> None:
    beat = "stories/hidden-rework/10-normal-work.md"
    hostile = r"""`</section><script>alert(1)</script>` & "x" 'y' \{\{ 7*7 \}\} \{% raw %}"""
    changed = (
        FILES[beat]
        .replace("how is that in your plant?", hostile)
        .replace('"We measure that already."', '"A < B & <img src=x onerror=alert(1)>"')
    )
    role = FILES["buyers/roles/economic-buyer.md"].replace("# CFO", "# CFO & \\<b\\> Co")

    made = example_with({beat: changed, "buyers/roles/economic-buyer.md": role})
    everything = {**bodies_of(made), **{path: text for path, text in files_of(made).items() if path.endswith(".html")}}

    page = everything["prep/hidden-rework/economic-buyer.html"]
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page
    assert "{% raw %}" in page
    assert "A &lt; B &amp; &lt;img src=x onerror=alert(1)&gt;" in page
    for path, body in everything.items():
        parsed = Parsed(body)
        assert parsed.open == [], path
        assert {found.get("src") for tag, found in parsed.tags if tag == "script"} <= {"../assets/site.js"}, path
        assert not any(name.startswith("on") for _, attributes in parsed.tags for name in attributes), path


def test_an_address_of_evidence_is_a_link_only_when_it_is_https() -> None:
    proof = "stories/_proofs/rework-survey-2026.md"
    changed = FILES[proof].replace("https://www.example.com/survey", "javascript:alert(1)")

    assert 'href="https://www.example.com/survey"' in bodies()["proof.html"]
    assert "javascript:" not in bodies_of(example_with({proof: changed}))["proof.html"]


def test_a_page_depends_on_nothing_but_its_content() -> None:
    again = bodies_of(example_with({}))

    assert again == bodies()


@pytest.mark.parametrize(
    ("hand_made", "sentence"),
    [
        ([("how-to.md", "how-to.html")], ""),
        (
            [("Proof.md", "Proof.html")],
            "site/Proof.md takes the place of proof.html, which SameStory makes: give it another name",
        ),
        ([("t", "t")], "site/t takes the place of a folder that SameStory makes: give it another name"),
        (
            [("proof.html/x.md", "proof.html/x.html")],
            "site/proof.html/x.md takes the place of proof.html, which SameStory makes: give it another name",
        ),
        (
            [("404.md", "404.html")],
            "site/404.md takes the place of 404.html, which SameStory makes: give it another name",
        ),
    ],
)
def test_two_files_never_want_one_place(hand_made: list[tuple[str, str]], sentence: str) -> None:
    assert collision(hand_made, ["proof.html", "t/hr-peers-eb.html"]) == sentence


def test_two_beats_never_want_one_page() -> None:
    assert collision([], ["emails/a-b-c.html", "emails/a-b-c.html"]) == (
        "two beats want the page emails/a-b-c.html: rename one of them, and name its former id in `was`"
    )


def test_records_for_find_lead_to_the_day() -> None:
    found = files()["assets/records.js"]

    assert found.startswith("window.SAMESTORY_RECORDS=")
    assert '"url":"prep/hidden-rework/economic-buyer.html#d14"' in found
    assert DAY.isoformat() in files()["assets/release.js"]


def test_an_answer_that_a_page_folds_has_an_address_that_unfolds_it() -> None:
    found = files()["assets/records.js"]

    assert re.findall(
        r'"head":"(?:We measure that already|It is not a priority this year)\.".*?"url":"([^"]*)"', found
    )[:2] == ["prep/hidden-rework/economic-buyer.html#d0", "prep/hidden-rework/economic-buyer.html#d0&answer=2"]


def test_the_style_sheet_travels_without_what_only_a_reader_needs() -> None:
    css = files()["assets/site.css"]

    assert "/*" not in css
    assert "  " not in re.sub(r'"[^"]*"', "", css)
    assert 'content:": "' in css
    assert "calc(var(--at) - var(--n) + 1)" in css
    assert css.count("{") == css.count("}")
