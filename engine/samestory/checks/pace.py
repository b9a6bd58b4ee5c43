"""The pace of a sequence: the days between touches, how long it lasts, and how much of it there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from samestory.checks import Context, Plan, check, sequence_check
from samestory.checks.planned import once_for_all_roles
from samestory.diagnostics import Finding, Place
from samestory.model.library import Beat


# Requirement: R43
@sequence_check("touches-too-close")
def nobody_is_crowded(plan: Plan) -> Iterator[Finding]:
    """Two touches reach a role less than 3 days apart (`gap-least` under `[limits]` in the settings).

    Why: people feel pursued and unsubscribe. Sources contradict each other on the best gap (a survey has 11 days on
    average; a vendor two emails a week), and none of them goes below three days.
    Fix: raise the `wait` of the later beat.
    """
    least = plan.settings.limits.gap_least
    yield from once_for_all_roles(
        (place, role, f"this touch comes {_days(days)} the one before", f"Raise `wait` to {least} days or more.")
        for place, role, days in _gaps(plan)
        if days < least
    )


# Requirement: R43
@sequence_check("hurried-touch", "warning")
def nobody_is_hurried(plan: Plan) -> Iterator[Finding]:
    """Two touches reach a role less than 5 days apart (`gap-short` under `[limits]` in the settings).

    Why: a thought needs days to be talked about in a group. Sources contradict each other (a survey has 11 days on
    average, a vendor two emails a week), so it is a warning and a setting.
    Fix: raise the `wait` of the later beat, or `gap-short` where your buyers decide faster.
    """
    limits = plan.settings.limits
    hint = f"Raise `wait` to {limits.gap_short} days or more."
    yield from once_for_all_roles(
        (place, role, f"this touch comes {_days(days)} the one before", hint)
        for place, role, days in _gaps(plan)
        if limits.gap_least <= days < limits.gap_short
    )


def _gaps(plan: Plan) -> Iterator[tuple[Place, str, int]]:
    """The days between two touches of a role, at the later one."""
    for sequence in plan.sequences:
        beats = {beat.id: beat for beat in plan.library.storyline[sequence.storyline].beats}
        for touch in sequence.touches[1:]:
            yield beats[touch.beat].source.at("wait"), sequence.role, touch.wait_days or 0


def _days(days: int) -> str:
    return "on the same day as" if days == 0 else f"only {days} day{'' if days == 1 else 's'} after"


# Requirement: R34
@check("long-pause", "warning")
def no_pause_is_forgotten_in(context: Context) -> Iterator[Finding]:
    """A beat waits longer than 21 days (`gap-long` under `[limits]` in the settings).

    Why: a story is consistently told to reinforce ideas (Albee, 2009); after a month of silence it begins anew. What
    single roles do not hear for so long, because beats go to others, is listed by `samestory coverage`.
    Fix: shorten the `wait`, or put a beat in between.
    """
    most = context.settings.limits.gap_long
    for _, beat in context.library.beats():
        wait = beat.fields.wait
        if beat.is_dated and wait is not None and wait > most:
            message = f"`wait` is {wait} days, longer than {most}"
            yield Finding(beat.source.at("wait"), message, "Shorten it, or put a beat in between.")


# Requirement: R34
@sequence_check("short-sequence", "warning")
def a_sequence_lasts_as_long_as_the_buying(plan: Plan) -> Iterator[Finding]:
    """A nurture sequence ends before 60 % of the storyline's `cycle` (`cycle-share` under `[limits]`).

    Why: "telling a story over the long term" (Albee, 2009): who is still deciding hears nothing more from us, and
    asks others.
    Fix: add beats, raise their `wait`, or correct `cycle`.
    """
    share = plan.settings.limits.cycle_share
    found = []
    for sequence in plan.sequences:
        storyline = plan.library.storyline[sequence.storyline]
        cycle = storyline.fields.cycle
        last = max((touch.dated for touch, _ in sequence.emails), default=None)
        if storyline.fields.kind == "nurture" and cycle and last is not None and last * 100 < cycle * share:
            message = f"the last email comes on day {last}, before {share} % of the cycle of {cycle} days,"
            hint = f"Add beats or raise `wait` up to day {-(-cycle * share // 100)}, or correct `cycle`."
            found.append((storyline.source.at("cycle"), sequence.role, message, hint))
    yield from once_for_all_roles(found)


# Requirement: R43
@sequence_check("many-touches", "warning")
def nobody_gets_too_much(plan: Plan) -> Iterator[Finding]:
    """A role gets more than 5 touches in a stage or 12 in a storyline (`segment-touches`, `storyline-touches`).

    Why: a survey of lead nurturing has nine touches on average, a vendor advises five to eight emails; who got twelve
    and did not answer needs something else. Both are settings under `[limits]`.
    Fix: leave beats to the roles they are for, or make two storylines of one.
    """
    limits = plan.settings.limits
    found = []
    for sequence in plan.sequences:
        beats = {beat.id: beat for beat in plan.library.storyline[sequence.storyline].beats}
        for segment in sequence.segments:
            if len(segment.touches) > limits.segment_touches:
                first = beats[segment.touches[limits.segment_touches].beat]
                found.append(_too_many(first, sequence.role, len(segment.touches), f"in `{segment.stage}`"))
        if len(sequence.touches) > limits.storyline_touches:
            first = beats[sequence.touches[limits.storyline_touches].beat]
            found.append(_too_many(first, sequence.role, len(sequence.touches), "in this storyline"))
    yield from once_for_all_roles(found)


def _too_many(beat: Beat, role: str, touches: int, where: str) -> tuple[Place, str, str, str]:
    hint = "Leave beats to the roles they are for, or make two storylines of one."
    return beat.source.at("stage"), role, f"there are {touches} touches {where}", hint


# Requirement: R07
@check("top-heavy", "warning")
def stories_reach_the_middle_and_the_end(context: Context) -> Iterator[Finding]:
    """More than 50 % of the beats of all nurture storylines stand in the first two stages (`top-share`, `[limits]`).

    Why: nurturing gives sales more leverage in the middle and at the bottom than at the top, and content piles up at
    the top by itself (SiriusDecisions, by way of Salesforce, 2009). Of three buyer stages the first one counts, and
    calls and cards count as well as emails.
    Fix: write beats for later stages.
    """
    stages = [stage.id for stage in context.library.stages if stage.fields.side != "customer"]
    top = stages[: min(2, len(stages) // 2)]
    stories = [story for story in context.library.storylines if story.status == "live"]
    nurture = [story for story in stories if story.fields.kind == "nurture"]
    counted = Counter(beat.fields.stage for story in nurture for beat in story.beats if beat.is_live)
    in_all, in_top = sum(counted.values()), sum(counted[stage] for stage in top)
    if in_all and in_top * 100 > in_all * context.settings.limits.top_share:
        named = " and ".join(f"`{stage}`" for stage in top)
        message = f"{in_top} of {in_all} beats of all nurture storylines stand in {named}"
        yield Finding(nurture[0].source.at("stages"), message, "Write beats for later stages.")
