"""Reads back what Braze gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

GRAMMAR = Grammar(Tag("{{", r"(?:custom_attribute\.)?\$\{(?P<name>\w+)\} \| default: '(?P<fallback>[^']*)'\}\}"))


@payload_reader("braze")
def read_braze(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for Braze."""
    return read_pack(payload, GRAMMAR)
