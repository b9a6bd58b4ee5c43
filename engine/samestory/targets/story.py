"""A storyline as an email tool gets it: its roles, segments and touches, with the emails in the tool's spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.ids import derived_id
from samestory.model.library import Library, Storyline
from samestory.model.sequence import Segment, Sequence, Touch
from samestory.model.settings import ADDRESS, Settings
from samestory.model.text import plain
from samestory.targets.dialect import Dialect, Spelled, spelled_email

NAMESPACE = UUID("5c3f7d4a-8a44-5b0e-9f0e-2d6f5f1a7c11")
ONE_LINE = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Story:
    """One storyline for one tool."""

    tool: str
    dialect: Dialect
    library: Library
    storyline: Storyline
    sequences: tuple[Sequence, ...]
    emails: Mapping[str, RenderedEmail]
    settings: Settings

    @property
    def id(self) -> str:
        """The storyline's id."""
        return self.storyline.id

    def file(self, path: str, content: str | bytes) -> OutFile:
        """A file in the folder of this tool and storyline."""
        whole = content.encode() if isinstance(content, str) else content
        return OutFile(f"sequences/{self.tool}/{self.id}/{path}", whole)

    @cached_property
    def unsubscribe(self) -> str:
        """The tool's unsubscribe tag; one that has none leads to the settings' address."""
        return self.dialect.unsubscribe or self.settings.unsubscribe_url

    @cached_property
    def segments(self) -> tuple[tuple[Sequence, Segment], ...]:
        """Every segment with its sequence."""
        return tuple((sequence, segment) for sequence in self.sequences for segment in sequence.segments)

    @cached_property
    def touches(self) -> tuple[Touch, ...]:
        """Every dated touch."""
        return tuple(touch for _, segment in self.segments for touch in segment.touches)

    @cached_property
    def sent(self) -> tuple[tuple[Touch, Spelled], ...]:
        """Every email in the tool's spelling."""
        return tuple((touch, self.spelled[touch.key]) for touch in self.touches if touch.key in self.spelled)

    @cached_property
    def spelled(self) -> Mapping[str, Spelled]:
        """The emails in the tool's spelling, by touch key."""
        return {
            touch.key: spelled_email(self.emails[touch.key], self.dialect, self.settings, self.tool, self.unsubscribe)
            for touch in self.touches
            if touch.email
        }

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The contact fields in the emails by the tool's own names."""
        names = sorted({field.name for touch in self.touches if touch.email for field in touch.email.fields})
        return {self.dialect.name_of(name, self.settings, self.tool): name for name in names}

    @cached_property
    def fallbacks(self) -> tuple[tuple[str, str, str], ...]:
        """Each field and fallback in the emails: the tool's own name, the name, the fallback."""
        found = {(one.name, one.fallback) for touch in self.touches if touch.email for one in touch.email.fields}
        return tuple(
            (self.dialect.name_of(name, self.settings, self.tool), name, fallback) for name, fallback in sorted(found)
        )

    @property
    def sender_name(self) -> str:
        """The name an email comes from, without an address."""
        sender = self.storyline.fields.from_ or self.settings.from_name
        return re.sub(rf"\s*<?{ADDRESS}>?\s*", "", sender) or self.settings.from_name or self.settings.name

    @property
    def sender_address(self) -> str:
        """The address an email comes from: the storyline's own, else the settings'."""
        found = re.search(ADDRESS, self.storyline.fields.from_)
        return found[0] if found else self.settings.from_address

    def role_name(self, role: str) -> str:
        """A role's name as people say it."""
        return plain(self.library.role[role].name.nodes)

    def manifest(self, version: str, touches: Iterator[Mapping[str, Any]]) -> OutFile:
        """What lies in the folder, for scripts and for the proof."""
        made = {
            "target": self.tool,
            "checked_on": version,
            "storyline": self.id,
            "uuid": derived_id(self.settings.id, "storyline", self.id),
            "fields": self.fields,
            "unsubscribe": self.unsubscribe,
            "touches": list(touches),
        }
        return self.file("manifest.json", as_json(made))


def about(touch: Touch) -> dict[str, Any]:
    """A touch in a manifest, without its texts."""
    return {
        "key": touch.key,
        "former_keys": list(touch.former_keys),
        "uuid": touch.uuid,
        "role": touch.role,
        "stage": touch.stage,
        "channel": touch.channel,
        "day": touch.day,
        "segment_day": touch.segment_day,
        "wait_days": touch.wait_days,
        "stamp": touch.stamp,
    }


def stories_of(
    tool: str,
    dialect: Dialect,
    library: Library,
    sequences: tuple[Sequence, ...],
    emails: Mapping[str, RenderedEmail],
    settings: Settings,
) -> Iterator[Story]:
    """The live storylines that send something, for one tool."""
    for storyline in library.storylines:
        told = tuple(
            sequence
            for sequence in sequences
            if sequence.storyline == storyline.id and library.gets_email(sequence.role) and sequence.touches
        )
        if storyline.status == "live" and told:
            yield Story(tool, dialect, library, storyline, told, emails, settings)


def derived(name: str, *within: str) -> str:
    """A UUIDv5 of a thing that only a tool has; `within` is the id of what it belongs to."""
    return str(uuid5(NAMESPACE, "\n".join((*within, name))))


def as_json(value: Mapping[str, Any]) -> str:
    """JSON for a diff: each key, and each thing of a list, on a line of its own."""
    # Python's own indentation is many times slower, and this is most of what is written.
    lines = (f" {ONE_LINE.encode(name)}: {_listed(inside)}" for name, inside in value.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _listed(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return ONE_LINE.encode(value)
    return "[\n  " + ",\n  ".join(ONE_LINE.encode(each) for each in value) + "\n ]"
