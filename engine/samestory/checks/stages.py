"""Stages: beats in their order, emails and calls where they may be, offers that fit."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.written import living_beats, living_emails, living_storylines
from samestory.diagnostics import Finding

CALLING_KINDS = ("accelerate", "customer")


@check("stage-order")
def beats_stand_in_the_order_of_stages(context: Context) -> Iterator[Finding]:
    """A beat stands behind a beat of a later stage.

    Why: a sequence is cut into one segment per stage, in order; a stage that comes back would be told in two pieces.
    Fix: renumber the file, or change its `stage`. Beats of one stage stand together, in the order of `stages`.
    """
    for storyline in living_storylines(context.library):
        order = storyline.fields.stages
        latest = None
        for beat in storyline.beats:
            stage = beat.fields.stage
            if beat.status == "retired" or stage not in order:
                continue
            if latest and order.index(stage) < order.index(latest.fields.stage):
                name = latest.source.file.rsplit("/", 1)[-1]
                message = f"this is in stage `{stage}`, and `{name}` before it in the later `{latest.fields.stage}`"
                hint = f"Renumber one of the two, or change its stage. Order: {', '.join(order)}."
                yield Finding(beat.source.at("stage"), message, hint)
            else:
                latest = beat


@check("email-in-quiet-stage")
def no_email_is_sent_in_a_quiet_stage(context: Context) -> Iterator[Finding]:
    """A beat has an email, and its stage says `email: no`.

    Why: in that stage the rep talks with the buyer; an automatic email would speak over the conversation.
    Fix: take `## Email` out, which makes it a talk track, or move the beat to another stage.
    """
    for _, beat, email in living_emails(context.library):
        stage = context.library.stage.get(beat.fields.stage)
        if stage and not stage.fields.email:
            message = f"no email is sent in the stage `{stage.id}`"
            hint = f"Take `## Email` out, or change `stage`; `{stage.source.file}` says `email: no`."
            yield Finding(beat.source.on(email.line), message, hint)


@check("offer-in-wrong-stage")
def every_offer_fits_its_stage(context: Context) -> Iterator[Finding]:
    """A beat invites to an offer that does not fit its stage.

    Why: a meeting is too much for somebody who only wonders, and a guide too little for somebody who decides.
    Fix: choose another offer, or add the stage to the offer if it fits.
    """
    for _, beat in living_beats(context.library):
        offer = context.library.offer.get(beat.fields.offer)
        stage = beat.fields.stage
        if offer and offer.fields.stages and stage in context.library.stage and stage not in offer.fields.stages:
            fitting = [other.id for other in context.library.offers if stage in other.fields.stages]
            others = f"Offers for it: {', '.join(fitting[:6])}. " if fitting else ""
            message = f"the offer `{offer.id}` does not fit the stage `{stage}`"
            yield Finding(beat.source.at("offer"), message, f"{others}Or add the stage to `{offer.source.file}`.")


# Requirement: R15
@check("planned-call")
def calls_are_planned_only_where_reps_work(context: Context) -> Iterator[Finding]:
    """A beat has `wait` and no email, in a storyline or stage that plans no calls.

    Why: with `wait` and without an email it is a planned call, and nurturing asks no work of reps. Calls are planned in
    accelerate and customer storylines, and in stages with `email: no`.
    Fix: write `## Email`, or take `wait` out, which makes it a card for reps without a day.
    """
    for storyline, beat in living_beats(context.library):
        stage = context.library.stage.get(beat.fields.stage)
        kind = storyline.fields.kind
        is_call = beat.is_live and beat.email is None and beat.fields.wait is not None
        if is_call and stage and stage.fields.email and kind and kind not in CALLING_KINDS:
            message = f"this would be a planned call, which a {kind} storyline has only where no email is sent"
            yield Finding(beat.source.at("wait"), message, "Write `## Email`, or take `wait` out: then it is a card.")


@check("first-wait")
def every_storyline_begins_on_day_nought(context: Context) -> Iterator[Finding]:
    """The first dated beat of a storyline has a `wait` that is not 0.

    Why: days count from 0, the day a contact enters; there is no beat before it to wait after.
    Fix: write `wait: 0 days`.
    """
    for storyline in living_storylines(context.library):
        first = next((beat for beat in storyline.beats if beat.is_dated), None)
        if first and first.fields.wait and storyline.has_timetable:
            days = "day" if first.fields.wait == 1 else "days"
            message = f"the storyline begins with a wait of {first.fields.wait} {days}"
            yield Finding(first.source.at("wait"), message, "Write `wait: 0 days`: nothing comes before it.")


@check("event-without-end")
def every_event_beat_expires(context: Context) -> Iterator[Finding]:
    """A beat invites to an event and has no `expires`.

    Why: a sequence is entered for months, and would go on inviting people to what is over.
    Fix: add `expires:` with the first day on which the beat must not be sent any more.
    """
    for _, beat in living_beats(context.library):
        offer = context.library.offer.get(beat.fields.offer)
        is_endless = beat.is_live and beat.source.is_whole and not beat.fields.expires
        if is_endless and offer and offer.fields.kind == "event":
            message = f"the offer `{offer.id}` is an event, and this beat has no `expires`"
            yield Finding(beat.source.at("offer"), message, "Add `expires:` with the first day it must not be sent.")


@check("advance-on-with-email")
def only_quiet_stages_advance_on_a_signal(context: Context) -> Iterator[Finding]:
    """A stage in which email is sent has `advance-on`.

    Why: where email is sent a stage ends when its emails have been sent, so the signals would do nothing.
    Fix: take `advance-on` out, or set `email: no`.
    """
    for stage in context.library.stages:
        if stage.fields.advance_on and stage.fields.email and stage.source.is_whole:
            message = "`advance-on` stands in a stage in which email is sent"
            yield Finding(stage.source.at("advance-on"), message, "Take it out, or set `email: no`.")
