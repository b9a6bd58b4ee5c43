"""A page of the reps' site, as far as it repeats what is told: links, claims, former texts, touches, emails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from samestory.prove.email_part import KEPT
from samestory.prove.html import Element, read_html
from samestory.prove.page_parts import Cited, Kept, Preview, Row, Shown, kept_in, preview_of, rows_in
from samestory.prove.talk import PrepTouch, prep_touch, words_of
from samestory.prove.words import evened

PROOF_LINK = re.compile(r"(?:^|/)proof\.html#(.+)$")
ADDRESSES = ("href", "src")
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
    every = tuple(read_html(content).walk())
    tagged: dict[str, list[Element]] = {}
    for element in every:
        tagged.setdefault(element.tag, []).append(element)
    marked = tuple(element for element in every if element.attributes)
    library = next((element for element in marked if element.has("library")), None)
    return SitePage(
        heading=next((words_of(element) for element in tagged.get("h1", ())), ""),
        ids=frozenset(element.attributes["id"] for element in marked if "id" in element.attributes),
        links=tuple(_links(marked)),
        claims=tuple(_claims(marked, library)),
        formers=tuple((words_of(element), element.line) for element in tagged.get("del", ())),
        touches=tuple(prep_touch(element) for element in marked if _is_touch(element)),
        previews=tuple(preview_of(element) for element in marked if element.has("mail") and _key(element)),
        kept=tuple(kept_in(library)) if library else (),
        rows=tuple(rows_in(marked)),
        quotes=tuple(words_of(element) for element in tagged.get("q", ())),
        openings=tuple(
            (words_of(element, claims=False), element.line) for element in tagged.get("div", ()) if element.has("open")
        ),
        openers=tuple(_openers(marked)),
        cited=tuple(_cited(marked)),
    )


def _key(element: Element) -> str:
    return element.attributes.get("data-key", "")


def _is_touch(element: Element) -> bool:
    return bool(_key(element)) and (element.has("touch") or element.has("card-track"))


def _links(every: tuple[Element, ...]) -> Iterator[Link]:
    for element in every:
        for name in ADDRESSES:
            if name in element.attributes:
                words = words_of(element) if element.tag == "a" else ""
                yield Link(element.attributes[name], words, element.line, element.attributes.get("data-exp", ""))
        if element.tag == "meta" and (found := REFRESH.search(element.attributes.get("content", ""))):
            yield Link(found[1], "", element.line)


def _claims(every: tuple[Element, ...], library: Element | None) -> Iterator[Shown]:
    """Links to a proof, and elements that name their claim; the library's own entries are read apart."""
    entries = {id(child) for child in library.children} if library else set()
    for element in every:
        attributes = element.attributes
        found = PROOF_LINK.search(attributes.get("href", "")) if element.tag == "a" else None
        if found:
            yield Shown(found[1], None, words_of(element), element.line)
        elif "data-value" in attributes and "data-claim" in attributes and id(element) not in entries:
            yield Shown(attributes["data-claim"], evened(attributes["data-value"]), words_of(element), element.line)
        elif element.tag == "span" and "data-claim" in attributes:
            yield Shown(attributes["data-claim"], None, words_of(element), element.line)


def _openers(every: tuple[Element, ...]) -> Iterator[tuple[str, str, int]]:
    for listed in (element for element in every if element.has("openings")):
        for item in listed.of_tag("li"):
            address = next((part.attributes.get("href", "") for part in item.of_tag("a")), "")
            words = next((words_of(part) for part in item.of_tag("p")), "")
            if address and words:
                yield address, words, item.line


def _cited(every: tuple[Element, ...]) -> Iterator[Cited]:
    for element in every:
        if "data-story" in element.attributes:
            story = element.attributes["data-story"]
            for part in element.walk():
                if "data-beat" in part.attributes:
                    yield Cited(story, part.attributes["data-beat"], words_of(part), part.line)
