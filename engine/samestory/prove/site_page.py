"""A page of the reps' site, as far as it repeats what is told: links, claims, former texts, touches, emails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from samestory.prove.email_part import KEPT
from samestory.prove.html import Element, read_html
from samestory.prove.talk import PrepTouch, prep_touch, words_of
from samestory.prove.words import evened

PROOF_LINK = re.compile(r"(?:^|/)proof\.html#(.+)$")
ADDRESSES = ("href", "src")
REFRESH = re.compile(r"url=(.+)$")


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a page, with the words of the link."""

    address: str
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim shown on a page. `value` is None where the place does not say one apart from its words."""

    id: str
    value: str | None
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim in the library of proofs; `value` and `measure` are None where the page does not give them."""

    id: str
    statement: str
    value: str | None
    measure: str | None
    is_reserved: bool
    formers: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Preview:
    """An email as the site shows it to reps."""

    key: str
    role: str
    stamp: str
    message: str
    subject: str
    preview: str
    claims: tuple[Shown, ...]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role hears by a message, on the committee's page: where that is told, and its own words."""

    address: str
    own: str


@dataclass(frozen=True, slots=True)
class Row:
    """A message of the committee's page, or of the list of what others were told, with where it is told."""

    message: str
    cells: tuple[Cell, ...]
    told: tuple[Shown, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Cited:
    """A message of another beat that stands in a text."""

    storyline: str
    beat: str
    words: str
    line: int


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
    every = tuple(root.walk())
    library = next((element for element in every if element.has("library")), None)
    heading = next((words_of(element) for element in every if element.tag == "h1"), "")
    return SitePage(
        heading=heading,
        ids=frozenset(element.attributes["id"] for element in every if "id" in element.attributes),
        links=tuple(_links(every)),
        claims=tuple(_claims(every, library)),
        formers=tuple((words_of(element), element.line) for element in every if element.tag == "del"),
        touches=tuple(prep_touch(element) for element in every if _is_touch(element)),
        previews=tuple(_preview(element) for element in every if element.has("mail") and _key(element)),
        kept=tuple(_kept(library)) if library else (),
        rows=tuple(_rows(every)),
        quotes=tuple(words_of(element) for element in every if element.tag == "q"),
        openings=tuple(
            (prep_words, element.line)
            for element in every
            if element.has("open") and element.tag == "div"
            for prep_words in [words_of(element, claims=False)]
        ),
        openers=tuple(_openers(every)),
        cited=tuple(_cited(every)),
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
                yield Link(element.attributes[name], words, element.line)
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


def _preview(element: Element) -> Preview:
    facts: dict[str, Element] = {}
    name = ""
    for part in (part for listed in element.of_class("facts") for part in listed.children):
        if isinstance(part, Element) and part.tag == "dt":
            name = words_of(part)
        elif isinstance(part, Element) and part.tag == "dd":
            facts.setdefault(name, part)
    text = next((part.words() for part in element.of_tag("pre")), "")
    return Preview(
        key=_key(element),
        role=element.attributes.get("id", ""),
        stamp=element.attributes.get("data-stamp", ""),
        message=next((words_of(part) for part in element.walk() if part.has("message")), ""),
        subject=words_of(facts["Subject"]) if "Subject" in facts else "",
        preview=words_of(facts["Preview text"]) if "Preview text" in facts else "",
        claims=tuple(_named(element)),
        text=text,
        line=element.line,
    )


def _named(element: Element) -> Iterator[Shown]:
    for part in element.walk():
        if "data-claim" in part.attributes:
            value = evened(part.attributes.get("data-value", ""))
            yield Shown(part.attributes["data-claim"], value, words_of(part), part.line)


def _kept(library: Element) -> Iterator[Kept]:
    for entry in library.children:
        if isinstance(entry, Element) and "data-claim" in entry.attributes:
            attributes = entry.attributes
            value = attributes.get("data-value")
            use = attributes.get("data-use")
            is_reserved = use == "say" if use is not None else any(True for _ in entry.of_class("chip sales"))
            yield Kept(
                id=attributes["data-claim"],
                statement=next((words_of(part) for part in entry.of_tag("h2")), ""),
                value=None if value is None else evened(value),
                measure=attributes.get("data-measure"),
                is_reserved=is_reserved,
                formers=tuple(words_of(part) for part in entry.of_tag("del")),
                line=entry.line,
            )


def _rows(every: tuple[Element, ...]) -> Iterator[Row]:
    for element in every:
        if element.tag == "table" and element.has("committee"):
            yield from (_committee_row(row) for row in element.of_tag("tr") if any(True for _ in row.of_tag("td")))
        elif element.has("others-told"):
            message = next((words_of(part) for part in element.walk() if part.has("message")), "")
            mail = (part.attributes.get("href", "") for by in element.of_class("by") for part in by.of_tag("a"))
            yield Row(message, tuple(Cell(one, "") for one in mail), tuple(_named(element)), element.line)
        elif element.tag == "a" and _is_lane(element):
            words = words_of(element, leave=("small",))
            yield Row(words, (Cell(element.attributes["href"], ""),), (), element.line)


def _is_lane(element: Element) -> bool:
    """A step of a storyline's lanes: a small word what it is, then its message."""
    first = next((child for child in element.children if isinstance(child, Element)), None)
    address = element.attributes.get("href", "")
    return bool(first and first.tag == "small" and ("emails/" in address or "prep/" in address))


def _committee_row(row: Element) -> Row:
    message = next((words_of(part) for part in row.of_tag("th")), "")
    return Row(message, tuple(_cells(row)), (), row.line)


def _cells(row: Element) -> Iterator[Cell]:
    for cell in row.of_tag("td"):
        address = next((part.attributes.get("href", "") for part in cell.of_tag("a")), "")
        if address:
            yield Cell(address, next((words_of(part) for part in cell.walk() if part.tag == "div"), ""))


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
