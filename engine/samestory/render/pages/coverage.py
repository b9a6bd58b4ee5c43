"""`coverage.html`: what is told to whom in which stage, and every gap as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.library import Storyline
from samestory.model.page import Page
from samestory.model.sequence import Sequence, Touch
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, all_touches, story_name
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Covered:
    """One role in one stage: what it gets in words, which ideas, and what is missing."""

    stage_name: str
    words: str
    ideas: tuple[str, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Story:
    """One storyline: a row per role, a column per stage, and its gaps as sentences."""

    storyline: Storyline
    name: str
    rows: tuple[tuple[str, str, tuple[Covered, ...]], ...]
    gaps: tuple[str, ...]


@page
def coverage(site: Site) -> Iterator[Page]:
    """The one page."""
    path = "coverage.html"
    stories = tuple(_story(site, storyline) for storyline in site.storylines)
    missing = sum(len(story.gaps) for story in stories)
    body = rendered("coverage.html", path, site=site, stories=stories, missing=missing)
    yield Page(path, "Coverage", body, "coverage")


def _story(site: Site, storyline: Storyline) -> Story:
    sequences = tuple(site.sequences_of(storyline))
    rows = tuple(
        (
            site.role_name(sequence.role),
            prep_path(storyline.id, sequence.role),
            tuple(_covered(sequence, stage, site) for stage in storyline.fields.stages),
        )
        for sequence in sequences
    )
    return Story(storyline, story_name(storyline.id), rows, tuple(gaps_of(site, storyline)))


def _covered(sequence: Sequence, stage: str, site: Site) -> Covered:
    live = tuple(touch for touch in (*sequence.touches, *sequence.cards) if touch.stage == stage)
    drafts = sum(touch.stage == stage for touch in sequence.drafts)
    counts = [(sum(touch.channel == channel for touch in live), word) for channel, word in CHANNELS]
    words = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    words += [f"{drafts} draft{'' if drafts == 1 else 's'}"] if drafts else []
    ideas = tuple(dict.fromkeys(touch.idea for touch in live))
    return Covered(site.stage_name(stage), ", ".join(words), ideas, _gap(site, sequence, stage, live))


CHANNELS = (("email", "email"), ("call", "call"), ("card", "talk track"))


def _gap(site: Site, sequence: Sequence, stage: str, live: tuple[Touch, ...]) -> str:
    if not live:
        return "nothing"
    is_mailed = site.library.gets_email(sequence.role) and site.stage(stage).fields.email
    return "no email" if is_mailed and not any(touch.email for touch in live) else ""


def gaps_of(site: Site, storyline: Storyline) -> Iterator[str]:
    """Each gap of a storyline as a sentence: roles without anything in a stage, and ideas a role never hears."""
    for sequence in site.sequences_of(storyline):
        role = site.role_name(sequence.role)
        for stage in storyline.fields.stages:
            gap = _covered(sequence, stage, site).gap
            if gap == "nothing":
                yield f"{role} hears nothing in {site.stage_name(stage)}."
            elif gap:
                yield f"{role} gets no email in {site.stage_name(stage)}."
        heard = {touch.idea for touch in all_touches(sequence) if not touch.is_draft}
        for idea in storyline.ideas:
            if idea.key not in heard:
                yield f"{role} never hears the idea “{idea.key}”."
