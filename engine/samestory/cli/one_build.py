"""A build as the command line does it: what is asked for, what is told meanwhile, and what is told of it at the end."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samestory.cli.endings import CONTENT_ERRORS, counted, stop
from samestory.cli.heard import Heard
from samestory.cli.stopwatch import Stopwatch

if TYPE_CHECKING:
    from samestory.cache.kept import Kept
    from samestory.cache.unchanged import LastBuild
    from samestory.diagnostics import Outcome
    from samestory.pipeline import Built, Project

SELDOM = 50_000  # objects that are new, between two looks; Python's own number is 700


@dataclass(frozen=True, slots=True)
class Asked:
    """What to build."""

    root: Path
    day: date
    no_site: bool
    targets: tuple[str, ...]
    public: bool
    release: str | None
    other_engine: bool

    @property
    def in_words(self) -> tuple[str, ...]:
        """All that a build depends on besides the files."""
        return (self.day.isoformat(), f"no-site {self.no_site}", f"public {self.public}", *self.targets)


def built_and_told(asked: Asked, last: LastBuild, jobs: int | None, timings: bool) -> date:
    """The day of what was built, told and remembered; ends the command where nothing was published."""
    from samestory.cache.kept import Kept
    from samestory.cache.site_config import needs_no_other_files
    from samestory.cache.store import Store
    from samestory.cache.unchanged import Told
    from samestory.jobs import Jobs, all_cores

    only_known(asked.targets)
    heard, watch = Heard(), Stopwatch()
    with seldom_collected(), Kept(Store(asked.root), Jobs(jobs) if jobs else all_cores()) as kept:
        with progress() as on_station, heard.listening(), watch.running(on_station) as told_station:
            made = _made(asked, told_station, kept)
        built = _published(made, heard)
    if asked.public:
        heard.tell(
            "Public: internal proofs and what rests on them alone, Hold back, field notes and owners are left out"
        )
    if asked.targets:
        heard.tell(f"Only {', '.join(sorted(set(asked.targets)))}: what build/ had for other email tools is absent")
    for line in watch.told(kept.calls) if timings else ():
        click.echo(line)
    if not asked.release and needs_no_other_files(asked.root):
        last.remember(Told(heard.out, heard.err), built.published.manifest)
    return built.project.day


def _made(asked: Asked, on_station: Callable[[str], None], kept: Kept) -> Outcome[Built | None]:
    """What the pipeline made of it; ends the command where it publishes nothing."""
    from samestory.mkdocs_plugin import make_site
    from samestory.pipeline import Unproved
    from samestory.pipeline import build as build_project
    from samestory.prove import proof_as_text
    from samestory.releases.rollback import OtherBuild, build_release

    site, root = None if asked.no_site else make_site, asked.root
    try:
        if asked.release is None:
            public, targets = asked.public, asked.targets
            each, beside = kept.each, kept.beside
            return build_project(root, asked.day, site, on_station, targets, public=public, each=each, beside=beside)
        return build_release(
            root,
            asked.release,
            site,
            on_station,
            targets=asked.targets,
            with_other_engine=asked.other_engine,
            public=asked.public,
        )
    except OtherBuild as problem:
        for sentence in problem.sentences:
            click.echo(f"{sentence}.", err=True)
        click.echo("Nothing was published; build/ is as it was.", err=True)
    except Unproved as problem:
        click.echo(f"{proof_as_text(problem.proof)}{problem}", err=True)
    sys.exit(CONTENT_ERRORS)


def _published(made: Outcome[Built | None], heard: Heard) -> Built:
    """What was built, told with what is wrong; ends the command where nothing was published."""
    from samestory.report import as_text

    problems = tuple(found for found in made.diagnostics if found.severity != "info")
    if problems:
        heard.tell(as_text(problems), err=True)
    if made.value is None:
        click.echo("Nothing was published; build/ is as it was.", err=True)
        sys.exit(CONTENT_ERRORS)
    _tell(made.value, len(made.diagnostics) - len(problems), heard)
    return made.value


def _tell(built: Built, notes: int, heard: Heard) -> None:
    """How much was built, and what was proved of it."""
    from samestory.prove import compared_in_words
    from samestory.targets.table import told_in_build

    project = built.project
    stories = len({sequence.storyline for sequence in project.sequences})
    roles = len(project.library.roles)
    heard.tell(f"{counted(stories, 'storyline')}, {counted(roles, 'role')}, {_touches_of(project)}")
    heard.tell(f"{counted(built.emails, 'email')}, {counted(built.pages, 'page')}; {built.published.files} files")
    if notes:
        heard.tell(f"{counted(notes, 'note')}: samestory check lists what is still to write")
    if built.proof:
        heard.tell(compared_in_words(built.proof))
    for line in told_in_build(project.settings):
        heard.tell(line)


def _touches_of(project: Project) -> str:
    """How many touches there are: dated ones, cards and drafts, which the proof counts together."""
    dated = sum(len(sequence.touches) for sequence in project.sequences)
    cards = sum(len(sequence.cards) for sequence in project.sequences)
    drafts = sum(len(sequence.drafts) for sequence in project.sequences)
    further = [counted(number, name) for number, name in ((cards, "card"), (drafts, "draft")) if number]
    return ", ".join([counted(dated, "dated touch"), *further])


def only_known(targets: tuple[str, ...]) -> None:
    """End the command where a name is no email tool, or is given twice."""
    from samestory.nearest import did_you_mean
    from samestory.targets import all_targets

    for name in targets:
        if name not in all_targets():
            stop(f"there is no email tool `{name}`. {did_you_mean(name, all_targets(), 'email tools')}")
        if targets.count(name) > 1:
            stop(f"the email tool `{name}` is named twice")


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Python looks for what nobody holds less often: a build holds what it makes, and looking takes a tenth of it."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    from samestory.pipeline import STATIONS

    terminal = Console(file=sys.stderr)
    # A bar that renews itself does so in a thread, and beside one no process is forked.
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal, auto_refresh=False) as bar:
        task = bar.add_task("", total=len(STATIONS))
        yield lambda station: bar.update(task, description=station, completed=STATIONS.index(station), refresh=True)
