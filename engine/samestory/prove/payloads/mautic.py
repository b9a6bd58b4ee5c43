"""Reads back the ZIP that Mautic imports."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, as_json, manifests, read_bytes, text_of, told, unreadable

GRAMMAR = Grammar((re.compile(r"\{contactfield=(?P<name>\w+)\|(?P<fallback>[^{}|]*)\}"),))
LARGEST = 100 * 1024 * 1024  # bytes; the importer takes no more


@payload_reader("mautic")
def read_mautic(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of each storyline's ZIP."""
    for file, manifest in manifests(folder):
        names, unsubscribe = told(manifest, file)
        path = file.parent / f"{file.parent.name}.zip"
        for email in _emails(as_json(read_bytes(folder, path.as_posix(), _unpacked), folder, path), path):
            subject, preview = text_of(email, "subject", path), text_of(email, "preheader_text", path)
            yield PayloadEmail(
                text_of(email, "name", path),
                GRAMMAR.neutral(subject, names, unsubscribe, is_html=False),
                GRAMMAR.neutral(preview, names, unsubscribe, is_html=False),
                GRAMMAR.neutral(text_of(email, "custom_html", path), names, unsubscribe, is_html=True),
                GRAMMAR.neutral(text_of(email, "plain_text", path), names, unsubscribe, is_html=False),
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


def _emails(groups: Any, path: Path) -> Iterator[dict[str, Any]]:
    """An email for each event that sends one; what no event sends nobody gets."""
    try:
        for group in groups:
            emails = {email["id"]: dict(email) for email in group["email"]}
            for event in group["campaign_event"]:
                if event["type"] == "email.send":
                    yield emails[event["channel_id"]]
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise unreadable(path) from problem
