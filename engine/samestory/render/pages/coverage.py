"""`coverage.html`: what is told to whom in which stage, who can pass on to whom, and every gap as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.coverage import coverage_of
from samestory.model.coverage import Cell, Coverage, StoryCoverage
from samestory.model.page import Page
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Covered:
    """One role in one stage: what it gets in words, which ideas, what is missing, and whether it hangs on one touch."""

    stage_name: str
    words: str
    ideas: tuple[str, ...]
    gap: str
    is_thin: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One storyline: a row per role, a column per stage, and its gaps as sentences."""

    id: str
    name: str
    stages: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Covered, ...]], ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connected:
    """One role as a row: its name, and to which other role it can pass on how many texts."""

    name: str
    texts: tuple[tuple[str, int | None], ...]


# Requirement: R07, R29, R42, R44, R45, R48
@page
def coverage(site: Site) -> Iterator[Page]:
    """The one page."""
    path = "coverage.html"
    made = site.written or coverage_of(site.library, site.sequences, site.settings.limits)
    by_id = {story.storyline: story for story in made.stories}
    stories = tuple(_story(site, by_id[storyline.id]) for storyline in site.storylines)
    body = rendered(
        "coverage.html",
        path,
        stories=stories,
        missing=len(made.all_gaps),
        others=tuple(gap.sentence for gap in made.gaps),
        connections=tuple(_connected(role, made, site) for role in made.roles) if len(made.roles) > 1 else (),
        top=made,
        top_stages=" and ".join(site.stage_name(stage) for stage in made.top_stages),
    )
    yield Page(path, "Coverage", body, "coverage")


def _story(site: Site, story: StoryCoverage) -> Story:
    rows = tuple(
        (
            site.role_name(role),
            prep_path(story.storyline, role),
            tuple(_covered(story.cells[role, stage], site) for stage in story.stages),
        )
        for role in story.roles
    )
    stages = tuple(site.stage_name(stage) for stage in story.stages)
    return Story(story.storyline, story_name(story.storyline), stages, rows, tuple(gap.sentence for gap in story.gaps))


def _covered(cell: Cell, site: Site) -> Covered:
    told = cell.all
    counts = ((told.emails, "email"), (told.calls, "call"), (told.cards, "talk track"), (told.drafts, "draft"))
    words = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)
    ideas = tuple(one.idea for one in cell.told if one.live)
    return Covered(site.stage_name(cell.stage), words, ideas, cell.gap, cell.is_thin)


def _connected(role: str, made: Coverage, site: Site) -> Connected:
    return Connected(site.role_name(role), tuple((site.role_name(to), made.texts(role, to)) for to in made.roles))
