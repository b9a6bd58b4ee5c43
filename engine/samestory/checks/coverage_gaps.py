"""Gaps of coverage: what is not told yet. Only `samestory coverage` and the site's page list them, `check` does not.

A storyline that grows has many of them for a long time; in every report they would hide what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

from samestory.diagnostics import Diagnostic, Finding, explained, in_reading_order, stamped
from samestory.model.coverage import Coverage, Gap

Say = Callable[[Gap], Finding]
GAP_CHECKS: dict[str, Say] = {}


def gap_check(code: str) -> Callable[[Say], Say]:
    """Mark a function that says a gap with this code as a finding, a note."""

    def mark(function: Say) -> Say:
        explained(code, "info", function.__doc__)
        GAP_CHECKS[code] = function
        return function

    return mark


def check_gaps(coverage: Coverage) -> tuple[Diagnostic, ...]:
    """Every gap as a note at the line where it would be mended, in reading order."""
    found = (
        diagnostic for gap in coverage.all_gaps for diagnostic in stamped(gap.code, "info", [GAP_CHECKS[gap.code](gap)])
    )
    return in_reading_order(found)


def _finding(gap: Gap, hint: str) -> Finding:
    return Finding(gap.place, gap.sentence.rstrip("."), hint)


# Requirement: R48, R29
@gap_check("nothing-told")
def nothing_told(gap: Gap) -> Finding:
    """A role hears nothing in a stage of its storyline: no email, no call, no talk track.

    Why: a late stage is served even where no email is sent (Albee, 2009: "serving opportunities so well").
    Fix: write a beat for it, or leave the stage out. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Write a beat for them in this stage.")


@gap_check("nothing-emailed")
def nothing_emailed(gap: Gap) -> Finding:
    """A role gets no email in a stage in which email is sent to others.

    Why: it enters the stage, waits through it, and hears from us only if a rep calls.
    Fix: let an email of the stage reach it. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Let an email of this stage reach them.")


# Requirement: R33
@gap_check("idea-not-heard")
def idea_not_heard(gap: Gap) -> Finding:
    """A role never hears an idea of its storyline; drafts do not count.

    Why: a group agrees on what its members have heard in common.
    Fix: let a beat with the idea reach the role. For live storylines `unheard-idea` says so too, as an error.
    """
    return _finding(gap, "Let a beat with this idea reach them.")


# Requirement: R44
@gap_check("no-insight")
def no_insight(gap: Gap) -> Finding:
    """A role hears no insight in a stage: no claim of the kind `insight`, neither by email nor in a talk track.

    Why: buyers can find everything but "something they don't know or can't find" (Albee, 2009).
    Fix: write a claim of the kind `insight` for the stage and cite it. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Cite a claim of the kind `insight` in this stage.")


# Requirement: R45
@gap_check("nothing-kept-back")
def nothing_kept_back(gap: Gap) -> Finding:
    """In a stage no talk track for a role has a reserved claim.

    Why: sales is to "validate and extend the story" (Albee, 2009): with nothing kept back a rep can only repeat.
    Fix: keep a claim back with `use: say`, and cite it under `Further:`. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Keep a claim back with `use: say`, and cite it under `Further:`.")


# Requirement: R42
@gap_check("unanswered-question")
def unanswered_question(gap: Gap) -> Finding:
    """Buyers ask more questions in a stage than beats stand in it, over all storylines.

    Why: content hangs on what the buyer asks (Albee, 2009: "base it on the buyer's perspective"); each beat answers
    one question with one idea.
    Fix: write a beat for the question, or take the question out of the stage. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Write a beat that answers it.")


# Requirement: R29
@gap_check("nothing-to-pass-on")
def nothing_to_pass_on(gap: Gap) -> Finding:
    """A role has no text that it could pass on to another role of its storyline.

    Why: "conversations going between buying committee members" (Albee, 2009) need something to begin with.
    Fix: add `### To <role>` under `## Forward` in a beat that this role gets. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Add `### To <role>` under `## Forward` in a beat that they get.")


# Requirement: R35
@gap_check("no-opening")
def no_opening(gap: Gap) -> Finding:
    """A role has no `## Opening`, or its opening cites no claim that is kept for reps.

    Why: a rep needs something that earns "that all important discussion" (Albee, 2009) before any email was read.
    Fix: write `## Opening` in the role's file, with a reserved claim. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Write `## Opening` with a claim whose `use` is `say`.")


# Requirement: R23
@gap_check("long-silence")
def long_silence(gap: Gap) -> Finding:
    """A role hears nothing for longer than `gap-long` under `[limits]` in the settings (21 days), between two touches.

    Why: all roles share one timetable, so a role waits through the beats it does not get; too long, and it forgets.
    Fix: let a beat in between reach the role. Only `samestory coverage` lists this.
    """
    return _finding(gap, "Let a beat in between reach them.")
