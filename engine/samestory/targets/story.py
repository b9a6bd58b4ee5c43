"""A storyline as an email tool gets it: its roles, segments and touches, with the emails in the tool's spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha1
from typing import Any
from uuid import UUID

import msgspec

from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.ids import derived_id
from samestory.model.library import Library, Storyline
from samestory.model.sequence import Segment, Sequence, Touch
from samestory.model.settings import ADDRESS, Settings
from samestory.model.text import plain
from samestory.targets.dialect import CutEmail, Dialect, Spelled, cut_email, speller

NAMESPACE = UUID("5c3f7d4a-8a44-5b0e-9f0e-2d6f5f1a7c11")
# The bits of a UUID that say what kind it is, and what they say of one of version 5 (RFC 9562).
KIND = 0xF << 76 | 0b11 << 62
VERSION_5 = 5 << 76 | 0b10 << 62


@dataclass(frozen=True)
class Story:
    """One storyline for one tool."""

    tool: str
    dialect: Dialect
    library: Library
    storyline: Storyline
    sequences: tuple[Sequence, ...]
    cut: Callable[[str], CutEmail]
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
        spelled = speller(self.dialect, self.settings, self.tool, self.unsubscribe)
        return {touch.key: spelled(self.cut(touch.key)) for touch in self.touches if touch.email}

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
    cut: Callable[[str], CutEmail],
    settings: Settings,
) -> Iterator[Story]:
    """The live storylines that send something, for one tool; `cut` gives an email by its touch key."""
    for storyline in library.storylines:
        told = tuple(
            sequence
            for sequence in sequences
            if sequence.storyline == storyline.id and library.gets_email(sequence.role) and sequence.touches
        )
        if storyline.status == "live" and told:
            yield Story(tool, dialect, library, storyline, told, cut, settings)


def cutter(emails: Mapping[str, RenderedEmail]) -> Callable[[str], CutEmail]:
    """Cuts an email by its touch key, each once for all tools."""
    return cache(lambda key: cut_email(emails[key]))


def derived(name: str, *within: str) -> str:
    """A UUIDv5 of a thing that only a tool has; `within` is the id of what it belongs to."""
    digest = sha1(NAMESPACE.bytes + "\n".join((*within, name)).encode(), usedforsecurity=False).digest()
    # Python's own `uuid5` takes three times as long, and there are twenty for each touch.
    made = f"{int.from_bytes(digest[:16]) & ~KIND | VERSION_5:032x}"
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"


def as_json(value: Mapping[str, Any]) -> bytes:
    """JSON for a diff: each key, and each thing of a list, on a line of its own."""
    lines = (b" %b: %b" % (_one_line(name), _listed(inside)) for name, inside in value.items())
    return b"{\n%b\n}\n" % b",\n".join(lines)


def _listed(value: Any) -> bytes:
    if not isinstance(value, list) or not value:
        return _one_line(value)
    return b"[\n  %b\n ]" % b",\n  ".join(map(_one_line, value))


def _one_line(value: Any) -> bytes:
    # Python's own encoder takes four times as long, and this is most of what is written.
    return msgspec.json.format(msgspec.json.encode(value), indent=0)
