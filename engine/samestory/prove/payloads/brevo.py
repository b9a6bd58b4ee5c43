"""Reads back what Brevo gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("{{ contact.", r'(?P<name>\w+) \| default : "(?P<fallback>[^"]*)" \}\}'))


@payload_reader("brevo")
def read_brevo(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Brevo."""
    return read_pack(payload, GRAMMAR)
