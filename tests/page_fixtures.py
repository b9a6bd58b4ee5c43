"""A small content repository as text, and what the engine reads and plans from it: the values pages are made of.

Four roles, one of them without email; five stages, one without email; a nurture and an accelerate storyline with
emails, planned calls, cards, a draft and a retired beat; a claim that expired, one that soon will, one that is
reserved, a proof that hides its source; two beats that had other names before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType

from samestory.model.emails import RenderedEmail
from samestory.model.library import Library
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings
from samestory.plan import plan_sequences
from samestory.read import read_library, read_settings
from samestory.render.email import render_emails

DAY = date(2026, 11, 24)
STAMP = "0123456789abcdef"


@dataclass(frozen=True)
class Example:
    """Everything that pages are rendered from."""

    library: Library
    sequences: tuple[Sequence, ...]
    emails: dict[str, RenderedEmail]
    settings: Settings
    day: date = DAY


@cache
def example() -> Example:
    """The repository below, read, planned and its emails rendered."""
    return example_with({})


def example_with(changes: Mapping[str, str]) -> Example:
    """The same with some files written anew."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_repository(root, changes)
        settings, frames = read_settings(root).value
        library = read_library(root, settings, frames).value
    sequences = plan_sequences(library, settings)
    return Example(library, sequences, dict(render_emails(sequences, settings)), settings)


def write_repository(root: Path, changes: Mapping[str, str] = MappingProxyType({})) -> None:
    """Lay the files under a folder."""
    for path, words in {**FILES, **changes}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(words).lstrip("\n"), encoding="utf-8")


def _role(code: str, group_role: str, name: str, answers: str, words: str, never: str, nurture: str = "yes") -> str:
    return f"""---
code: {code}
nurture: {nurture}
group-role: {group_role}
titles: {name}, Head of {name}
---

# {name}

## Answers for

{answers}

## Words they use

{words}

## Worries

- A number that nobody can trace.
- A project that ends in a tool nobody opens.

## Measured on

Cost per order, days to cash, findings in the audit.

## Never say

{never}

## Opening

May we begin with what you see in your own numbers? {{claim: second-shift.sentence}}.
Where would that show up in your plant?

## Needs from the others

### From the plant manager

One week of order data, as it is.
"""


def _stage(side: str, email: str, name: str, asks: str, ready: str, more: str = "") -> str:
    return f"""---
side: {side}
email: {email}
{more}---

# {name}

## The buyer asks

- {asks}
- Who else would have to look at it?

## Ready to move on when

{ready}
"""


def _claim(measure: str, value: str, proof: str, statement: str, short: str, more: str = "", use: str = "") -> str:
    return f"""---
kind: fact
measure: {measure}
value: {value}
checked: 2026-10-01
proof: {proof}
use: {use or "email, say, forward"}
owner: marketing
{more}---

# {statement}

## Short

{short}
"""


def _email(subject: str, preview: str, body: str, openings: str = "") -> str:
    return f"""## Email

Subject: {subject}

Preview: {preview}

{{role opening}}

{body}

{{message}}. Nobody planned it that way, and nobody is to blame for it.

{{offer}}
{openings}
"""


_TRACK = """## Say

- Open: {open}
- Check: {check}
- Further: What we did not write: {{claim: second-shift.sentence}}.
- Leave with: {leave}
- Again: Has anybody looked at the second shift since we spoke?

## Ask

1. Where would rework show up in your numbers today?
   Listen for: "it would not", "in overtime"
2. Who would notice first if there were less of it?
   Listen for: a name, then ask how they would notice
3. What did the last project of this kind teach you?

## If they say

### "We measure that already."

Is it the scrap, or the hours too? {{claim: rework-share.sentence}}.

### "It is not a priority this year."

Then treat it as capacity: which order would you take on if the hours came back?

## Forward

### To procurement

We look at rework as hours, not as scrap. It starts with one line and one week.

### To the plant manager

Could you count last month's orders that were opened again?
"""


def _track(open: str, check: str, leave: str) -> str:
    return _TRACK.format(open=open, check=check, leave=leave)


def _beat(stage: str, idea: str, message: str, parts: str, wait: int | None = None, more: str = "") -> str:
    days = f"wait: {wait} days\n" if wait is not None else ""
    return f"---\nstage: {stage}\nidea: {idea}\n{days}{more}---\n\n# {message}\n\n{parts}"


_OFFER = "offer: rework-calculator\n"

FILES: dict[str, str] = {
    "samestory.toml": """
        id = "example"
        name = "Northwind Tools"
        site-url = "https://stories.northwind.example/"
        from-name = "Dana Keller"
        from-address = "dana@northwind.example"
        postal-address = "12 Example Street, 10115 Berlin, Germany"
        unsubscribe-url = "https://www.northwind.example/unsubscribe"
        greeting = "Hello {first name},"
        sign-off = "Dana Keller"
        recap = "Thank you for the talk. The point to keep: {message}. What we agreed: {leave with} {offer}"
        frequency-cap = "2 in 7 days"

        [fields."first name"]
        fallback = "there"
        sample = "Robin"
        """,
    "buyers/roles/economic-buyer.md": _role(
        "eb",
        "decision-maker",
        "CFO",
        "The cost of an order, and that a figure holds in front of the board.",
        'Business case, run cost, "whose number is that".',
        "A return in percent. We have none.",
    ),
    "buyers/roles/plant-manager.md": _role(
        "pm",
        "user",
        "Plant manager",
        "Orders that leave on the day that was promised.",
        "Shift, changeover, overtime, first pass.",
        '"Your people make mistakes." They mend them.',
    ),
    "buyers/roles/procurement.md": _role(
        "pr",
        "ratifier",
        "Procurement",
        "A contract that can be left.",
        "Terms, exit clause, renewal.",
        "A discount nobody asked for.",
        nurture="no",
    ),
    "buyers/roles/technical-evaluator.md": _role(
        "te",
        "evaluator",
        "Quality engineer",
        "That a change is recorded, and that it can be undone.",
        "Change log, deviation, root cause, sandbox.",
        '"It integrates with everything."',
    ),
    "buyers/stages/10-status-quo.md": _stage(
        "buyer", "yes", "Status quo", "Why would we touch this at all?", "They have looked at a week of their own."
    ),
    "buyers/stages/20-options.md": _stage(
        "buyer", "yes", "Options", "What could we do about it?", "There is a list of requirements with names beside it."
    ),
    "buyers/stages/30-validation.md": _stage(
        "buyer",
        "no",
        "Validation",
        "Does it hold in our plant?",
        "Their own people have tried to break it.",
        "advance-on: named-project\n",
    ),
    "buyers/stages/40-choice.md": _stage(
        "buyer", "yes", "Choice", "How do we start without regret?", "A first line and a date have been named."
    ),
    "buyers/stages/50-deliver.md": _stage(
        "customer", "yes", "Deliver", "Are we getting what we were told?", "The first line runs without us."
    ),
    "buyers/handoff.md": """
        ---
        ready-on: replied, meeting-booked
        accept-within: 24 hours
        first-conversation-within: 3 days
        recycle-after: 30 days
        ---

        # From marketing to sales, and back

        ## Ready for sales when

        - They have answered an email with a question of their own.

        ## What sales gets

        - The touch key of the last email, and with it the page for the call.

        ## Not ready

        | Reason | Storyline | Stage |
        |---|---|---|
        | no-time | hidden-rework | options |
        | went-quiet | stalled-audit | where it stopped |
        | not-a-fit | rest 180 days | |
        """,
    "stories/_proofs/rework-survey-2026.md": """
        ---
        kind: study
        date: 2026-09
        permission: public
        ---

        # Rework survey 2026

        Source: Plant survey of 212 plants
        Through: Quarterly of Mechanical Engineering
        Link: https://www.example.com/survey

        ## What it shows

        Where booked hours go in 212 plants.

        ## Limits

        Self-reported, six countries.
        """,
    "stories/_proofs/brandt.md": """
        ---
        kind: customer
        date: 2026-06-12
        permission: named-on-request
        ---

        # Brandt, one line

        Source: Brandt Tooling GmbH

        ## What it shows

        A tool maker with 400 people, one line, measured for 19 weeks.

        ## Limits

        One plant.
        """,
    "stories/_claims/rework-share.md": _claim(
        "rework-share",
        "28 %",
        "rework-survey-2026",
        "Rework takes {value} of all booked hours",
        "{value} of the hours",
        "expires: 2027-10-01\n",
    ),
    "stories/_claims/opened-again.md": _claim(
        "opened-again",
        "1 in 9",
        "rework-survey-2026",
        "{value} orders is opened again after it was closed",
        "{value} orders",
        "expires: 2026-12-10\n",
    ),
    "stories/_claims/overtime.md": _claim(
        "overtime",
        "11 hours",
        "rework-survey-2026",
        "Overtime caused by rework is {value} a week",
        "{value} of overtime a week",
        "expires: 2026-11-01\n",
    ),
    "stories/_claims/second-shift.md": _claim(
        "second-shift",
        "two thirds",
        "brandt",
        "On the second shift {value} of the rework is never booked as such",
        "{value} on the second shift",
        use="say",
    ),
    "stories/_offers/rework-calculator.md": """
        ---
        kind: tool
        url: https://www.example.com/calculator
        stages: status-quo, options, choice
        forwardable: yes
        gated: no
        ---

        # Rework calculator

        ## Link text

        Work out your own number

        ## Why open it

        Two minutes, no address asked for.
        """,
    "stories/hidden-rework/story.md": """
        ---
        code: hr
        kind: nurture
        roles: economic-buyer, technical-evaluator, plant-manager, procurement
        stages: status-quo, options, validation, choice
        entry: shown-interest rework
        after: recycle
        cycle: 9 months
        priority: 1
        also: rework, scrap
        marketing-owner: Dana Keller
        sales-owner: Tom Ruiz
        ---

        # The hours you already pay for come back, without hiring anybody

        ## From

        Good orders, full shifts, and a margin that nobody can explain.

        ## To

        Rework has a number, an owner, and less of it every month.

        ## Ideas

        ### cost: Rework hides in hours that look like work

        ### cause: Most of it begins before the order reaches the plant

        ### proof: One line is enough to see it

        ## Not this story

        Scrap. Everybody measures scrap.
        """,
    "stories/hidden-rework/10-normal-work.md": _beat(
        "status-quo",
        "cost",
        "Most rework is booked as normal work",
        _email(
            "The cost line nobody budgets for",
            "Rework hides inside normal hours. Here is how to see it.",
            "Ask around what rework costs, {first name}, and you will hear about the scrap bin. "
            "The scrap is the small part. {claim: rework-share.sentence}.",
            "\n### For the CFO\n\nYou see hours, not what they were spent on.\n"
            "\n### For the quality engineer\n\nYour change log already knows: look for orders that were opened again.\n",
        )
        + _track(
            "We wrote that most rework is booked as normal work; how is that in your plant?",
            "Does {claim: rework-share} sound high or low for you?",
            "One week of order data to run through the calculator together.",
        ),
        0,
        _OFFER,
    ),
    "stories/hidden-rework/20-opened-again.md": _beat(
        "status-quo",
        "cost",
        "An order that is opened again costs twice and is billed once",
        _email(
            "Orders that come back",
            "Count them once, and you will not stop.",
            "There is a field in your system for it. {claim: opened-again.sentence}.",
        )
        + _track(
            "Have you looked at how many orders were opened again last month?",
            "You read about {claim: opened-again}; is that near what you see?",
            "The count of last month, even a rough one.",
        ),
        6,
        _OFFER + "was: came-back\n",
    ),
    "stories/hidden-rework/25-whose-number.md": _beat(
        "status-quo",
        "cost",
        "Whose number is it, if nobody owns it",
        _track(
            "If it had a number, on whose desk would it land?",
            "Who was in the room when this was last discussed?",
            "A name.",
        ),
    ),
    "stories/hidden-rework/30-before-the-plant.md": _beat(
        "options",
        "cause",
        "Most rework begins before the order reaches the plant",
        _email(
            "It starts upstream",
            "Three places where an order goes wrong on paper.",
            "Price, drawing, proof of delivery: three hand-offs, and each can be looked at by itself.",
            "\n### For the plant manager\n\nYour people mend what was decided elsewhere.\n",
        )
        + _track(
            "Of the three hand-offs we described, which one is yours?",
            "Is it the drawing, the price or the delivery note?",
            "A walk along one order, from the quote to the invoice.",
        ),
        8,
        _OFFER,
    ),
    "stories/hidden-rework/40-peers.md": _beat(
        "options",
        "cause",
        "Plants that got better fixed the hand-offs first",
        _email(
            "What the better plants did first",
            "It was not a system.",
            "They did not buy a system first. {claim: overtime.sentence}, and most of it went away.",
        )
        + _track(
            "The better plants began with a hand-off; which would you begin with?",
            "Does {claim: overtime} fit what your shift leads say?",
            "The hand-off to begin with, and who would own it.",
        ),
        5,
        _OFFER + "roles: economic-buyer, plant-manager\n",
    ),
    "stories/hidden-rework/50-break-it.md": _beat(
        "validation",
        "proof",
        "Try to break it before you believe it",
        _track(
            "Which order would you use to prove us wrong?",
            "Who would you want beside you when you try?",
            "Three orders of your own choice, and a date.",
        ),
    ),
    "stories/hidden-rework/55-one-page.md": _beat(
        "validation",
        "proof",
        "Everybody who has to agree looks at one page",
        _track(
            "Could we put the five people who have to agree over one page?",
            "What would each of them look for first?",
            "A date with all five.",
        ),
    ),
    "stories/hidden-rework/60-one-line.md": _beat(
        "choice",
        "proof",
        "One line is enough to see it",
        _email(
            "Start with one line",
            "Nineteen weeks, one line, no project.",
            "You do not need a program. One line shows it, and one line can be stopped.",
            "\n### For the CFO\n\nThe start fits in a cost centre you already have.\n",
        )
        + _track(
            "If it were one line only, which would it be?",
            "What would have to be true after a month for you to go on?",
            "The line, the date, and who says stop.",
        ),
        14,
        _OFFER,
    ),
    "stories/hidden-rework/70-price.md": _beat(
        "choice",
        "proof",
        "The price hangs on the line, not on the number of people",
        _email("What it costs", "One line, one price.", "There is one price, and it hangs on the line."),
        7,
        _OFFER + "status: draft\n",
    ),
    "stories/hidden-rework/80-pilot.md": _beat(
        "choice",
        "proof",
        "A pilot proves it",
        _email("A pilot", "Six weeks.", "A pilot takes six weeks."),
        7,
        _OFFER + "status: retired\nwas: first-pilot\nroles: economic-buyer\n",
    ),
    "stories/stalled-audit/story.md": """
        ---
        code: sa
        kind: accelerate
        roles: economic-buyer, technical-evaluator, procurement
        stages: options, choice
        entry: stalled 30 days
        after: recycle
        cycle: 4 months
        priority: 2
        ---

        # A stalled decision gets its next step, and its reason

        ## From

        A project that everybody wants and nobody signs.

        ## To

        A decision, either way, with a reason that can be read later.

        ## Ideas

        ### audit: What stops it is a question nobody has asked aloud

        ### step: A small step that can be undone is easier to sign

        ## Not this story

        Discounts.
        """,
    "stories/stalled-audit/10-unasked.md": _beat(
        "options",
        "audit",
        "What stops it is a question nobody has asked aloud",
        _email(
            "The question that stops it",
            "It is rarely the price.",
            "When a project stands still, somebody has a question and no place to ask it.",
        )
        + _track(
            "What is the question that nobody has asked aloud yet?",
            "Who would ask it if they could?",
            "The question, written down.",
        ),
        0,
        _OFFER,
    ),
    "stories/stalled-audit/20-call-it.md": _beat(
        "options",
        "audit",
        "Put their own number in the case",
        _track(
            "Rework at your size is about 28 % of the hours. Which half of it would you defend in front of your board?",
            "You saw what an order costs that is opened again. Is that a fair measure for you?",
            "They have put their own number in the business case.",
        ),
        4,
    ),
    "stories/stalled-audit/30-undo.md": _beat(
        "choice",
        "step",
        "A small step that can be undone is easier to sign",
        _email(
            "A step you can take back",
            "What a reversible start looks like.",
            "One line, one month, and a sheet that says how to go back. {claim: rework-share.sentence}.",
        )
        + _track(
            "What would have to be reversible for you to sign?",
            "Did the sheet answer how to go back?",
            "The one line, and the date of the look back.",
        ),
        7,
        _OFFER,
    ),
    "stories/stalled-audit/40-who-signs.md": _beat(
        "choice",
        "step",
        "One page: hours, cost, who signs",
        _track(
            "May I read you the page, and you tell me which line is wrong?",
            "Which line would the auditor stop at?",
            "A signature, or the line that stands in its way.",
        ),
        5,
    ),
}
