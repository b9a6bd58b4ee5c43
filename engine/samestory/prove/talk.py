"""A touch on a rep's page: the message, what was told, and the talk track."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.prove.html import Element
from samestory.prove.words import evened, stream_of_html, without_links

SPOKEN = ("say", "ask", "push", "send")
# Our own labels, what a buyer is quoted with, and what is no longer said.
NOT_OURS = frozenset(["h4", "h5", "dt", "summary", "i", "del"])


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
    attributes = element.attributes
    is_claim = "data-claim" in attributes or "proof.html#" in attributes.get("href", "")
    return is_claim or "data-as-is" in attributes


def prep_touch(element: Element) -> PrepTouch:
    """A day's section, or a card."""
    parts = tuple(element.walk())
    return PrepTouch(
        key=element.attributes["data-key"],
        stamp=element.attributes.get("data-stamp", ""),
        anchor=element.attributes.get("id", ""),
        is_draft=any(part.has("chip") for head in element.of_tag("summary") for part in head.walk()),
        messages=tuple((words_of(part), part.line) for part in parts if part.has("message")),
        told=tuple(_told(parts)),
        subject=next((words_of(part) for live in parts if live.has("live") for part in live.of_tag("q")), ""),
        open=_first(parts, "open"),
        leave=_first(parts, "leave"),
        recap=next((words_of(part, ("h5",)) for part in parts if part.has("recap")), ""),
        forwards=tuple(_forwards(parts)),
        others=tuple(_others(parts)),
        offers=tuple(_offers(parts)),
        figures_in=tuple(
            (
                part.has("send"),
                evened(part.words(lambda inside: inside.tag in NOT_OURS or is_accounted(inside))),
                part.line,
            )
            for part in parts
            if part.tag == "section" and any(part.has(name) for name in SPOKEN)
        ),
        line=element.line,
    )


def _first(parts: tuple[Element, ...], name: str) -> str:
    return next((words_of(part) for part in parts if part.has(name)), "")


def _told(parts: tuple[Element, ...]) -> Iterator[Told]:
    for listed in (part for part in parts if part.tag == "ul" and part.has("told")):
        for part in listed.walk():
            if "data-claim" in part.attributes:
                value = evened(part.attributes.get("data-value", ""))
                yield Told(part.attributes["data-claim"], value, words_of(part), part.line)


def _forwards(parts: tuple[Element, ...]) -> Iterator[tuple[str, str]]:
    for send in (part for part in parts if part.has("send")):
        for part in send.of_tag("details"):
            head = next((words_of(inside) for inside in part.of_tag("summary")), "")
            yield head, words_of(part, ("summary",))


def _others(parts: tuple[Element, ...]) -> Iterator[str]:
    for card in (part for part in parts if part.has("others")):
        for part in card.of_tag("dd"):
            if not part.has("muted"):
                yield without_links(stream_of_html(part))


def _offers(parts: tuple[Element, ...]) -> Iterator[tuple[str, str, int]]:
    for spoken in (part for part in parts if part.tag == "section" and any(part.has(name) for name in SPOKEN)):
        for part in spoken.of_tag("a"):
            address = part.attributes.get("href", "")
            if address.startswith("https://"):
                yield address, words_of(part), part.line
