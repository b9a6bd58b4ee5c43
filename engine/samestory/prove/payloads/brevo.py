"""Reads back what Brevo gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (re.compile(r'\{\{ contact\.(?P<name>\w+) \| default : "(?P<fallback>[^"]*)" \}\}'),),
)


@payload_reader("brevo")
def read_brevo(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for Brevo."""
    return read_pack(folder, GRAMMAR)
