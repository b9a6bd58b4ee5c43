"""Braze: templates in Liquid with its own braces; a Canvas keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, Limits, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Braze's documentation, 2026; not run"


@target(
    "braze",
    title="Braze",
    version="its documentation of 2026; not run",
    dialect=Dialect(
        tag="{{${«name»} | default: '«fallback»'}}",
        own_tag="{{custom_attribute.${«name»} | default: '«fallback»'}}",
        unsubscribe="{{${set_user_to_unsubscribed_url}}}",
        form="inline",
        refuses="'’‘“”\"",  # straight quotes only, and no curly one that an editor could take for one
        names={
            "first name": "first_name",
            "last name": "last_name",
            "city": "city",
            "country": "country",
            "language": "language",
            "email": "email_address",
        },
        foreign=r"\{\{|\{%",
    ),
    abilities=flow_by_hand(
        "the Canvas",
        exits=by_hand("exit criteria of the Canvas, one for each signal, on an attribute or event"),
        preheader=exact("a template has a field `preheader`; the HTML has it as well", DOCS),
        plain_text=exact("a template has a field `plaintext_body`: the file `.txt`", DOCS),
        never_the_same_touch_twice=by_hand("nobody re-enters the Canvas, and a step asks whether the key was received"),
    ),
    rules=every_rule_by_hand(
        "exit criteria of the Canvas on an attribute with the signal's name",
        "the Canvas's audience leaves out who has the attribute with the signal's name",
        {
            "unsubscribed": exact(
                "who is unsubscribed gets only what is sent to everybody, transactional mail included"
            ),
            "bounced": exact("an address that bounced hard is mailed nothing"),
            "do-not-contact": by_hand("set the contact's email subscription to unsubscribed"),
        },
    ),
    limits=Limits(html_bytes=400 * 1024),
    set_up=(
        Fact("Custom attributes for role and stage; quotes in Liquid are straight.", DOCS),
        Fact("Tags inside HTML comments are stripped; none stands there.", DOCS),
        Fact("There is no page to view an email in the browser, and none is linked.", DOCS),
    ),
    bring_in=pack_steps("the email templates, with the HTML editor"),
    go_back=GO_BACK,
)
def braze(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails in Braze's Liquid."""
    yield from content_pack(tool, story)
