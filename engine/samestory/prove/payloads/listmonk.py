"""Reads back what listmonk gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

FIELD = r'\{\{ \.Subscriber\.(?:Attribs\.)?(?P<name>\w+) \| default "(?P<fallback>[^"]*)"'
GRAMMAR = Grammar(
    (re.compile(rf"{FIELD} \}}\}}"),),
    (re.compile(rf"{FIELD} \| toString \| Safe \}}\}}"),),
    (('{{ Safe "<" }}', "<"),),
)


@payload_reader("listmonk")
def read_listmonk(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for listmonk."""
    return read_pack(folder, GRAMMAR)
