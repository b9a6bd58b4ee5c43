"""Texts made comparable: only white space and typographic quotes may differ, and how a part writes its links."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from samestory.prove.html import INLINE, UNREAD, Element

QUOTES = (*((quote, "'") for quote in "‘’‚‛"), *((quote, '"') for quote in "“”„‟"))
# An address in a stream of words: `Draw your map ⟨https://…⟩`.
LINK = re.compile(r"⟨([^⟩]*)⟩")
IN_BRACKETS = re.compile(r"<((?:https?://|mailto:|\{)[^<>\s]*)>")
BARE = re.compile(r"(?<![⟨\w/])(?:https?://[^\s⟨⟩<>]+|\{unsubscribe\})(?!⟩)")
BEFORE_LINK = re.compile(r"\s*:\s*⟨")
FIELD = re.compile(r"\{[^{}|]+\|\s*([^{}]*?)\s*\}")
TRACKING = re.compile(r"([?&])utm_[a-z]+=[^&#]*")
NEAR = 2  # letters: two texts that differ in no more are one text with a slip in it


def evened(text: str) -> str:
    """The text on one line, with straight quotes."""
    if not text.isascii():
        for quote, straight in QUOTES:  # many times faster than `translate`
            text = text.replace(quote, straight)
    return " ".join(text.split())


def stream_of_html(element: Element) -> str:
    """The words of a part of an email, list marks and addresses as plain text would show them."""
    return _stream("".join(_pieces(element)))


def stream_of_text(text: str) -> str:
    """The words of a plain-text part, its addresses in one spelling."""
    return _stream(IN_BRACKETS.sub(r" ⟨\1⟩ ", text.replace("\\{", "{")))


def _stream(text: str) -> str:
    if "://" in text or "{unsubscribe}" in text:
        text = BARE.sub(r" ⟨\g<0>⟩ ", text)
    even = evened(BEFORE_LINK.sub(" ⟨", text) if "⟨" in text else text)
    # A quotation begins each line of plain text with `>`.
    return " ".join(word for word in even.split(" ") if word != ">") if ">" in even else even


def _pieces(element: Element) -> list[str]:
    made = [element.text or ""]
    number = 0
    for child in element:
        tag = child.tag
        if tag == "a":
            made.append(_link(child))
        elif tag == "li":
            number += 1
            made += [f" {number}. " if element.tag == "ol" else " - ", *_pieces(child), " "]
        elif tag not in UNREAD:
            inside = _pieces(child)
            made += inside if tag in INLINE else [" ", *inside, " "]
        if tail := child.tail:
            made.append(tail)
    return made


def _link(element: Element) -> str:
    words, address = "".join(_pieces(element)), element.value("href")
    return f" ⟨{address}⟩ " if words.strip() in ("", address) else f"{words} ⟨{address}⟩ "


@lru_cache(8192)
def as_said(text: str) -> str:
    """A text that is looked for, as it reads in the words of a part."""
    return without_links(_stream(text))


def links_in(stream: str) -> tuple[str, ...]:
    """The addresses of a stream in their order."""
    return tuple(LINK.findall(stream))


def without_links(stream: str) -> str:
    """The words of a stream, without addresses."""
    return evened(LINK.sub(" ", stream) if "⟨" in stream else stream).replace(" .", ".").replace(" ,", ",")


@lru_cache(8192)
def without_tracking(address: str) -> str:
    """An address as its offer has it; marks of who sent the reader are taken off."""
    return TRACKING.sub(lambda found: found[1] if found[1] == "?" else "", address).replace("?&", "?").rstrip("?&")


def untracked(stream: str) -> str:
    """A stream whose addresses are the offers' own."""
    return LINK.sub(lambda found: f"⟨{without_tracking(found[1])}⟩", stream)


@lru_cache(1 << 12)
def filled(stream: str) -> str:
    """A neutral stream as a contact without data gets it: each field by its fallback."""
    return evened(FIELD.sub(r"\1", stream))


def is_near(one: str, other: str) -> bool:
    """Whether two different texts are the same but for a slip: at most two letters, in one place."""
    if one == other or abs(len(one) - len(other)) > NEAR:
        return False
    shorter = min(len(one), len(other))
    same = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    left = shorter - same
    tail = next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)
    return max(len(one), len(other)) - same - tail <= NEAR


def passage(text: str, wanted: str, room: int = 30) -> str:
    """Where a text comes nearest to the wanted words: that stretch of it, for a person who looks for the difference."""
    found = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match()
    if found.size < min(8, len(wanted)):
        return cut(text)
    start = max(found.a - found.b - room // 2, 0)
    end = min(found.a - found.b + len(wanted) + room, len(text))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def cut(text: str, most: int = 160) -> str:
    """The beginning of a text."""
    return text if len(text) <= most else f"{text[:most]}…"


def parting(one: str, other: str, room: int = 60) -> tuple[str, str]:
    """Two texts from shortly before the first letter in which they differ."""
    shorter = min(len(one), len(other))
    at = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    start = max(at - room, 0)
    before = "…" if start else ""
    return before + cut(one[start:], 2 * room), before + cut(other[start:], 2 * room)
