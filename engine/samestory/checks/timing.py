"""When things come: the first email of a role, and dates in stories that are sent for months."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, Plan, check, sequence_check
from samestory.checks.passages import beat_passages
from samestory.diagnostics import Finding
from samestory.model.library import Beat, Storyline
from samestory.model.sequence import Sequence
from samestory.model.text import plain

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? {MONTH}\b|\b{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d\d-\d\d\b"
)


@sequence_check("late-first-email", "warning")
def every_role_hears_early(plan: Plan) -> Iterator[Finding]:
    """A role gets its first email later than `first-email` under `[limits]` in the settings allows (3 days), or none.

    Why: somebody showed interest and hears nothing, while colleagues already talk about it.
    Fix: let an earlier beat reach this role too, or take the role out of the storyline.
    """
    limit = plan.settings.limits.first_email
    for sequence in plan.sequences:
        storyline = plan.library.storyline[sequence.storyline]
        if plan.library.gets_email(sequence.role) and _has_emails(storyline):
            first = _first_email_day(sequence)
            if first is None or first > limit:
                comes = f"on day {first}, later than day {limit}" if first is not None else "never"
                message = f"the first email for `{sequence.role}` comes {comes}"
                hint = "Let an earlier beat reach this role, or take the role out of `roles`."
                yield Finding(storyline.source.at("roles"), message, hint)


def _has_emails(storyline: Storyline) -> bool:
    return any(beat.is_live and beat.email for beat in storyline.beats)


def _first_email_day(sequence: Sequence) -> int | None:
    return next((touch.dated for touch, _ in sequence.emails), None)


@check("absolute-date")
def emails_name_no_day_without_end(context: Context) -> Iterator[Finding]:
    """An email names a day of the calendar, and its beat has no `expires`.

    Why: a sequence is sent for months, to one person before that day and to the next one long after it.
    Fix: write it without the day, or give the beat `expires:`. A month with its year is no day.
    """
    for storyline, beat in context.library.beats():
        if not beat.is_live or "expires" in beat.source.lines or not beat.source.is_whole:
            continue
        yield from context.again(_days_named, storyline, beat)


def _days_named(storyline: Storyline, beat: Beat) -> tuple[Finding, ...]:
    named: list[Finding] = []
    for passage in beat_passages(storyline, beat):
        found = DAY.search(plain(passage.text.nodes)) if passage.use == "email" else None
        if found:
            line = passage.text.line + _lines_before(passage.text.source, found[0])
            message = f"`{found[0]}` is a day, and this beat has no `expires`"
            named.append(Finding(beat.source.on(line), message, "Write it without the day, or add `expires:`."))
    return tuple(named)


def _lines_before(source: str, words: str) -> int:
    """The lines before some words; none where the words stand there in another form."""
    return source.count("\n", 0, max(source.find(words), 0))
