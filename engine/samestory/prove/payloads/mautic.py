"""Reads back the ZIP that Mautic imports."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, manifests, read_bytes, told, unreadable

GRAMMAR = Grammar(Tag("{contactfield=", r"(?P<name>\w+)\|(?P<fallback>[^{}|]*)\}"))
LARGEST = 100 * 1024 * 1024  # bytes; the importer takes no more


# What is read of a file that holds many times as much.
class Event(msgspec.Struct):
    """An event of a campaign."""

    type: str
    channel_id: int


class Email(msgspec.Struct):
    """An email as it is imported."""

    id: int
    name: str
    subject: str
    preheader_text: str
    custom_html: str
    plain_text: str


class Group(msgspec.Struct):
    """What belongs to one campaign."""

    email: list[Email]
    campaign_event: list[Event]


@payload_reader("mautic")
def read_mautic(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of each storyline's ZIP."""
    for file, manifest in manifests(payload):
        names, unsubscribe = told(manifest, file)
        path = file.parent / f"{file.parent.name}.zip"
        for email in _emails(read_bytes(payload, path.as_posix(), _unpacked), path):
            yield PayloadEmail(
                email.name,
                GRAMMAR.neutral(email.subject, names, unsubscribe, is_html=False),
                GRAMMAR.neutral(email.preheader_text, names, unsubscribe, is_html=False),
                GRAMMAR.neutral(email.custom_html, names, unsubscribe, is_html=True),
                GRAMMAR.neutral(email.plain_text, names, unsubscribe, is_html=False),
                path.as_posix(),
                1,
            )


def _unpacked(content: bytes) -> str:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            (file,) = archive.infolist()
            if file.file_size > LARGEST:
                raise ValueError("too large")
            return archive.read(file).decode("utf-8")
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise ValueError("no ZIP") from problem


def _emails(content: str, path: Path) -> Iterator[Email]:
    """An email for each event that sends one; what no event sends nobody gets."""
    try:
        for group in msgspec.json.decode(content, type=list[Group]):
            emails = {email.id: email for email in group.email}
            for event in group.campaign_event:
                if event.type == "email.send":
                    yield emails[event.channel_id]
    except (msgspec.MsgspecError, KeyError, UnicodeEncodeError, RecursionError) as problem:
        raise unreadable(path) from problem
