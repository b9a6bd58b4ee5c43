"""What a writer lets pass: findings about the wording of one sentence, each with a reason under `## Note`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from samestory.diagnostics import EXPLANATIONS, Diagnostic, Place, fault, in_reading_order
from samestory.model.library import Library, Source
from samestory.nearest import did_you_mean

NOTE = re.compile(r"^##[ \t]+Note[ \t#]*$")
SECTION = re.compile(r"^##?[ \t]")
LET_PASS = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?Let pass:(.*)$")
FORM = re.compile(r'\s*([\w-]+)\s*,\s*(?:"([^"]+)"|“([^“”]+)”)\s*(?:[,:]\s*(.*))?', re.DOTALL)
LEAST_REASON = 2  # words


@dataclass(frozen=True, slots=True)
class LetPass:
    """A line `Let pass: <code>, "<words of the sentence>", <reason>` and its place."""

    place: Place
    code: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that was let pass, and the line that lets it."""

    found: Diagnostic
    by: LetPass


@fault("unreasoned-pass")
def unreasoned_pass(typed: str) -> tuple[str, str]:
    """A line `Let pass:` does not name a check, the words of a sentence, and a reason.

    Why: who reads the text later has to see what was decided, for which sentence, and why.
    Fix: write `Let pass: <code>, "<words of the sentence>", <reason>` in one paragraph under `## Note`; the reason has
    two words or more.
    """
    lacks = f"`{typed}` does not say" if typed else "this does not say"
    return f"{lacks} which check, which words and why", 'Write `Let pass: <code>, "<words>", <reason>`.'


@fault("forbidden-pass")
def forbidden_pass(code: str) -> tuple[str, str]:
    """A line `Let pass:` names a check that does not exist, or that cannot be let pass.

    Why: only checks of wording can be wrong for a sentence. What the model forbids would break the emails or the proof.
    Fix: correct the code as it stands in brackets in the report, or mend what the check found.
    """
    able = sorted(known for known, explained in EXPLANATIONS.items() if explained.can_be_silenced)
    if code in EXPLANATIONS:
        return f"`{code}` cannot be let pass", f"Mend what it found; these can be let pass: {', '.join(able)}."
    return f"there is no check `{code}`", did_you_mean(code, able, "checks that can be let pass")


@fault("idle-pass", "warning")
def idle_pass(code: str, words: str) -> tuple[str, str]:
    """A line `Let pass:` silences nothing.

    Why: the sentence was changed, or the words are not exactly those of the paragraph; the line would one day let
    something else pass that nobody has looked at.
    Fix: delete the line, or quote words of the paragraph in this file that the check complains about.
    """
    return f"`{code}` finds nothing in a paragraph with “{words}”", "Delete the line, or quote words of that paragraph."


def let_pass(
    diagnostics: Iterable[Diagnostic], library: Library
) -> tuple[tuple[Diagnostic, ...], tuple[Silenced, ...]]:
    """The diagnostics that stay, with those about the lines `Let pass:` themselves; and what was silenced.

    A line silences the findings of its code in its own file whose paragraph holds its words.
    """
    found = tuple(diagnostics)
    texts = {source.file: source.text for source in sources_of(library) if "Let pass:" in source.text}
    if not texts:
        return found, ()
    passes: list[LetPass] = []
    problems: list[Diagnostic] = []
    for file in sorted(texts):
        for line, typed in _lines(texts[file]):
            read = _read(Place(file, line), typed)
            if isinstance(read, LetPass):
                passes.append(read)
            else:
                problems.append(read)
    silenced: list[Silenced] = []
    for one in found:
        by = next((by for by in passes if _silences(by, one, texts)), None)
        if by:
            silenced.append(Silenced(one, by))
    used = {one.by for one in silenced}
    problems += [idle_pass(by.place, by.code, by.words) for by in passes if by not in used]
    gone = {one.found for one in silenced}
    stay = (*(one for one in found if one not in gone), *problems)
    return in_reading_order(stay), tuple(silenced)


def as_notes(silenced: Iterable[Silenced]) -> tuple[Diagnostic, ...]:
    """What was let pass as notes at the place where it was found; the hint says where and why."""
    return in_reading_order(
        replace(one.found, severity="info", hint=f"Let pass in line {one.by.place.line}: {one.by.reason}")
        for one in silenced
    )


def sources_of(library: Library) -> Iterator[Source]:
    """The files of a library."""
    yield from (role.source for role in library.roles)
    yield from (stage.source for stage in library.stages)
    yield from (handoff.source for handoff in (library.handoff,) if handoff)
    yield from (claim.source for claim in library.claims)
    yield from (proof.source for proof in library.proofs)
    yield from (offer.source for offer in library.offers)
    for storyline in library.storylines:
        yield storyline.source
        yield from (beat.source for beat in storyline.beats)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The `Let pass:` of a file's notes, each to the end of its paragraph, with its line."""
    is_note = False
    current: list[str] | None = None
    at = 0
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if SECTION.match(line):
            is_note = bool(NOTE.match(line))
        begins = LET_PASS.match(line) if is_note else None
        if current is not None and (
            begins or not is_note or not line.strip() or line.lstrip().startswith(("- ", "* "))
        ):
            yield at, " ".join(" ".join(current).split())
            current = None
        if begins:
            current, at = [begins[1]], number
        elif current is not None:
            current.append(line)


def _read(place: Place, typed: str) -> LetPass | Diagnostic:
    parts = FORM.fullmatch(typed)
    if not parts or len((parts[4] or "").split()) < LEAST_REASON:
        return unreasoned_pass(place, typed)
    code, words = parts[1], " ".join((parts[2] or parts[3]).split())
    explanation = EXPLANATIONS.get(code)
    if not explanation or not explanation.can_be_silenced or not words:
        return forbidden_pass(place, code)
    return LetPass(place, code, words, parts[4].strip())


def _silences(by: LetPass, found: Diagnostic, texts: dict[str, str]) -> bool:
    if by.code != found.code or by.place.file != found.file:
        return False
    return by.words in _paragraph(texts[found.file].split("\n"), found.line)


def _paragraph(lines: list[str], line: int) -> str:
    """The lines around a line up to the empty ones, as one."""
    first = last = min(line, len(lines)) - 1
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return " ".join(" ".join(lines[first : last + 1]).split())
