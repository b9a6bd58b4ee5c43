"""Marketo: emails with tokens; an engagement program keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, approximated, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, titled
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Adobe's documentation of tokens and of the asset API, 2026; not run"


@target(
    "marketo",
    title="Marketo",
    version="Adobe's documentation of 2026; not run",
    dialect=Dialect(
        tag="{{lead.«name»:default=«fallback»}}",
        own_tag="{{lead.«name»:default=«fallback»}}",
        unsubscribe="{{system.unsubscribeLink}}",
        form="inline",
        refuses="&<>",
        naming=titled,
        name_pattern=r"[A-Za-z][A-Za-z0-9 ]*",
        names={"company": "Company Name"},
        preheader_takes_fields=False,
        foreign=r"\{\{",
    ),
    abilities=flow_by_hand(
        "the engagement program",
        waits=approximated("a stream has one cadence: where waits differ, use a smart campaign with a wait step each"),
        entering_at_a_stage=by_hand("one stream for each segment; a contact is put into the one of its stage"),
        never_the_same_touch_twice=exact("a stream sends nobody the same email twice; a new asset counts as unseen"),
        preheader=approximated(
            "tokens do not work in the editor's preheader: it has the fallback, the hidden text has the token", DOCS
        ),
    ),
    rules=every_rule_by_hand(
        "a smart campaign sets the program's cadence to paused for the contact",
        "a smart list of the program leaves the contact out",
        {
            "unsubscribed": exact("Marketo mails nobody who is unsubscribed, but by an operational email"),
            "bounced": by_hand("a smart campaign on `Email Bounces` pauses the cadence"),
        },
    ),
    set_up=(
        Fact("Text fields for role and stage, with the names of the table.", DOCS),
        Fact("No email is operational: an operational one reaches people who have unsubscribed.", DOCS),
    ),
    bring_in=pack_steps("the program's local assets, in the code editor"),
    go_back=GO_BACK,
)
def marketo(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails with Marketo's tokens."""
    yield from content_pack(tool, story)
