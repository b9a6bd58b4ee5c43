"""What a rep can take in before a call, and what is news in it."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Plan, sequence_check
from samestory.checks.planned import count_words, counted_for_all_roles, once_for_all_roles
from samestory.diagnostics import Finding, Place
from samestory.model.sequence import Touch
from samestory.model.text import plain

TOP = ("open", "check", "further", "leave_with")


# Requirement: R01, R43
@sequence_check("long-talk-track", "warning")
def a_talk_track_is_read_in_a_minute(plan: Plan) -> Iterator[Finding]:
    """`Open:`, `Check:`, `Further:` and `Leave with:` have more than 120 words for a role (`talk-words`, `[limits]`).

    Why: "don't have time for these games": a rep has a minute before a call, and reads no page of text.
    Fix: shorten the lines; what is good to know can follow as free text. Claims count with the words they show.
    """
    limit = plan.settings.limits.talk_words
    hint = f"Shorten the lines to {limit} words in all; free text below them does not count."
    message = f"the talk track has {{count}} words, more than {limit},"
    yield from counted_for_all_roles(
        (place, touch.role, words, message, hint) for place, touch in _talks(plan) if (words := _words(touch)) > limit
    )


def _talks(plan: Plan) -> Iterator[tuple[Place, Touch]]:
    for sequence in plan.sequences:
        beats = {beat.id: beat for beat in plan.library.storyline[sequence.storyline].beats}
        for touch in (*sequence.touches, *sequence.cards):
            say = beats[touch.beat].say
            if say:
                yield beats[touch.beat].source.on(say.line), touch


def _words(touch: Touch) -> int:
    return sum(count_words(plain(label)) for name in TOP if (label := getattr(touch.talk, name)))


# Requirement: R45, R25
@sequence_check("reserved-claim-twice", "warning")
def what_is_kept_for_reps_is_news_once(plan: Plan) -> Iterator[Finding]:
    """`Further:` gives a role a reserved claim that an earlier talk track of the storyline gave it.

    Why: it was kept back to be news in a conversation; the second time the rep repeats themselves.
    Fix: keep back another claim for this beat, or cite the `{beat: …}` that comes next.
    """
    found = []
    for sequence in plan.sequences:
        beats = plan.library.storyline[sequence.storyline].beats
        touched = {touch.beat for touch in (*sequence.touches, *sequence.cards)}
        first: dict[str, str] = {}
        for beat in (beat for beat in beats if beat.id in touched and beat.say):
            text = beat.say.label("further", sequence.role) if beat.say else None
            for token in text.tokens if text else ():
                claim = plan.library.claim.get(token.name) if token.kind == "claim" else None
                if claim and claim.is_reserved and text and claim.id in first and first[claim.id] != beat.id:
                    message = f"`{claim.id}` was given in `{first[claim.id]}` already"
                    hint = "Keep back another claim for this beat, or cite a `{beat: …}` that comes later."
                    found.append((beat.source.on(token.line or text.line), sequence.role, message, hint))
                elif claim and claim.is_reserved:
                    first.setdefault(claim.id, beat.id)
    yield from once_for_all_roles(found, "to")
