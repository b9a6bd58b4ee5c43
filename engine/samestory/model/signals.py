"""The signals a contact can give, and which of them are in force for a storyline (model.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from samestory.model.library import Storyline
from samestory.model.values import Signal

ENTRY = ("shown-interest", "dormant", "recycled", "stalled", "customer")
HANDOFF = ("replied", "meeting-booked", "asked-price", "named-project")
EXIT = ("unsubscribed", "bounced", "opportunity-open", "became-customer", "left-company")
SUPPRESS = ("competitor", "in-other-storyline", "do-not-contact", "opportunity-open", "became-customer")

# Known, because every email tool offers them, and refused wherever a signal may stand.
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "opened": "mail clients load the pictures of an email before anybody reads it, so an open says nothing",
        "downloaded": "a download says that somebody wants a paper, not that somebody wants a conversation",
    }
)

ENTRIES_OF_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nurture": ("shown-interest",),
        "re-engage": ("dormant", "recycled"),
        "accelerate": ("stalled",),
        "customer": ("customer",),
    }
)

# In force without being written: for every storyline, and for those of a kind (as exit and as suppression).
ALWAYS_EXIT = (*HANDOFF, "unsubscribed", "bounced")
ALWAYS_SUPPRESS = ("do-not-contact",)
ALWAYS_OF_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nurture": ("opportunity-open", "became-customer"),
        "re-engage": ("opportunity-open", "became-customer"),
        "accelerate": ("became-customer",),
        "customer": (),
    }
)


def exits_in_force(story: Storyline) -> tuple[Signal, ...]:
    """What ends a storyline for a contact, each once: always, by its kind, then what its writer added."""
    return _each_once(ALWAYS_EXIT, story, story.fields.exit)


def suppressions_in_force(story: Storyline) -> tuple[Signal, ...]:
    """Who never enters a storyline, each once: always, by its kind, then what its writer added."""
    return _each_once(ALWAYS_SUPPRESS, story, story.fields.suppress)


def _each_once(always: Iterable[str], story: Storyline, added: Iterable[Signal]) -> tuple[Signal, ...]:
    known = (*always, *ALWAYS_OF_KIND.get(story.fields.kind, ()))
    # A dictionary keeps the order in which signals were first seen.
    return tuple(dict.fromkeys((*map(Signal, known), *added)))
