"""Reads back what Klaviyo gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("{{ ", r"(?:person\|lookup:')?(?P<name>\w+)'?\|default:'(?P<fallback>[^']*)' \}\}"))


@payload_reader("klaviyo")
def read_klaviyo(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Klaviyo."""
    return read_pack(payload, GRAMMAR)
