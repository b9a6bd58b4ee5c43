"""Reads back what Klaviyo gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (re.compile(r"\{\{ (?:person\|lookup:')?(?P<name>\w+)'?\|default:'(?P<fallback>[^']*)' \}\}"),),
)


@payload_reader("klaviyo")
def read_klaviyo(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for Klaviyo."""
    return read_pack(folder, GRAMMAR)
