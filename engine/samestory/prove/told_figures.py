"""Where a text has figures (rule 6), and which of them no claim accounts for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from samestory.figure_kinds import could_have_figures, figures_of
from samestory.prove.phrases import Phrases


class Accounts:
    """Texts that account for the figures in them: claims, `{as-is:}` words, names with digits."""

    def __init__(self, known: Iterable[str]) -> None:
        self._phrases = Phrases(known, whole_words=True)

    def of(self, text: str) -> tuple[str, ...]:
        """Those that may stand in a text that has figures."""
        return tuple(self._phrases.possible_in(text)) if could_have_figures(text) else ()


@lru_cache(8192)
def figures_in(text: str) -> tuple[str, ...]:
    """The figures of a text in their order, each with some words around it to be found by."""
    return tuple(
        f"{text[max(found.start() - 30, 0) : found.start()]}»{found[0].strip()}«{text[found.end() : found.end() + 30]}"
        for found in figures_of(text)
    )


def unaccounted(text: str, accounted: Iterable[str]) -> Iterator[str]:
    """The figures of a text that stand in none of the texts that account for theirs."""
    left = text
    for known in sorted(set(accounted), key=lambda known: (-len(known), known)):
        if known and known in left:
            left = _without(left, known)
    found = figures_in(left)
    # What is a name with digits as a whole, like `version 2`, is none without its first word.
    return iter(found if found and figures_in(text) else ())


def _without(text: str, known: str) -> str:
    """A text with a gap for each place where something stands that is no piece of a longer word or number."""
    kept, start = [], 0
    at = text.find(known)
    while at >= 0:
        end = at + len(known)
        if (at and _joins(text[at - 1], ".,")) or (end < len(text) and _joins(text[end])):
            at = text.find(known, at + 1)
            continue
        kept.append(text[start:at])
        start = end
        at = text.find(known, start)
    return " ¦ ".join((*kept, text[start:])) if kept else text


def _joins(letter: str, also: str = "") -> bool:
    return letter.isalnum() or letter == "_" or letter in also
