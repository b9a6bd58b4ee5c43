"""Ideas come back: each is heard more than once by each role, and read at least once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.checks import Context, Plan, check, sequence_check
from samestory.checks.planned import once_for_all_roles
from samestory.diagnostics import Finding, Place


@dataclass(frozen=True, slots=True)
class Heard:
    """How often a role hears an idea, and how often by email; None where it gets none."""

    place: Place
    idea: str
    role: str
    times: int
    emailed: int | None


def _heard(plan: Plan) -> Iterator[Heard]:
    for sequence in plan.sequences:
        storyline = plan.library.storyline[sequence.storyline]
        live = (*sequence.touches, *sequence.cards)
        if storyline.status != "live" or not live:
            continue
        has_emails = any(touch.email for touch in live)
        for idea in storyline.ideas:
            told = [touch for touch in live if touch.idea == idea.key]
            emailed = sum(touch.email is not None for touch in told) if has_emails else None
            yield Heard(storyline.source.on(idea.line), idea.key, sequence.role, len(told), emailed)


# Requirement: R33, R26
@sequence_check("unheard-idea")
def every_idea_reaches_every_role(plan: Plan) -> Iterator[Finding]:
    """A role never hears an idea of its storyline, neither by email nor in a talk track.

    Why: a group agrees on what its members have heard in common; who never hears an idea cannot agree to it.
    Fix: let a beat with this idea reach the role, or take the role or the idea out of the storyline.
    """
    yield from once_for_all_roles(
        (heard.place, heard.role, f"no beat carries the idea `{heard.idea}`", "Let a beat with it reach them.")
        for heard in _heard(plan)
        if heard.times == 0
    )


# Requirement: R33
@sequence_check("idea-once", "warning")
def every_idea_comes_back(plan: Plan) -> Iterator[Finding]:
    """A role hears an idea fewer times than `idea-beats` under `[limits]` in the settings asks for (2).

    Why: ideas are "consistently told to reinforce" them (Albee, 2009); what is heard once is forgotten.
    Fix: let another beat with this idea reach the role; talk tracks count.
    """
    least = plan.settings.limits.idea_beats
    yield from once_for_all_roles(
        (heard.place, heard.role, f"the idea `{heard.idea}` comes {_times(heard.times)}", _again(least))
        for heard in _heard(plan)
        if 0 < heard.times < least
    )


# Requirement: R33
@sequence_check("idea-not-emailed", "warning")
def every_idea_is_read_once(plan: Plan) -> Iterator[Finding]:
    """A role that gets emails never reads an idea of its storyline in one.

    Why: a rep who brings it up begins from nothing, and it reaches nobody who does not talk to a rep.
    Fix: let an email with this idea reach the role.
    """
    yield from once_for_all_roles(
        (heard.place, heard.role, f"no email carries the idea `{heard.idea}`", "Let an email with it reach them.")
        for heard in _heard(plan)
        if heard.times and heard.emailed == 0
    )


def _times(times: int) -> str:
    return "only once" if times == 1 else f"only {times} times"


def _again(least: int) -> str:
    return f"Let another beat with it reach them: each idea comes at least {least} times."


# Requirement: R28
@check("no-path", "warning")
def every_story_shows_the_way(context: Context) -> Iterator[Finding]:
    """A nurture storyline has no beat with `shows: path`.

    Why: buyers have to "visualize how to get the outcomes" (Albee, 2009): from today's situation to the outcome, in
    steps, in their own setting.
    Fix: write a beat that names the steps, and mark it `shows: path`.
    """
    for storyline in context.library.storylines:
        live = [beat for beat in storyline.beats if beat.is_live]
        is_nurture = storyline.status == "live" and storyline.fields.kind == "nurture"
        if is_nurture and live and not any(beat.fields.shows for beat in live):
            message = "no beat shows the way from today to the outcome"
            yield Finding(storyline.source.at("kind"), message, "Mark a beat that names the steps `shows: path`.")
