"""What counts as a figure in a text that buyers read or hear (rule 6 of model.md §7)."""

from __future__ import annotations

import re

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
FIGURE = re.compile("|".join(f"(?:{kind})" for kind in KINDS), re.IGNORECASE)
