"""What kinds of pages show: emails, the library of proofs, messages with where they are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.prove.html import Element
from samestory.prove.talk import with_claims, words_of
from samestory.prove.words import evened, stream_of_html, without_links


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
    source: str
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


def preview_of(element: Element) -> Preview:
    """An email's section on a preview page."""
    text = next((part.words() for part in element.of_tag("pre")), "")
    inbox = next((part for line in element.of_class("inbox") for part in line.of_tag("span")), None)
    return Preview(
        key=element.value("data-key"),
        role=element.value("id"),
        stamp=element.value("data-stamp"),
        message=next(map(words_of, element.of_class("message")), ""),
        subject="" if inbox is None else next(map(words_of, inbox.of_tag("b")), ""),
        preview="" if inbox is None else words_of(inbox, ("b",)),
        claims=tuple(_named(element)),
        text=text,
        line=element.line,
    )


def _named(element: Element) -> Iterator[Shown]:
    for part in with_claims(element):
        yield Shown(part.value("data-claim"), evened(part.value("data-value")), words_of(part), part.line)


def kept_in(library: Element) -> Iterator[Kept]:
    """The entries of the library of proofs."""
    for entry in library:
        if entry.get("data-claim") is not None:
            value = entry.get("data-value")
            use = entry.get("data-use")
            is_reserved = use == "say" if use is not None else any(part.has("chip") for part in entry.of_class("sales"))
            yield Kept(
                id=entry.value("data-claim"),
                statement=next((words_of(part) for part in entry.of_tag("h2")), ""),
                source=next((words_of(part) for part in entry.of_class("small")), ""),
                value=None if value is None else evened(value),
                measure=entry.get("data-measure"),
                is_reserved=is_reserved,
                formers=tuple(words_of(part) for part in entry.of_tag("del")),
                line=entry.line,
            )


def rows_in(every: Iterable[Element]) -> Iterator[Row]:
    """Every message that a page repeats with a link to where it is told."""
    for element in every:
        if element.tag == "table" and element.has("committee"):
            yield from (_committee_row(row) for row in element.of_tag("tr") if any(True for _ in row.of_tag("td")))
        elif element.has("others-told"):
            message = next(map(words_of, element.of_class("message")), "")
            mail = (part.value("href") for by in element.of_class("by") for part in by.of_tag("a"))
            yield Row(message, tuple(Cell(one, "") for one in mail), tuple(_named(element)), element.line)
        elif element.tag == "a" and _is_lane(element):
            words = words_of(element, leave=("small",))
            yield Row(words, (Cell(element.value("href"), ""),), (), element.line)


def _is_lane(element: Element) -> bool:
    """A step of a storyline's lanes: a small word what it is, then its message."""
    first = next(iter(element), None)
    address = element.value("href")
    return first is not None and first.tag == "small" and ("emails/" in address or "prep/" in address)


def _committee_row(row: Element) -> Row:
    message = next((words_of(part) for part in row.of_tag("th")), "")
    return Row(message, tuple(_cells(row)), (), row.line)


def _cells(row: Element) -> Iterator[Cell]:
    for cell in row.of_tag("td"):
        address = next((part.value("href") for part in cell.of_tag("a")), "")
        if address:
            yield Cell(address, next((_stream(part) for part in cell.of_tag("div")), ""))


def _stream(element: Element) -> str:
    """Words that are compared with those of an email, lists marked as there."""
    return without_links(stream_of_html(element))
