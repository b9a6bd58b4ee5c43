"""The way of one role through one storyline: its stops in order, each a day with a touch, or a stage with cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from samestory.model.library import Storyline
from samestory.model.sequence import Sequence, Touch
from samestory.model.text import Nodes, plain
from samestory.render.pages.shown_claim import ShownClaim, claims_of, sayable
from samestory.render.pages.site import Site, all_touches, first_sentence


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: a dated touch (`d21`), or a stage without email, whose cards are talk tracks.

    `number` counts the stops of the page from 1. `touches` holds the dated touch, or the cards.
    """

    anchor: str
    number: int
    stage: str
    touches: tuple[Touch, ...]
    name: str

    @property
    def day(self) -> int | None:
        """Its day; a stage has none."""
        return self.touches[0].day

    @property
    def is_email(self) -> bool:
        """Whether marketing acts here."""
        return self.touches[0].channel == "email" and self.day is not None


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of the way in one stage: stops, and what stands beside them without a day."""

    stage: str
    number: int
    stops: tuple[Stop, ...]
    cards: tuple[Touch, ...]
    drafts: tuple[Touch, ...]
    claims: tuple[ShownClaim, ...]
    others: tuple[Touch, ...] = ()  # for a role without email: what others are told in this stage


def legs_of(site: Site, storyline: Storyline, sequence: Sequence) -> tuple[Leg, ...]:
    """One leg per stage in which this role gets anything, numbered from 1 like their stops."""
    made: list[Leg] = []
    stops = 0
    for stage in storyline.fields.stages:
        leg = _leg(site, storyline, sequence, stage)
        if not (leg.stops or leg.drafts or leg.others):
            continue
        numbered = tuple(replace(stop, number=stops + place) for place, stop in enumerate(leg.stops, start=1))
        stops += len(numbered)
        made.append(replace(leg, number=len(made) + 1, stops=numbered))
    return tuple(made)


def stops_of(legs: tuple[Leg, ...]) -> tuple[Stop, ...]:
    """All stops in order."""
    return tuple(stop for leg in legs for stop in leg.stops)


def anchor_of(site: Site, touch: Touch) -> str:
    """The id of the element that a touch stands in on its prep page: a day, or a card's own."""
    return card_anchor(touch) if touch.day is None else day_anchor(site, touch)


def day_anchor(site: Site, touch: Touch) -> str:
    """`d21`; the second touch of a day adds its beat, so that ids stay single."""
    first = site.first_of_day[touch.storyline, touch.role, touch.day]
    return f"d{touch.day}" if first == touch.key else f"d{touch.day}-{touch.beat}"


def card_anchor(touch: Touch) -> str:
    """The id of a card or a draft on a prep page."""
    return f"card-{touch.beat}"


def stage_anchor(site: Site, storyline: str, role: str, stage: str) -> str:
    """Where a stage begins on a prep page: its first day, or itself; empty where this role gets nothing in it."""
    sequence = site.sequence.get((storyline, role))
    if sequence is None:
        return ""
    dated = next((touch for touch in sequence.touches if touch.stage == stage), None)
    if dated:
        return day_anchor(site, dated)
    return stage if any(card.stage == stage for card in sequence.cards) else ""


def _leg(site: Site, storyline: Storyline, sequence: Sequence, stage: str) -> Leg:
    here = tuple(touch for touch in all_touches(sequence) if touch.stage == stage)
    dated = tuple(touch for touch in here if touch.day is not None)
    cards = tuple(touch for touch in sequence.cards if touch.stage == stage)
    is_told = site.library.gets_email(sequence.role)
    return Leg(
        stage,
        0,
        tuple(_stops(site, stage, dated, cards)),
        cards if dated else (),
        tuple(touch for touch in sequence.drafts if touch.stage == stage),
        sayable(claims_of(site, here)),
        () if is_told else tuple(told_to_others(site, storyline, stage)),
    )


def _stops(site: Site, stage: str, dated: tuple[Touch, ...], cards: tuple[Touch, ...]) -> Iterator[Stop]:
    for touch in dated:
        yield Stop(day_anchor(site, touch), 0, stage, (touch,), f"Day {touch.day}")
    if cards and not dated:
        yield Stop(stage, 0, stage, cards, site.stage_name(stage))


def told_to_others(site: Site, storyline: Storyline, stage: str) -> Iterator[Touch]:
    """The dated emails of a stage, whoever gets them, by day."""
    for beat in storyline.beats:
        touch = site.timetable.get((storyline.id, beat.id))
        if touch and touch.email and touch.stage == stage:
            yield touch


@dataclass(frozen=True, slots=True)
class OthersHear:
    """What the other roles of the storyline hear by the same beat: the first sentence of what is their own."""

    in_own_words: tuple[tuple[str, str], ...]
    in_the_same: tuple[str, ...]
    not_at_all: tuple[str, ...]


def others_hear(site: Site, storyline: Storyline, touch: Touch) -> OthersHear:
    """Who hears a beat in words of their own, who in the shared ones, and who is not told: by names of roles."""
    got = {other.role: other for other in site.touches[(touch.storyline, touch.beat)] if other.channel == touch.channel}
    own: list[tuple[str, str]] = []
    same: list[str] = []
    none: list[str] = []
    for role in storyline.fields.roles:
        if role == touch.role or role not in site.library.role:
            continue
        words = _own_words(got[role], touch) if role in got else ()
        if words:
            own.append((site.role_name(role), first_sentence(plain(words))))
        else:
            (same if role in got else none).append(site.role_name(role))
    return OthersHear(tuple(own), tuple(same), tuple(none))


def _own_words(other: Touch, touch: Touch) -> Nodes:
    if other.email:
        return other.email.opening
    words = other.talk.open or ()
    return words if plain(words) != plain(touch.talk.open or ()) else ()
