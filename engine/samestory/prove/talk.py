"""A touch on a rep's page: the message, what was told, and the talk track."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from samestory.prove.html import Element
from samestory.prove.words import evened, stream_of_html, without_links

SPOKEN = frozenset(["say", "ask", "push", "send"])
# Our own labels, what a buyer is quoted with, and what is no longer said.
NOT_OURS = frozenset(["h4", "dt", "summary", "i", "del"])
with_claims = etree.XPath("descendant-or-self::*[@data-claim]")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in the list of what was told, with its value and its words."""

    id: str
    value: str
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class PrepTouch:
    """A touch as a rep sees it before a call.

    `figures_in` are the texts that are sent (True) or said, claims and quoted buyers taken away. `forwards` are texts
    by the name of the role they are for; `others` what other roles hear in their own words; `offers` addresses and
    words.
    """

    key: str
    stamp: str
    anchor: str
    is_draft: bool
    messages: tuple[tuple[str, int], ...]
    told: tuple[Told, ...]
    subject: str
    open: str
    leave: str
    recap: str
    forwards: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    offers: tuple[tuple[str, str, int], ...]
    figures_in: tuple[tuple[bool, str, int], ...]
    line: int


def words_of(element: Element, leave: Iterable[str] = (), *, claims: bool = True) -> str:
    """The words of an element on one line, without tags in `leave`; claims can be taken away."""
    left = frozenset(leave)
    if not left and claims:
        return evened(element.words())
    words = element.words(lambda part: part.tag in left or (not claims and is_accounted(part)))
    return evened(words).strip("¦ ")


def is_accounted(element: Element) -> bool:
    """Whether its figures are accounted for: a claim, which is compared elsewhere, or an `{as-is:}`."""
    names = element.keys()
    return "data-claim" in names or "data-as-is" in names or "proof.html#" in element.value("href")


def prep_touch(element: Element) -> PrepTouch:
    """A day's section, or a card."""
    marked = element.marked()
    parts = marked.by_class
    spoken = tuple(part for part in marked.by_name["class"] if part.tag == "section" and _is_spoken(part))
    return PrepTouch(
        key=element.value("data-key"),
        stamp=element.value("data-stamp"),
        anchor=element.value("id"),
        is_draft=any(True for head in element.of_tag("summary") for _ in head.of_class("chip")),
        messages=tuple((words_of(part), part.line) for part in parts["message"]),
        told=tuple(_told(parts["told"])),
        subject=next((words_of(part) for live in parts["live"] for part in live.of_tag("q")), ""),
        open=next(map(words_of, parts["open"]), ""),
        leave=next(map(words_of, parts["leave"]), ""),
        recap=next((words_of(part, ("summary",)) for part in parts["recap"]), ""),
        forwards=tuple(_forwards(parts["send"])),
        others=tuple(_others(parts["others"])),
        offers=tuple(_offers(spoken)),
        figures_in=tuple((part.has("send"), evened(part.words(_is_not_ours)), part.line) for part in spoken),
        line=element.line,
    )


def _is_spoken(part: Element) -> bool:
    return not SPOKEN.isdisjoint(part.value("class").split())


def _is_not_ours(part: Element) -> bool:
    return part.tag in NOT_OURS or is_accounted(part)


def _told(lists: Iterable[Element]) -> Iterator[Told]:
    for listed in (part for part in lists if part.tag == "ul"):
        for part in with_claims(listed):
            yield Told(part.value("data-claim"), evened(part.value("data-value")), words_of(part), part.line)


def _forwards(sends: Iterable[Element]) -> Iterator[tuple[str, str]]:
    for send in sends:
        for part in (folded for folded in send.of_tag("details") if not folded.has("recap")):
            head = next((words_of(inside) for inside in part.of_tag("summary")), "")
            yield head, words_of(part, ("summary",))


def _others(cards: Iterable[Element]) -> Iterator[str]:
    for card in cards:
        for part in card.of_tag("dd"):
            if not part.has("muted"):
                yield without_links(stream_of_html(part))


def _offers(sections: Iterable[Element]) -> Iterator[tuple[str, str, int]]:
    for spoken in sections:
        for part in spoken.of_tag("a"):
            address = part.value("href")
            if address.startswith("https://"):
                yield address, words_of(part), part.line
