"""Many phrases, looked for in many texts: which of them could stand in a text at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

RUN = re.compile(r"\w+")
LONGEST = 3  # runs in a row that a phrase is found by
Runs = tuple[str, ...]


class Phrases:
    """Phrases by some of their words in a row, those that the fewest of them share.

    A phrase of `whole_words` stands in a text only where none of its words is a piece of a longer one; of others the
    first word and the last may be.
    """

    def __init__(self, phrases: Iterable[str], *, whole_words: bool = False) -> None:
        runs = {phrase: tuple(_sure_runs(phrase, whole_words)) for phrase in dict.fromkeys(phrases) if phrase}
        shared = Counter(row for words in runs.values() for row in set(_rows(words, _length(words))))
        self._by_row: dict[Runs, list[str]] = {}
        for phrase, words in runs.items():
            row = min(_rows(words, _length(words)), key=lambda row: (shared[row], row), default=())
            self._by_row.setdefault(row, []).append(phrase)
        self._lengths = tuple(sorted({len(row) for row in self._by_row}))

    def possible_in(self, text: str) -> Iterator[str]:
        """Every phrase that stands in the text, and some that do not: each has to be looked for."""
        words = tuple(RUN.findall(text))
        for length in self._lengths:
            for row in self._by_row.keys() & set(_rows(words, length)):
                yield from self._by_row[row]


def _sure_runs(phrase: str, whole_words: bool) -> list[str]:
    """The words that stand in a text as they are, wherever the phrase does."""
    runs = RUN.findall(phrase)
    return runs if whole_words else runs[1:-1]


def _length(words: Runs) -> int:
    return min(len(words), LONGEST)


def _rows(words: Runs, length: int) -> Iterator[Runs]:
    """Every row of so many words; of none, the empty row."""
    return zip(*(words[start:] for start in range(length)), strict=False) if length else iter(((),))
