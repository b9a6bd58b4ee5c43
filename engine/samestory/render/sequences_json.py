"""`sequences.json`, the neutral format and the oracle for every email tool, its schema, and the receipt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec

from samestory.model.emails import RenderedEmail
from samestory.model.ids import derived_id
from samestory.model.library import Storyline
from samestory.model.sequence import Email, Segment, Sequence, Touch
from samestory.model.settings import Settings
from samestory.model.signals import exits_in_force, suppressions_in_force
from samestory.model.text import ClaimText
from samestory.render.markup import line

SCHEMA = 1  # a key more or less is a new number; who reads the file refuses numbers it does not know
Json = dict[str, Any]


def sequences_json(
    stories: Iterable[Storyline],
    sequences: Iterable[Sequence],
    emails: Mapping[str, RenderedEmail],
    settings: Settings,
    *,
    day: date,
    stamp: str,
    release: str | None,
) -> Json:
    """The storylines with their sequences (outputs.md §2), in the order given.

    Subjects, previews, `html` and `text` are neutral. Messages, claims, `as_is` and offers hold no contact
    field and stand there as they are read.
    """
    sent = tuple(sequences)
    return {
        "schema": SCHEMA,
        "project": settings.id,
        "stamp": stamp,
        "release": release,
        "day": day.isoformat(),
        "allowed_figures": list(settings.allow.figures),
        "storylines": [_storyline(story, sent, emails, settings) for story in stories],
    }


def _storyline(
    story: Storyline, sequences: tuple[Sequence, ...], emails: Mapping[str, RenderedEmail], settings: Settings
) -> Json:
    fields = story.fields
    return {
        "id": story.id,
        "code": fields.code,
        "title": line(story.promise.nodes),
        "kind": fields.kind,
        "language": fields.language or settings.language,
        "uuid": derived_id(settings.id, "storyline", story.id),
        "status": story.status,
        "entry": [str(signal) for signal in fields.entry],
        "exit": [str(signal) for signal in exits_in_force(story)],
        "suppress": [str(signal) for signal in suppressions_in_force(story)],
        "after": fields.after,
        "cycle_days": fields.cycle,
        "priority": int(fields.priority) if fields.priority.isascii() and fields.priority.isdigit() else None,
        "sequences": [_sequence(sequence, emails) for sequence in sequences if sequence.storyline == story.id],
    }


def _sequence(sequence: Sequence, emails: Mapping[str, RenderedEmail]) -> Json:
    return {
        "role": sequence.role,
        "role_code": sequence.role_code,
        "uuid": sequence.uuid,
        "segments": [_segment(segment, emails) for segment in sequence.segments],
    }


def _segment(segment: Segment, emails: Mapping[str, RenderedEmail]) -> Json:
    touches = [_touch(touch, emails) for touch in segment.touches]
    return {"stage": segment.stage, "uuid": segment.uuid, "touches": touches}


def _touch(touch: Touch, emails: Mapping[str, RenderedEmail]) -> Json:
    says = _said(touch.email, emails[touch.key]) if touch.email else NOTHING_SAID
    return {
        "key": touch.key,
        "former_keys": list(touch.former_keys),
        "uuid": touch.uuid,
        "beat": touch.beat,
        "channel": touch.channel,
        "day": touch.day,
        "segment_day": touch.segment_day,
        "wait_days": touch.wait_days,
        "message": line(touch.message),
        **{key: value for key, value in says.items() if key != "sha256"},
        "stamp": touch.stamp,
        "sha256": says["sha256"],
    }


# A planned call sends nothing: what would hold a text is null, so that nobody sends an empty one.
NOTHING_SAID: Json = {
    "subject": None,
    "preview": None,
    "html": None,
    "text": None,
    "fields": [],
    "claims": [],
    "as_is": [],
    "offer": None,
    "sha256": None,
}


def _said(email: Email, rendered: RenderedEmail) -> Json:
    fields = dict.fromkeys((field.name, field.fallback) for field in email.fields)
    return {
        "subject": rendered.subject,
        "preview": rendered.preview,
        "html": rendered.html,
        "text": rendered.text,
        "fields": [{"name": name, "fallback": fallback} for name, fallback in fields],
        "claims": [_claim(claim) for claim in email.claims],
        "as_is": [as_is.text for as_is in email.as_is],
        "offer": {"id": email.offer.id, "text": email.offer.text, "url": email.offer.url},
        "sha256": _hashes(rendered),
    }


def _claim(claim: ClaimText) -> Json:
    return {"id": claim.id, "form": claim.form, "text": claim.text, "value": claim.value}


def _hashes(rendered: RenderedEmail) -> Json:
    return {
        "html": sha256(rendered.html.encode()).hexdigest(),
        "text": sha256(rendered.text.encode()).hexdigest(),
    }


def receipt(sequences: Iterable[Sequence], emails: Mapping[str, RenderedEmail], release: str | None) -> list[Json]:
    """One entry for each email: what was made, so that what an email tool holds can be compared with it."""
    return [
        {
            "key": touch.key,
            "subject": emails[touch.key].subject,
            "sha256": _hashes(emails[touch.key]),
            "claims": list(_values(email.claims)),
            "release": release,
        }
        for sequence in sequences
        for touch, email in sequence.emails
    ]


def _values(claims: Iterable[ClaimText]) -> Iterator[Json]:
    """Each claim once, with the value it is shown with, or an empty one."""
    shown: dict[str, str] = {}
    for claim in claims:
        shown[claim.id] = shown.get(claim.id) or claim.value
    return ({"id": id, "value": value} for id, value in shown.items())


@cache
def sequences_schema() -> Json:
    """The JSON Schema (draft 2020-12) of sequences.json."""
    schema = files("samestory").joinpath("templates", "sequences.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(schema))


def as_json(value: object) -> str:
    """JSON as people read it in a diff: indented, words as they are, a newline at the end."""
    # Python's own encoder takes four times as long to indent, and writes the same.
    return f"{msgspec.json.format(msgspec.json.encode(value), indent=2).decode()}\n"
