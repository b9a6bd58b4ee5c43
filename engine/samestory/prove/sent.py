"""`sequences.json` as it lies on the disk: what was meant to be sent, to whom, with which claims."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from samestory.prove.finding import Unreadable
from samestory.prove.words import evened

SCHEMA = 1
KEY_LINE = re.compile(r'\n\s*"key": "([^"]*)"')


@dataclass(frozen=True, slots=True)
class ClaimUse:
    """A claim in an email: its id, the form it stands in, its words, and the value those show."""

    id: str
    form: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class SentTouch:
    """One touch. Of a call nobody writes, `subject`, `preview`, `html`, `text` and `offer` are empty."""

    key: str
    former_keys: tuple[str, ...]
    storyline: str
    role: str
    stage: str
    beat: str
    channel: str
    day: int
    message: str
    subject: str
    preview: str
    html: str
    text: str
    claims: tuple[ClaimUse, ...]
    as_is: tuple[str, ...]
    offer: str
    offer_text: str
    offer_url: str
    stamp: str
    hashes: tuple[str, str]
    line: int

    @property
    def is_email(self) -> bool:
        """Whether anything is sent."""
        return self.channel == "email"


@dataclass(frozen=True, slots=True)
class Sent:
    """The whole file."""

    stamp: str
    day: str
    allowed_figures: tuple[str, ...]
    storylines: tuple[str, ...]
    touches: tuple[SentTouch, ...]


@lru_cache(4)
def read_sent(content: str) -> Sent:
    """The touches in the order of the file.

    Raises:
        Unreadable: it is not what this version writes.
    """
    try:
        made = _decoded(content)
        if made["schema"] != SCHEMA:
            raise Unreadable(
                f"sequences.json has schema {made['schema']}, and this version reads {SCHEMA}: build again with it"
            )
        lines = _lines_of_keys(content)
        return Sent(
            str(made["stamp"]),
            date.fromisoformat(made["day"]).isoformat(),
            tuple(map(str, made["allowed_figures"])),
            tuple(str(story["id"]) for story in made["storylines"]),
            tuple(
                _touch(touch, str(story["id"]), str(sequence["role"]), str(segment["stage"]), lines)
                for story in made["storylines"]
                for sequence in story["sequences"]
                for segment in sequence["segments"]
                for touch in segment["touches"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        raise Unreadable(f"sequences.json is not what samestory writes ({problem}); build again") from problem


def _decoded(content: str) -> Any:
    try:
        return msgspec.json.decode(content.encode())  # a text that it encodes itself keeps those bytes
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return json.loads(content)  # takes three times as long, and reads what is odd, or says what is wrong with it


def _lines_of_keys(content: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for found in KEY_LINE.finditer(content):
        start = found.start(1)
        line += content.count("\n", seen, start)
        seen = start
        lines.setdefault(found[1], line)
    return lines


def _touch(made: dict[str, Any], storyline: str, role: str, stage: str, lines: dict[str, int]) -> SentTouch:
    offer = made["offer"] or {"id": "", "text": "", "url": ""}
    hashes = made["sha256"] or {"html": "", "text": ""}
    return SentTouch(
        key=str(made["key"]),
        former_keys=tuple(map(str, made["former_keys"])),
        storyline=storyline,
        role=role,
        stage=stage,
        beat=str(made["beat"]),
        channel=str(made["channel"]),
        day=int(made["day"]),
        message=evened(made["message"]),
        subject=evened(made["subject"] or ""),
        preview=evened(made["preview"] or ""),
        html=str(made["html"] or ""),
        text=str(made["text"] or ""),
        claims=tuple(
            ClaimUse(str(one["id"]), str(one["form"]), evened(one["text"]), evened(one["value"]))
            for one in made["claims"]
        ),
        as_is=tuple(evened(text) for text in made["as_is"]),
        offer=str(offer["id"]),
        offer_text=evened(offer["text"]),
        offer_url=str(offer["url"]),
        stamp=str(made["stamp"]),
        hashes=(str(hashes["html"]), str(hashes["text"])),
        line=lines.get(str(made["key"]), 1),
    )
