"""Values are typed once, in the claim: the same numbers with the same unit in another text are found here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from samestory.checks import Context, check
from samestory.checks.passages import Passage
from samestory.diagnostics import Finding
from samestory.figures import Finder, Typed

TOKEN = re.compile(r"\\\{|\{[^{}\n]*\}")
ADDRESS = re.compile(r"\]\([^)\n]*\)|<?https://[^\s>]*>?")
MARKS = re.compile(r"\*+|`+|\\(?=[^\w\s])|(?<!\w)_+|_+(?!\w)")
NO_FIGURE = "¤"  # what stands for a token or an allowed text: neither a number, nor a unit, nor a gap


@check("typed-value")
def values_are_typed_once(context: Context) -> Iterator[Finding]:
    """A text has the value of a claim typed out.

    Why: when the value changes, this place would keep the old one, and nobody would find it.
    Fix: write `{value}` in the claim itself and `{claim: id.value}` elsewhere; if it is another figure that only
    looks the same, write `{as-is: 28 %}`, or add the exact text to `figures` under `[allow]` in the settings.
    """
    library, again = context.library, context.again
    finder = again(finder_of, tuple((claim.id, claim.fields.value) for claim in library.claims))
    allowed = tuple(context.settings.allow.figures)
    for owner, passage in _texts(context):
        for line, found in again(_typed_in, passage.text.source, finder, allowed):
            yield _finding(passage, passage.text.line + line, found, owner)


def finder_of(values: tuple[tuple[str, str], ...]) -> Finder:
    """What looks for the values of claims, each with its id."""
    return Finder(values)


def _typed_in(source: str, finder: Finder, allowed: tuple[str, ...]) -> tuple[tuple[int, tuple[Typed, ...]], ...]:
    """The values that stand at each place, with how many lines are before it."""
    words = bare_words(source, allowed_pattern(allowed))
    by_place = groupby(finder.find(words), key=lambda typed: typed.position)
    return tuple((words.count("\n", 0, position), tuple(found)) for position, found in by_place)


def bare_words(source: str, allowed: re.Pattern[str] | None = None) -> str:
    """A text without tokens, addresses, marks of Markdown and what the settings allow; its lines stay."""
    words = MARKS.sub("", ADDRESS.sub(NO_FIGURE, TOKEN.sub(NO_FIGURE, source)))
    return allowed.sub(NO_FIGURE, words) if allowed else words


def _finding(passage: Passage, line: int, found: tuple[Typed, ...], owner: str) -> Finding:
    longest = max((typed.words for typed in found), key=len)
    ids = list(dict.fromkeys(typed.id for typed in found))
    if owner in ids:
        message, instead = f"`{longest}` is typed out, and is the value of this claim", "{value}"
    else:
        listed = " and ".join(f"`{id}`" for id in ids)
        message = f"`{longest}` is typed out, and is the value of {listed}"
        instead = f"{{claim: {ids[0]}.value}}"
    hint = f"Write `{instead}` instead, or `{{as-is: {longest}}}` if this is another figure."
    return Finding(passage.source.on(line), message, hint)


def _texts(context: Context) -> Iterator[tuple[str, Passage]]:
    """Every text in which a value has to be a token, with the claim whose text it is, or nothing.

    Sources, limits and history say where a figure comes from, so it may stand there as it was published.
    """
    library = context.library
    for passage in context.passages:
        yield "", passage
    for claim in library.claims:
        for text in (claim.statement, claim.short, claim.sentence, claim.belief):
            if text:
                yield claim.id, Passage(claim.source, text)
    for proof in library.proofs:
        for text in (proof.name, proof.shows):
            if text:
                yield "", Passage(proof.source, text)
    if library.frames:
        for text in (library.frames.greeting, library.frames.sign_off, library.frames.recap):
            yield "", Passage(library.frames.source, text)


@lru_cache(16)
def allowed_pattern(texts: tuple[str, ...]) -> re.Pattern[str] | None:
    """Where one of some exact texts stands as whole words; the longest first."""
    words = sorted((text for text in texts if text), key=lambda text: (-len(text), text))
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in words)) if words else None
