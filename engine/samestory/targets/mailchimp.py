"""Mailchimp: templates with merge tags; a customer journey keeps the days."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, upper
from samestory.targets.pack import GO_BACK, content_pack, flow_by_hand, pack_steps
from samestory.targets.story import Story


@target(
    "mailchimp",
    title="Mailchimp",
    version="texts of users on its merge tags, 2026; not run",
    dialect=Dialect(
        tag="*|IF:«name»|**|«name»|**|ELSE:|*«fallback»*|END:IF|*",
        unsubscribe="*|UNSUB|*",
        form="conditional",
        refuses="*|",
        naming=upper,
        name_pattern=r"[A-Z][A-Z0-9_]{0,9}",  # merge tags have up to ten characters
        names={"first name": "FNAME", "last name": "LNAME", "company": "COMPANY", "job title": "JOBTITLE"},
        foreign=r"\*\|",
    ),
    abilities=flow_by_hand(
        "the journey",
        never_the_same_touch_twice=by_hand("tag the contact with the key behind each send, and ask for it before"),
    ),
    rules=every_rule_by_hand(
        "an if/else on a tag with the signal's name before every send leads to the end",
        "the journey's starting point asks that the contact lacks the tag with the signal's name",
        {
            "unsubscribed": exact("an unsubscribed contact is mailed nothing"),
            "bounced": exact("an address that bounced hard is cleaned, and mailed nothing"),
            "do-not-contact": by_hand("unsubscribe the contact, or archive it"),
        },
    ),
    set_up=(
        Fact("Audience fields for role and stage; a merge tag has up to ten characters."),
        Fact(
            "Without `*|LIST:ADDRESS|*` Mailchimp adds a footer with the audience's postal address: set it there too."
        ),
    ),
    bring_in=pack_steps("the journey's email steps, with the editor for pasted code"),
    go_back=GO_BACK,
)
def mailchimp(tool: Target, story: Story) -> Iterator[OutFile]:
    """The emails with conditional merge tags."""
    yield from content_pack(tool, story)
