"""A filled-in email as a draft for eyes and seed tests: RFC 5322, multipart/alternative.

The headers are encoded here, not by Python's `email`: up to 3.12.1 it writes `=?…?=` with an encoded line
break out as a header of its own, and its folding differs from version to version. Words that look like an
encoded word are encoded once more, so a reader shows them as they were typed.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import date
from email.utils import quote
from hashlib import sha256
from string import punctuation
from urllib.parse import quote as percent_encoded

from samestory.model.emails import RenderedEmail
from samestory.model.sequence import Touch
from samestory.model.settings import ADDRESS, Settings
from samestory.render.email import email_of

LINE_WIDTH = 76  # characters; RFC 5322 recommends 78, RFC 2047 demands 76 where there are encoded words
WORD_BYTES = 42  # of UTF-8 in one encoded word: in base64, with its frame, 68 of the 75 characters RFC 2047 allows
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ENCODED_WORD = "=?"  # how one begins (RFC 2047)
SENDER = re.compile(rf"(?P<name>.*?)\s*<(?P<address>{ADDRESS})>")


def eml(email: RenderedEmail, touch: Touch, settings: Settings, day: date) -> bytes:
    """The draft, dated on that day at 00:00 UTC, fallbacks filled in, addressed to nobody.

    `X-Unsent` makes Outlook open it for editing.

    Raises:
        ValueError: header text holds a control character; the readers refuse them.
    """
    boundary = f"=_samestory_{_hash(email.preview_text, email.preview_html)[:32]}"
    headers = "\r\n".join(_headers(email, touch, settings, day))
    parts = (("plain", email.preview_text), ("html", email.preview_html))
    # The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1), so each part gets one more.
    body = "".join(f"--{boundary}\r\n{_part(subtype, words)}\r\n" for subtype, words in parts)
    content_type = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'
    return f"{headers}\r\n{content_type}\r\n\r\n{body}--{boundary}--\r\n".encode()


def _headers(email: RenderedEmail, touch: Touch, settings: Settings, day: date) -> Iterator[str]:
    yield f"Date: {WEEKDAYS[day.weekday()]}, {day.day:02d} {MONTHS[day.month - 1]} {day.year:04d} 00:00:00 +0000"
    yield f"From: {_mailbox(email_of(touch).sender, settings)}"
    if settings.reply_to:
        yield f"Reply-To: {_guarded(settings.reply_to)}"
    # SpamAssassin: without `To` 3.3 points, addressed to the sender 1.0, an empty group none.
    yield "To: undisclosed-recipients:;"
    yield f"Subject: {_unstructured(email.filled_subject, len('Subject: '))}"
    yield f"Message-ID: {_message_id(touch, settings, day)}"
    yield f"X-Story-Touch: {_guarded(touch.key)}"
    yield "X-Unsent: 1"
    yield f"List-Unsubscribe: <{percent_encoded(_guarded(settings.unsubscribe_url), safe=punctuation)}>"
    yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    yield "MIME-Version: 1.0"


def _message_id(touch: Touch, settings: Settings, day: date) -> str:
    domain = settings.from_address.rpartition("@")[2]
    return f"<{_hash(settings.id, touch.key, touch.stamp, day.isoformat())[:32]}@{domain}>"


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def name_and_address(sender: str, settings: Settings) -> tuple[str, str]:
    """A storyline's `from`: a name, an address, or `name <address>`; the address it lacks is the settings'."""
    if re.fullmatch(ADDRESS, sender):
        return "", sender
    found = SENDER.fullmatch(sender)
    return (found["name"], found["address"]) if found else (sender, settings.from_address)


def _mailbox(sender: str, settings: Settings) -> str:
    name, address = name_and_address(sender, settings)
    return f"{_phrase(_guarded(name))}\r\n <{_guarded(address)}>" if name else _guarded(address)


def _phrase(name: str) -> str:
    if ENCODED_WORD in name or not name.isascii():
        # One encoded word where it fits: Python up to 3.12 reads a blank between two of them in a name.
        return _encoded(name, 0)
    is_atoms = re.fullmatch(r"[\w !#$%&'*+/=?^`{|}~-]+", name)
    return _folded((name if is_atoms else f'"{quote(name)}"').split(), len("From: "))


def _unstructured(words: str, indent: int) -> str:
    _guarded(words)
    longest = max(map(len, words.split(" ")), default=0)
    is_plain = words.isascii() and ENCODED_WORD not in words and words == " ".join(words.split())
    if is_plain and longest < LINE_WIDTH - indent:
        return _folded(words.split(" "), indent)
    return _encoded(words, indent)


def _folded(words: Iterable[str], indent: int) -> str:
    lines: list[str] = []
    for word in words:
        start = indent if len(lines) == 1 else 1
        if lines and start + len(lines[-1]) + 1 + len(word) <= LINE_WIDTH:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return "\r\n ".join(lines)


def _encoded(words: str, indent: int) -> str:
    # Readers join encoded words without the blanks between them, so no character is lost or added.
    encoded = (binascii.b2a_base64(piece, newline=False).decode("ascii") for piece in _pieces(words, indent))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in encoded)


def _pieces(words: str, indent: int) -> Iterator[bytes]:
    # The first line has the header's name before it. Pieces end between characters, as RFC 2047 demands.
    piece, room = b"", WORD_BYTES - indent
    for character in words:
        encoded = character.encode()
        if len(piece) + len(encoded) > room:
            yield piece
            piece, room = b"", WORD_BYTES
        piece += encoded
    yield piece


def _guarded(words: str) -> str:
    if CONTROL.search(words):
        raise ValueError(f"{words!r} must not stand in a header: it holds a control character")
    return words


def _part(subtype: str, words: str) -> str:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    quoted = binascii.b2a_qp(words.encode(), istext=True).decode("ascii")
    return head + quoted.replace("\n", "\r\n")
