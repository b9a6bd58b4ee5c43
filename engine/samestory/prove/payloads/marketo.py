"""Reads back what Marketo gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (re.compile(r"\{\{lead\.(?P<name>[\w ]+):default=(?P<fallback>[^{}]*)\}\}"),),
)


@payload_reader("marketo")
def read_marketo(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for Marketo."""
    return read_pack(folder, GRAMMAR)
