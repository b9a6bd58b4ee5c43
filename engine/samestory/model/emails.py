"""A touch's email, rendered: what travels to the bundle, the targets of email tools, the site and the proof."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

# Gmail shows no more than some 102 KB and hides the rest, the unsubscribe link included; tools add tracking
# links and encoding, so ours stops at 80 KB (outputs.md §2).
MAX_HTML_BYTES = 80 * 1024

UNSUBSCRIBE = "{unsubscribe}"
FieldSpelling = Callable[[str, str], str]

_FIELD = r"\{(?P<name>[^{}|]+) \| (?P<fallback>[^{}]*)\}"
# Rules of a <style> hold no ` | `, so they are no fields.
_HTML_PARTS = re.compile(rf"&#123;|{re.escape(UNSUBSCRIBE)}|{_FIELD}")
_TEXT_PARTS = re.compile(rf"\\\{{|{re.escape(UNSUBSCRIBE)}|{_FIELD}")


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """An email in its two forms, each with HTML, plain text, subject and preview.

    Neutral (`subject`, `preview`, `html`, `text`): contact fields stand as `{name | fallback}`, the address to
    unsubscribe at as `{unsubscribe}`, a literal brace as `&#123;` in HTML and `\\{` elsewhere.
    Filled (`filled_subject`, `filled_preview`, `preview_html`, `preview_text`): as a contact without any data
    gets it, for the .eml and the site.
    """

    key: str
    subject: str
    preview: str
    html: str
    text: str
    filled_subject: str
    filled_preview: str
    preview_html: str
    preview_text: str


def html_bytes(email: RenderedEmail) -> int:
    """How large its neutral HTML is; more than MAX_HTML_BYTES is an error."""
    return len(email.html.encode())


def spelled_html(neutral: str, field: FieldSpelling, unsubscribe: str) -> str:
    """Neutral HTML in the spelling of an email tool; `field` gets a name and its fallback and returns plain text."""

    def spell(found: re.Match[str]) -> str:
        if found["name"]:
            return escape(field(unescape(found["name"]), unescape(found["fallback"])), quote=False)
        return "{" if found[0] == "&#123;" else escape(unsubscribe, quote=False)

    return _HTML_PARTS.sub(spell, neutral)


def spelled_text(neutral: str, field: FieldSpelling, unsubscribe: str) -> str:
    """Neutral plain text, a subject or a preview in the spelling of an email tool."""

    def spell(found: re.Match[str]) -> str:
        if found["name"]:
            return field(found["name"], found["fallback"])
        return "{" if found[0] == "\\{" else unsubscribe

    return _TEXT_PARTS.sub(spell, neutral)
