"""Commands that build, and those about what a build holds."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samestory import __version__
from samestory.cli.endings import CONTENT_ERRORS, counted, in_one_sentence, stop
from samestory.cli.heard import Heard
from samestory.cli.options import project_option, today_option
from samestory.cli.stopwatch import Stopwatch

if TYPE_CHECKING:
    from samestory.cache.kept import Kept
    from samestory.cache.unchanged import LastBuild
    from samestory.diagnostics import Outcome
    from samestory.pipeline import Built, Project

SELDOM = 50_000  # objects that are new, between two looks; Python's own number is 700


@click.command(epilog="Example: samestory build --today 2026-11-03")
@today_option
@project_option
@click.option("--no-site", is_flag=True, help="Only the sequences.")
@click.option("--target", "targets", multiple=True, metavar="NAME", help="Write for this email tool and no other.")
@click.option("--public", is_flag=True, help="Leave out what is internal: proofs, field notes, Hold back, owners.")
@click.option("--release", metavar="NAME", help="Make the build of that release anew, from its sources.")
@click.option("--other-engine", is_flag=True, help="Even if another version of samestory released it.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes share the work; all cores.")
@click.option("--timings", is_flag=True, help="Say how long each station took, and what was there already.")
@in_one_sentence
def build(today: date | None, project: Path, jobs: int | None, timings: bool, **wanted: Any) -> None:
    """Check, render and publish build/. Nothing is published when there is an error."""
    from samestory.cache.unchanged import LastBuild
    from samestory.day import day_of_build

    began = time.monotonic()
    try:
        asked = Asked(project.resolve(), day_of_build(project.resolve(), today), **wanted)
    except ValueError as problem:
        stop(str(problem))
    last = LastBuild(asked.root, asked.in_words)
    told = None if asked.release else last.still_told()
    if told:
        click.echo(told.err, nl=False, err=True)
        click.echo(told.out, nl=False)
        click.echo("Nothing has changed since the last build: build/ stays as it is")
        day = asked.day
    else:
        day = _built_and_told(asked, last, jobs, timings)
    click.echo(f"Day {day.isoformat()}, {time.monotonic() - began:.1f} s")
    click.echo(f"Look at build/site/index.html and build/sequences/bundle/ in {asked.root.name}/")


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


def _built_and_told(asked: Asked, last: LastBuild, jobs: int | None, timings: bool) -> date:
    """The day of what was built, told and remembered; ends the command where nothing was published."""
    from samestory.cache.kept import Kept
    from samestory.cache.site_config import needs_no_other_files
    from samestory.cache.store import Store
    from samestory.cache.unchanged import Told
    from samestory.jobs import Jobs, all_cores

    _only_known(asked.targets)
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


def _only_known(targets: tuple[str, ...]) -> None:
    from samestory.nearest import did_you_mean
    from samestory.targets import all_targets

    for name in targets:
        if name not in all_targets():
            stop(f"there is no email tool `{name}`. {did_you_mean(name, all_targets(), 'email tools')}")
        if targets.count(name) > 1:
            stop(f"the email tool `{name}` is named twice")


@click.command(epilog="Example: samestory targets mautic")
@click.argument("name", required=False)
@in_one_sentence
def targets(name: str | None) -> None:
    """List the email tools, what each can express, and what it was checked on; with NAME, every statement of one."""
    from samestory.targets import all_targets
    from samestory.targets.table import as_text, in_full

    _only_known((name,) if name else ())
    click.echo(in_full(all_targets()[name]) if name else as_text(), nl=False)


@click.command(epilog="Example: samestory verify build --no-manifest")
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@click.option("--no-manifest", is_flag=True, help="Look at words alone: no hash, and no stamp of the whole.")
@today_option
@in_one_sentence
def verify(build: Path, no_manifest: bool, today: date | None) -> None:
    """Read a build back, and prove that its emails and its pages tell the same story."""
    from samestory.prove import Unreadable, proof_as_text, verify_build

    try:
        proof = verify_build(build, __version__, with_manifest=not no_manifest, day=today.isoformat() if today else "")
    except Unreadable as problem:
        stop(str(problem))
    click.echo(proof_as_text(proof), nl=False)
    sys.exit(0 if proof.holds else CONTENT_ERRORS)


@click.command(epilog="Example: samestory serve --port 8000")
@today_option
@project_option
@click.option("--port", type=int, default=8000, show_default=True)
@in_one_sentence
def serve(today: date | None, project: Path, port: int) -> None:
    """Build, then show the site on this machine, and build again whenever a story was saved."""
    from samestory.day import day_of_check
    from samestory.serve import serve_site

    with seldom_collected():
        serve_site(project.resolve(), day_of_check(today), port, click.echo)


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
