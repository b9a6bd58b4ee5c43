"""The storylines that so many touches make."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Template
from typing import Any

from buyers import BUYER_STAGES, CHOICE, CUSTOMER_STAGES, ROLES, Stage

SENTENCES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
BEATS_LIMIT = 50  # of a storyline: ten places, five messages each
SMALLEST = 5  # beats of a storyline
# Where the plants of the storylines stand: a topic comes back after some, and what two claims of it say differs so.
TOWNS = ("Ulm", "Graz", "Linz", "Bern", "Jena", "Kiel", "Wels", "Hof", "Trier", "Chur", "Gera", "Bonn")


# kind, first word of the id, letter of the code, entry (with the topic), what follows
KINDS = (
    ("nurture", "hidden", "n", "shown-interest {topic}", "rest 90 days"),
    ("re-engage", "quiet", "r", "dormant {days} days", "rest 90 days"),
    ("accelerate", "stalled", "a", "stalled {days} days", "recycle"),
    ("customer", "less", "c", "customer {stage}", "rest 180 days"),
    ("nurture", "shared", "s", "shown-interest {topic}-costs", "rest 90 days"),
)


@dataclass(frozen=True)
class Story:
    """A storyline: its place in the repository, and how many beats it has."""

    number: int
    beats: int

    @property
    def _kind(self) -> tuple[str, str, str, str, str]:
        return KINDS[self.number % len(KINDS)]

    @property
    def kind(self) -> str:
        """nurture, re-engage, accelerate or customer."""
        return self._kind[0]

    @property
    def _round(self) -> int:
        return self.number // (len(KINDS) * len(SENTENCES["topics"]))

    @property
    def topic(self) -> str:
        """What it is about, e.g. rework."""
        # Neighbours differ in kind and topic: each round of kinds begins one topic further on.
        return str(self._topic[0])

    @property
    def field(self) -> str:
        """What the topic is measured in, e.g. hours spent on rework."""
        return str(self._topic[1])

    @property
    def _topic(self) -> list[str]:
        topics: list[list[str]] = SENTENCES["topics"]
        return topics[(self.number % len(KINDS) + self.number // len(KINDS)) % len(topics)]

    @property
    def id(self) -> str:
        """E.g. hidden-rework."""
        again = f"-{self._round + 1}" if self._round else ""
        return f"{self._kind[1]}-{self.topic.replace(' ', '-')}{again}"

    @property
    def code(self) -> str:
        """The letters its touch keys begin with."""
        again = chr(ord("a") + self._round) if self._round else ""
        return f"{self._kind[2]}{self.topic[0]}{self.topic[-1]}{again}"

    @cached_property
    def has_cards(self) -> bool:
        """Whether it ends in a stage without email, whose beats are cards."""
        return self.kind == "nurture" and self.beats >= 10

    @cached_property
    def email_stages(self) -> tuple[Stage, ...]:
        """The stages with email, spread over those there are."""
        among = CUSTOMER_STAGES if self.kind == "customer" else BUYER_STAGES
        count = min(len(among), max(SMALLEST, self.beats // 2))
        return tuple(among[place * len(among) // count] for place in range(count))

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """All its stages, in order."""
        return (*self.email_stages, CHOICE) if self.has_cards else self.email_stages

    @cached_property
    def ideas(self) -> tuple[tuple[str, str], ...]:
        """Key and sentence of its ideas."""
        listed: list[list[str]] = SENTENCES["ideas"][: max(2, min(4, self.beats // 4))]
        return tuple((key, filled(sentence, topic=self.topic)) for key, sentence in listed)

    @property
    def town(self) -> str:
        """Where its plant stands, as in `in Ulm's planning`; when the towns are used up, `Ulm 2`."""
        again, place = divmod(self.number // len(KINDS), len(TOWNS))
        return f"{TOWNS[place]} {again + 1}" if again else TOWNS[place]

    @property
    def promise(self) -> str:
        """Its H1."""
        return f"You see where {self.topic} begins, and it gets less"

    @property
    def priority(self) -> int:
        """Its place among those that could catch the same person."""
        return self.number + 1

    @property
    def entry(self) -> str:
        """The signals that let a contact in."""
        topic = self.topic.replace(" ", "-") + (f"-{self._round + 1}" if self._round else "")
        days = {"re-engage": 150, "accelerate": 30}.get(self.kind, 0) + self.number
        entry = self._kind[3].format(topic=topic, days=days, stage=self.email_stages[0].id)
        return f"{entry}, recycled no-time, recycled no-budget" if self.number == 1 else entry

    @property
    def after(self) -> str:
        """What follows its end."""
        return self._kind[4]

    @cached_property
    def waits(self) -> tuple[int, ...]:
        """Days before each beat; the first has none."""
        dice = random.Random(f"waits {self.id}")
        return (0, *(dice.randint(5, 9) for _ in range(self.beats - 1)))

    @property
    def cycle_months(self) -> int:
        """How long a purchase takes: about as long as the storyline."""
        return max(1, round(sum(self.waits) / 30))

    def reserved_id(self, place: int) -> str:
        """The id of the claim that reps keep back at a beat, by the beat's place."""
        return f"{self.id}-kept-back-{place + 1}"


def stories_of(touches: int, most_beats: int = BEATS_LIMIT) -> tuple[Story, ...]:
    """The storylines that so many touches make: five, or more where they would have more beats than they may."""
    beats = touches // len(ROLES)
    count = max(min(len(KINDS), beats // SMALLEST), -(-beats // most_beats))
    return tuple(Story(number, beats // count + (number < beats % count)) for number in range(count))


def filled(words: str, **names: str) -> str:
    """A sentence part with its names filled in; `$Topic` is the topic with a capital."""
    if "topic" in names:
        names["Topic"] = title(names["topic"])
    return Template(words).substitute(names)


def title(words: str) -> str:
    """With a capital, hyphens as spaces."""
    spaced = words.replace("-", " ")
    return spaced[:1].upper() + spaced[1:]
