"""Reads back what Account Engagement gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

NAMED_TWICE = r"(?P<name>\w+)\}\}\{\{Recipient\.(?P=name)\}\}"
GRAMMAR = Grammar(Tag("{{#if Recipient.", NAMED_TWICE + r"\{\{else\}\}(?P<fallback>[^{}]*)\{\{/if\}\}"))


@payload_reader("accountengagement")
def read_accountengagement(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Account Engagement."""
    return read_pack(payload, GRAMMAR)
