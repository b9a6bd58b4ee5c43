"""Salesloft: one cadence for each segment, as the JSON document that its cadence import takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import unescape
from typing import Any

from samestory.model.files import OutFile
from samestory.model.sequence import Segment, Sequence, Touch
from samestory.targets import Target, target
from samestory.targets.capability import Fact, approximated, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import FIELD, CutEmail, Dialect
from samestory.targets.sheets import runbook
from samestory.targets.story import Story, about, as_json

DOCS = "Salesloft's documentation of cadence imports, 2026; not run"
STOP = "remove the person from the cadence, or let a person stage do it"
Json = dict[str, Any]


@target(
    "salesloft",
    title="Salesloft",
    version="its documentation of cadence imports, 2026; not run",
    dialect=Dialect(
        tag="{{«name»}}",
        unsubscribe="",
        form="outside",
        refuses="",
        preheader_takes_fields=False,
        foreign=r"\{\{",
    ),
    abilities={
        "waits": exact("a day number for each step, from the day a person is added", DOCS),
        "exits": approximated(
            "replies, bounces and booked meetings end a cadence; the other signals are by hand", DOCS
        ),
        "suppression": by_hand("a saved filter leaves out who is kept out, before people are added"),
        "hand-off": exact("the person who sends is the rep, and sees the reply"),
        "entering at a stage": exact("a cadence for each stage; a person is added to the one of theirs"),
        "never the same touch twice": by_hand("before you add a person again, look which keys stand in their history"),
        "preheader": exact("it stands in the HTML, hidden; a cadence has no field for it", DOCS),
        "plain text": by_hand("the import takes HTML only; a plain text is made when it is sent", DOCS),
        "tracking": exact("the links carry the key as `utm_content`; tracking of opens and clicks is off", DOCS),
    },
    rules=every_rule_by_hand(
        STOP,
        "do not add the person",
        {
            "replied": exact("`remove_replied` ends the cadence", DOCS),
            "bounced": exact("`remove_bounced` ends the cadence", DOCS),
            "meeting-booked": exact("`remove_people_when_meeting_booked` ends the cadence", DOCS),
            "unsubscribed": by_hand("mark the person as opted out; the page behind the link has to tell you"),
            "do-not-contact": by_hand("mark the person as do not contact"),
        },
    ),
    set_up=(
        Fact("A tag that Salesloft does not know makes the import fail: make the custom fields of the table first."),
        Fact("A tag has no fallback. So no step sends by itself: the rep fills in what a person lacks.", DOCS),
        Fact("The link to unsubscribe leads to your own page; Salesloft's opt-out link is a setting of the team."),
    ),
    bring_in=(
        Fact("Send each file as it is to `POST /v2/cadence_imports`; what comes out is a draft.", DOCS),
        Fact("`GET /v2/cadence_exports/<id>` gives the same document back, for a comparison.", DOCS),
        Fact("Set the days on which steps may fall to working days; Salesloft counts days, not dates."),
    ),
    go_back=(
        Fact(
            "A cadence that has steps takes no import: a changed one comes as a new cadence, with a new end of its id.",
            DOCS,
        ),
        Fact("Switch the old cadence off for new people, and let those who are in it finish."),
    ),
)
def salesloft(tool: Target, story: Story) -> Iterator[OutFile]:
    """A cadence for each segment, the manifest with the fallbacks, and the runbook."""
    for sequence, segment in story.segments:
        yield story.file(f"{sequence.role}-{segment.stage}.json", as_json(_cadence(story, sequence, segment)))
    yield story.manifest(tool.version, _touches(story))
    yield runbook(tool, story)


def _cadence(story: Story, sequence: Sequence, segment: Segment) -> Json:
    groups = [_group(story, touch) for touch in segment.touches]
    # Steps cannot be changed in place, so other steps are another cadence.
    revision = sha256(as_json({"step_groups": groups})).hexdigest()[:8]
    return {
        "settings": {
            "name": f"{story.id} / {sequence.role} / {segment.stage}",
            "target_daily_people": 25,
            "remove_replied": True,
            "remove_bounced": True,
            "remove_people_when_meeting_booked": True,
            "external_identifier": f"{segment.uuid}-{revision}",
            "cadence_function": "outbound",
        },
        "sharing_settings": {"team_cadence": False, "shared": False},
        "cadence_content": {"step_groups": groups},
    }


def _group(story: Story, touch: Touch) -> Json:
    return {
        "day": (touch.segment_day or 0) + 1,
        "due_immediately": False,
        "automated": False,
        "automated_settings": None,
        "reference_id": touch.uuid,
        "steps": [_email_step(story, touch) if touch.key in story.spelled else _call_step(story, touch)],
    }


def _email_step(story: Story, touch: Touch) -> Json:
    email = story.spelled[touch.key]
    template = {
        "title": touch.key,
        "subject": email.subject,
        "body": email.html,
        "open_tracking": False,
        "click_tracking": False,
        "attachments": [],
    }
    settings = {"previous_email_step_group_reference_id": None, "email_template": template}
    return {"enabled": True, "name": touch.key, "type": "Email", "type_settings": settings}


def _call_step(story: Story, touch: Touch) -> Json:
    page = f"{story.settings.site_url.rstrip('/')}/t/{touch.key}.html" if story.settings.site_url else touch.key
    settings = {"instructions": f"What to say stands on the page of this touch: {page}"}
    return {"enabled": True, "name": touch.key, "type": "Phone", "type_settings": settings}


def _touches(story: Story) -> Iterator[Mapping[str, Any]]:
    for touch in story.touches:
        made = about(touch)
        if touch.key in story.spelled:
            made |= {"cadence": f"{touch.role}-{touch.stage}.json", "preheader": story.spelled[touch.key].preheader}
            made["fallbacks"] = fallbacks_in(story.cut(touch.key))
        yield made


def fallbacks_in(email: CutEmail) -> Mapping[str, list[str]]:
    """The fallbacks of the tags of an email in their order, since the tags themselves hold none."""
    subject, html = (tuple(map(FIELD.fullmatch, pieces[1::2])) for pieces in (email.subject, email.html))
    return {
        "subject": [found["fallback"] for found in subject if found],
        "html": [unescape(found["fallback"]) for found in html if found],
    }
