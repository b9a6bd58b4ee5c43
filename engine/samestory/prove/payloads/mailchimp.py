"""Reads back what Mailchimp gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("*|IF:", r"(?P<name>\w+)\|\*\*\|(?P=name)\|\*\*\|ELSE:\|\*(?P<fallback>[^|*]*)\*\|END:IF\|\*"))


@payload_reader("mailchimp")
def read_mailchimp(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Mailchimp."""
    return read_pack(payload, GRAMMAR)
