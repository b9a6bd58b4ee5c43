"""Reads back the cadences that Salesloft imports; the fallbacks, which its tags do not hold, stand in the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from samestory.prove.payloads import Payload, PayloadEmail, payload_reader
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

TAG = re.compile(r"\{\{(?P<name>\w+)\}\}")
GRAMMAR = Grammar()


@payload_reader("salesloft")
def read_salesloft(payload: Payload) -> Iterator[PayloadEmail]:
    """The emails of each cadence; a cadence has HTML only."""
    for file, manifest in manifests(payload):
        names, unsubscribe = told(manifest, file)
        touches = {text_of(touch, "key", file): touch for touch in emailed(manifest, file)}
        for cadence in dict.fromkeys(text_of(touch, "cadence", file) for touch in touches.values()):
            path = file.parent / cadence
            for key, template in _templates(as_json(read_text(payload, path.as_posix()), payload, path), path):
                if key not in touches:
                    raise unreadable(file)
                touch = touches[key]
                subject = _filled(text_of(template, "subject", path), names, _fallbacks(touch, "subject", file))
                in_html = (escape(words, quote=False) for words in _fallbacks(touch, "html", file))
                html = _filled(text_of(template, "body", path), names, in_html)
                yield PayloadEmail(
                    key,
                    subject,
                    text_of(touch, "preheader", file),
                    GRAMMAR.neutral(html, names, unsubscribe, is_html=True),
                    None,
                    path.as_posix(),
                    1,
                )


def _templates(cadence: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every step that is an email, by its name."""
    try:
        steps = [step for group in cadence["cadence_content"]["step_groups"] for step in group["steps"]]
        for step in steps:
            if step["type"] == "Email":
                yield str(step["name"]), dict(step["type_settings"]["email_template"])
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise unreadable(path) from problem


def _fallbacks(touch: Mapping[str, Any], part: str, file: Path) -> Iterator[str]:
    fallbacks = touch.get("fallbacks")
    listed = fallbacks.get(part) if isinstance(fallbacks, dict) else None
    if not isinstance(listed, list):
        raise unreadable(file)
    return map(str, listed)


def _filled(spelled: str, names: Mapping[str, str], fallbacks: Iterator[str]) -> str:
    return TAG.sub(lambda found: f"{{{names.get(found['name'], found['name'])} | {next(fallbacks, '')}}}", spelled)
