"""A page of the reps' site, as far as it repeats what is told: links, claims, former texts, touches, emails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from samestory.prove.email_part import KEPT
from samestory.prove.html import Element, read_html
from samestory.prove.page_parts import Cited, Kept, Preview, Row, Shown, kept_in, preview_of, rows_in
from samestory.prove.talk import PrepTouch, prep_touch, words_of
from samestory.prove.words import evened

PROOF_LINK = re.compile(r"(?:^|/)proof\.html#(.+)$")
ADDRESSES = ("href", "src")
IDS = etree.XPath("//@id", smart_strings=False)
WITH_KEY = etree.XPath("//*[@data-key != '']")
WITH_ADDRESS = etree.XPath("//*[@href or @src or self::meta]")
WITH_CLAIM = etree.XPath("//*[@data-claim or contains(@href, 'proof.html#')]")
WITH_ROW = etree.XPath("//a[small] | //table[@class] | //*[contains(@class, 'others-told')]")
WITH_STORY = etree.XPath("//*[@data-story]")
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
    library = next(root.of_class("library"), None)
    keyed = tuple(WITH_KEY(root))
    return SitePage(
        heading=next(map(words_of, root.of_tag("h1")), ""),
        ids=frozenset(IDS(root)),
        links=tuple(_links(WITH_ADDRESS(root))),
        claims=tuple(_claims(WITH_CLAIM(root), library)),
        formers=tuple((words_of(element), element.line) for element in root.of_tag("del")),
        touches=tuple(prep_touch(element) for element in keyed if element.has("touch") or element.has("card-track")),
        previews=tuple(preview_of(element) for element in keyed if element.has("mail")),
        kept=() if library is None else tuple(kept_in(library)),
        rows=tuple(rows_in(WITH_ROW(root))),
        quotes=tuple(map(words_of, root.of_tag("q"))),
        openings=tuple(
            (words_of(element, claims=False), element.line) for element in root.of_class("open") if element.tag == "div"
        ),
        openers=tuple(_openers(root)),
        cited=tuple(_cited(root)),
    )


def _links(addressed: list[Element]) -> Iterator[Link]:
    for element in addressed:
        for name in ADDRESSES:
            address = element.get(name)
            if address is not None:
                words = words_of(element) if element.tag == "a" else ""
                yield Link(address, words, element.line, element.value("data-exp"))
        if element.tag == "meta" and (found := REFRESH.search(element.value("content"))):
            yield Link(found[1], "", element.line)


def _claims(showing: list[Element], library: Element | None) -> Iterator[Shown]:
    """Links to a proof, and elements that name their claim; the library's own entries are read apart."""
    for element in showing:
        claim, value = element.get("data-claim"), element.get("data-value")
        found = PROOF_LINK.search(element.value("href")) if element.tag == "a" else None
        if found:
            yield Shown(found[1], None, words_of(element), element.line)
        elif claim is None:
            continue
        elif value is not None and (library is None or element.getparent() is not library):
            yield Shown(claim, evened(value), words_of(element), element.line)
        elif element.tag == "span":
            yield Shown(claim, None, words_of(element), element.line)


def _openers(root: Element) -> Iterator[tuple[str, str, int]]:
    for listed in root.of_class("openings"):
        for item in listed.of_tag("li"):
            address = next((part.value("href") for part in item.of_tag("a")), "")
            words = next(map(words_of, item.of_tag("p")), "")
            if address and words:
                yield address, words, item.line


def _cited(root: Element) -> Iterator[Cited]:
    for element in WITH_STORY(root):
        for part in WITH_BEAT(element):
            yield Cited(element.value("data-story"), part.value("data-beat"), words_of(part), part.line)
