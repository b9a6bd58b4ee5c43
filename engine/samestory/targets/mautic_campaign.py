"""A segment as the group of entities that Mautic imports: its campaign, events, emails, segment and dependencies.

The events of a touch hang on a spine: an action that notes which touch is due. From there one branch asks, sends and
marks, and the spine goes on to the next touch, so that a skipped email moves no later one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samestory.model.sequence import Segment, Sequence, Touch
from samestory.targets.dialect import Spelled, snake
from samestory.targets.story import Story, derived

Json = dict[str, Any]
FIRST_ID = 1_000_001  # so large that old and new ids cannot be taken for each other while they are exchanged
STORY, TOUCH, ENDED = "samestory_story", "samestory_touch", "samestory_ended"
OUT: Json = {"addTo": [], "removeFrom": ["this"]}
ROW, COLUMN = 105, 240  # of the canvas


def campaign_group(
    story: Story, sequence: Sequence, segment: Segment, next_stage: str, first_id: int
) -> tuple[Json, int]:
    """The group of one segment, and the first id that is free behind it."""
    made = _Campaign(segment.uuid, first_id)
    segment_id, emails, spine = made.new_id(), [], 0
    for touch in segment.touches:
        wait = touch.wait_days if spine else touch.segment_day
        spine = made.event(touch.key, "is due", "lead.updatelead", {TOUCH: touch.key}, spine, days=wait or 0)
        if touch.key in story.spelled:
            email_id = made.new_id()
            emails.append(_email(touch, story.spelled[touch.key], story, email_id))
            _send(made, touch, email_id, spine)
    _go_on(made, story, sequence, segment, next_stage, spine)
    group = {
        "campaign": [_campaign(made, story, sequence, segment)],
        "campaign_event": made.events,
        "email": emails,
        "lists": [_segment(story, sequence, segment, segment_id)],
        "dependencies": [
            {"campaign_event": made.needs, "lists": [{"campaign": made.id, "lists": segment_id}]},
        ],
    }
    return group, made.next_id


@dataclass
class _Campaign:
    """The events of a campaign while it is made; not kept."""

    uuid: str
    next_id: int
    events: list[Json] = field(default_factory=list)
    needs: list[Json] = field(default_factory=list)
    depth: dict[int, int] = field(default_factory=dict)
    id: int = 0

    def __post_init__(self) -> None:
        self.id = self.new_id()

    def new_id(self) -> int:
        """An id that nothing in the file has."""
        self.next_id += 1
        return self.next_id - 1

    def event(
        self,
        key: str,
        what: str,
        type: str,
        properties: Json,
        parent: int,
        *,
        kind: str = "action",
        path: str = "",
        days: int = 0,
        email: int = 0,
    ) -> int:
        """Add an event, with the row that says what it needs, and give its id."""
        made = self.new_id()
        self.depth[made] = self.depth.get(parent, 0) + 1
        self.events.append(
            {
                "id": made,
                "campaign_id": self.id,
                "name": f"{key}: {what}",
                "description": "",
                "type": type,
                "event_type": kind,
                "event_order": self.depth[made],
                "properties": {**properties, "properties": properties},
                "trigger_interval": days,
                "trigger_interval_unit": "d",
                "trigger_mode": "interval" if days else "immediate",
                "trigger_date": None,
                "trigger_hour": None,
                "triggerRestrictedStartHour": None,
                "triggerRestrictedStopHour": None,
                "triggerRestrictedDaysOfWeek": [],
                "triggerWindow": None,
                "decisionPath": path,
                "channel": "email" if email or type == "email.reply" else "",
                "channel_id": email,
                "parent_id": parent or None,
                "uuid": derived(f"{key}: {what}", self.uuid),
            }
        )
        self.needs.append({"campaign": self.id, "campaign_event": made, **({"email": email} if email else {})})
        return made


def _send(made: _Campaign, touch: Touch, email: int, due: int) -> None:
    """Ask whether the contact has left or has had it; send, mark, and listen for the answer."""
    key, had = touch.key, f"had-{touch.key}"
    empty = {"field": ENDED, "operator": "empty", "value": ""}
    free = made.event(key, "has nothing ended it?", "lead.field_value", empty, due, kind="condition")
    made.event(key, "take out who has left", "campaign.addremovelead", OUT, free, path="no")
    again = made.event(key, "had already?", "lead.tags", {"tags": [had]}, free, kind="condition", path="yes")
    # Marketing: transactional ones ignore Do Not Contact, and go out without List-Unsubscribe.
    sending = {"email": email, "email_type": "marketing", "priority": 2, "attempts": 3}
    sent = made.event(key, "send", "email.send", sending, again, path="no", email=email)
    made.event(key, "mark as had", "lead.changetags", {"add_tags": [had], "remove_tags": []}, sent)
    reply = made.event(key, "a reply?", "email.reply", {}, sent, kind="decision")
    replied = made.event(key, "note the reply", "lead.updatelead", {ENDED: "replied"}, reply, path="yes")
    made.event(key, "take out who replied", "campaign.addremovelead", OUT, replied)


def _go_on(made: _Campaign, story: Story, sequence: Sequence, segment: Segment, next_stage: str, last: int) -> None:
    """Put the contact on the next segment's list, on the day from which that one counts; or note the end."""
    name = f"{story.id}/{sequence.role}/{segment.stage}"
    if not next_stage:
        # A day later, so that the end is not noted while the last email is still asked for.
        made.event(name, "all is told", "lead.updatelead", {ENDED: "finished"}, last, days=1)
        return
    first = next(one for one in sequence.segments if one.stage == next_stage).touches[0]
    days = max((first.wait_days or 0) - (first.segment_day or 0), 0)
    stage = snake(story.settings.stage_field)
    made.event(name, f"go on to {next_stage}", "lead.updatelead", {stage: next_stage}, last, days=days)


def _campaign(made: _Campaign, story: Story, sequence: Sequence, segment: Segment) -> Json:
    return {
        "id": made.id,
        "name": f"{story.id} / {sequence.role} / {segment.stage}",
        "description": "",
        "is_published": False,
        "canvas_settings": _canvas(made.events),
        "uuid": segment.uuid,
    }


def _canvas(events: list[Json]) -> Json:
    kind = {event["id"]: event["event_type"] for event in events}
    taken: dict[int, int] = {}
    nodes: list[Json] = [{"id": "lists", "positionX": "500", "positionY": "50"}]
    connections: list[Json] = []
    for event in events:
        row = event["event_order"]
        taken[row] = taken.get(row, 0) + 1
        x, y = str(500 + (taken[row] - 1) * COLUMN), str(50 + row * ROW)
        nodes.append({"id": event["id"], "positionX": x, "positionY": y})
        parent = event["parent_id"]
        start = "leadsource" if parent is None else "bottom" if kind[parent] == "action" else event["decisionPath"]
        anchors = {"source": start, "target": "top"}
        connections.append({"sourceId": parent or "lists", "targetId": event["id"], "anchors": anchors})
    return {"nodes": nodes, "connections": connections}


def _segment(story: Story, sequence: Sequence, segment: Segment, id: int) -> Json:
    name = f"{story.id} / {sequence.role} / {segment.stage}"
    wanted = {
        snake(story.settings.role_field): sequence.role,
        snake(story.settings.stage_field): segment.stage,
        STORY: story.id,
    }
    return {
        "id": id,
        "name": name,
        "is_published": True,
        "description": None,
        "alias": f"samestory-{name.replace(' / ', '-')}",
        "public_name": name,
        "filters": [*(_filter(alias, "=", value) for alias, value in wanted.items()), _filter(ENDED, "empty", "")],
        "is_global": True,
        "is_preference_center": False,
        "uuid": derived("segment", segment.uuid),
    }


def _filter(alias: str, operator: str, value: str) -> Mapping[str, Any]:
    return {
        "glue": "and",
        "field": alias,
        "object": "lead",
        "type": "text",
        "operator": operator,
        "properties": {"filter": value},
    }


def _email(touch: Touch, email: Spelled, story: Story, id: int) -> Json:
    return {
        "id": id,
        "translation_parent_id": None,
        "variant_parent_id": None,
        "unsubscribeform_id": None,
        "preference_center_id": None,
        "is_published": True,
        "name": touch.key,
        "description": None,
        "subject": email.subject,
        "preheader_text": email.preheader,
        "from_name": story.sender_name,
        "use_owner_as_mailer": False,
        "template": "mautic_code_mode",  # so that the builder does not expect MJML
        "content": [],
        "utm_tags": {"utmSource": None, "utmMedium": None, "utmCampaign": None, "utmContent": None},
        "plain_text": email.text,
        "custom_html": email.html,
        "email_type": "template",
        "publish_up": None,
        "publish_down": None,
        "revision": 1,
        "lang": touch.email.language if touch.email else story.settings.language,
        "variant_settings": [],
        "variant_start_date": None,
        "dynamic_content": [],
        "headers": [],
        "public_preview": False,
        "uuid": touch.uuid,
    }
