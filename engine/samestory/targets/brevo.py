"""Brevo: templates in its own template language; an automation keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, upper
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story

DOCS = "Brevo's help on its template language, 2026; not run"


@target(
    "brevo",
    title="Brevo",
    version="its help on the template language and the types of its library 6.0.3; not run",
    dialect=Dialect(
        tag='{{ contact.«name» | default : "«fallback»" }}',
        unsubscribe="{{ unsubscribe }}",
        form="inline",
        refuses='"\\&<>',
        naming=upper,
        name_pattern=r"[A-Z][A-Z0-9_]*",
        names={"first name": "FIRSTNAME", "last name": "LASTNAME"},
        foreign=r"\{\{|\{%",
    ),
    abilities=flow_by_hand(
        "the automation",
        plain_text=by_hand("a template has no text part of its own in the API; Brevo makes one from the HTML"),
    ),
    rules=every_rule_by_hand(
        "an exit condition of the automation, on an attribute with the signal's name",
        "put the contact on the list that the automation's entry leaves out",
        {
            "unsubscribed": exact("a blocklisted contact is mailed nothing"),
            "bounced": exact("an address that bounced hard is blocklisted"),
            "do-not-contact": by_hand("blocklist the contact"),
        },
    ),
    set_up=(
        Fact("Attributes are written in capitals, `{{ contact.FIRSTNAME }}`.", DOCS),
        Fact("The template language is the new one, with filters such as `default`.", DOCS),
        Fact("The postal address is set in the sender's profile as well."),
    ),
    bring_in=pack_steps("the templates, with the editor for pasted code, left inactive"),
    go_back=GO_BACK,
)
def brevo(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails in Brevo's template language."""
    yield from content_pack(tool, story)
