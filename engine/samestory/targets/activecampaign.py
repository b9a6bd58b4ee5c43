"""ActiveCampaign: messages with personalization tags; an automation keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, upper
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "ActiveCampaign's description of the API v3, 2026; not run"


@target(
    "activecampaign",
    title="ActiveCampaign",
    version="the description of the API v3, 2026, and texts of users on its tags; not run",
    dialect=Dialect(
        tag="%IF !empty($«name»)%%«name»%%ELSE%«fallback»%/IF%",
        unsubscribe="%UNSUBSCRIBELINK%",
        form="conditional",
        refuses="%",
        naming=upper,
        name_pattern=r"[A-Z][A-Z0-9_]*",
        names={"first name": "FIRSTNAME", "last name": "LASTNAME", "company": "ACCT_NAME", "job title": "JOB_TITLE"},
        foreign=r"%[A-Z][A-Z0-9_-]*%",
    ),
    abilities=flow_by_hand(
        "the automation",
        exits=by_hand("one automation `samestory exits` with a trigger for each signal ends the others"),
        preheader=exact("a message has a field `preheader_text`; the HTML has it as well", DOCS),
        plain_text=exact("a message has a field `text` of its own: the file `.txt`", DOCS),
    ),
    rules=every_rule_by_hand(
        "the automation `samestory exits` ends all others for the contact, by a tag with the signal's name",
        "the start of each automation asks that the contact lacks the tag with the signal's name",
        {"unsubscribed": exact("an unsubscribed contact is mailed nothing from that list")},
    ),
    set_up=(
        Fact("Every message needs `%UNSUBSCRIBELINK%`; it stands in the last lines."),
        Fact("Every message needs the sender's address as `%SENDER-INFO%`, or the footer that is added without it."),
        Fact("Custom fields for role and stage, with the personalization tags of the table."),
    ),
    bring_in=pack_steps("the automation's send steps, with the custom HTML editor"),
    go_back=GO_BACK,
)
def activecampaign(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails with conditional tags."""
    yield from content_pack(tool, story)
