"""`committee/<story>.html`: one message a day, and what each role of the buying committee hears with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.library import Beat, Storyline
from samestory.model.page import Page
from samestory.model.sequence import Touch
from samestory.model.text import Nodes
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role hears by a beat: in its own words, or in the shared ones; nothing where it has no address."""

    role_name: str
    href: str
    how: str
    own: Nodes = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A beat: its day, its message, and a cell per role."""

    when: str
    stage: str
    message: Nodes
    owner: str
    cells: tuple[Cell, ...]


# Requirement: R29, R30
@page
def committee(site: Site) -> Iterator[Page]:
    """One page per storyline."""
    for storyline in site.storylines:
        path = f"committee/{storyline.id}.html"
        roles = tuple(sequence.role for sequence in site.sequences_of(storyline))
        body = rendered(
            "committee.html",
            path,
            site=site,
            storyline=storyline,
            name=story_name(storyline.id),
            roles=tuple((site.role_name(role), f"../{prep_path(storyline.id, role)}") for role in roles),
            lines=tuple(_lines(site, storyline, roles)),
        )
        yield Page(path, f"The committee · {story_name(storyline.id)}", body, "storylines")


def _lines(site: Site, storyline: Storyline, roles: tuple[str, ...]) -> Iterator[Line]:
    for beat in storyline.beats:
        touches = {touch.role: touch for touch in site.touches.get((storyline.id, beat.id), ())}
        if touches:
            yield _line(site, beat, touches, roles)


def _line(site: Site, beat: Beat, touches: dict[str, Touch], roles: tuple[str, ...]) -> Line:
    any_touch = next(iter(touches.values()))
    dated = site.timetable.get((beat.storyline, beat.id))
    when = "Draft" if any_touch.is_draft else f"Day {dated.day}" if dated else "Any day"
    cells = tuple(_cell(site, touches.get(role), role) for role in roles)
    owner = "m" if (dated or any_touch).email else "s"
    return Line(when, site.stage_name(beat.fields.stage), any_touch.message, owner, cells)


def _cell(site: Site, touch: Touch | None, role: str) -> Cell:
    if touch is None:
        return Cell(site.role_name(role), "", "–")
    href = f"../{prep_path(touch.storyline, role)}#{anchor_of(site, touch)}"
    if touch.email:
        return Cell(site.role_name(role), href, "Email", touch.email.opening)
    how = "Call" if touch.channel == "call" else "Talk track"
    return Cell(site.role_name(role), href, how, own_track(site, touch))


def own_track(site: Site, touch: Touch) -> Nodes:
    """The opening line of a talk track where it was written for that role alone."""
    say = site.beat_of(touch).say
    return touch.talk.open or () if say and say.own_label("open", touch.role) else ()
