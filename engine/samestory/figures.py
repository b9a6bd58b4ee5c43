"""Figures: which numbers and unit a displayed value has, and where a text has the same ones typed out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

# A thousand may be set off by a comma, an apostrophe or a narrow space: `1,310` is one number, and `31` is not in it.
NUMBER = r"\d{1,3}(?:[,'’\u00a0]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
CURRENCY = r"[€$£¥]"
ATOM = re.compile(
    rf"(?:(?P<currency>{CURRENCY})\s?)?"
    rf"(?<![\w.,/])(?<![^\W\d]-)(?P<sign>[+-])?(?P<number>{NUMBER})(?!\d|[.,/]\d)"
)
HAS_DIGIT = re.compile(r"\d")
WORD = re.compile(rf"[\s-]{{0,4}}(%|‰|×|{CURRENCY}|[^\W\d_]+)")
JOINT = re.compile(r"\s*(-|\b(?:to|and|or|of|in|out of|per|bis|und|von)\b)\s*")
RANGES = ("-", "to", "bis")  # two numbers joined by one of these are one value: `10 %` is not in `5–10 %`
# These follow a number without being its unit.
NO_UNIT = frozenset(
    [
        "to",
        "and",
        "or",
        "of",
        "in",
        "out",
        "per",
        "bis",
        "und",
        "von",
        "than",
        "more",
        "less",
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "were",
        "as",
        "at",
        "by",
        "for",
        "on",
        "with",
        "from",
        "that",
    ]
)
SCALES: Mapping[str, str] = MappingProxyType(
    {
        "thousand": "thousand",
        "k": "thousand",
        "million": "million",
        "mn": "million",
        "mio": "million",
        "billion": "billion",
        "bn": "billion",
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "percent": "%",
        "pct": "%",
        "prozent": "%",
        "x": "×",
        "times": "×",
        "fold": "×",
        "eur": "€",
        "euro": "€",
        "euros": "€",
        "usd": "$",
        "dollar": "$",
        "dollars": "$",
        "gbp": "£",
        "h": "hour",
        "hr": "hour",
        "hrs": "hour",
        "min": "minute",
        "mins": "minute",
    }
)
SYMBOLS = frozenset(["%", "‰", "×", "€", "$", "£", "¥"])
DIGITS_WITHOUT_UNIT = 3  # a value without a unit is looked for only from here on: a bare `12` says nothing
# Words in which a value may be given without any digit.
COUNTING = frozenset(
    [
        "zero",
        "no",
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "hundred",
        "thousand",
        "million",
        "half",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fifth",
        "fifths",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "tenths",
        "all",
        "every",
        "once",
        "twice",
        "thrice",
        "double",
        "doubled",
        "triple",
        "tripled",
    ]
)
# A single word is a figure only before these: `half of the hours`, `twice as many`.
AFTER_ONE_WORD: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("half", "third", "quarter", "fifth", "tenth", "all"), r"\s+of\s+(?!an?\s+(?:hour|day|year))"),
        **dict.fromkeys(("twice", "thrice", "double", "triple"), r"\s+(?:as|the|that|what)\b"),
    }
)
SAME_SPACE = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2007": "\u00a0"})
PER_CENT = re.compile(r"\bper cent\b", re.IGNORECASE)
SAME_DASH = str.maketrans(dict.fromkeys("−–—‑‒", "-"))


@dataclass(frozen=True, slots=True)
class Figure:
    """The numbers of a value in their order, and its unit: `€ 5–10 million` is (5, 10) and (million, €)."""

    numbers: tuple[Decimal, ...]
    unit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A value found in a text: whose it is, where it begins, and the words that stand there."""

    id: str
    position: int
    words: str


@dataclass(frozen=True, slots=True)
class _Atom:
    number: Decimal
    unit: tuple[str, ...]
    start: int
    end: int


def figure_of(value: str) -> Figure | None:
    """The numbers and the unit of a value as displayed, or None where it has no digits."""
    atoms = list(_atoms(_even(value)))
    if not atoms:
        return None
    return Figure(tuple(atom.number for atom in atoms), atoms[-1].unit or atoms[0].unit)


def is_figure(value: str) -> bool:
    """Whether a value says a number at all, in digits or in words."""
    return figure_of(value) is not None or any(word in COUNTING for word in _words(value))


def same_value(one: str, other: str) -> bool:
    """Whether two displayed values are equal: the same numbers in the same order with the same unit."""
    figures = figure_of(one), figure_of(other)
    return figures[0] == figures[1] if any(figures) else _words(one) == _words(other)


def typed_values(text: str, values: Iterable[tuple[str, str]]) -> Iterator[Typed]:
    """Where a text has values typed out; `values` are pairs of an id and a value. In the order of the text."""
    return Finder(values).find(text)


class Finder:
    """Looks for many values in many texts: what a value has to look like is worked out once."""

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        self._figures: dict[tuple[Decimal, ...], list[tuple[str, Figure]]] = {}
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # by a word that has to be there
        for id, value in values:
            figure = figure_of(value)
            if figure and _is_telling(figure):
                self._figures.setdefault(figure.numbers, []).append((id, figure))
            elif not figure and (pattern := _pattern_of_words(value)):
                self._patterns.setdefault(_words(value)[-1], []).append((id, pattern))

    def find(self, text: str) -> Iterator[Typed]:
        """Every value that stands in the text, in its order."""
        even = _even(text)
        found = [*self._in_digits(even), *self._in_words(even)]
        return iter(sorted(found, key=lambda typed: (typed.position, typed.id)))

    def _in_digits(self, text: str) -> Iterator[Typed]:
        atoms = list(_atoms(text)) if self._figures and HAS_DIGIT.search(text) else []
        for numbers, unit, start, end in _readings(text, atoms):
            for id, figure in self._figures.get(numbers, ()):
                if _fits(figure.unit, unit):
                    yield Typed(id, start, text[start:end].strip())

    def _in_words(self, text: str) -> Iterator[Typed]:
        for word in sorted(self._patterns.keys() & set(_words(text))) if self._patterns else ():
            for id, pattern in self._patterns[word]:
                for found in pattern.finditer(text):
                    yield Typed(id, found.start(), found[0])


def _even(text: str) -> str:
    """The text with one kind of narrow space, of dash and of *per cent*, as long as before."""
    return PER_CENT.sub("percent ", text.translate(SAME_SPACE).translate(SAME_DASH))


def _words(value: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", value.casefold()))


def _atoms(text: str) -> Iterator[_Atom]:
    for found in ATOM.finditer(_numbers_apart(text)):
        number = found["number"].replace("\u00a0", ",")
        is_grouped = re.fullmatch(r"\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?", number)
        plain = re.sub("[,'’]", "", number) if is_grouped else number.replace(",", ".")
        unit, end = _unit_after(text, found.end())
        if found["currency"] and found["currency"] not in unit:
            unit = (*(word for word in unit if word in SCALES.values()), found["currency"])
        yield _Atom(Decimal(f"-{plain}" if found["sign"] == "-" else plain), unit, found.start(), end)


def _numbers_apart(text: str) -> str:
    """The dash of a range is no minus: `5-10` and `5 %-10 %` are read as if a dash were a gap."""
    return re.sub(rf"(?<=[\d%€$£])(\s?)-(?=\s?{CURRENCY}?\d)", r"\1~", text)


def _unit_after(text: str, end: int) -> tuple[tuple[str, ...], int]:
    words: list[str] = []
    while found := WORD.match(text, end):
        word = _unit_word(found[1])
        if word in NO_UNIT or (words and words[-1] not in SCALES.values()):
            break
        words.append(word)
        end = found.end()
    return tuple(words), end


def _unit_word(word: str) -> str:
    word = word.casefold()
    known = SCALES.get(word) or UNITS.get(word)
    if known:
        return known
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _readings(text: str, atoms: list[_Atom]) -> Iterator[tuple[tuple[Decimal, ...], tuple[str, ...], int, int]]:
    """Every way to read one to three neighbouring numbers as one figure: numbers, unit, start and end."""
    joints = [_joint(text, one, other) for one, other in pairwise(atoms)]
    for first in range(len(atoms)):
        for last in range(first, min(first + 3, len(atoms))):
            inside = joints[first:last]
            before = joints[first - 1] if first else ""
            after = joints[last] if last < len(joints) else ""
            if not all(inside) or before in RANGES or after in RANGES:
                continue
            units = {atom.unit for atom in atoms[first:last] if atom.unit}
            unit = atoms[last].unit or (next(iter(units)) if len(units) == 1 else ())
            yield tuple(atom.number for atom in atoms[first : last + 1]), unit, atoms[first].start, atoms[last].end


def _joint(text: str, one: _Atom, other: _Atom) -> str:
    """The word or dash between two numbers, if nothing else is there; `and` after `between` is a range."""
    found = JOINT.fullmatch(text, one.end, other.start)
    if not found:
        return ""
    is_range = found[1] == "and" and re.search(r"\bbetween\s+$", text[: one.start], re.IGNORECASE)
    return "to" if is_range else found[1]


def _fits(wanted: tuple[str, ...], unit: tuple[str, ...]) -> bool:
    return unit[: len(wanted)] == wanted if wanted else not any(word in SYMBOLS for word in unit)


def _is_telling(figure: Figure) -> bool:
    digits = sum(len(number.as_tuple().digits) for number in figure.numbers)
    return bool(figure.unit) or digits >= DIGITS_WITHOUT_UNIT


def _pattern_of_words(value: str) -> re.Pattern[str] | None:
    """What a value in words looks like in a text; None where it is too plain a word to be looked for."""
    words = _words(value)
    if len(words) == 1:
        follows = AFTER_ONE_WORD.get(words[0])
        return re.compile(rf"\b{words[0]}(?={follows})", re.IGNORECASE) if follows else None
    if not any(word in COUNTING for word in words):
        return None
    joined = r"[\s-]+".join(map(re.escape, words))
    if words[0] == "one":
        rest = r"[\s-]+".join(map(re.escape, words[1:]))
        joined = rf"(?:{joined}|a[\s-]+{rest}(?=\s+of\b))"
    return re.compile(rf"\b{joined}(?![\s-]+part(?:y|ies)\b)(?!\w)", re.IGNORECASE)
