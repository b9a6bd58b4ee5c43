"""Figures that come from no claim (rule 6 of the proof, told while the text is written)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.figures import allowed_pattern, bare_words
from samestory.checks.passages import Passage, passages
from samestory.checks.spoken import ITEM
from samestory.diagnostics import Finding
from samestory.figure_kinds import FIGURE
from samestory.figures import Finder


# Requirement: R22, R44
@check("unsourced-figure")
def every_figure_comes_from_a_claim(context: Context) -> Iterator[Finding]:
    """A text that buyers read or hear has a figure that comes from no claim.

    Why: nobody could say where it is from, when it expires, and whether the other side says the same one. Figures are
    digits, shares, money, "two in five", "half of the hours", "twice as many", "doubled"; number words, dates of a
    duration such as "half of the week", and names with digits in `figures` under `[allow]` are none.
    Fix: write a claim for it and cite it with `{claim: …}`; write `{as-is: 4 steps}` where it is no claim.
    """
    finder = Finder((claim.id, claim.fields.value) for claim in context.library.claims)
    allowed = allowed_pattern(context.settings.allow.figures)
    for passage in passages(context.library):
        if not passage.use:
            continue
        source = passage.text.source
        words = bare_words(ITEM.sub("", source), allowed)
        found = list(FIGURE.finditer(words))
        if found:
            yield from _findings(passage, words, found, finder)


def _findings(passage: Passage, words: str, found: list[re.Match[str]], finder: Finder) -> Iterator[Finding]:
    """The figures but for values of claims, which are reported as typed out."""
    known = [(typed.position, typed.position + len(typed.words)) for typed in finder.find(words)]
    for figure in found:
        if not any(start < figure.end() and figure.start() < end for start, end in known):
            shown = " ".join(figure[0].split())
            place = passage.source.on(passage.text.line + words.count("\n", 0, figure.start()))
            hint = f"Cite a claim with `{{claim: …}}`, or write `{{as-is: {shown}}}` where it is no claim."
            yield Finding(place, f"`{shown}` stands {passage.where} and comes from no claim", hint)
