"""What a build says, as plain pages and mails: the text that peers are given, and what is counted in their output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

Kind = Literal["heading", "item", "text", "button"]
BREAKS = re.compile(
    "p|li|h[1-6]|div|td|th|tr|table|dt|dd|dl|ul|ol|section|article|header|footer|nav|aside|main|summary|details|"
    "blockquote|figure|figcaption|button|label|option|form|pre|caption|br|hr|body"
)
SILENT = frozenset(("script", "style", "head", "template", "noscript", "title"))
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a list item; a button has an address."""

    kind: Kind
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site: where it lies, without ending, and what stands in its `<main>`."""

    path: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """An email: its touch key, its subject, and what it says."""

    key: str
    subject: str
    blocks: tuple[Block, ...]


def pages_of(build: Path) -> tuple[Page, ...]:
    """The pages of a build, those that only show an email or an error left out."""
    site = build / "site"
    found = sorted(path for path in site.rglob("*.html") if path.name != "404.html" and path.parent.name != "raw")
    return tuple(_page(path.relative_to(site), path.read_text("utf-8")) for path in found)


def _page(path: Path, html: str) -> Page:
    blocks = tuple(blocks_of(html, inside="main"))
    title = re.search(r"<title>([^<]*)</title>", html)
    # The engines give `index` a part of its own to play; the pages are plain ones here.
    name = path.with_suffix("").as_posix()
    return Page(re.sub(r"\bindex$", "start", name), _unescaped(title[1]) if title else name, blocks)


def mails_of(build: Path) -> tuple[Mail, ...]:
    """The emails of a build."""
    found = sorted((build / "sequences" / "bundle").glob("*/*/*.html"))
    return tuple(_mail(path.stem, path.read_text("utf-8")) for path in found)


def _mail(key: str, html: str) -> Mail:
    subject = re.search(r"<title>([^<]*)</title>", html)
    return Mail(key, _unescaped(subject[1]) if subject else key, tuple(blocks_of(html, inside="body")))


def _unescaped(html: str) -> str:
    return " ".join(block.text for block in blocks_of(f"<body>{html}</body>", inside="body"))


def words_in(texts: Iterator[str]) -> int:
    """How many words there are."""
    return sum(len(WORD.findall(text)) for text in texts)


def words_of(made: Page | Mail) -> int:
    """How many words a page or a mail has."""
    return words_in(block.text for block in made.blocks)


def words_of_html(html: str, inside: str) -> int:
    """How many words can be read inside the first element of that name."""
    return words_in(block.text for block in blocks_of(html, inside))


def blocks_of(html: str, inside: str) -> Iterator[Block]:
    """What can be read inside an element, in order; a `role` counts as the element's name."""
    reader = _Blocks(inside)
    reader.feed(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))
    reader.close()
    reader.end_block()
    yield from reader.blocks


class _Blocks(HTMLParser):
    def __init__(self, inside: str) -> None:
        super().__init__()
        self._inside, self._tag, self._depth, self._silent = inside, "", 0, 0
        self._kind: Kind = "text"
        self._words: list[str] = []
        self._linked, self._address = "", ""
        self._in_link = False
        self.blocks: list[Block] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if not self._depth and self._inside in (tag, dict(attributes).get("role")):
            self._tag = tag
        self._depth += tag == self._tag
        self._silent += tag in SILENT
        if BREAKS.fullmatch(tag):
            self.end_block()
            self._kind = "heading" if re.fullmatch("h[1-6]", tag) else "item" if tag == "li" else "text"
        if tag == "a" and not self._silent:
            self._address, self._linked, self._in_link = dict(attributes).get("href") or "", "", True

    def handle_endtag(self, tag: str) -> None:
        self._depth -= self._depth > 0 and tag == self._tag
        self._silent -= tag in SILENT
        if tag == "a":
            self._in_link = False
        if BREAKS.fullmatch(tag):
            self.end_block()
            self._kind = "text"

    def handle_data(self, data: str) -> None:
        if self._depth > 0 and not self._silent:
            self._words.append(data)
            self._linked += data if self._in_link else ""

    def end_block(self) -> None:
        """Keep what was read since the last one."""
        text = " ".join("".join(self._words).split())
        is_button = bool(text) and self._address.startswith("http") and text == " ".join(self._linked.split())
        if text:
            self.blocks.append(Block("button" if is_button else self._kind, text, self._address if is_button else ""))
        self._words, self._linked, self._address = [], "", ""
