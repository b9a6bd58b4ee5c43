"""Reads back the workflows that n8n imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import (
    Grammar,
    Tag,
    as_json,
    emailed,
    manifests,
    read_text,
    text_of,
    told,
    unreadable,
)

LEFT = "left.json"
GRAMMAR = Grammar(Tag("{{ $('Contact').first().json.", r'(?:text|html)\.(?P<name>\w+) \|\| "(?P<fallback>[^"]*)" \}\}'))


@payload_reader("n8n")
def read_n8n(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of each role's workflow. A mail has no preheader of its own: it is the hidden one of the HTML."""
    for file, manifest in manifests(payload):
        names, unsubscribe = told(manifest, file)
        left = file.parent / LEFT  # every other workflow asks it
        as_json(read_text(payload, left.as_posix()), payload, left)
        touches = tuple(emailed(manifest, file))
        preheaders = {text_of(touch, "key", file): text_of(touch, "preheader", file) for touch in touches}
        for role in dict.fromkeys(text_of(touch, "role", file) for touch in touches):
            path = file.parent / f"{role}.json"
            for key, mail in _mails(as_json(read_text(payload, path.as_posix()), payload, path), path):
                yield PayloadEmail(
                    key,
                    GRAMMAR.neutral(_said(mail, "subject", path), names, unsubscribe, is_html=False),
                    preheaders.get(key, ""),
                    GRAMMAR.neutral(_said(mail, "html", path), names, unsubscribe, is_html=True),
                    GRAMMAR.neutral(_said(mail, "text", path), names, unsubscribe, is_html=False),
                    path.as_posix(),
                    1,
                )


def _mails(workflow: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every node that sends, by its name; one to which nothing leads sends nothing."""
    try:
        outputs = [output for starts in workflow["connections"].values() for output in starts["main"]]
        reached = {end["node"] for output in outputs for end in output}
        for node in workflow["nodes"]:
            if node["type"] == "n8n-nodes-base.emailSend" and node["name"] in reached:
                yield str(node["name"]), dict(node["parameters"])
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise unreadable(path) from problem


def _said(mail: Mapping[str, Any], name: str, path: Path) -> str:
    """A part of a mail, which n8n takes for an expression by its first sign."""
    words = text_of(mail, name, path)
    if not words.startswith("="):
        raise unreadable(path)
    return words[1:]
