"""Reads back what listmonk gets."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, Tag, read_pack

START = "{{ .Subscriber."
FIELD = r'(?:Attribs\.)?(?P<name>\w+) \| default "(?P<fallback>[^"]*)"'
GRAMMAR = Grammar(
    Tag(START, rf"{FIELD} \}}\}}"),
    Tag(START, rf"{FIELD} \| toString \| Safe \}}\}}"),
    (('{{ Safe "<" }}', "<"),),
)


@payload_reader("listmonk")
def read_listmonk(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of a pack for listmonk."""
    return read_pack(payload, GRAMMAR)
