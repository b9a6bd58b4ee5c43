"""One beat of a generated storyline: its place, and what its sentence parts are filled with."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plan import SENTENCES, Story, filled


@dataclass(frozen=True)
class Beat:
    """One beat by its place in the storyline; what it says is drawn by a seed of its own."""

    story: Story
    place: int

    @cached_property
    def dice(self) -> random.Random:
        """Draws the beat's sentences; a seed of its own keeps one beat's text apart from its neighbours'."""
        return random.Random(f"{self.story.id} {self.place}")

    @cached_property
    def is_card(self) -> bool:
        """Whether it has neither email nor day."""
        return self.story.has_cards and self.place == self.story.beats - 1

    @cached_property
    def stage_place(self) -> int:
        """The place of its stage among the storyline's."""
        if self.is_card:
            return len(self.story.stages) - 1
        dated = self.story.beats - self.story.has_cards
        return self.place * len(self.story.email_stages) // dated

    @cached_property
    def before(self) -> Beat | None:
        """The beat before it in the same stage."""
        before = Beat(self.story, self.place - 1) if self.place else None
        return before if before and before.stage_place == self.stage_place else None

    @cached_property
    def is_call(self) -> bool:
        """Whether it is a planned call: some later beats of a stage, where reps have work of their own."""
        return self.story.kind in ("accelerate", "customer") and self.place % 8 == 6 and self.before is not None

    @property
    def is_email(self) -> bool:
        """Whether it is emailed."""
        return not (self.is_card or self.is_call)

    @cached_property
    def _where(self) -> tuple[str, str]:
        name, at = SENTENCES["places"][(self.stage_place + self.story.number) % len(SENTENCES["places"])]
        return name, at

    @cached_property
    def form(self) -> int:
        """Which message it has; no two beats of a stage have the same."""
        forms = list(range(len(SENTENCES["messages"])))
        random.Random(f"{self.story.id} stage {self.stage_place}").shuffle(forms)
        back = 0 if self.before is None else 1 + _beats_before(self.before)
        return forms[back % len(forms)]

    @cached_property
    def id(self) -> str:
        """E.g. planning-3, or with its stage where that is not told by the place."""
        return f"{self._where[0].removeprefix('the ').replace(' ', '-')}-{self.place + 1}"

    @cached_property
    def claim(self) -> str:
        """The id of the claim it brings."""
        return f"{self.story.id}-{self.id}"

    @cached_property
    def value_kind(self) -> str:
        """What kind of value its claim has."""
        return ("share", "days", "none", "share", "times")[self.place % 5]

    @cached_property
    def has_value_in_message(self) -> bool:
        """Whether the message holds the claim's value."""
        return self.value_kind == "share" and self.place % 10 == 8

    @cached_property
    def is_held_back(self) -> bool:
        """Whether reps should not bring it up before it was told."""
        return self.place % 9 == 5

    @cached_property
    def looks_ahead(self) -> bool:
        """Whether its talk track cites the next beat, and no claim that is kept back."""
        later = Beat(self.story, self.place + 1)
        is_next = later.place < self.story.beats and later.is_email and not self.is_card
        return self.place % 2 == 1 and is_next and not later.has_value_in_message and not later.is_held_back

    @property
    def claim_parts(self) -> tuple[str, str, str]:
        """Sentence, short form and belief of its claim; no two claims of a stage are the same."""
        parts = SENTENCES["claims"][self.value_kind]
        sentence, short, belief = parts[(self.place + (self.place % 5 == 3)) % len(parts)]
        return sentence, short, belief

    @cached_property
    def sentence(self) -> str:
        """What its claim says, as typed."""
        return self.fill_claim(self.claim_parts[0])

    @property
    def stage(self) -> str:
        """The id of its stage."""
        return self.story.stages[self.stage_place].id

    def names(self) -> dict[str, str]:
        """What its sentence parts are filled with."""
        where, at = self._where
        return {
            "topic": self.story.topic,
            "field": self.story.field,
            "place": where,
            "at": at,
            "claim": self.claim,
            "hub": Beat(self.story, 0).claim,
            "reserved": self.story.reserved_id(self.place),
            "before": self.before.id if self.before else "",
            "later": Beat(self.story, self.place + 1).id,
        }

    def fill(self, words: str) -> str:
        """A sentence part with the beat's names."""
        return filled(words, **self.names())

    def fill_claim(self, words: str) -> str:
        """A part of a claim with the beat's names, places with their town: where a topic comes back, they differ."""
        where, at = self._where
        place = f"{self.story.town}'s {where.removeprefix('the ')}"
        return filled(words, **{**self.names(), "place": place, "at": at.replace(where, place)})

    def draw(self, parts: Any) -> str:
        """One of some sentence parts, filled in."""
        return self.fill(self.dice.choice(parts))

    @cached_property
    def headline(self) -> tuple[str, str, str]:
        """Message, subject and preview."""
        parts = SENTENCES["message_with_claim"] if self.has_value_in_message else SENTENCES["messages"][self.form]
        message, subject, preview = (self.fill(part) for part in parts)
        return message, subject, preview


def _beats_before(beat: Beat) -> int:
    return 0 if beat.before is None else 1 + _beats_before(beat.before)
