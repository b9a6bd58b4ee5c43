"""Reads back what ActiveCampaign gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("%IF !empty($", r"(?P<name>\w+)\)%%(?P=name)%%ELSE%(?P<fallback>[^%]*)%/IF%"))


@payload_reader("activecampaign")
def read_activecampaign(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for ActiveCampaign."""
    return read_pack(payload, GRAMMAR)
