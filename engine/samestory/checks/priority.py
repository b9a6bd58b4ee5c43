"""Which storyline goes first where two can catch the same person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from samestory.checks import Context, check
from samestory.checks.written import living_storylines
from samestory.diagnostics import Finding
from samestory.model.library import Library, Storyline
from samestory.model.values import Signal

# A lead goes back for one reason, and a customer is in one stage: other parameters catch other people.
ONE_AT_A_TIME = ("recycled", "customer")


def _rivals(library: Library) -> Iterator[tuple[Storyline, Storyline]]:
    """The pairs of live storylines that can catch the same person: by one kind of signal, in a shared role."""
    live = [storyline for storyline in library.storylines if storyline.status == "live"]
    for one, other in combinations(live, 2):
        shared = set(one.fields.roles) & set(other.fields.roles)
        if shared and any(_meet(entry, entering) for entry in one.fields.entry for entering in other.fields.entry):
            yield one, other


def _meet(one: Signal, other: Signal) -> bool:
    return one == other if one.name in ONE_AT_A_TIME else one.name == other.name


def _is_number(priority: str) -> bool:
    return re.fullmatch(r"[1-9]\d{0,3}", priority) is not None


@check("wrong-priority")
def every_priority_is_a_number(context: Context) -> Iterator[Finding]:
    """A storyline's `priority` is not a whole number from 1.

    Why: the storyline with the smallest number goes first; words have no order.
    Fix: write a number: `priority: 1`.
    """
    for storyline in living_storylines(context.library):
        priority = storyline.fields.priority
        if priority and not _is_number(priority):
            yield Finding(
                storyline.source.at("priority"), f"`{priority}` is no priority", "Write 1, 2, 3 …: 1 goes first."
            )


# Requirement: R20
@check("missing-priority")
def rivals_have_a_priority(context: Context) -> Iterator[Finding]:
    """Two storylines can catch the same person, and one of them has no `priority`.

    Why: a person is in one storyline at a time; each email tool would choose in its own way.
    Fix: give both a `priority`; 1 goes first.
    """
    for pair in _rivals(context.library):
        for storyline, rival in (pair, pair[::-1]):
            if not storyline.fields.priority:
                message = f"`priority` is missing, and `{rival.id}` can catch the same person"
                yield Finding(storyline.source.at("entry"), message, "Add `priority:` to both; 1 goes first.")


# Requirement: R20
@check("same-priority")
def rivals_differ_in_priority(context: Context) -> Iterator[Finding]:
    """Two storylines that can catch the same person have the same `priority`.

    Why: a person is in one storyline at a time; each email tool would choose in its own way.
    Fix: give one of them another number.
    """
    for one, other in _rivals(context.library):
        priority = one.fields.priority
        if _is_number(priority) and priority == other.fields.priority:
            message = f"`{one.id}` has priority {priority} too, and can catch the same person"
            yield Finding(other.source.at("priority"), message, "Give one of the two another number; 1 goes first.")
