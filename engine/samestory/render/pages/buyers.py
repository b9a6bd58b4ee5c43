"""`buyers/<role>.html`, `stages/<stage>.html` and their index: who is told, and what they ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.library import ForRole, Role, Stage
from samestory.model.page import Page
from samestory.model.text import Nodes
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, part_of, story_name
from samestory.render.pages.stops import stage_anchor
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Opening:
    """How a storyline begins for a role in a stage."""

    title: str
    when: str
    href: str
    words: Nodes


# Requirement: R31, R35
@page
def buyers_index(site: Site) -> Iterator[Page]:
    """All roles and all stages."""
    path = "buyers/index.html"
    body = rendered("buyers.html", path, site=site, part_of=part_of)
    yield Page(path, "Buyers", body, "buyers")


@page
def role_pages(site: Site) -> Iterator[Page]:
    """One page per role."""
    for role in site.library.roles:
        path = f"buyers/{role.id}.html"
        stages = tuple((stage, tuple(_openings(site, role, stage))) for stage in site.library.stages)
        needs = tuple((site.role_name(need.role), site.words(need.text, role.id)) for need in _known(site, role))
        body = rendered(
            "role.html",
            path,
            site=site,
            role=role,
            words=lambda text, role=role: site.words(text, role.id),
            stages=tuple((stage, openings) for stage, openings in stages if openings),
            needs=needs,
        )
        yield Page(path, site.role_name(role.id), body, "buyers")


def _known(site: Site, role: Role) -> Iterator[ForRole]:
    return (need for need in role.needs if need.role in site.library.role)


@page
def stage_pages(site: Site) -> Iterator[Page]:
    """One page per stage."""
    for stage in site.library.stages:
        path = f"stages/{stage.id}.html"
        roles = tuple((role.id, site.role_name(role.id), tuple(_openings(site, role, stage))) for role in site.roles)
        told = tuple((id, name, openings) for id, name, openings in roles if openings)
        body = rendered("stage.html", path, site=site, stage=stage, roles=told)
        yield Page(path, site.stage_name(stage.id), body, "buyers")


def _openings(site: Site, role: Role, stage: Stage) -> Iterator[Opening]:
    for storyline in site.storylines:
        anchor = stage_anchor(site, storyline.id, role.id, stage.id)
        if anchor:
            sequence = site.sequence[(storyline.id, role.id)]
            here = [touch for touch in (*sequence.touches, *sequence.cards) if touch.stage == stage.id]
            when = "talk track" if here[0].day is None else f"day {here[0].day}"
            href = f"../{prep_path(storyline.id, role.id)}#{anchor}"
            yield Opening(story_name(storyline.id), when, href, here[0].talk.open or ())
