"""The first half of the way: read -> check -> plan -> check, to a project and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from samestory.checks import check_emails, check_library, check_sequences
from samestory.checks.public import check_public
from samestory.coverage import coverage_of
from samestory.diagnostics import Diagnostic, Outcome, has_errors, in_reading_order
from samestory.each import Again, Beside, Each, anew, in_turn, one_by_one
from samestory.model.library import Library
from samestory.plan import plan_sequences
from samestory.project import Project
from samestory.public import for_the_public, restamped
from samestory.read import read_library, read_settings
from samestory.render.email import render_emails
from samestory.silence import let_pass

# Told the name of each station of a build as it begins.
OnStation = Callable[[str], None]


def in_silence(_station: str) -> None:
    """Nobody watches."""


def look_at(
    root: Path,
    day: date,
    on_station: OnStation = in_silence,
    targets: tuple[str, ...] = (),
    *,
    each: Each = one_by_one,
    beside: Beside = in_turn,
    again: Again = anew,
) -> Outcome[Project]:
    """Read, check, plan, check; with errors too, so that all are told in one run. `targets` replace the settings'.

    `again` may know what an earlier look made of a file or of a storyline.
    """
    on_station("Read")
    read = read_settings(root, again)
    settings, frames = read.value
    settings = settings.model_copy(update={"targets": targets}) if targets else settings
    listed = read_library(root, settings, frames, again)
    library = listed.value
    on_station("Check")
    of_library = beside(lambda: check_library(library, settings, day, again), _touches_of(library))
    on_station("Plan")
    sequences = plan_sequences(library, settings, day, again)
    of_sequences = check_sequences(sequences, library, settings, day, again)
    found = [*read.diagnostics, *listed.diagnostics, *of_library(), *of_sequences]
    stay, silenced = let_pass(in_reading_order(found), library)
    found = list(stay)
    project = Project(root, settings, library, sequences, {}, day, silenced)
    if not has_errors(found):
        project = replace(project, emails=render_emails(sequences, settings, each))
        found += check_emails(sequences, library, settings, day, project.emails)
    return Outcome(project, in_reading_order(found))


def _touches_of(library: Library) -> int:
    """How many touches there will be, more or less."""
    return sum(len(story.beats) * len(story.fields.roles) for story in library.storylines)


def in_public(looked: Outcome[Project], each: Each = one_by_one) -> Outcome[Project]:
    """The same without what is internal; with an error for each text that shows such a thing and cannot be left out."""
    if has_errors(looked.diagnostics):
        return looked
    project, library = looked.value, for_the_public(looked.value.library)
    found = in_reading_order((*looked.diagnostics, *check_public(library)))
    if has_errors(found):
        return Outcome(project, found)
    sequences = plan_sequences(library, project.settings, project.day)
    emails = render_emails(sequences, project.settings, each)
    library = restamped(library, project.sequences, sequences)
    written = coverage_of(project.library, project.sequences, project.settings.limits)
    return Outcome(replace(project, library=library, sequences=sequences, emails=emails, written=written), found)


def check_project(root: Path, day: date) -> tuple[Diagnostic, ...]:
    """What is wrong in a repository, in reading order; nothing is written."""
    return look_at(root, day).diagnostics
