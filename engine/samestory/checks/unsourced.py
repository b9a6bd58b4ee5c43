"""Figures that come from no claim (rule 6 of the proof, told while the text is written)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.figures import NO_FIGURE, TOKEN, allowed_pattern, bare_words, finder_of
from samestory.checks.passages import Passage
from samestory.checks.spoken import ITEM, Spoken
from samestory.diagnostics import Finding
from samestory.figure_kinds import DIGIT, SMALL, TENS, figures_of
from samestory.figures import Finder
from samestory.words import WORD, words_in

# What a figure cannot do without: the pattern itself is too slow to be tried on every text.
COUNTING = frozenset(WORD.findall(f"{SMALL} {TENS} thousand million half third thirds quarter quarters twice thrice"))
COUNTING |= frozenset(WORD.findall("double triple doubled tripled quadrupled tenfold twofold threefold"))
JOINED = re.compile(r"\s*(?:,|-|–|of|in|out of|to|and|or|von|bis|und)?\s*")


# Requirement: R22, R44
@check("unsourced-figure")
def every_figure_comes_from_a_claim(context: Context) -> Iterator[Finding]:
    """A text that buyers read or hear has a figure that comes from no claim.

    Why: nobody could say where it is from, when it expires, and whether the other side says the same one. Figures are
    digits, shares, money, "two in five", "half of the hours", "twice as many", "doubled". Number words, days and times,
    "half of the week", names with digits such as B2B, and `figures` under `[allow]` in the settings are none.
    Fix: write a claim for it and cite it with `{claim: …}`; write `{as-is: 4 steps}` where it is no claim.
    """
    again = context.again
    finder = again(finder_of, tuple((claim.id, claim.fields.value) for claim in context.library.claims))
    allowed = tuple(context.settings.allow.figures)
    for together in context.spoken_by_beat:
        yield from again(_unsourced, together, finder, allowed)


def _unsourced(together: tuple[Spoken, ...], finder: Finder, allowed: tuple[str, ...]) -> tuple[Finding, ...]:
    made: list[Finding] = []
    for passage in (spoken.passage for spoken in together):
        source = passage.text.source
        if DIGIT.search(TOKEN.sub(NO_FIGURE, source)) or _counts(passage):
            words = bare_words(ITEM.sub("", source), allowed_pattern(allowed))
            found = list(figures_of(words))
            made += _findings(passage, words, found, finder)
    return tuple(made)


def _counts(passage: Passage) -> bool:
    """Whether a word of counting stands in a text; most files have none."""
    file, text = passage.source.text, passage.text.source
    return not COUNTING.isdisjoint(words_in(file or text)) and not COUNTING.isdisjoint(words_in(text))


def _findings(passage: Passage, words: str, found: list[re.Match[str]], finder: Finder) -> Iterator[Finding]:
    """The figures but for values of claims, which are reported as typed out; `7 of 10` is one."""
    known = [(typed.position, typed.position + len(typed.words)) for typed in finder.find(words)]
    end = -1
    for number, figure in enumerate(found):
        if figure.start() < end or any(start < figure.end() and figure.start() < stop for start, stop in known):
            continue
        end = figure.end()
        for other in found[number + 1 :]:
            if not JOINED.fullmatch(words, end, other.start()):
                break
            end = other.end()
        shown = " ".join(words[figure.start() : end].split())
        place = passage.source.on(passage.text.line + words.count("\n", 0, figure.start()))
        hint = f"Cite a claim with `{{claim: …}}`, or write `{{as-is: {shown}}}` where it is no claim."
        yield Finding(place, f"`{shown}` stands {passage.where} and comes from no claim", hint)
