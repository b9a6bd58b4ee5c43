"""What a generated repository consists of: its roles, its stages, and the storylines that so many touches make."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Template
from typing import Any

SENTENCES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
BEATS_LIMIT = 50  # of a storyline: ten places, five messages each
SMALLEST = 5  # beats of a storyline


@dataclass(frozen=True)
class Role:
    """Somebody in the buying group."""

    id: str
    code: str
    group_role: str
    titles: str
    name: str
    answers_for: str
    words: str
    measured_on: str


ROLES = (
    Role(
        "head-of-operations",
        "ho",
        "decision-maker",
        "COO, Operations Director, Head of Operations",
        "Head of operations",
        "Delivery dates and cost over several plants.\nDecides where people look.",
        'On time in full, run rate, "what does it cost us".',
        "Dates kept, cost per unit.",
    ),
    Role(
        "plant-manager",
        "pm",
        "champion",
        "Plant Manager, Site Manager",
        "Plant manager",
        "That the plant runs, with the people it has.",
        'Round, shift, bottleneck, "tell me what is missing".',
        "Output, safety, staff turnover.",
    ),
    Role(
        "process-engineer",
        "pe",
        "evaluator",
        "Process Engineer, Manufacturing Engineer, Industrial Engineer",
        "Process engineer",
        "That what is changed can be measured.",
        'Routing, booking, deviation, "how was it measured".',
        "Process capability, changes that last.",
    ),
    Role(
        "team-lead",
        "tl",
        "user",
        "Team Lead, Shift Lead, Supervisor",
        "Team lead",
        "A shift, its people, and what it hands over.",
        'Order, tag, handover, "who has the paper".',
        "Orders done, and what the next shift finds.",
    ),
)
FINANCE = Role(
    "finance",
    "fi",
    "ratifier",
    "CFO, Controller, Finance Director",
    "Finance",
    "That money is spent on what was decided.\nGets no email from us.",
    'Business case, run cost, "whose number is that".',
    "Spend against budget.",
)


@dataclass(frozen=True)
class Stage:
    """Where the buyer's decision stands."""

    id: str
    question: str
    ready: str


BUYER_STAGES = (
    Stage("status-quo", "Why would we touch this at all?", "The buyer has looked at a case of their own."),
    Stage("trigger", "What has changed, so that it matters?", "The buyer can name what has changed."),
    Stage("priority", "Is it worth solving now?", "It has a place on the list of this year."),
    Stage("research", "How do others solve it?", "The buyer has seen more than one way."),
    Stage("criteria", "What would a good solution have to do?", "The group has written down what it needs."),
    Stage("options", "What exactly do we need, and from whom?", "The list of options is short."),
    Stage("shortlist", "Which of them would fit our plants?", "Those who would use it have looked at it."),
    Stage("validation", "Is it safe, and who has done it?", "The biggest doubt has been tested."),
    Stage("business-case", "What does it bring, and what does it cost?", "Finance has seen the sum and its sources."),
    Stage("terms", "How do we get in, and how do we get out?", "The terms are known to those who sign."),
)
CHOICE = Stage("choice", "How do we start without regret?", "There is a name and a date for the beginning.")
CUSTOMER_STAGES = (
    Stage("deliver", "Was this the right decision?", "What was promised is in use."),
    Stage("adopt", "Do our people use it?", "It is used without being asked for."),
    Stage("prove", "Does it do what we were told?", "The first count has been repeated."),
    Stage("develop", "What else can it do for us?", "The next use is named."),
    Stage("share", "Who else should know?", "Another team has seen it."),
    Stage("extend", "Where would it help next?", "The next plant is chosen."),
    Stage("retain", "Shall we go on with it?", "The users have said what they think."),
    Stage("renew", "On which terms do we go on?", "The terms are known."),
    Stage("refer", "Would we tell others about it?", "Somebody has told a colleague elsewhere."),
    Stage("grow", "What comes after this?", "The next year has a plan."),
)
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
        return topics[(self.number + self.number // len(KINDS)) % len(topics)]

    @property
    def id(self) -> str:
        """E.g. hidden-rework."""
        again = f"-{self._round + 1}" if self._round else ""
        return f"{self._kind[1]}-{self.topic.replace(' ', '-')}{again}"

    @property
    def code(self) -> str:
        """The letters its touch keys begin with."""
        letters = "".join(word[0] for word in self.topic.split()) + self.topic[-1]
        again = chr(ord("a") + self._round) if self._round else ""
        return f"{self._kind[2]}{letters[:2]}{again}"

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

    def reserved_id(self, stage: int) -> str:
        """The id of the claim that reps keep back in a stage, by the stage's place."""
        return f"{self.id}-kept-back-{self.stages[stage].id}"


def stories_of(touches: int) -> tuple[Story, ...]:
    """The storylines that so many touches make: five, or more where they would have more than fifty beats."""
    beats = touches // len(ROLES)
    count = max(min(len(KINDS), beats // SMALLEST), -(-beats // BEATS_LIMIT))
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
