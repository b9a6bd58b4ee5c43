"""What was planned: touches with every token resolved, dated and cut into segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from samestory.model.text import AsIs, ClaimText, ContactField, Nodes, OfferLink

Channel = Literal["email", "call", "card"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a claim shown in an email comes from, for the small print under the story."""

    claim: str
    text: str


@dataclass(frozen=True, slots=True)
class Email:
    """A beat's email for one role.

    `body` is the story as blocks, the role's opening and the offer's button in their places; greeting and
    sign-off are the settings' frame. `claims` lists every use in subject, preview and body, repeats repeated.
    """

    subject: Nodes
    preview: Nodes
    greeting: Nodes
    body: Nodes
    sign_off: Nodes
    opening: Nodes  # the role's own words, which also stand in body
    offer: OfferLink
    claims: tuple[ClaimText, ...]
    as_is: tuple[AsIs, ...]
    fields: tuple[ContactField, ...]  # in subject, preview and body and frame; each name and fallback once
    sources: tuple[SourceLine, ...]
    sender: str
    language: str
    former_claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, and what to listen for."""

    question: Nodes
    listen_for: Nodes | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An objection in the buyer's words, and our answer."""

    quote: str
    answer: Nodes


@dataclass(frozen=True, slots=True)
class ForwardText:
    """A text the buyer passes on to another role."""

    to_role: str
    text: Nodes


@dataclass(frozen=True, slots=True)
class Talk:
    """What a rep says from a touch on until the next one. Label texts are inline, the rest blocks."""

    open: Nodes | None = None
    check: Nodes | None = None
    further: Nodes | None = None
    leave_with: Nodes | None = None
    again: Nodes | None = None
    hold_back: Nodes | None = None
    free: Nodes = ()
    questions: tuple[AskedQuestion, ...] = ()
    answers: tuple[Answer, ...] = ()
    recap: Nodes = ()
    forwards: tuple[ForwardText, ...] = ()  # to other roles, never to this one


@dataclass(frozen=True, slots=True)
class Told:
    """What a role has been told in this segment by emails up to and including a touch."""

    beats: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """A beat for one role. Cards and drafts have no days."""

    key: str
    former_keys: tuple[str, ...]
    uuid: str
    storyline: str
    beat: str
    role: str
    stage: str
    idea: str
    channel: Channel
    is_draft: bool
    day: int | None
    segment_day: int | None
    wait_days: int | None
    message: Nodes
    email: Email | None
    talk: Talk
    told: Told
    stamp: str

    @property
    def dated(self) -> int:
        """Its day; only dated touches are asked for it.

        Raises:
            ValueError: it is a card or a draft.
        """
        if self.day is None:
            raise ValueError(f"{self.key} has no day")
        return self.day


@dataclass(frozen=True, slots=True)
class Segment:
    """The dated touches of one stage, which can be entered on its own."""

    stage: str
    uuid: str
    touches: tuple[Touch, ...]


@dataclass(frozen=True)
class Sequence:
    """One storyline for one role: dated touches in segments; cards and drafts apart, in the storyline's order.

    A role with `nurture: no` has cards only, and stands in no file for email tools.
    """

    storyline: str
    role: str
    role_code: str
    uuid: str
    segments: tuple[Segment, ...]
    cards: tuple[Touch, ...] = ()
    drafts: tuple[Touch, ...] = ()

    @cached_property
    def touches(self) -> tuple[Touch, ...]:
        """The dated touches, by day."""
        return tuple(touch for segment in self.segments for touch in segment.touches)

    @property
    def emails(self) -> Iterator[tuple[Touch, Email]]:
        """The touches that are emails, by day, each with its email."""
        return ((touch, touch.email) for touch in self.touches if touch.email)
