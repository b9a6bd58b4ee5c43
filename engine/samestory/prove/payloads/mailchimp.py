"""Reads back what Mailchimp gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (re.compile(r"\*\|IF:(?P<name>\w+)\|\*\*\|(?P=name)\|\*\*\|ELSE:\|\*(?P<fallback>[^|*]*)\*\|END:IF\|\*"),),
)


@payload_reader("mailchimp")
def read_mailchimp(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for Mailchimp."""
    return read_pack(folder, GRAMMAR)
