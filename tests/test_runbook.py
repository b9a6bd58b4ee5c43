"""What a person follows, in one page a storyline."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from samestory.model.signals import ENTRY, EXIT, HANDOFF, SUPPRESS
from samestory.render.bundle import sent_sequences
from samestory.render.runbook import STEPS, markdown_cell, runbook
from tests.email_fixtures import FIRST_NAME, email, library, sequences, settings, touch


def written(**changes: object) -> str:
    """The runbook of the hand-built storyline."""
    known = library()
    sent = sent_sequences(known, sequences())
    return runbook(known, known.storyline["hidden-rework"], sent, settings(**changes), "1.2.3")


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next of its level or above."""
    level = heading.index(" ")
    return re.split(rf"^#{{1,{level}}} ", page.split(f"\n{heading}\n")[1], flags=re.MULTILINE)[0].strip()


def test_every_signal_tells_a_person_what_to_do() -> None:
    assert {*ENTRY, *HANDOFF, *EXIT, *SUPPRESS} == set(STEPS)


def test_it_begins_with_what_there_is() -> None:
    assert written().split("\n")[:4] == [
        "# Runbook: Rework that is seen",
        "",
        "How to bring the storyline `hidden-rework` into an email tool by hand, watch it, and take it back.",
        "It works with any tool that sends a series of emails to a list of contacts; if a folder beside this bundle has "
        "your tool's name, use the runbook there.",
    ]
    assert "\n2 emails and 1 planned call, 2 roles, 20 days from the first touch to the last.\n" in written()


def test_the_timetable_has_a_table_a_segment() -> None:
    assert section(written(), "### Economic buyer") == (
        "#### hidden-rework / economic-buyer / status-quo\n"
        "\n"
        "| Day | Day here | Wait | What | Key | Subject, or what the call is about |\n"
        "|---|---|---|---|---|---|\n"
        "| 6 | 6 | 6 | email | [rw-hidden-cost-eb](economic-buyer/rw-hidden-cost-eb.html)"
        " | The cost line nobody budgets for, {first name \\| there} |\n"
        "\n"
        "#### hidden-rework / economic-buyer / validation\n"
        "\n"
        "| Day | Day here | Wait | What | Key | Subject, or what the call is about |\n"
        "|---|---|---|---|---|---|\n"
        "| 20 | 0 | 14 | call | rw-walk-through-eb | The first week pays for the rest |"
    )


def test_contact_fields_are_listed_with_each_fallback() -> None:
    rows = [line.strip() for line in written().split("\n") if line.startswith("   | `")]

    assert rows == [
        "| `{company \\| your company}` | your company | the contact's company |",
        "| `{first name \\| there}` | there | the contact's first name |",
        "| `buyer_role` | none: not in any text | the role: `economic-buyer`, `technical-evaluator` |",
        "| `buying_stage` | none: not in any text | the stage: `status-quo`, `validation` |",
    ]


def test_who_gets_in_and_who_leaves_follows_from_the_signals_in_force() -> None:
    page = written()

    assert re.findall(r"^- \*\*(.*?)\*\*", section(page, "### Who gets in"), re.MULTILINE) == ["stalled 30 days"]
    assert re.findall(r"^- \*\*(.*?)\*\*", section(page, "### Who never gets in, and is taken out"), re.MULTILINE) == [
        "do-not-contact",
        "became-customer",
        "competitor",
    ]
    assert "have not changed for 30 days, and add their contacts" in section(page, "### Who gets in")
    assert "**left-company**" in section(page, "### Who leaves")


def test_by_hand_is_what_no_tool_does() -> None:
    assert section(written(**{"site-url": "https://stories.example.com/"}), "## 5. By hand") == (
        "- **Hand-off.** It is due when one of these signals comes: `replied`, `meeting-booked`. Stop the series and tell "
        "sales the key of the last email the contact got: the rep reads the page of that key before the call "
        "(`https://stories.example.com/t/<key>.html`). Sales accepts or returns the lead within 24 hours and has the "
        "first conversation within 3 days. A lead nobody works on comes back after 14 days.\n"
        "- **Returned, `no-budget`**: enrol in the segment `status-quo`, without the touches already sent.\n"
        "- **Call** on day 20 (Economic buyer, day 0 of `validation`): make a task for the contact's owner, titled "
        "`rw-walk-through-eb`. What to say stands on the page of that key "
        "(<https://stories.example.com/t/rw-walk-through-eb.html>).\n"
        "- **Replies.** Read them daily; each one is an exit."
    )


def test_without_a_hand_off_there_is_no_line_for_it() -> None:
    known = replace(library(), handoff=None)

    page = runbook(known, known.storyline["hidden-rework"], sequences(), settings(), "1.2.3")

    assert "Hand-off" not in page
    assert "Returned" not in page


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("Dana Keller", "**Sender.** Dana Keller, `dana@northwind.example`;"),
        ("Zoë <zoe@northwind.example>", "**Sender.** Zoë, `zoe@northwind.example`;"),
        ("zoe@northwind.example", "**Sender.** `zoe@northwind.example`;"),
    ],
)
def test_a_storyline_can_have_a_sender_of_its_own(sender: str, words: str) -> None:
    known = library()
    story = known.storyline["hidden-rework"]
    story = replace(story, fields=story.fields.model_copy(update={"from_": sender}))

    assert words in runbook(known, story, sequences(), settings(), "1.2.3")


def test_a_storyline_without_touches_says_so() -> None:
    known = library()

    page = runbook(known, known.storyline["not-yet"], (), settings(), "1.2.3")

    assert "\nNothing of this storyline is sent yet.\n" in page
    assert "\n0 emails, 0 roles, 0 days from the first touch to the last.\n" in page


def test_words_of_an_author_break_no_table() -> None:
    assert markdown_cell("a | b *c* [d](e) `f` <g>") == "a \\| b \\*c\\* \\[d\\](e) \\`f\\` \\<g\\>"
    changed = tuple(
        replace(
            sequence,
            segments=tuple(
                replace(segment, touches=(touch(email=email(subject=("a | *b*", FIRST_NAME))),))
                for segment in sequence.segments
            ),
        )
        for sequence in sequences()
    )
    known = library()

    page = runbook(known, known.storyline["hidden-rework"], changed, settings(), "1.2.3")

    assert " | a \\| \\*b\\*{first name \\| there} |\n" in page
