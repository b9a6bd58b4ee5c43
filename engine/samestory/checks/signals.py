"""Signals: known, in their place, with what they need, and only those that are not in force anyway (model.md §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from samestory.checks import Context, check
from samestory.checks.written import living_storylines
from samestory.diagnostics import Finding, Place
from samestory.model.library import Library, Storyline
from samestory.model.signals import (
    ALWAYS_EXIT,
    ALWAYS_OF_KIND,
    ALWAYS_SUPPRESS,
    ENTRIES_OF_KIND,
    ENTRY,
    EXIT,
    HANDOFF,
    REFUSED,
    SUPPRESS,
)
from samestory.model.values import Signal
from samestory.nearest import did_you_mean

ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"entry": ENTRY, "exit": EXIT, "suppress": SUPPRESS, "ready-on": HANDOFF, "advance-on": HANDOFF}
)
KNOWN = tuple(dict.fromkeys((*ENTRY, *HANDOFF, *EXIT, *SUPPRESS)))


@dataclass(frozen=True, slots=True)
class Use:
    """A signal under a key; `storyline` is None in `buyers/`."""

    key: str
    signal: Signal
    place: Place
    storyline: Storyline | None = None


def _uses(library: Library) -> Iterator[Use]:
    if library.handoff:
        place = library.handoff.source.at("ready-on")
        yield from (Use("ready-on", signal, place) for signal in library.handoff.fields.ready_on)
    for stage in library.stages:
        place = stage.source.at("advance-on")
        yield from (Use("advance-on", signal, place) for signal in stage.fields.advance_on)
    for storyline in living_storylines(library):
        fields = storyline.fields
        for key, signals in (("entry", fields.entry), ("exit", fields.exit), ("suppress", fields.suppress)):
            yield from (Use(key, signal, storyline.source.at(key), storyline) for signal in signals)


def _in_force(use: Use) -> tuple[str, ...]:
    """The signals that need not be written under this key."""
    if not use.storyline or use.key not in ("exit", "suppress"):
        return ()
    of_kind = ALWAYS_OF_KIND.get(use.storyline.fields.kind, ())
    return (*(ALWAYS_EXIT if use.key == "exit" else ALWAYS_SUPPRESS), *of_kind)


@check("unknown-signal")
def every_signal_is_known(context: Context) -> Iterator[Finding]:
    """A signal is none of those the engine knows.

    Why: no email tool would be told of it, and nobody would ever enter or leave.
    Fix: correct the spelling; `samestory explain misplaced-signal` says which signals stand where.
    """
    for use in _uses(context.library):
        if use.signal.name not in KNOWN and use.signal.name not in REFUSED:
            hint = did_you_mean(use.signal.name, ALLOWED[use.key], f"signals for `{use.key}`")
            yield Finding(use.place, f"there is no signal `{use.signal.name}`", hint)


# Requirement: R18, R19
@check("refused-signal")
def no_signal_is_an_open_or_a_download(context: Context) -> Iterator[Finding]:
    """A signal is known and refused: `opened` or `downloaded`.

    Why: mail clients load pictures before anybody reads, and who downloads a paper does not ask for a conversation.
    Fix: take it out; `replied`, `meeting-booked`, `asked-price` and `named-project` say that somebody wants to talk.
    """
    for use in _uses(context.library):
        reason = REFUSED.get(use.signal.name)
        if reason:
            hint = f"Take it out. Signals for `{use.key}`: {', '.join(ALLOWED[use.key])}."
            yield Finding(use.place, f"`{use.signal.name}` is no signal: {reason}", hint)


@check("misplaced-signal")
def every_signal_stands_in_its_place(context: Context) -> Iterator[Finding]:
    """A signal stands under a key where it means nothing.

    Why: each place has its own: `entry` lets people in, `exit` lets them out, `suppress` keeps them out;
    `ready-on` of the hand-off and `advance-on` of a stage hold hand-off signals.
    Fix: move it to the key it belongs to, or take it out.
    """
    for use in _uses(context.library):
        name = use.signal.name
        if name in KNOWN and name not in ALLOWED[use.key] and name not in _in_force(use):
            hint = f"Signals for `{use.key}`: {', '.join(ALLOWED[use.key])}."
            yield Finding(use.place, f"`{name}` is no signal for `{use.key}`", hint)


# Requirement: R04, R05, R11
@check("entry-of-another-kind")
def every_entry_fits_the_kind(context: Context) -> Iterator[Finding]:
    """A storyline is entered by a signal that belongs to another kind of storyline.

    Why: a nurture storyline is for those who showed interest, re-engage for dormant and recycled leads, accelerate
    for decisions that stand still, customer for customers; the rules of the kind would not fit the people.
    Fix: change `entry`, or change `kind`.
    """
    for use in _uses(context.library):
        kind = use.storyline.fields.kind if use.storyline else ""
        fitting = ENTRIES_OF_KIND.get(kind)
        if use.key == "entry" and fitting and use.signal.name in ENTRY and use.signal.name not in fitting:
            article = "an" if kind[0] in "aeiou" else "a"
            message = f"`{use.signal.name}` does not let anybody into {article} {kind} storyline"
            yield Finding(use.place, message, f"Its entries: {', '.join(fitting)}. Or change `kind`.")


@check("signal-in-force-anyway", "warning")
def nothing_is_written_that_holds_anyway(context: Context) -> Iterator[Finding]:
    """A signal is written under `exit` or `suppress` although it is always in force.

    Why: a reader would think that it does not hold where it is not written.
    Fix: take it out. Always in force: hand-off signals, unsubscribed, bounced, do-not-contact, and those of the kind.
    """
    for use in _uses(context.library):
        if use.signal.name in _in_force(use):
            message = f"`{use.signal.name}` is always in force under `{use.key}`"
            yield Finding(use.place, message, f"Take it out of `{use.key}`; it holds all the same.")


@check("same-signal")
def every_signal_stands_once(context: Context) -> Iterator[Finding]:
    """A signal stands twice under one key.

    Why: one of the two was probably meant to be another one.
    Fix: take one of them out.
    """
    seen: set[tuple[Place, Signal]] = set()
    for use in _uses(context.library):
        if (use.place, use.signal) in seen:
            yield Finding(use.place, f"`{use.signal}` stands twice in `{use.key}`", "Take one of them out.")
        seen.add((use.place, use.signal))


@check("signal-parameter")
def every_signal_has_what_it_needs(context: Context) -> Iterator[Finding]:
    """A signal lacks what must follow it, or something follows that it cannot have.

    Why: `dormant` without days, or `customer` without a stage, would catch everybody or nobody.
    Fix: write it like `dormant 180 days`, `stalled 30 days`, `recycled no-budget` or `customer deliver`.
    """
    for use in _uses(context.library):
        if use.signal.name in KNOWN:
            yield from _parameter_problem(use, context.library)


def _parameter_problem(use: Use, library: Library) -> Iterator[Finding]:
    name, parameter = use.signal.name, use.signal.parameter
    if name in ("dormant", "stalled"):
        if use.signal.days is None or use.signal.days < 1:
            yield Finding(
                use.place, f"`{use.signal}` does not say how long", f"Write a number of days: `{name} 30 days`."
            )
    elif name == "customer":
        if library.stage and parameter not in library.stage:
            message = f"there is no stage `{parameter}`" if parameter else "`customer` does not say which stage"
            yield Finding(use.place, message, did_you_mean(parameter, library.stage, "stages"))
    elif name == "recycled":
        yield from _reason_problem(use, library)
    elif name != "shown-interest" and parameter:
        yield Finding(
            use.place, f"nothing can follow `{name}`", f"Write `{name}` alone; signals stand apart by commas."
        )


def _reason_problem(use: Use, library: Library) -> Iterator[Finding]:
    handoff, reason = library.handoff, use.signal.parameter
    if not handoff:
        return  # said once, by no-handoff
    reasons = [way.reason for way in handoff.ways_back]
    if reason not in reasons:
        message = f"`{handoff.source.file}` has no row for `{reason}`" if reason else "`recycled` has no reason"
        yield Finding(use.place, message, did_you_mean(reason, reasons, "reasons of the hand-off"))
