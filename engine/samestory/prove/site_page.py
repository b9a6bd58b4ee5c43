"""A page of the reps' site, as far as it repeats what is told: links, claims, former texts, touches, emails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from samestory.prove.email_part import KEPT
from samestory.prove.html import Element, Marked, read_html
from samestory.prove.page_parts import Cited, Kept, Preview, Row, Shown, kept_in, preview_of, rows_in
from samestory.prove.talk import PrepTouch, prep_touch, words_of
from samestory.prove.words import evened

PROOF_LINK = re.compile(r"(?:^|/)proof\.html#(.+)$")
ADDRESSES = ("href", "src")
WITH_ROW = etree.XPath(
    "descendant::a[small] | descendant::table[@class] | descendant::*[@class][contains(@class, 'others-told')]"
)
WITH_BEAT = etree.XPath("descendant-or-self::*[@data-beat]")
REFRESH = re.compile(r"url=(.+)$")


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a page, with the words of the link; `until` is the day its offer ends, or empty."""

    address: str
    words: str
    line: int
    until: str = ""


@dataclass(frozen=True, slots=True)
class SitePage:
    """Everything on a page that stands somewhere else too."""

    heading: str
    ids: frozenset[str]
    links: tuple[Link, ...]
    claims: tuple[Shown, ...]
    formers: tuple[tuple[str, int], ...]
    touches: tuple[PrepTouch, ...]
    previews: tuple[Preview, ...]
    kept: tuple[Kept, ...]
    rows: tuple[Row, ...]
    quotes: tuple[str, ...]
    openings: tuple[tuple[str, int], ...]  # of a role's first conversation, claims taken away
    openers: tuple[tuple[str, str, int], ...]  # address of a touch, and how a call after it is opened
    cited: tuple[Cited, ...]


@lru_cache(KEPT)
def read_page(content: str) -> SitePage:
    """A page by what it holds, whichever kind it is."""
    root = read_html(content)
    marked = root.marked()
    named, classes = marked.by_name, marked.by_class
    library = next(iter(classes["library"]), None)
    keyed = tuple(element for element in named["data-key"] if element.value("data-key"))
    return SitePage(
        heading=next(map(words_of, root.of_tag("h1")), ""),
        ids=frozenset(element.value("id") for element in named["id"]),
        links=tuple(_links(marked)),
        claims=tuple(_claims(marked, library)),
        formers=tuple((words_of(element), element.line) for element in root.of_tag("del")),
        touches=tuple(prep_touch(element) for element in keyed if element.has("touch") or element.has("card-track")),
        previews=tuple(preview_of(element) for element in keyed if element.has("mail")),
        kept=() if library is None else tuple(kept_in(library)),
        rows=tuple(rows_in(WITH_ROW(root))),
        quotes=tuple(map(words_of, root.of_tag("q"))),
        openings=tuple(
            (words_of(element, claims=False), element.line) for element in classes["open"] if element.tag == "div"
        ),
        openers=tuple(_openers(classes["openings"])),
        cited=tuple(_cited(named["data-story"])),
    )


def _links(marked: Marked) -> Iterator[Link]:
    for name in ADDRESSES:
        for element in marked.by_name[name]:
            words = words_of(element) if element.tag == "a" else ""
            yield Link(element.value(name), words, element.line, element.value("data-exp"))
    for element in marked.by_name["content"]:
        if element.tag == "meta" and (found := REFRESH.search(element.value("content"))):
            yield Link(found[1], "", element.line)


def _claims(marked: Marked, library: Element | None) -> Iterator[Shown]:
    """Links to a proof, and elements that name their claim; the library's own entries are read apart."""
    for element in marked.by_name["href"]:
        if element.tag == "a" and (found := PROOF_LINK.search(element.value("href"))):
            yield Shown(found[1], None, words_of(element), element.line)
    for element in marked.by_name["data-claim"]:
        value = element.get("data-value")
        if element.tag == "a" and PROOF_LINK.search(element.value("href")):
            continue
        if value is not None and (library is None or element.getparent() is not library):
            yield Shown(element.value("data-claim"), evened(value), words_of(element), element.line)
        elif element.tag == "span":
            yield Shown(element.value("data-claim"), None, words_of(element), element.line)


def _openers(lists: Iterable[Element]) -> Iterator[tuple[str, str, int]]:
    for listed in lists:
        for item in listed.of_tag("li"):
            address = next((part.value("href") for part in item.of_tag("a")), "")
            words = next(map(words_of, item.of_tag("p")), "")
            if address and words:
                yield address, words, item.line


def _cited(texts: Iterable[Element]) -> Iterator[Cited]:
    for element in texts:
        for part in WITH_BEAT(element):
            yield Cited(element.value("data-story"), part.value("data-beat"), words_of(part), part.line)
