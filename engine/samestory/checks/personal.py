"""People and names: contact data in field notes, and what the settings' `never-name` keeps out of every text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from samestory.checks import Context, check
from samestory.checks.passages import passages
from samestory.diagnostics import Finding
from samestory.model.library import FieldNote, Library, Source
from samestory.model.settings import ADDRESS
from samestory.model.text import Text

MAIL = re.compile(ADDRESS)
# A sign or zero in front, a number in American groups, or a long run of digits.
PHONE = re.compile(
    r"(?<![\w.,/+-])(?:"
    r"(?:\+|00)[\s(]{0,2}\d[\d ().\u00a0/-]{5,}\d"
    r"|\(?0\d[\d ().\u00a0/-]{4,}\d"
    r"|\(?\d{3}\)?[ .\u00a0-]\d{3}[ .\u00a0-]\d{4}"
    r"|\d{9,15}"
    r")(?![\w-])"
)
MIN_PHONE_DIGITS = 7
# A date, or hours of a day, with a zero in front.
NO_PHONE = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d{2})|[0-2]\d[0-5]\d ?- ?[0-2]\d[0-5]\d")


# Requirement: R09
@check("contact-data")
def field_notes_hold_no_contact_data(context: Context) -> Iterator[Finding]:
    """A field note holds an email address or a phone number.

    Why: the repository keeps every version for ever and everybody reads it; people's data belongs in the CRM.
    Fix: say which part the person plays (`role:`), and leave the address in the CRM. An address that is nobody's
    own passes when it stands, exactly, in `addresses` under `[allow]` in the settings.
    """
    allowed = set(context.settings.allow.addresses)
    for note in _notes(context.library):
        for position, words, what in _contact_data(note.body.source):
            if words not in allowed:
                line = note.body.line + note.body.source.count("\n", 0, position)
                hint = "Take it out; the role and what was said are enough."
                yield Finding(note.source.on(line), f"`{words}` is {what}", hint)


def _notes(library: Library) -> Iterator[FieldNote]:
    return (note for storyline in library.storylines for note in storyline.notes)


def _contact_data(text: str) -> Iterator[tuple[int, str, str]]:
    for found in MAIL.finditer(text):
        words = found[0].strip(".!?()[]*_`")
        yield found.start(), words, "an email address"
    for found in PHONE.finditer(MAIL.sub(lambda mail: "@" * len(mail[0]), text)):
        words = found[0].strip()
        if sum(map(str.isdigit, words)) >= MIN_PHONE_DIGITS and not NO_PHONE.fullmatch(words):
            yield found.start(), words, "a phone number"


# Requirement: R09
@check("forbidden-name")
def what_must_not_be_named_is_not(context: Context) -> Iterator[Finding]:
    """A text has a word that the settings' `never-name` forbids.

    Why: these are names of customers, people or competitors whose owners asked not to be named.
    Fix: describe it without the name, or take the word out of `never-name` if it may be used by now.
    """
    names = [name for name in context.settings.never_name if name.strip()]
    if not names:
        return
    pattern = _pattern_of(names)
    for source, words, line in _everything(context.library):
        for found in pattern.finditer(words):
            place = source.on(line + words.count("\n", 0, found.start()))
            message = f"`{' '.join(found[0].split())}` is in the settings' `never-name`"
            yield Finding(place, message, "Say it without the name.")


def _pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Where one of the names stands as whole words, in any case, over a line end too."""
    spelled = (r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE)


def _everything(library: Library) -> Iterator[tuple[Source, str, int]]:
    """Every text of every file with the line it begins on; the names of field notes too."""
    for passage in passages(library):
        yield passage.source, passage.text.source, passage.text.line
    for _, beat in library.beats():
        for objection in beat.objections:
            yield beat.source, objection.quote, objection.line
    for source, text in (*_of_claims(library), *_of_proofs(library)):
        if text:
            yield source, text.source, text.line
    for claim in library.claims:
        for former in claim.history:
            yield claim.source, f"{former.value} {former.why}", former.line
    for note in _notes(library):
        yield note.source, note.slug.replace("-", " "), 1
        yield note.source, note.body.source, note.body.line


def _of_claims(library: Library) -> Iterator[tuple[Source, Text | None]]:
    for claim in library.claims:
        for text in (claim.statement, claim.short, claim.sentence, claim.source_line, claim.belief):
            yield claim.source, text


def _of_proofs(library: Library) -> Iterator[tuple[Source, Text | None]]:
    for proof in library.proofs:
        for text in (proof.name, proof.origin, proof.through, proof.link, proof.shows, proof.limits):
            yield proof.source, text
