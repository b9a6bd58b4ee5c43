"""Hand-built touches, sequences and a library with two storylines, as the planner makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from samestory.model.front_matter import HandoffFields, RoleFields, StoryFields
from samestory.model.library import Handoff, Library, Role, Source, Storyline, WayBack
from samestory.model.sequence import Email, Segment, Sequence, SourceLine, Talk, Told, Touch
from samestory.model.settings import Settings
from samestory.model.text import AsIs, ClaimText, ContactField, Element, Node, Nodes, OfferLink, Text

FIRST_NAME = ContactField("first name", "there", "Robin")
COMPANY = ContactField("company", "your company", "Acme Hydraulics")
REWORK = ClaimText("rework-share", "sentence", "Rework takes 28 % of all booked hours", "28 %")
CALCULATOR = OfferLink(
    "rework-calculator",
    "Work out your own number",
    "https://www.example.com/calculator?lang=en&utm_content=rw-hidden-cost-eb",
    is_button=True,
)
MESSAGE: Nodes = ("Most rework is booked as normal work",)
STAMP = "1a2b3c4d5e6f"


def settings(**changes: Any) -> Settings:
    """Settings with everything an email needs."""
    known: dict[str, Any] = {
        "id": "example",
        "name": "Northwind Tools",
        "from-name": "Dana Keller, Northwind Tools",
        "from-address": "dana@northwind.example",
        "reply-to": "hello@northwind.example",
        "postal-address": "12 Example Street, 10115 Berlin, Germany",
        "unsubscribe-url": "https://www.northwind.example/unsubscribe?list=all&lang=en",
        "greeting": "Hello {first name},",
        "sign-off": "Dana Keller",
        "frequency-cap": "2 in 7 days",
        "fields": {"first name": {"fallback": "there", "sample": "Robin"}},
    }
    return Settings.model_validate(known | changes)


def p(*nodes: Node) -> Element:
    """A paragraph."""
    return Element("p", nodes)


def email(**changes: Any) -> Email:
    """An email with an opening, a claim, the message, its button in the middle and a field in the subject."""
    opening = (p("You see hours, not what they were spent on."),)
    made = Email(
        subject=("The cost line nobody budgets for, ", FIRST_NAME),
        preview=("Rework hides inside normal hours. Here is how to see it.",),
        greeting=("Hello ", FIRST_NAME, ","),
        body=(
            *opening,
            p(
                "Ask around what rework costs, and you will hear about the scrap bin. The scrap is the small part. ",
                REWORK,
                ".",
            ),
            p(*MESSAGE, ". That is why it does not show up in a budget review."),
            CALCULATOR,
            p("It takes ", AsIs("5 minutes"), " and a week of order data from ", COMPANY, "."),
        ),
        sign_off=("Dana Keller",),
        opening=opening,
        offer=CALCULATOR,
        claims=(REWORK,),
        as_is=(AsIs("5 minutes"),),
        fields=(FIRST_NAME, COMPANY),
        sources=(SourceLine("rework-share", "Plant survey 2026, 212 plants in six countries, November 2026"),),
        sender="Dana Keller, Northwind Tools",
        language="en",
    )
    return replace(made, **changes)


def rich_email() -> Email:
    """An email with everything a writer may write, literal braces, and a sign that the offer is a button."""
    body = (
        p("Three places, ", Element("strong", ("none",)), " of them in the ", Element("em", ("budget",)), ":"),
        Element(
            "ul",
            (
                Element("li", ("orders that were opened again, which nobody counts because each took only minutes",)),
                Element("li", ("overtime at ", COMPANY)),
                Element("li", ("a status ", Element("code", ("{reopened}",)), " in the <change log>")),
            ),
        ),
        Element("blockquote", (p("We measure scrap to the gram & hours not at all.", Element("br"), "A plant lead"),)),
        Element("ol", (Element("li", (p("Take one week."),)), Element("li", (p("Count what came back."),)))),
        Element("pre", (Element("code", ("select {orders}\n  where opened > 1\n",)),)),
        p("The sheet is here: ", Element("a", ("the sheet",), CALCULATOR.url), "."),
        p(*MESSAGE, "."),
        CALCULATOR,
    )
    return email(body=body, opening=(), as_is=(), subject=('A {brace} & "quotes" <b>, ', FIRST_NAME))


def touch(key: str = "rw-hidden-cost-eb", **changes: Any) -> Touch:
    """An email touch on day 6."""
    made = Touch(
        key=key,
        former_keys=(),
        uuid="5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0a001",
        storyline="hidden-rework",
        beat="hidden-cost",
        role="economic-buyer",
        stage="status-quo",
        idea="cost",
        channel="email",
        is_draft=False,
        day=6,
        segment_day=6,
        wait_days=6,
        message=MESSAGE,
        email=email(),
        talk=Talk(),
        told=Told(("hidden-cost",), ("rework-share",)),
        stamp=STAMP,
    )
    return replace(made, **changes)


def call(key: str = "rw-walk-through-eb", **changes: Any) -> Touch:
    """A planned call on day 20, the first of its stage."""
    return touch(
        key,
        **{
            "uuid": "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0a002",
            "beat": "walk-through",
            "stage": "validation",
            "channel": "call",
            "day": 20,
            "segment_day": 0,
            "wait_days": 14,
            "message": ("The first week pays for the rest",),
            "email": None,
            **changes,
        },
    )


def sequences() -> tuple[Sequence, ...]:
    """Two roles of one live storyline, a role without emails, and a storyline that is a draft."""
    buyer = Sequence(
        "hidden-rework",
        "economic-buyer",
        "eb",
        "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0b001",
        (
            Segment("status-quo", "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0c001", (touch(former_keys=("rw-cost-eb",)),)),
            Segment("validation", "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0c002", (call(),)),
        ),
    )
    own = touch("rw-hidden-cost-te", role="technical-evaluator", email=rich_email())
    evaluator = Sequence(
        "hidden-rework",
        "technical-evaluator",
        "te",
        "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0b002",
        (Segment("status-quo", "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0c003", (own,)),),
        drafts=(touch("rw-second-shift-te", is_draft=True, day=None, segment_day=None, wait_days=None),),
    )
    blocker = Sequence("hidden-rework", "works-council", "wc", "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0b003", ())
    draft = Sequence("not-yet", "economic-buyer", "eb", "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0b004", ())
    return (buyer, evaluator, blocker, draft)


def _text(words: str) -> Text:
    return Text(words, 1, (words,))


def _story(id: str, **fields: str) -> Storyline:
    known = {
        "code": "rw",
        "kind": "accelerate",
        "roles": "economic-buyer, technical-evaluator, works-council",
        "stages": "status-quo, validation",
        "entry": "stalled 30 days",
        "exit": "left-company",
        "suppress": "competitor",
        "after": "rest 90 days",
        "cycle": "6 months",
    }
    return Storyline(
        id, Source(f"stories/{id}/story.md"), StoryFields.model_validate(known | fields), _text("Rework that is seen")
    )


def _role(id: str, name: str, code: str, nurture: str = "yes") -> Role:
    fields = {"code": code, "nurture": nurture, "group-role": "evaluator"}
    return Role(id, Source(f"buyers/roles/{id}.md"), RoleFields.model_validate(fields), _text(name))


def library() -> Library:
    """The roles and storylines of `sequences()`, and the hand-off between marketing and sales."""
    handoff = HandoffFields.model_validate(
        {
            "ready-on": "replied, meeting-booked",
            "accept-within": "24 hours",
            "first-conversation-within": "3 days",
            "recycle-after": "14 days",
        }
    )
    return Library(
        roles=(
            _role("economic-buyer", "Economic buyer", "eb"),
            _role("technical-evaluator", "Technical evaluator", "te"),
            _role("works-council", "Works council", "wc", nurture="no"),
        ),
        handoff=Handoff(
            Source("buyers/handoff.md"),
            handoff,
            _text("From marketing to sales"),
            ways_back=(
                WayBack("no-budget", 20, "hidden-rework", "status-quo"),
                WayBack("wrong-time", 21, rest_days=180),
            ),
        ),
        storylines=(_story("hidden-rework"), _story("not-yet", status="draft", code="ny")),
    )
