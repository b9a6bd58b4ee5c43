"""A short document of headings, paragraphs, sentences before and after, and tables: as text, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A sentence as it was and as it is; one of the two may be empty."""

    what: str
    before: str
    after: str


Block = Heading | Paragraph | Item | BeforeAfter
Document = tuple[Block, ...]


def as_text(document: Document) -> str:
    """Plain text for a terminal."""
    return "".join(_text(block) for block in document).lstrip("\n")


def _text(block: Block) -> str:
    match block:
        case Heading(1, text):
            return f"\n{text}\n{'=' * len(text)}\n"
        case Heading(2, text):
            return f"\n\n{text}\n{'-' * len(text)}\n"
        case Heading(_, text):
            return f"\n{text}\n"
        case Paragraph(text):
            return f"{text}\n"
        case Item(text):
            return f"- {text}\n"
        case BeforeAfter(what, before, after):
            lines = [f"    {mark} {words}\n" for mark, words in (("was", before), ("now", after)) if words]
            return f"  {what}\n{''.join(lines)}"
    raise TypeError(f"no block: {block!r}")


def as_markdown(document: Document) -> str:
    """Markdown as code hosts show it."""
    made: list[str] = []
    for block in document:
        if not isinstance(block, Item) and made and made[-1].startswith("- "):
            made.append("\n")
        made.append(_markdown(block))
    return "".join(made).rstrip("\n") + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_plain(text)}\n\n"
        case Paragraph(text):
            return f"{_plain(text)}\n\n"
        case Item(text):
            return f"- {_plain(text)}\n"
        case BeforeAfter(what, before, after):
            was = f"~~{_plain(before)}~~" if before else ""
            parts = [part for part in (was, _plain(after)) if part]
            return (
                f"> **{_plain(what)}**  \n> {'  '.join(parts[:1])}" + "".join(f"  \n> {p}" for p in parts[1:]) + "\n\n"
            )
    raise TypeError(f"no block: {block!r}")


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def as_html(document: Document) -> str:
    """A fragment of HTML: what was is `<del>`, what is `<ins>`."""
    made: list[str] = []
    is_list = False
    for block in document:
        if isinstance(block, Item) != is_list:
            is_list = not is_list
            made.append("<ul>\n" if is_list else "</ul>\n")
        made.append(_html(block))
    return "".join((*made, "</ul>\n" if is_list else ""))


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(text)}</h{level}>\n"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>\n"
        case Item(text):
            return f"<li>{escape(text)}</li>\n"
        case BeforeAfter(what, before, after):
            marked = (("del", before), ("ins", after))
            lines = "<br>".join(f"<{tag}>{escape(words)}</{tag}>" for tag, words in marked if words)
            return f"<blockquote><strong>{escape(what)}</strong><br>{lines}</blockquote>\n"
    raise TypeError(f"no block: {block!r}")


FORMATS: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {"text": as_text, "md": as_markdown, "html": as_html}
)
