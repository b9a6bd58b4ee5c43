"""What was told at some time: a release, a revision of Git, or the files as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from samestory.coverage import coverage_of
from samestory.diagnostics import has_errors
from samestory.model.coverage import Coverage
from samestory.model.library import Library
from samestory.model.records import APPLIED, RELEASES, SIGNED, Records, StoryRelease, release_order
from samestory.model.sequence import Touch
from samestory.model.settings import Settings
from samestory.nearest import did_you_mean
from samestory.pipeline import Project, look_at
from samestory.read import read_library, read_settings
from samestory.read.sources import hash_of_sources
from samestory.releases.history import (
    NO_GIT,
    commit_of,
    commit_that_added,
    day_of_commit,
    has_git,
    is_shallow,
    sources_at,
)
from samestory.releases.record import live_stories, story_release
from samestory.write import Refused

NOW = "now"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Storylines as they were: their records, and their words where the sources are known.

    `touches` are by uuid; `gaps` are sentences that say what is missing, and what it needs.
    """

    name: str
    day: date
    stories: tuple[StoryRelease, ...]
    touches: Mapping[str, Touch] = field(default_factory=dict)
    library: Library | None = None
    gaps: tuple[str, ...] = ()
    coverage: Coverage | None = None


def snapshot(root: Path, name: str | None, today: date) -> Snapshot:
    """The release of that name, else the revision of Git; without a name the files as they are.

    Raises:
        Refused: there is neither, its sources have errors, or they were not fetched.
    """
    if name is None or name == NOW:
        return _of_project(_sound(root, today, "the files as they are now"), NOW)
    records = records_of(root)[1].records
    if name in records.names:
        return _of_release(root, name, records)
    commit = commit_of(root, name)
    if commit is None:
        raise Refused(_unknown(root, name, records))
    with sources_at(root, commit) as folder:
        return _of_project(_sound(folder, day_of_commit(root, commit), f"the files of `{name}`"), name)


def records_of(root: Path) -> tuple[Settings, Library]:
    """Settings and library of the files as they are, whatever may be wrong with the stories.

    Raises:
        Refused: a record cannot be relied on; without it the others would tell half of what was.
    """
    settings, frames = read_settings(root).value
    read = read_library(root, settings, frames)
    broken = next((one for one in read.diagnostics if one.file.startswith((RELEASES, SIGNED, APPLIED))), None)
    if broken:
        raise Refused(f"{broken.file}:{broken.line}: {broken.message}. {broken.hint}".removesuffix("."))
    return settings, read.value


def _unknown(root: Path, name: str, records: Records) -> str:
    hint = did_you_mean(name, records.names, "releases")
    if not has_git(root):
        return f"there is no release `{name}`, and {NO_GIT} that could know a revision of that name. {hint}"
    fetch = " A part of the history was not fetched: `git fetch --unshallow` brings it." if is_shallow(root) else ""
    return f"there is neither a release nor a revision `{name}`.{fetch} {hint}"


def _sound(root: Path, day: date, what: str) -> Project:
    looked = look_at(root, day)
    if has_errors(looked.diagnostics):
        first = next(one for one in looked.diagnostics if one.severity == "error")
        place = f"{first.file}:{first.line}"
        raise Refused(f"{what}: nobody knows what they tell while there are errors, {place}: {first.message}")
    return looked.value


def _of_project(project: Project, name: str) -> Snapshot:
    stories = tuple(
        story_release(story, project.sequences, project.emails, name=name, day=project.day, sources="")
        for story in live_stories(project.library)
    )
    return Snapshot(name, project.day, stories, _touches(project), project.library, coverage=_coverage(project))


def _coverage(project: Project) -> Coverage:
    return coverage_of(project.library, project.sequences, project.settings.limits)


def _touches(project: Project, stories: Iterable[str] | None = None) -> dict[str, Touch]:
    wanted = None if stories is None else set(stories)
    return {
        touch.uuid: touch
        for sequence in project.sequences
        if wanted is None or sequence.storyline in wanted
        for touch in (*sequence.touches, *sequence.cards)
    }


def _of_release(root: Path, name: str, records: Records) -> Snapshot:
    """What was live with a release: its storylines, and the others as they were released before it."""
    live: dict[str, StoryRelease] = {}
    for record in records.releases:
        if release_order(record.release) <= release_order(name):
            live[record.storyline] = record
    touches: dict[str, Touch] = {}
    gaps: list[str] = []
    library: Library | None = None
    coverage: Coverage | None = None
    # Two branches may have released two storylines under one name, each from its own sources.
    together = {(record.release, record.sources) for record in live.values()}
    for release, sources in sorted(together, key=lambda one: (release_order(one[0]), one[1])):
        own = [record for record in live.values() if (record.release, record.sources) == (release, sources)]
        try:
            project = released_project(root, own[0])
            library, coverage = project.library, _coverage(project)
            touches |= _touches(project, (record.storyline for record in own))
        except Refused as problem:
            gaps.append(f"No sentences of {release}, only messages, subjects and values: {problem}.")
    day = date.fromisoformat(records.named(name)[0].day)
    in_order = tuple(live[story] for story in sorted(live))
    return Snapshot(name, day, in_order, touches, library, tuple(gaps), coverage)


def released_project(root: Path, record: StoryRelease) -> Project:
    """The project as it was when a record was made, read anew from its sources.

    Raises:
        Refused: Git does not have them, or they are others than those that were released.
    """
    with released_sources(root, record) as folder:
        day = date.fromisoformat(record.day)
        return _sound(folder, day, f"the sources of {record.release}, read by this version")


@contextmanager
def released_sources(root: Path, record: StoryRelease) -> Iterator[Path]:
    """A folder with the sources that were released: the project itself while they are the same, else from Git.

    Raises:
        Refused: Git does not have them, or they are others than those that were released.
    """
    if hash_of_sources(root) == record.sources:
        yield root
        return
    with sources_at(root, commit_that_added(root, record)) as folder:
        if hash_of_sources(folder) != record.sources:
            raise Refused(_other_sources(root, record))
        yield folder


def _other_sources(root: Path, record: StoryRelease) -> str:
    if is_shallow(root):
        return "the history of this clone is shallow: `git fetch --unshallow` brings the sources"
    return f"the commit that added {record.release} has other sources than those that were released"
