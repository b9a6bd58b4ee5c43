"""Where a text has figures (rule 6), and which of them no claim accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from samestory.figure_kinds import figures_of


@lru_cache(8192)
def figures_in(text: str) -> tuple[str, ...]:
    """The figures of a text in their order, each with some words around it to be found by."""
    return tuple(
        f"{text[max(found.start() - 30, 0) : found.start()]}»{found[0].strip()}«{text[found.end() : found.end() + 30]}"
        for found in figures_of(text)
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
