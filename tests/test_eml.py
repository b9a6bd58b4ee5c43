"""The drafts as mail programs read them back, as a mail server passes them on, and as a spam filter sees them."""

from __future__ import annotations

import json
import re
import shutil
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from samestory.render.email import render_email
from samestory.render.eml import eml
from tests.conftest import DAY
from tests.email_fixtures import email, rich_email, settings, touch

NAMES = (
    "Dana Keller",
    "Dana Keller, Northwind Tools",
    "Jörg Müller",
    'Zoë "Z" O\'Hara (Sales)',
    'A "quoted" \\ name',
    "=?utf-8?q?x=0D=0ABcc=3A_a=40b.example?=",
    "A name that is so long that it would not find room in a line of its own at all, really",
    "販売 部",
)
SUBJECTS = (
    "Why did it stop?",
    "=?utf-8?q?x=0D=0ABcc=3A_a=40b.example?=",
    "Half of one =?utf-8?q?",
    "Wie heißt Nacharbeit bei Ihnen? 🔧👩‍🔧",
    "שלום עולם, مرحبا بالعالم",
    "見えない手直しの費用" * 10,
    "many words " * 30 + "end",
    "x" * 300,
    'quotes " and \\ and <angles>, and: colons; @',
    "Subject: Bcc: a@b.example",
)


def draft(subject: str = "Why did it stop?", **changed: Any) -> bytes:
    """A draft with a subject, and settings that are changed."""
    known = settings(**changed)
    made = touch(email=email(subject=(subject,), sender=known.from_name))
    return eml(render_email(made, known), made, known, DAY)


def parsed(content: bytes) -> EmailMessage:
    """A draft as Python reads it, without any defect."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk()] == [[], [], []]
    assert [name for name, value in message.items() if getattr(value, "defects", ())] == []
    return message


def parts(message: EmailMessage) -> tuple[str, str]:
    """Its plain text and its HTML."""
    plain, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    return plain, html


def filled(neutral: str) -> str:
    """A neutral text with fallbacks, written a second time to be compared with the engine's own."""
    text = re.sub(r"(?<!\\)\{[^{}|]+ \| ([^{}]*)\}", r"\1", neutral)
    text = text.replace("{unsubscribe}", "https://www.samestory.example/unsubscribe")
    return text.replace("&#123;", "{").replace("\\{", "{")


def drafts(built: Path) -> list[Path]:
    """Every draft of the example."""
    return sorted((built / "build/sequences/bundle").rglob("*.eml"))


def emails(built: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every draft of the example, and what sequences.json says of it."""
    bundle = built / "build/sequences/bundle"
    for story in json.loads((bundle / "sequences.json").read_text("utf-8"))["storylines"]:
        for sequence in story["sequences"]:
            for said in (said for segment in sequence["segments"] for said in segment["touches"]):
                if said["channel"] == "email":
                    yield bundle / story["id"] / sequence["role"] / f"{said['key']}.eml", said


def test_every_draft_says_what_sequences_json_says(built_example: Path) -> None:
    known = list(emails(built_example))
    assert sorted(path for path, _ in known) == drafts(built_example)

    for path, said in known:
        message = parsed(path.read_bytes())
        assert message["Subject"] == filled(said["subject"])
        assert message["From"].addresses[0].addr_spec == "hello@samestory.example"
        assert message["From"].addresses[0].display_name.startswith("SameStory")
        assert message["Reply-To"] == "hello@samestory.example"
        assert message["Date"].datetime == datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
        assert message["X-Story-Touch"] == said["key"]
        assert message["X-Unsent"] == "1"
        assert message["List-Unsubscribe"] == "<https://www.samestory.example/unsubscribe>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        plain, html = parts(message)
        # Lines end elsewhere where a fallback is shorter than its field.
        assert plain.split() == filled(path.with_suffix(".txt").read_text("utf-8")).split()
        assert html == filled(path.with_suffix(".html").read_text("utf-8"))


def test_every_draft_is_ascii_in_short_lines_with_an_id_of_its_own(built_example: Path) -> None:
    contents = [path.read_bytes() for path in drafts(built_example)]

    assert all(content.isascii() and content.count(b"\r\n") == content.count(b"\n") for content in contents)
    assert max(len(line) for content in contents for line in content.split(b"\r\n")) <= 78
    assert len({parsed(content)["Message-ID"] for content in contents}) == len(contents)
    assert len({parsed(content).get_boundary() for content in contents}) == len(contents)


def test_the_same_touch_is_the_same_draft_for_ever() -> None:
    message = parsed(draft())

    assert draft() == draft()
    assert message["Message-ID"] == "<562a67d3f8ac46f3944114f9b91e642f@northwind.example>"
    assert message.get_boundary() == "=_samestory_7fddb93ab190a45bb3e84659a42251f3"


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_a_subject_is_read_as_it_was_typed(subject: str) -> None:
    content = draft(subject)

    message = parsed(content)

    assert message["Subject"] == subject
    assert message["Bcc"] is None
    assert "Bcc" not in message_from_bytes(message.as_bytes(), policy=policy.default)
    assert max(map(len, content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_read_as_it_was_typed(name: str) -> None:
    (address,) = parsed(draft(**{"from-name": name}))["From"].addresses

    assert address.display_name == name
    assert address.addr_spec == "dana@northwind.example"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("Dana Keller", "Dana Keller <dana@northwind.example>"),
        ("sales@northwind.example", "sales@northwind.example"),
        ("Dana <sales@northwind.example>", "Dana <sales@northwind.example>"),
    ],
)
def test_a_storyline_can_have_a_sender_of_its_own(sender: str, expected: str) -> None:
    made = touch(email=email(sender=sender))

    message = parsed(eml(render_email(made, settings()), made, settings(), DAY))

    assert str(message["From"]) == expected


def test_without_a_reply_address_there_is_no_header_for_it() -> None:
    known = settings().model_copy(update={"reply_to": ""})

    assert parsed(eml(render_email(touch(), known), touch(), known, DAY))["Reply-To"] is None


def test_an_address_to_unsubscribe_at_is_ascii_in_the_head() -> None:
    message = parsed(draft(**{"unsubscribe-url": "https://www.example.com/ab?wer=müller&x=%20y"}))

    assert message["List-Unsubscribe"] == "<https://www.example.com/ab?wer=m%C3%BCller&x=%20y>"


@pytest.mark.parametrize("break_out", ["a\r\nBcc: b@c.example", "a\0b", "a\x7fb"])
def test_a_control_character_never_reaches_a_header(break_out: str) -> None:
    made = touch(email=email(sender=break_out))

    with pytest.raises(ValueError, match="control character"):
        eml(render_email(made, settings()), made, settings(), DAY)


class Inbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message as it came."""
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 OK"


def test_a_mail_server_passes_a_draft_on_byte_for_byte() -> None:
    made = touch(email=rich_email())
    sent = [draft(subject) for subject in SUBJECTS] + [eml(render_email(made, settings()), made, settings(), DAY)]
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()

    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            for content in sent:
                client.sendmail("dana@northwind.example", ["robin@customer.example"], content)
    finally:
        server.stop()

    assert inbox.received == sent


@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="needs spamassassin")
@pytest.mark.parametrize("half", [0, 1])
def test_no_spam_filter_minds(built_example: Path, tmp_path: Path, half: int) -> None:
    chosen = drafts(built_example)[half::2]
    mailbox = tmp_path / "mbox"
    mailbox.write_bytes(b"".join(b"From a Tue Nov 24 00:00:00 2026\n" + path.read_bytes() + b"\n" for path in chosen))

    # One process for many emails: its rules take more time to load than an email to judge. What it has learned on
    # this machine does not count, and it learns nothing here.
    command = ["spamassassin", "-L", "-t", "--nocreate-prefs", "--cf=use_bayes 0", "--mbox", str(mailbox)]
    judged = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    scores = [
        float(score) for score in re.findall(r"^Content analysis details: +\((-?[\d.]+) points", judged, re.MULTILINE)
    ]

    assert len(scores) == len(chosen)
    assert max(scores) <= 1.5
