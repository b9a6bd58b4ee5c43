"""The correction line: a number that was told to people and changed is corrected in their later emails for a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from samestory.model.library import Claim, FormerValue, Library
from samestory.model.sequence import SourceLine
from samestory.model.text import ClaimText
from samestory.wording import date_in_words

# By the language of the email; in English where it was not translated.
WORDS = {
    "en": "Until {day} we said {value}: {why}.",
    "de": "Bis zum {day} sagten wir {value}: {why}.",
}


def correction_lines(
    claims: Iterable[ClaimText], library: Library, *, storyline: str, role: str, day: int, language: str, today: date
) -> tuple[SourceLine, ...]:
    """A line for each claim shown with a value that this role was told otherwise on an earlier day of the storyline.

    Only while today lies within the claim's `correct-for` after the change; what was told is known from releases.
    """
    lines: dict[str, SourceLine] = {}
    for shown in claims:
        claim = library.claim.get(shown.id)
        former = former_value(claim, today) if claim and shown.value else None
        if claim and former and _was_told(claim, former.value, library, storyline, role, day):
            said = date_in_words(former.until.isoformat()) if language == "en" else former.until.isoformat()
            text = WORDS.get(language, WORDS["en"]).format(day=said, value=former.value, why=former.why.rstrip("."))
            lines.setdefault(claim.id, SourceLine(claim.id, text))
    return tuple(lines.values())


def former_value(claim: Claim, today: date) -> FormerValue | None:
    """The value that is still corrected on a day, or None."""
    if not claim.fields.correct_for or not claim.history:
        return None
    last = max(claim.history, key=lambda former: former.until)
    is_time = last.until <= today <= last.until + timedelta(days=claim.fields.correct_for)
    return last if is_time and last.value != claim.fields.value else None


def _was_told(claim: Claim, value: str, library: Library, storyline: str, role: str, day: int) -> bool:
    """Whether a release told this role the value before that day, in this claim or in one with the same measure."""
    return any(used == value for earlier, used in _told(claim, library, storyline, role) if earlier < day)


def _told(claim: Claim, library: Library, storyline: str, role: str) -> Iterator[tuple[int, str]]:
    same = {other.id for other in library.claims if other.fields.measure == claim.fields.measure} | {claim.id}
    for release in library.records.releases:
        for touch in release.touches if release.storyline == storyline else ():
            if touch.role == role and touch.channel == "email":
                yield from ((touch.day or 0, used.value) for used in touch.claims if used.id in same)
