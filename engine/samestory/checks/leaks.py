"""No stage has a hole: every way out has a destination."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.diagnostics import Finding
from samestory.model.library import Storyline
from samestory.model.signals import HANDOFF


# Requirement: R06
@check("way-out-nowhere")
def who_speaks_up_reaches_sales(context: Context) -> Iterator[Finding]:
    """A hand-off signal ends every sequence, and `ready-on` of the hand-off does not name it.

    Why: hand-off signals are always in force, so whoever gives this one leaves the emails, and nobody in sales is
    told: a lead lost between the two (SiriusDecisions, 2009: processes "simply to lose fewer leads").
    Fix: add the signal to `ready-on`.
    """
    handoff = context.library.handoff
    if not handoff or not handoff.fields.ready_on:
        return
    named = {signal.name for signal in handoff.fields.ready_on}
    for signal in HANDOFF:
        if signal not in named:
            message = f"`{signal}` ends every sequence, and leads nowhere from there"
            yield Finding(handoff.source.at("ready-on"), message, f"Add `{signal}` to `ready-on`.")


# Requirement: R06
@check("no-way-on")
def every_quiet_stage_can_be_left(context: Context) -> Iterator[Finding]:
    """A buyer stage without email has no `advance-on`, and a live storyline passes through it.

    Why: a stage with email ends when its emails are sent; a quiet one ends only on a signal. Without one whoever is in
    there stays for ever.
    Fix: add `advance-on:` with the hand-off signals that end it.
    """
    used = {id for storyline in context.library.storylines if storyline.status == "live" for id in _passed(storyline)}
    for stage in context.library.stages:
        is_quiet = not stage.fields.email and "email" in stage.source.lines and not stage.fields.advance_on
        if is_quiet and stage.source.is_whole and stage.id in used and stage.fields.side != "customer":
            message = f"nobody ever leaves `{stage.id}`: no email is sent in it, and no signal ends it"
            yield Finding(stage.source.at("email"), message, "Add `advance-on:` with the signals that end it.")


def _passed(storyline: Storyline) -> tuple[str, ...]:
    return storyline.fields.stages


# Requirement: R06, R12, R47
@check("way-back-to-nothing")
def who_comes_back_is_told_something(context: Context) -> Iterator[Finding]:
    """A way back from sales leads to a stage from which on the storyline sends no email.

    Why: the lead was given back to marketing, and marketing has nothing to send: it is lost without anybody noticing.
    Fix: let the row lead to an earlier stage or another storyline, or let it `rest 180 days`.
    """
    handoff = context.library.handoff
    for way in handoff.ways_back if handoff else ():
        storyline = context.library.storyline.get(way.storyline)
        if not handoff or not storyline or storyline.status != "live" or way.stage not in storyline.fields.stages:
            continue
        left = storyline.fields.stages[storyline.fields.stages.index(way.stage) :]
        if not any(beat.is_live and beat.email and beat.fields.stage in left for beat in storyline.beats):
            message = f"`{way.reason}` leads to `{way.stage}`, and from there on `{storyline.id}` sends no email"
            hint = "Name an earlier stage or another storyline, or write `rest 180 days`."
            yield Finding(handoff.source.on(way.line), message, hint)
