"""What a file names must be there: roles, stages, ideas, offers, beats, storylines, reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.written import living_beats, living_storylines, roles_are_known
from samestory.diagnostics import Finding, Place
from samestory.model.library import Library, Storyline, WayBack
from samestory.model.values import hours_of
from samestory.nearest import did_you_mean

STOPPED = "where it stopped"
AFTER = "Write the id of a storyline, `recycle`, or `rest 90 days`."


@check("unknown-role")
def every_role_is_described(context: Context) -> Iterator[Finding]:
    """A storyline, a beat or a field note names a role that no file in `buyers/roles/` describes.

    Why: it would never be sent to anybody, silently.
    Fix: correct the spelling, or describe the role in `buyers/roles/<role>.md`.
    """
    known = context.library.role
    if not known:
        return  # said once, by no-roles
    for place, role in _roles_named(context.library):
        if role and role not in known:
            yield Finding(place, f"there is no role `{role}`", did_you_mean(role, known, "roles"))


def _roles_named(library: Library) -> Iterator[tuple[Place, str]]:
    for storyline in living_storylines(library):
        yield from ((storyline.source.at("roles"), role) for role in storyline.fields.roles)
        yield from ((note.source.at("role"), note.fields.role) for note in storyline.notes)
    for _, beat in living_beats(library):
        yield from ((beat.source.at("roles"), role) for role in beat.fields.roles)


@check("role-outside-storyline")
def a_beat_goes_to_roles_of_its_storyline(context: Context) -> Iterator[Finding]:
    """A beat names a role that its storyline is not told to.

    Why: that role has no sequence in this storyline, so it would never get the beat.
    Fix: add the role to `roles` in the storyline's `story.md`, or take it out of the beat.
    """
    for storyline, beat in living_beats(context.library):
        told_to = storyline.fields.roles
        for role in beat.fields.roles:
            if told_to and roles_are_known(storyline, beat, context.library) and role not in told_to:
                message = f"the storyline is not told to `{role}`"
                yield Finding(beat.source.at("roles"), message, did_you_mean(role, told_to, "roles of the storyline"))


@check("unknown-stage")
def every_stage_is_described(context: Context) -> Iterator[Finding]:
    """A file names a stage that no file in `buyers/stages/` describes.

    Why: nobody could enter it, and no page would show it.
    Fix: correct the spelling, or describe the stage in `buyers/stages/<nn>-<stage>.md`.
    """
    known = context.library.stage
    if not known:
        return  # said once, by no-stages
    for place, stage in _stages_named(context.library):
        if stage and stage not in known:
            yield Finding(place, f"there is no stage `{stage}`", did_you_mean(stage, known, "stages"))


def _stages_named(library: Library) -> Iterator[tuple[Place, str]]:
    yield from ((stage.source.at("next"), stage.fields.next) for stage in library.stages)
    yield from ((place, way.stage) for place, way in _ways_back(library) if way.stage != STOPPED)
    for storyline in living_storylines(library):
        yield from ((storyline.source.at("stages"), stage) for stage in storyline.fields.stages)
    yield from ((beat.source.at("stage"), beat.fields.stage) for _, beat in living_beats(library))
    for offer in library.offers:
        yield from ((offer.source.at("stages"), stage) for stage in offer.fields.stages)


@check("stage-outside-storyline")
def a_stage_belongs_to_its_storyline(context: Context) -> Iterator[Finding]:
    """A beat, or a way back from sales, names a stage that the storyline does not pass through.

    Why: the storyline has no segment for it, so nobody would get there.
    Fix: add the stage to `stages` in the storyline's `story.md`, or name one that stands there.
    """
    for storyline, beat in living_beats(context.library):
        yield from _outside(storyline, beat.fields.stage, beat.source.at("stage"), context.library)
    for place, way in _ways_back(context.library):
        goal = context.library.storyline.get(way.storyline)
        if goal and way.stage != STOPPED:
            yield from _outside(goal, way.stage, place, context.library)


def _ways_back(library: Library) -> Iterator[tuple[Place, WayBack]]:
    """The rows of the hand-off that lead to a storyline. Without a head, the rule of the table is read as a row."""
    if library.handoff:
        ways = (way for way in library.handoff.ways_back if way.storyline.strip("-: "))
        yield from ((library.handoff.source.on(way.line), way) for way in ways)


def _outside(storyline: Storyline, stage: str, place: Place, library: Library) -> Iterator[Finding]:
    passed = storyline.fields.stages
    # With a stage misspelled in `stages` nobody can tell what was meant; unknown-stage says so.
    are_known = all(known in library.stage for known in passed)
    if passed and are_known and stage in library.stage and stage not in passed:
        message = f"the storyline `{storyline.id}` has no stage `{stage}`"
        yield Finding(place, message, did_you_mean(stage, passed, "stages of the storyline"))


# Requirement: R26
@check("unknown-idea")
def every_idea_stands_in_the_storyline(context: Context) -> Iterator[Finding]:
    """A beat carries an idea that its storyline does not have.

    Why: the storyline would not add up to what its `story.md` promises.
    Fix: correct the key, or add the idea under `## Ideas` in `story.md`.
    """
    for storyline, beat in living_beats(context.library):
        keys = [idea.key for idea in storyline.ideas]
        if keys and beat.fields.idea and beat.fields.idea not in keys:
            hint = did_you_mean(beat.fields.idea, keys, "ideas")
            yield Finding(beat.source.at("idea"), f"there is no idea `{beat.fields.idea}` in the storyline", hint)


@check("unknown-offer")
def every_offer_is_described(context: Context) -> Iterator[Finding]:
    """A beat invites to an offer that no file in `stories/_offers/` describes.

    Why: the email would have no button, and the rep nothing to send.
    Fix: correct the spelling, or describe the offer in `stories/_offers/<offer>.md`.
    """
    known = context.library.offer
    for _, beat in living_beats(context.library):
        if beat.fields.offer and beat.fields.offer not in known:
            hint = did_you_mean(beat.fields.offer, known, "offers")
            yield Finding(beat.source.at("offer"), f"there is no offer `{beat.fields.offer}`", hint)


@check("unknown-beat")
def every_beat_named_exists(context: Context) -> Iterator[Finding]:
    """A `{beat: …}` or a field note names a beat that the storyline does not have.

    Why: the braces would be sent as they stand, or the note be lost.
    Fix: write the id of a beat of the same storyline: its file name without number and `.md`.
    """
    for passage in context.texts:
        if passage.storyline and passage.beat:
            tokens = [token for token in passage.text.tokens if token.kind == "beat"]
            yield from (
                found for token in tokens for found in _no_beat(passage.storyline, token.name, passage.at(token))
            )
    for storyline in living_storylines(context.library):
        for note in storyline.notes:
            yield from _no_beat(storyline, note.fields.beat, note.source.at("beat"))


def _no_beat(storyline: Storyline, id: str, place: Place) -> Iterator[Finding]:
    if not id or storyline.beat(id):
        return
    renamed = next((beat.id for beat in storyline.beats if id in beat.fields.was), "")
    known = [beat.id for beat in storyline.beats]
    hint = f"It is called `{renamed}` now." if renamed else did_you_mean(id, known, "beats")
    yield Finding(place, f"there is no beat `{id}` in the storyline", hint)


@check("unknown-storyline")
def every_storyline_named_exists(context: Context) -> Iterator[Finding]:
    """`after`, or a way back from sales, names a storyline that does not exist.

    Why: people would be led to nothing.
    Fix: write the id of a storyline, which is the name of its folder.
    """
    for place, id in _storylines_named(context.library):
        if id not in context.library.storyline:
            hint = did_you_mean(id, context.library.storyline, "storylines")
            yield Finding(place, f"there is no storyline `{id}`", hint)


def _storylines_named(library: Library) -> Iterator[tuple[Place, str]]:
    yield from ((place, way.storyline) for place, way in _ways_back(library))
    for storyline in living_storylines(library):
        after = storyline.fields.after
        if after and after != "recycle" and not _is_rest(after):
            yield storyline.source.at("after"), after


def _is_rest(after: str) -> bool:
    return re.match(r"rest\b(?!-)", after) is not None


# Requirement: R06
@check("leads-nowhere")
def every_way_leads_to_a_live_storyline(context: Context) -> Iterator[Finding]:
    """`after` of a live storyline, or a way back from sales, leads to a storyline that is a draft or retired.

    Why: such a storyline has no sequences, so people who are led there get nothing.
    Fix: name another storyline, or set its `status` to live.
    """
    live = {storyline.source.file for storyline in context.library.storylines if storyline.status == "live"}
    handoff = context.library.handoff
    for place, id in _storylines_named(context.library):
        goal = context.library.storyline.get(id)
        speaks = place.file in live or (handoff is not None and place.file == handoff.source.file)
        if goal and speaks and goal.status != "live":
            state = "a draft" if goal.status == "draft" else "retired"
            yield Finding(place, f"the storyline `{id}` is {state}", "Name a live storyline, or write `rest 90 days`.")


@check("wrong-after")
def every_rest_has_a_length(context: Context) -> Iterator[Finding]:
    """`after` says `rest` without a number of days.

    Why: nobody could tell when these people may be written to again.
    Fix: write `rest 90 days`, also in weeks or months.
    """
    for storyline in living_storylines(context.library):
        after = storyline.fields.after
        if _is_rest(after) and hours_of(after.removeprefix("rest").strip()) is None:
            yield Finding(storyline.source.at("after"), f"`{after}` does not say how long", AFTER)


@check("same-reason")
def every_reason_leads_one_way(context: Context) -> Iterator[Finding]:
    """A reason stands twice in the table of the hand-off.

    Why: the rep picks a reason, and the engine could not tell which of the two ways the lead goes.
    Fix: keep one row, or give the other one a reason of its own.
    """
    handoff = context.library.handoff
    first: dict[str, int] = {}
    for way in handoff.ways_back if handoff else ():
        if handoff and way.reason in first:
            message = f"the reason `{way.reason}` stands twice, first in line {first[way.reason]}"
            yield Finding(handoff.source.on(way.line), message, "Keep one row, or give this one another reason.")
        first.setdefault(way.reason, way.line)
