"""A draft of an email for mail programs (`.eml`), read back: its headers and both parts."""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import lru_cache

from samestory.prove.email_part import KEPT
from samestory.prove.words import evened

# What drafts look like as a rule; any other form is read by the standard library, which takes ten times as long.
FIELD = re.compile(rb"([!-9;-~]+):[ \t]*(.*(?:\n[ \t].*)*)(?:\n|\Z)")
IN_TWO_PARTS = re.compile(r'multipart/alternative;\s+boundary="([^"\s]+)"')
PART = re.compile(
    rb"\nContent-Type: (text/(?:plain|html)); charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A `.eml`: its subject, touch key and unsubscribe address, and both parts with the line each begins on."""

    subject: str
    key: str
    unsubscribe: str
    html: str
    text: str
    html_line: int
    text_line: int


@lru_cache(KEPT)
def read_draft(content: bytes) -> Draft | None:
    """A draft, or None where it is no email with both parts."""
    headers, parts = _of_usual_form(content) or _of_any_form(content)
    if not parts.keys() >= {"text/html", "text/plain"}:
        return None
    lines = {kind: content.count(b"\n", 0, max(content.find(kind.encode()), 0)) + 1 for kind in parts}
    return Draft(
        _decoded(headers.get("subject", "")),
        _decoded(headers.get("x-story-touch", "")),
        _decoded(headers.get("list-unsubscribe", "")).strip("<> "),
        parts["text/html"],
        parts["text/plain"],
        lines["text/html"],
        lines["text/plain"],
    )


def _of_usual_form(content: bytes) -> tuple[dict[str, str], dict[str, str]] | None:
    """Headers by their names in small letters, and parts by their types; None where anything is unusual."""
    content = content.replace(b"\r\n", b"\n")
    head, _, body = content.partition(b"\n\n")
    fields = list(FIELD.finditer(head))
    if b"\r" in content or not head.isascii() or sum(len(field[0]) for field in fields) != len(head):
        return None
    # Of two with one name the first counts.
    headers = {field[1].decode().lower(): field[2].decode().replace("\n", "") for field in reversed(fields)}
    kind = IN_TWO_PARTS.fullmatch(headers.get("content-type", ""))
    pieces = (b"\n" + body).split(f"\n--{kind[1]}".encode()) if kind else []
    if len(pieces) != 4 or pieces[3] not in (b"--", b"--\n"):
        return None
    parts: dict[str, str] = {}
    for piece in pieces[1:3]:
        if begin := PART.match(piece):
            said = a2b_qp(piece[begin.end() :])
            parts[begin[1].decode()] = said.decode("utf-8", "replace").replace("\r\n", "\n")
    return (headers, parts) if len(parts) == 2 else None


def _of_any_form(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The same of whatever a mail program would show."""
    message = message_from_bytes(content)
    headers = {name.lower(): str(value) for name, value in reversed(message.items())}
    parts: dict[str, str] = {}
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            parts.setdefault(part.get_content_type(), payload.decode("utf-8", "replace").replace("\r\n", "\n"))
    return {name: value.replace("\r", "").replace("\n", "") for name, value in headers.items()}, parts


def _decoded(value: str) -> str:
    if "=?" not in value:
        return evened(value)
    try:
        return evened(str(make_header(decode_header(value))))
    except (LookupError, UnicodeError):
        return evened(value)
