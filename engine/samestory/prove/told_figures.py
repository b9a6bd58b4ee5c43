"""Figures in a text as rule 6 means them: digits, shares, money, n in n, half/third/quarter of, and multiples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
COUNT = f"(?:one|{SMALL}|{TENS}|thousand|million)"
TIME = (
    r"(?:(?:an?|the|this|that|your|our|their|each|every|next|last|one)\s+)?(?:\w+\s+)?"
    r"(?:second|minute|hour|day|week|month|quarter|year|decade|morning|afternoon|evening|life|time"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)s?\b"
)
KINDS = (
    # A letter before it makes a name of a number: B2B, ISO-9001.
    r"(?<![\w.,/])(?<![^\W\d]-)(?:[€$£¥]\s?)?[+-]?\d+(?:[.,'/:–-]\d+)*(?:\s?(?:%|‰|×|[€$£¥]|percent\b|per cent\b))?",
    rf"\b{COUNT}(?:[\s-]{COUNT})*\s+(?:percent|per cent|dollars?|euros?|pounds?)\b",
    rf"\b(?:one|{SMALL}|{TENS})\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{SMALL}|{TENS})\b",
    rf"\b(?:half|(?:(?:a|one|two|three)[\s-])?(?:third|quarter)s?)\s+of\s+(?!{TIME})",
    rf"\b(?:twice|thrice|double|triple)\s+(?:as|the|that|what)\b|\b(?:{SMALL}|{TENS})\s+times\s+(?:as|the|more|that)\b",
    r"\b(?:doubled|tripled|quadrupled|tenfold|twofold|threefold)\b",
)
FIGURE = re.compile("|".join(f"(?:{kind})" for kind in KINDS), re.IGNORECASE)


@lru_cache(8192)
def figures_in(text: str) -> tuple[str, ...]:
    """The figures of a text in their order, each with some words around it to be found by."""
    return tuple(
        f"{text[max(found.start() - 30, 0) : found.start()]}»{found[0].strip()}«{text[found.end() : found.end() + 30]}"
        for found in FIGURE.finditer(text)
    )


def unaccounted(text: str, accounted: Iterable[str]) -> Iterator[str]:
    """The figures of a text that stand in none of the texts that account for theirs."""
    if not figures_in(text):
        return iter(())
    for known in sorted(set(accounted), key=lambda known: (-len(known), known)):
        if known and known in text:
            text = _whole(known).sub(" ¦ ", text)
    return iter(figures_in(text))


@lru_cache(8192)
def _whole(known: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){re.escape(known)}(?!\w)")
