"""Reads back what Customer.io gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("{{ customer.", r'(?P<name>\w+) \| default: "(?P<fallback>[^"]*)" \}\}'))


@payload_reader("customerio")
def read_customerio(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Customer.io."""
    return read_pack(payload, GRAMMAR)
