"""Reads back what ActiveCampaign gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import Grammar, read_pack

GRAMMAR = Grammar(
    (re.compile(r"%IF !empty\(\$(?P<name>\w+)\)%%(?P=name)%%ELSE%(?P<fallback>[^%]*)%/IF%"),),
)


@payload_reader("activecampaign")
def read_activecampaign(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of a pack for ActiveCampaign."""
    return read_pack(folder, GRAMMAR)
