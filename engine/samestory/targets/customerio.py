"""Customer.io: emails in Liquid; a campaign keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Customer.io's documentation, 2026; not run"


@target(
    "customerio",
    title="Customer.io",
    version="its documentation of 2026; not run",
    dialect=Dialect(
        tag='{{ customer.«name» | default: "«fallback»" }}',
        unsubscribe="{% unsubscribe_url %}",
        form="inline",
        refuses='"',
        foreign=r"\{\{|\{%",
    ),
    abilities=flow_by_hand(
        "the campaign",
        exits=by_hand("exit conditions of the campaign, one for each signal"),
        preheader=exact("an email has a field `preheader`; the HTML has it as well", DOCS),
        never_the_same_touch_twice=by_hand("an action condition on each send: has not been sent this email"),
    ),
    rules=every_rule_by_hand(
        "an exit condition of the campaign on an attribute with the signal's name",
        "the campaign's trigger asks that the attribute with the signal's name is not set",
        {
            "unsubscribed": exact("an unsubscribed person is sent nothing, as each email is set to do"),
            "bounced": exact("an address that bounced hard is suppressed"),
            "do-not-contact": by_hand("suppress the person"),
        },
    ),
    set_up=(
        Fact("`unsubscribe_url` is a tag with `{%`; as `{{ }}` it would be empty.", DOCS),
        Fact("An attribute that a person lacks stops the send unless it has a default; each has one.", DOCS),
    ),
    bring_in=(
        *pack_steps("the campaign's email actions, with the code editor"),
        Fact(
            "An email made in the code editor can later be renewed by the API, one made in the visual ones not.", DOCS
        ),
    ),
    go_back=GO_BACK,
)
def customerio(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails in Customer.io's Liquid."""
    yield from content_pack(tool, story)
