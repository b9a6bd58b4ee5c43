"""The nearest known spelling of a word, for hints."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], what: str) -> str:
    """A hint that offers the nearest of the known words and, where they are few, all of them.

    `what` names them in the plural: "Stages: aware, consider, decide."
    """
    names = sorted(set(known))
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    guess = f"Did you mean `{near[0]}`? " if near else ""
    if not names:
        return f"{guess}There are no {what} yet."
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"{guess}{what[0].upper()}{what[1:]}: {listed}."
