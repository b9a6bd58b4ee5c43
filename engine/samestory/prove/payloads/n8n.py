"""Reads back the workflows that n8n imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.prove.payloads import PayloadEmail, payload_reader
from samestory.prove.payloads.spelling import (
    Grammar,
    as_json,
    emailed,
    manifests,
    read_text,
    text_of,
    told,
    unreadable,
)

LEFT = "left.json"
GRAMMAR = Grammar(
    (
        re.compile(
            r"\{\{ \$\('Contact'\)\.first\(\)\.json\.(?:text|html)\.(?P<name>\w+) \|\| \"(?P<fallback>[^\"]*)\" \}\}"
        ),
    )
)


@payload_reader("n8n")
def read_n8n(folder: Path) -> Iterator[PayloadEmail]:
    """The emails of each role's workflow. A mail has no preheader of its own: it is the hidden one of the HTML."""
    for file, manifest in manifests(folder):
        names, unsubscribe = told(manifest, file)
        as_json(read_text(folder, file.parent / LEFT), folder, file.parent / LEFT)  # every other one asks it
        mails: dict[Path, Mapping[str, Mapping[str, Any]]] = {}
        for touch in emailed(manifest, file):
            path = file.parent / f"{text_of(touch, 'role', file)}.json"
            if path not in mails:
                mails[path] = _mails(as_json(read_text(folder, path), folder, path), path)
            key = text_of(touch, "key", file)
            if key not in mails[path]:
                raise unreadable(path)
            html = GRAMMAR.neutral(_said(mails[path][key], "html", path), names, unsubscribe, is_html=True)
            yield PayloadEmail(
                key,
                GRAMMAR.neutral(_said(mails[path][key], "subject", path), names, unsubscribe, is_html=False),
                text_of(touch, "preheader", file),
                html,
                GRAMMAR.neutral(_said(mails[path][key], "text", path), names, unsubscribe, is_html=False),
                path.as_posix(),
                1,
            )


def _mails(workflow: Any, path: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        sends = [node for node in workflow["nodes"] if node["type"] == "n8n-nodes-base.emailSend"]
        return {str(node["name"]): dict(node["parameters"]) for node in sends}
    except (TypeError, KeyError, ValueError) as problem:
        raise unreadable(path) from problem


def _said(mail: Mapping[str, Any], name: str, path: Path) -> str:
    """A part of a mail, which n8n takes for an expression by its first sign."""
    words = text_of(mail, name, path)
    if not words.startswith("="):
        raise unreadable(path)
    return words[1:]
