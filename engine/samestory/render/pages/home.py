"""`index.html`: who are you talking to, and where do they stand?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.library import Role, Stage
from samestory.model.page import Page
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.news import changed_lately, news_of
from samestory.render.pages.shown_claim import ShownClaim, shown_claim
from samestory.render.pages.site import Site, part_of, story_name
from samestory.render.pages.stops import stage_anchor
from samestory.render.pages.template import rendered

Changed = frozenset[tuple[str, str, str]]
IN_A_CELL = 3  # storylines shown before "all"
LAST_RELEASES = 3
SIDES = {"buyer": "While they decide", "customer": "Once they are customers"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A storyline in a cell: where its stage begins for that role."""

    story: str
    href: str
    when: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role gets in one stage."""

    stage: Stage
    entries: tuple[Entry, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One role's way through the stages of a side."""

    role: Role
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Roles by stages, for buyers or for customers. Roles that get nothing there have no row."""

    side: str
    title: str
    stages: tuple[Stage, ...]
    rows: tuple[Row, ...]


# Requirement: R01
@page
def home(site: Site) -> Iterator[Page]:
    """The one home page."""
    path = "index.html"
    new = changed_lately(site)
    grids = tuple(grid for side in SIDES if (grid := _grid(site, side, new)).rows)
    stories = tuple((storyline, story_name(storyline.id)) for storyline in site.storylines)
    body = rendered(
        "home.html",
        path,
        site=site,
        grids=grids,
        stories=stories,
        part_of=part_of,
        example=_example(site),
        running_out=tuple(_running_out(site)),
        news=tuple(news_of(site, site.library.records.names[: -LAST_RELEASES - 1 : -1])),
    )
    yield Page(path, "Who are you talking to?", body)


def _example(site: Site) -> str:
    """Something to type into Find: a buyer, a storyline and a day that exist, `cfo cash 21`."""
    found = next((sequence for sequence in site.sequences if len(sequence.touches) > 1), None)
    if found is None:
        return ""
    titles = site.role(found.role).fields.titles
    buyer = min((title for title in (*titles, site.role_name(found.role))), key=len)
    return f"{buyer} {story_name(found.storyline).split()[0]} {found.touches[1].day}".lower()


def _grid(site: Site, side: str, new: Changed) -> Grid:
    used = {stage for storyline in site.storylines for stage in storyline.fields.stages}
    stages = tuple(stage for stage in site.library.stages if stage.fields.side == side and stage.id in used)
    rows = (Row(role, tuple(_cell(site, role, stage, new) for stage in stages)) for role in site.roles)
    return Grid(side, SIDES[side], stages, tuple(row for row in rows if any(cell.entries for cell in row.cells)))


def _cell(site: Site, role: Role, stage: Stage, new: Changed) -> Cell:
    entries = tuple(entries_of(site, role, stage, new))
    return Cell(stage, entries[:IN_A_CELL], len(entries) > IN_A_CELL)


def _running_out(site: Site) -> Iterator[ShownClaim]:
    """Claims that have run out or will soon, the oldest first."""
    shown = (shown_claim(site, claim) for claim in site.library.claims)
    late = (claim for claim in shown if claim.freshness in ("soon", "expired"))
    return iter(sorted(late, key=lambda claim: (claim.expires or site.day, claim.id)))


def entries_of(site: Site, role: Role, stage: Stage, new: Changed = frozenset()) -> Iterator[Entry]:
    """Every storyline that has something for a role in a stage; what is new in it is said."""
    for storyline in site.storylines:
        anchor = stage_anchor(site, storyline.id, role.id, stage.id)
        if anchor:
            when = f"day {anchor[1:].partition('-')[0]}" if anchor != stage.id else "talk"
            when += " · new" if (storyline.id, role.id, stage.id) in new else ""
            yield Entry(story_name(storyline.id), f"{prep_path(storyline.id, role.id)}#{anchor}", when)
