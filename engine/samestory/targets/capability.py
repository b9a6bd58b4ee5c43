"""What an email tool can express, as data: each statement with how it was checked, each rule exact or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Level = Literal["exact", "approximated", "by hand"]
# What every tool says of itself, in the order of the table.
ABILITIES = (
    "waits",
    "exits",
    "suppression",
    "hand-off",
    "entering at a stage",
    "never the same touch twice",
    "preheader",
    "plain text",
    "tracking",
)
# The signals that end a storyline or keep out of it, and how they are noticed.
NOTICED: Mapping[str, str] = MappingProxyType(
    {
        "replied": "a reply of any kind but an automatic one",
        "meeting-booked": "a meeting stands in the calendar",
        "asked-price": "a question about price, contract or terms",
        "named-project": "the contact names a project, a date or colleagues who would have to agree",
        "unsubscribed": "the contact has unsubscribed",
        "bounced": "a hard bounce",
        "opportunity-open": "the company has an open opportunity in the CRM",
        "became-customer": "the contact's company has bought",
        "left-company": "the person has left the company",
        "competitor": "the address is one of a competitor",
        "in-other-storyline": "the contact is in another storyline",
        "do-not-contact": "the person asked not to be written to, by any way",
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about a tool, and how it was checked; one that nobody checked says so."""

    words: str
    checked: str = ""

    @property
    def mark(self) -> str:
        """What stands behind it on every sheet."""
        return f"*[checked: {self.checked}]*" if self.checked else "*[unchecked]*"

    def __str__(self) -> str:
        return f"{self.words} {self.mark}"


@dataclass(frozen=True, slots=True)
class How:
    """How well a tool does a thing, and by what; by hand means that a person does what the words say."""

    level: Level
    fact: Fact


def exact(words: str, checked: str = "") -> How:
    """The tool does it as it is meant."""
    return How("exact", Fact(words, checked))


def approximated(words: str, checked: str = "") -> How:
    """The tool does nearly what is meant; the words say what differs."""
    return How("approximated", Fact(words, checked))


def by_hand(words: str, checked: str = "") -> How:
    """A person does it, as the words say."""
    return How("by hand", Fact(words, checked))


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a tool lets things be, in characters; 0 is no limit that we know. HTML counts in bytes."""

    name: int = 0
    subject: int = 0
    preheader: int = 0
    html_bytes: int = 0
    addresses: bool = True  # whether an email address may stand in a text


def every_rule_by_hand(stop: str, keep_out: str, by_itself: Mapping[str, How]) -> Mapping[str, How]:
    """A rule for each signal: those that the tool keeps by itself, and for the others a step of a person.

    `stop` is how a contact is taken out of the flow, `keep_out` how one is never let in.
    """
    steps = {name: by_hand(f"{words}: {keep_out if name in KEPT_OUT else stop}") for name, words in NOTICED.items()}
    return MappingProxyType(steps | dict(by_itself))


KEPT_OUT = ("competitor", "in-other-storyline", "do-not-contact")
