"""Account Engagement (Pardot): templates in its handlebars language; an engagement program keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, camel
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Salesforce's documentation of the API v5, 2026; not run"


@target(
    "accountengagement",
    title="Account Engagement",
    version="Salesforce's documentation of the API v5, 2026, and texts of users on its tags; not run",
    dialect=Dialect(
        tag="{{#if Recipient.«name»}}{{Recipient.«name»}}{{else}}«fallback»{{/if}}",
        unsubscribe="{{Unsubscribe}}",
        form="conditional",
        refuses="",
        naming=camel,
        foreign=r"\{\{",
    ),
    abilities=flow_by_hand(
        "the engagement program",
        plain_text=by_hand("an email template has a text body of its own: paste the file `.txt` there", DOCS),
    ),
    rules=every_rule_by_hand(
        "a rule step before every send, on a field that the CRM or a person fills, leads to the end",
        "put the prospect on the program's suppression list",
        {"unsubscribed": exact("a prospect who opted out is mailed nothing but operational emails")},
    ),
    set_up=(
        Fact("The account uses the handlebars language (HML), not the old `%%tags%%`."),
        Fact("HML escapes what a prospect's field holds, so no name breaks the HTML."),
    ),
    bring_in=pack_steps("the email templates, as HTML for engagement programs"),
    go_back=(
        Fact("The API cannot change the steps of a program: what is wrong is mended in the builder.", DOCS),
        *GO_BACK,
    ),
)
def accountengagement(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails with conditional handlebars."""
    yield from content_pack(tool, story)
