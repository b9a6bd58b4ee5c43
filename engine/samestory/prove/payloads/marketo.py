"""Reads back what Marketo gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("{{lead.", r"(?P<name>[\w ]+):default=(?P<fallback>[^{}]*)\}\}"))


@payload_reader("marketo")
def read_marketo(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Marketo."""
    return read_pack(payload, GRAMMAR)
