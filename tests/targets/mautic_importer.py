"""What Mautic 7's importer does with a file, as rules: from its source (commit 002d4b68), not from our writer.

ImportHelper for the ZIP, EntityImportCommand for the groups, CampaignImportExportSubscriber and its siblings for the
entities; what the importer takes and a later edit or send would not is named too.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile

MAX_FILES, MAX_BYTES, MAX_RATIO = 1000, 100 * 1024 * 1024, 10
ADDRESS = re.compile(r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")
FORMATS = {"true", "date", "time", "datetime"}
KEYS = {
    "campaign": "id name description is_published canvas_settings uuid",
    "campaign_event": "id campaign_id name description type event_type event_order properties trigger_interval "
    "trigger_interval_unit trigger_mode trigger_date trigger_hour triggerRestrictedStartHour triggerRestrictedStopHour "
    "triggerRestrictedDaysOfWeek triggerWindow decisionPath channel channel_id parent_id uuid",
    "email": "id translation_parent_id variant_parent_id unsubscribeform_id preference_center_id is_published name "
    "description subject preheader_text from_name use_owner_as_mailer template content utm_tags plain_text custom_html "
    "email_type publish_up publish_down revision lang variant_settings variant_start_date dynamic_content headers "
    "public_preview uuid",
    "lists": "id name is_published description alias public_name filters is_global is_preference_center uuid",
}
# Types that a campaign has, by what they are, and what may stand above them.
EVENTS = {
    "email.send": "action",
    "email.reply": "decision",
    "lead.field_value": "condition",
    "lead.tags": "condition",
    "lead.changetags": "action",
    "lead.updatelead": "action",
    "campaign.addremovelead": "action",
}
NEEDS_A_SEND = {"email.reply", "email.open", "email.click"}
Group = dict[str, Any]


def problems(content: bytes) -> list[str]:
    """Everything for which the importer, the first edit or the first send would refuse a file."""
    try:
        groups = json.loads(_unpacked(content))
    except (BadZipFile, ValueError) as problem:
        return [str(problem)]
    if not isinstance(groups, list) or not groups:
        return ["no array of groups"]
    return [problem for group in groups for problem in _group(group)] + list(_twice(groups))


def _unpacked(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        files = archive.infolist()
        if len(files) > MAX_FILES:
            raise ValueError("too many files")
        for file in files:
            if ".." in file.filename.split("/") or file.filename.startswith("/"):
                raise ValueError("unsafe path")
            if file.compress_size and file.file_size / file.compress_size > MAX_RATIO:
                raise ValueError("suspicious compression ratio")
        if sum(file.file_size for file in files) > MAX_BYTES:
            raise ValueError("too large")
        found = [file for file in files if file.filename.endswith(".json")]
        if len(found) != 1:
            raise ValueError("not exactly one JSON")
        return archive.read(found[0])


def _group(group: Group) -> Iterator[str]:
    if not isinstance(group, dict) or "campaign" not in group or "dependencies" not in group:
        yield "a group without campaign or dependencies"
        return
    missing = [problem for name in KEYS for one in group.get(name, ()) for problem in _keys(name, one)]
    yield from missing
    if not missing:
        yield from _campaign(group)
        yield from _events(group)
        yield from _emails(group)
        yield from _lists(group)
        yield from _addresses(group)


def _keys(name: str, entity: Group) -> Iterator[str]:
    wanted = set(KEYS[name].split())
    if absent := wanted - entity.keys():
        yield f"{name} lacks {sorted(absent)}"
    if unknown := entity.keys() - wanted:
        yield f"{name} has the unknown {sorted(unknown)}"
    try:
        if not 1 <= (UUID(str(entity.get("uuid"))).version or 0) <= 5:
            yield f"{name} has a UUID of another version"
    except ValueError:
        yield f"{name} has no UUID"
    if not isinstance(entity.get("id"), int) or entity["id"] < 1_000_000:
        yield f"{name} has an id that could be taken for another"


def _campaign(group: Group) -> Iterator[str]:
    (campaign,) = group["campaign"]
    if campaign["is_published"]:
        yield "the campaign is switched on"
    if len(campaign["name"]) > 190 or re.search(r"<[^>]*>", campaign["name"]):
        yield "the campaign's name is too long or holds tags"
    nodes = [node["id"] for node in campaign["canvas_settings"]["nodes"]]
    events = {event["id"] for event in group["campaign_event"]}
    if set(nodes) != events | {"lists"} or len(nodes) != len(set(nodes)):
        yield "the canvas shows other events than there are"
    for line in campaign["canvas_settings"]["connections"]:
        if line["sourceId"] not in nodes or line["targetId"] not in nodes or line["anchors"]["target"] != "top":
            yield "a line of the canvas leads nowhere"


def _events(group: Group) -> Iterator[str]:
    (campaign,) = group["campaign"]
    events = {event["id"]: event for event in group["campaign_event"]}
    emails = {email["id"] for email in group["email"]}
    needs = {row.get("campaign_event"): row for each in group["dependencies"] for row in each.get("campaign_event", ())}
    for id, event in events.items():
        row = needs.get(id)
        if row is None or row.get("campaign") != campaign["id"] or event["campaign_id"] != campaign["id"]:
            yield "an event without its row of dependencies is left without a campaign"
        if EVENTS.get(event["type"]) != event["event_type"]:
            yield f"there is no {event['event_type']} {event['type']}"
        if len(event["name"]) > 190:
            yield "an event's name is too long"
        yield from _when(event)
        yield from _parent(event, events)
        if event["type"] == "email.send":
            yield from _send(event, emails, row or {})


def _when(event: Group) -> Iterator[str]:
    if event["trigger_date"] is not None:
        yield "a date of the importer's becomes now"
    if event["trigger_mode"] not in ("immediate", "interval") or event["trigger_interval_unit"] not in "ihdmy":
        yield "an interval without a unit, or another mode"
    if not isinstance(event["trigger_interval"], int) or event["trigger_interval"] < 0:
        yield "an interval that is no number"


def _parent(event: Group, events: dict[int, Group]) -> Iterator[str]:
    parent = event["parent_id"]
    if parent is None:
        if event["decisionPath"] or event["type"] in NEEDS_A_SEND:
            yield "an event that needs a parent has none"
        return
    if parent not in events or events[parent]["event_order"] >= event["event_order"]:
        yield "an event with a parent that is not there, or not before it"
        return
    is_action = events[parent]["event_type"] == "action"
    if event["decisionPath"] not in ("",) if is_action else event["decisionPath"] not in ("yes", "no"):
        yield "a path that the parent does not have"
    if event["type"] in NEEDS_A_SEND and events[parent]["type"] != "email.send":
        yield "a decision about an email that is not below a send"


def _send(event: Group, emails: set[int], row: Group) -> Iterator[str]:
    said = event["properties"]
    if said.get("email_type") != "marketing":
        yield "a transactional email ignores Do Not Contact"
    if {said.get("email"), event["channel_id"], row.get("email")} - emails or event["channel"] != "email":
        yield "a send whose email is not in the file"


def _emails(group: Group) -> Iterator[str]:
    for email in group["email"]:
        if email["email_type"] != "template":
            yield "an email that is no template cannot be sent by a campaign"
        if len(email["subject"]) > 190 or len(email["name"]) > 190:
            yield "a subject or a name is longer than 190"
        if len(email["preheader_text"]) > 130:
            yield "a preheader is longer than 130"
        for part in ("subject", "preheader_text", "plain_text", "custom_html"):
            for token in re.findall(r"\{contactfield=([^}]*)\}", email[part]):
                name, bar, fallback = token.partition("|")
                if not bar or not fallback or fallback.lower() in FORMATS or not re.fullmatch(r"[a-z0-9_]+", name):
                    yield f"a token that prints something else: {token}"
        if "{unsubscribe_url}" not in email["custom_html"] or "{unsubscribe_url}" not in email["plain_text"]:
            yield "an email without a link to unsubscribe"


def _lists(group: Group) -> Iterator[str]:
    (campaign,) = group["campaign"]
    rows = [row for each in group["dependencies"] for row in each.get("lists", ())]
    if {(row.get("campaign"), row.get("lists")) for row in rows} != {
        (campaign["id"], one["id"]) for one in group["lists"]
    }:
        yield "a segment that feeds no campaign"
    for one in group["lists"]:
        if not one["filters"]:
            yield "a segment without a filter holds nobody, or by hand only"
        for each in one["filters"]:
            if each.keys() != {"glue", "field", "object", "type", "operator", "properties"}:
                yield "a filter with other keys"


def _addresses(group: Group) -> Iterator[str]:
    if found := ADDRESS.search(json.dumps(group, ensure_ascii=False)):
        yield f"the import in the browser takes {found[0]} out"


def _twice(groups: list[Group]) -> Iterator[str]:
    entities = [one for group in groups if isinstance(group, dict) for name in KEYS for one in group.get(name, ())]
    for key in ("id", "uuid"):
        values = [one.get(key) for one in entities]
        if len(values) != len(set(values)):
            yield f"two things have one {key}"
