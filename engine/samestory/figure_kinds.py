"""What counts as a figure in a text that buyers read or hear (rule 6 of model.md §7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
COUNT = f"(?:one|{SMALL}|{TENS}|thousand|million)"
# Half of an hour is a time; a third of the hours is a share.
TIME = (
    r"(?:(?:an?|one)\s+(?:\w+\s+)?|(?:the|this|that|your|our|their|each|every|next|last)\s+)?"
    r"(?:second|minute|hour|day|week|month|quarter|year|decade|morning|afternoon|evening"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b"
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
DIGIT = re.compile(r"\d")
IN_DIGITS = re.compile(KINDS[0], re.IGNORECASE)
IN_WORDS = re.compile("|".join(f"(?:{kind})" for kind in KINDS[1:]), re.IGNORECASE)
RUN = re.compile(r"\w+")
# A figure in words has one of these: a text without them need not be searched by the slow patterns.
NEEDED = frozenset(
    (
        *("percent", "cent", "dollar", "dollars", "euro", "euros", "pound", "pounds"),
        *(*SMALL.split("|"), *TENS.split("|")),
        *("half", "third", "thirds", "quarter", "quarters", "twice", "thrice", "double", "triple"),
        *("doubled", "tripled", "quadrupled", "tenfold", "twofold", "threefold"),
    )
)
MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
YEAR = r"(?:19|20)\d\d"
UNITS = (
    "x|k|m|bn|mn|mio|h|hrs?|mins?|s|ms|st|nd|rd|th|fold|kg|g|km|cm|mm|kb|mb|gb|tb|kw|mw|kwh|mwh|eur|usd|gbp|percent|pct"
)
# Digits that say when something is, or what it is called, and how many of nothing. A year alone is a figure: it ages.
NO_FIGURES = (
    rf"\b{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+{YEAR}\b)?",
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{MONTH}\b(?:,?\s+{YEAR}\b)?",
    rf"\b{MONTH}\.?,?\s+{YEAR}\b",
    rf"\b{YEAR}-\d\d(?:-\d\d)?\b",
    r"(?<![\w.,:])[0-2]?\d:[0-5]\d(?:\s?[ap]\.?m?\.?)?(?![\w:])|\b\d{1,2}\s?[ap]\.?m\b",
    r"\b24/7\b|\b1:1s?\b|(?<!\w)#\d+|\b401\(?k\)?(?!\w)|\b\d{1,2}(?:st|nd|rd|th)\b(?!\s+percentile)",
    # A word before it makes a label of a number.
    r"\b(?:version|room|wing|floor|suite|building|page|chapter|section|article|appendix|phase|part|step|level|tier|layer"
    r"|unit|form|table|figure|option|week|day|sprint|quarter|box|kapitel|seite|raum|schritt|abschnitt):?\s+\d+(?:\.\d+)*\b(?!\s*(?:%|percent))",
    r"\b1-\d{3}-\w[\w-]*|[^\W\d_]\d+[-–.]\d+\b|[^\W\d_]-\d+(?:-\d+)+",
    r"(?<![\w.,])(?:1[-.\s])?\(?\d{3}\)?[-.\s]\d{3}[-.\s]\d{4}\b",
    # A letter behind it makes a name of a number, as one before it does; but not a unit.
    rf"(?<![\w.,/€$£¥-])\d+(?!(?:{UNITS})\b)[^\W\d_][\w-]*",
)
NO_FIGURE = re.compile("|".join(f"(?:{kind})" for kind in NO_FIGURES), re.IGNORECASE)


def figures_of(text: str) -> Iterator[re.Match[str]]:
    """Where a text has a figure. Days, months with their year, times of day and names with digits are none."""
    has_digit = DIGIT.search(text)
    found = list(IN_DIGITS.finditer(text)) if has_digit else []
    if _could_say_figures(text):
        # None begins inside another: a figure in digits ends before any word of one in words.
        found = sorted((*found, *IN_WORDS.finditer(text)), key=re.Match.start)
    named = [each.span() for each in NO_FIGURE.finditer(text)] if has_digit and found else []
    return (each for each in found if not any(start <= each.start() < end for start, end in named))


def could_have_figures(text: str) -> bool:
    """Whether a text has a digit or a word that figures are said with; without one it has no figure."""
    return bool(DIGIT.search(text)) or _could_say_figures(text)


def _could_say_figures(text: str) -> bool:
    # A pattern that ignores case takes `İ` for an i, and folding it would make two letters of it.
    return not NEEDED.isdisjoint(RUN.findall(text.replace("İ", "i").casefold()))
