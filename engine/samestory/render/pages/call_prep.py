"""`prep/<story>/<role>.html`: everything for a call with one role, at every day of one storyline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from samestory.model.library import Storyline
from samestory.model.page import Page
from samestory.model.sequence import Sequence, Touch
from samestory.render.pages.kinds import story_page
from samestory.render.pages.shown_claim import ShownClaim
from samestory.render.pages.site import Site, part_of, story_name
from samestory.render.pages.stops import Leg, card_anchor, legs_of, others_hear, stops_of
from samestory.render.pages.template import rendered
from samestory.render.pages.told_then import release_line, told_by, told_otherwise
from samestory.wording import claim_text

STORIES_SHOWN = 12  # in the menu of storylines, which would grow on every page otherwise; the rest is a click away
SEGMENTED = 4  # so many roles fit side by side; more become a menu
HEARD_SHOWN, UNHEARD_SHOWN = 3, 2  # rows before the rest is folded; 40-prep.js counts to the same numbers
HEARD_PRINTED, UNHEARD_PRINTED = 5, 4  # paper has more room, and nothing to unfold
PROOF_SHOWN = 2  # claims from as many sources, before the rest is folded
SEGMENTED_LETTERS = 24  # their names together, so that they fit a phone as well


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a switch."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim as told in a touch: its short form as it stands in the library, and its value."""

    id: str
    text: str
    value: str


# Requirement: R23, R27, R32, R40
@story_page
def call_prep(site: Site, storyline: Storyline) -> Iterator[Page]:
    """One page per storyline and role."""
    for sequence in site.sequences_of(storyline):
        yield _prep(site, storyline, sequence)


def _prep(site: Site, storyline: Storyline, sequence: Sequence) -> Page:
    path = prep_path(storyline.id, sequence.role)
    role = site.role(sequence.role)
    legs = legs_of(site, storyline, sequence)
    stops = stops_of(legs)
    title = f"{site.role_name(role.id)} · {story_name(storyline.id)}"
    staged = _by_stages(legs)
    formers = told_otherwise(site, sequence)
    body = rendered(
        "prep.html",
        path,
        site=site,
        storyline=storyline,
        story_name=story_name(storyline.id),
        role=role,
        title=title,
        legs=legs,
        stops=stops,
        role_name=site.role_name(role.id),
        roles=(roles := _role_choices(site, storyline, role.id)),
        roles_fit=fits_side_by_side(roles),
        stories=(stories := _story_choices(site, storyline.id, role.id)),
        all_stories="stories/index.html" if len(stories) >= STORIES_SHOWN else "",
        after={stop.anchor: later for stop, later in pairwise(stops)},
        claims=_by_source(staged),
        formers=formers,
        told_by=told_by,
        release=release_line(site, sequence, (claim for claim, _ in staged)),
        never_emailed=_never_emailed(site, storyline, role.id),
        counts=_counts(legs),
        heard_shown=HEARD_SHOWN,
        unheard_shown=UNHEARD_SHOWN,
        told=lambda touch: told_claims(site, touch),
        others=lambda touch: others_hear(site, storyline, touch),
        email_href=lambda touch: f"../../{email_address(touch)}",
        card_anchor=card_anchor,
        touch_number=_numbers(legs),
        opening=site.words(role.opening, role.id),
        answers_for=part_of(site, role),
        words=site.words(role.words, role.id),
        never_say=site.words(role.never_say, role.id),
    )
    return Page(path, title, body, "storylines")


def prep_path(storyline: str, role: str) -> str:
    """Where the page of a storyline and role stands."""
    return f"prep/{storyline}/{role}.html"


def email_address(touch: Touch) -> str:
    """Where a touch's email is previewed."""
    return f"emails/{touch.storyline}-{touch.beat}.html#{touch.role}"


def told_claims(site: Site, touch: Touch) -> tuple[ToldClaim, ...]:
    """The claims in a touch's email, each once: what a reader of it has been told beside the message's words."""
    if not touch.email:
        return ()
    ids = dict.fromkeys(claim.id for claim in touch.email.claims)
    return tuple(_told(site, id) for id in ids if id in site.library.claim)


def _told(site: Site, id: str) -> ToldClaim:
    value = site.library.claim[id].fields.value
    short = claim_text(site.library, id, "short")
    return ToldClaim(id, short.text if short else value, value)


def _role_choices(site: Site, storyline: Storyline, current: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(site.role_name(sequence.role), f"{sequence.role}.html", sequence.role == current)
        for sequence in site.sequences_of(storyline)
    )


def _story_choices(site: Site, current: str, role: str) -> tuple[Choice, ...]:
    """The storylines this role is told, the most urgent ones and the one that is shown."""
    shown = [id for place, id in enumerate(site.told_to(role)) if place < STORIES_SHOWN or id == current]
    return tuple(Choice(story_name(id), f"../{id}/{role}.html", id == current) for id in shown)


def fits_side_by_side(choices: tuple[Choice, ...]) -> bool:
    """Whether a switch may show all its entries."""
    return len(choices) <= SEGMENTED and sum(len(choice.name) for choice in choices) <= SEGMENTED_LETTERS


def _by_stages(legs: tuple[Leg, ...]) -> tuple[tuple[ShownClaim, str], ...]:
    """The claims of a page, each once, with the numbers of the legs that use it: `1 3`; what fewer use comes first."""
    found: dict[str, tuple[ShownClaim, list[str]]] = {}
    for leg in legs:
        for claim in leg.claims:
            found.setdefault(claim.id, (claim, []))[1].append(str(leg.number))
    own_first = sorted(found.values(), key=lambda staged: len(staged[1]))
    return tuple((claim, " ".join(numbers)) for claim, numbers in own_first)


Staged = tuple[ShownClaim, str]


def _by_source(claims: tuple[Staged, ...]) -> tuple[tuple[Staged, ...], ...]:
    """Claims that share their source, their last day and who may tell them stand together: those are said once."""
    groups: dict[tuple[object, ...], list[Staged]] = {}
    for claim, stages in claims:
        shared = (claim.source, claim.expires, claim.freshness, claim.permission, claim.is_reserved)
        groups.setdefault(shared, []).append((claim, stages))
    return tuple(tuple(group) for group in groups.values())


def _never_emailed(site: Site, storyline: Storyline, role: str) -> tuple[str, ...]:
    """The other roles that no dated touch of a storyline is for: said once, not on every day."""
    told = {touch.role for sequence in site.sequences_of(storyline) for touch in sequence.touches}
    others = (other for other in storyline.fields.roles if other != role and other in site.library.role)
    return tuple(site.role_name(other) for other in others if other not in told)


def _numbers(legs: tuple[Leg, ...]) -> dict[str, int]:
    """What others are told, numbered in order from 1, by key: a page has such rows or dated stops, never both."""
    return {touch.key: number for number, touch in enumerate((t for leg in legs for t in leg.others), start=1)}


def _counts(legs: tuple[Leg, ...]) -> dict[str, tuple[int, int]]:
    """How many rows are heard and not heard at each stop: a call of today is not, an email of today is."""
    counts: dict[str, tuple[int, int]] = {}
    rows = sum(len(leg.others) + sum(stop.day is not None for stop in leg.stops) for leg in legs)
    heard = 0
    for leg in legs:
        heard += len(leg.others)
        for stop in leg.stops:
            counts[stop.anchor] = (heard + stop.is_email, rows - heard - stop.is_email)
            heard += stop.day is not None
    return counts
