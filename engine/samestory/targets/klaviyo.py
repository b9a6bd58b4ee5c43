"""Klaviyo: templates in its Django-like language; a flow keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Klaviyo's OpenAPI description, revision 2026-07-15; not run"


@target(
    "klaviyo",
    title="Klaviyo",
    version="the OpenAPI description of revision 2026-07-15, and texts of users on its tags; not run",
    dialect=Dialect(
        tag="{{ «name»|default:'«fallback»' }}",
        own_tag="{{ person|lookup:'«name»'|default:'«fallback»' }}",
        unsubscribe="{% unsubscribe_url %}",
        form="inline",
        refuses="'\\&<>",
        names={"first name": "first_name", "last name": "last_name", "email": "email"},
        foreign=r"\{\{|\{%",
    ),
    abilities=flow_by_hand(
        "the flow",
        waits=by_hand("a time delay before each send, in days; the sheet has them", DOCS),
        exits=by_hand("flow filters, which are asked again before every send, one for each signal", DOCS),
        suppression=by_hand("flow filters, which are asked again before every send", DOCS),
        preheader=exact("a message has a field `preview_text`; the HTML has it as well", DOCS),
        plain_text=exact("a template has a field `text` of its own: the file `.txt`", DOCS),
    ),
    rules=every_rule_by_hand(
        "a flow filter: the property with the signal's name is not set",
        "a flow filter: the property with the signal's name is not set",
        {
            "unsubscribed": exact("an unsubscribed profile gets no marketing email"),
            "bounced": exact("an address that bounced hard is suppressed"),
            "do-not-contact": by_hand("suppress the profile"),
        },
    ),
    set_up=(
        Fact("Properties of profiles for role and stage, with the names of the table."),
        Fact("Smart sending is off for these flows, or an email may be left out.", DOCS),
    ),
    bring_in=pack_steps("the flow's email steps, with the HTML editor, and the flow as a draft"),
    go_back=(
        Fact("People who wait in a flow are not scheduled anew when a delay changes.", "Klaviyo's documentation, 2026"),
        *GO_BACK,
    ),
)
def klaviyo(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails in Klaviyo's template language."""
    yield from content_pack(tool, story)
