"""Days seen from another day, in emails that are sent for months."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.spoken import Spoken
from samestory.diagnostics import Finding


# Requirement: R52
@check("relative-date-in-email", can_be_silenced=True)
def no_email_counts_from_its_day(context: Context) -> Iterator[Finding]:
    """An email says "yesterday", "last Tuesday" or "next quarter", and its beat has no `expires`.

    Why: a sequence is sent for months; what was "last week" for whoever wrote it was long ago for most readers.
    Fix: leave the time out, say what does not age ("in the second week"), or give the beat `expires:`. Where the day
    is right whenever it is read, `Let pass:` under `## Note` says so.
    """
    for together in context.spoken_by_beat:
        yield from context.again(_other_days, together)


def _other_days(together: tuple[Spoken, ...]) -> tuple[Finding, ...]:
    return tuple(_each_other_day(together))


def _each_other_day(together: tuple[Spoken, ...]) -> Iterator[Finding]:
    for spoken in together:
        beat = spoken.passage.beat
        if not spoken.words or not beat or not beat.source.is_whole or spoken.passage.use != "email":
            continue
        if "expires" not in beat.source.lines:
            for found in spoken.find(spoken.words.relative):
                message = (
                    f"`{' '.join(found[0].split())}` is another day for each reader, and this beat has no `expires`"
                )
                yield Finding(spoken.place(found.start()), message, "Leave the time out, or add `expires:`.")
