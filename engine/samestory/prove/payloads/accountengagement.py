"""Reads back what Account Engagement gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (
        re.compile(
            r"\{\{#if Recipient\.(?P<name>\w+)\}\}\{\{Recipient\.(?P=name)\}\}"
            r"\{\{else\}\}(?P<fallback>[^{}]*)\{\{/if\}\}"
        ),
    ),
)


@payload_reader("accountengagement")
def read_accountengagement(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for Account Engagement."""
    return read_pack(folder, GRAMMAR)
