"""`stories/<story>.html`: the story in one breath, and who says what on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.front_matter import StoryFields
from samestory.model.library import Beat, Storyline
from samestory.model.page import Page
from samestory.model.sequence import Touch
from samestory.model.text import Nodes
from samestory.render.pages.call_prep import email_address, prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.shown_claim import claims_of, sayable
from samestory.render.pages.site import Site, all_touches, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Column:
    """A beat in the lanes: by whom, when, and where it leads."""

    touch: Touch
    owner: str  # marketing or sales
    kind: str  # what it is, in a word
    when: str
    href: str
    begins_stage: str  # the stage's name where a stage begins here


@page
def storyline_page(site: Site) -> Iterator[Page]:
    """One page per storyline."""
    for storyline in site.storylines:
        path = f"stories/{storyline.id}.html"
        body = rendered(
            "storyline.html",
            path,
            site=site,
            storyline=storyline,
            name=story_name(storyline.id),
            breath=tuple(_breath(site, storyline)),
            columns=tuple(_columns(site, storyline)),
            claims=_claims(site, storyline),
            roles=tuple(
                (site.role_name(of.role), first_stop(site, of.storyline, of.role)) for of in _told(site, storyline)
            ),
            not_this=site.words(storyline.not_this),
            owners=_owners(storyline.fields),
        )
        yield Page(path, story_name(storyline.id), body, "storylines")


@page
def storylines_index(site: Site) -> Iterator[Page]:
    """All storylines."""
    path = "stories/index.html"
    stories = tuple(
        (storyline, story_name(storyline.id), ", ".join(map(site.role_name, storyline.fields.roles)))
        for storyline in site.storylines
    )
    yield Page(path, "Storylines", rendered("storylines.html", path, site=site, stories=stories), "storylines")


def _owners(fields: StoryFields) -> str:
    """Who answers for a storyline, in words."""
    named = (("marketing", fields.marketing_owner), ("sales", fields.sales_owner))
    owners = ", ".join(f"{name} for {part}" for part, name in named if name)
    return f"Kept by {owners}" if owners else ""


def _told(site: Site, storyline: Storyline) -> Iterator[Touch]:
    for sequence in site.sequences_of(storyline):
        touches = all_touches(sequence)
        if touches:
            yield touches[0]


def first_stop(site: Site, storyline: str, role: str) -> str:
    """The address, from the top of the site, where a role's way through a storyline begins."""
    sequence = site.sequence[(storyline, role)]
    path = prep_path(storyline, role)
    return f"{path}#{anchor_of(site, sequence.touches[0])}" if sequence.touches else path


def _breath(site: Site, storyline: Storyline) -> Iterator[tuple[str, Nodes]]:
    if storyline.now:
        yield "Today", site.words(storyline.now)
    for idea in storyline.ideas:
        yield idea.key.replace("-", " ").capitalize(), site.words(idea.sentence)
    if storyline.outcome:
        yield "Then", site.words(storyline.outcome)


def _columns(site: Site, storyline: Storyline) -> Iterator[Column]:
    before = ""
    for beat in storyline.beats:
        touch = _spoken_for(site, beat)
        if touch is None:
            continue
        stage = site.stage_name(beat.fields.stage) if beat.fields.stage != before else ""
        before = beat.fields.stage
        yield _column(site, touch, stage)


def _spoken_for(site: Site, beat: Beat) -> Touch | None:
    """The touch that stands for a beat: a dated one if there is any, else the first role's card or draft."""
    touches = site.touches.get((beat.storyline, beat.id), ())
    return site.timetable.get((beat.storyline, beat.id)) or next(iter(touches), None)


def _column(site: Site, touch: Touch, stage: str) -> Column:
    when = f"Day {touch.day}" if touch.day is not None else ("Draft" if touch.is_draft else "Any day")
    if touch.email:
        kind = (
            site.library.offer[touch.email.offer.id].fields.kind if touch.email.offer.id in site.library.offer else ""
        )
        return Column(
            touch, "marketing", f"Email, {kind}" if kind else "Email", when, f"../{email_address(touch)}", stage
        )
    href = f"../{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}"
    return Column(touch, "sales", "Call" if touch.channel == "call" else "Talk track", when, href, stage)


def _claims(site: Site, storyline: Storyline) -> tuple[object, ...]:
    touches = (touch for sequence in site.sequences_of(storyline) for touch in all_touches(sequence))
    return sayable(claims_of(site, touches))
