"""The one straight way: read -> check -> plan -> check -> render -> stage -> prove -> publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from samestory import __version__
from samestory.checks import check_emails, check_library, check_sequences
from samestory.checks.public import check_public
from samestory.coverage import coverage_of
from samestory.diagnostics import Diagnostic, Outcome, has_errors, in_reading_order
from samestory.each import Each, one_by_one
from samestory.model.coverage import Coverage
from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Library
from samestory.model.page import Page
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings
from samestory.plan import plan_sequences
from samestory.prove import PROVED_PATH, UNPROVED_BODY, Proof, proof_files, prove_same_story
from samestory.public import for_the_public, restamped
from samestory.read import read_library, read_settings
from samestory.render.bundle import render_bundle
from samestory.render.email import render_emails
from samestory.render.pages import render_pages, render_site_files
from samestory.silence import Silenced, let_pass
from samestory.targets import render_targets
from samestory.write import (
    Published,
    Stage,
    discard,
    open_stage,
    publish,
    refusing,
    restage_files,
    seal_stage,
    stage_files,
)

# Wraps the shell around finished pages: (project, pages, further files, folder to write to).
MakeSite = Callable[[Path, tuple[Page, ...], tuple[OutFile, ...], Path], None]
# Told the name of each station of a build as it begins.
OnStation = Callable[[str], None]
STATIONS = ("Read", "Check", "Plan", "Render", "Stage", "Prove", "Publish")
PROVED_PAGE = Page(PROVED_PATH, "What was proved", UNPROVED_BODY, "proved")


def _in_silence(_station: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Project:
    """A repository as it was read and planned, on a day."""

    root: Path
    settings: Settings
    library: Library
    sequences: tuple[Sequence, ...]
    emails: Mapping[str, RenderedEmail]
    day: date
    silenced: tuple[Silenced, ...] = ()
    release: str | None = None  # which one is being made anew
    stories: tuple[str, ...] | None = None  # those whose emails are written, where a release does not hold all
    written: Coverage | None = None  # of what is written, where not all of it is built


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything that will lie under build/: the files of the sequences, and the pages and files of the site."""

    project: Project
    stamp: str
    bundle: tuple[OutFile, ...]
    pages: tuple[Page, ...]
    site_files: tuple[OutFile, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """A build that was staged and is not yet published."""

    compiled: Compiled
    stage: Stage

    @property
    def site_folder(self) -> Path:
        """Where the site has to be written."""
        return self.stage.folder / "site"


def look_at(
    root: Path,
    day: date,
    on_station: OnStation = _in_silence,
    targets: tuple[str, ...] = (),
    *,
    each: Each = one_by_one,
) -> Outcome[Project]:
    """Read, check, plan, check; with errors too, so that all are told in one run. `targets` replace the settings'."""
    on_station("Read")
    read = read_settings(root)
    settings, frames = read.value
    settings = settings.model_copy(update={"targets": targets}) if targets else settings
    listed = read_library(root, settings, frames)
    library = listed.value
    on_station("Check")
    found = [*read.diagnostics, *listed.diagnostics, *check_library(library, settings, day)]
    on_station("Plan")
    sequences = plan_sequences(library, settings, day)
    found += check_sequences(sequences, library, settings, day)
    stay, silenced = let_pass(in_reading_order(found), library)
    found = list(stay)
    project = Project(root, settings, library, sequences, {}, day, silenced)
    if not has_errors(found):
        project = replace(project, emails=render_emails(sequences, settings, each))
        found += check_emails(sequences, library, settings, day, project.emails)
    return Outcome(project, in_reading_order(found))


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


def compile_project(project: Project, *, site_only: bool = False) -> Compiled:
    """Render everything of a project without errors; for a preview, the site only."""
    library, sequences, emails = project.library, project.sequences, project.emails
    made = render_pages(library, sequences, emails, project.settings, project.day, written=project.written)
    pages = (*made, PROVED_PAGE)
    stamp = stamp_of(emails, pages)
    files = render_site_files(library, sequences, emails, project.settings, project.day, stamp)
    if site_only:
        return Compiled(project, stamp, (), pages, files)
    told, sent = _for_email_tools(project)
    bundle = render_bundle(told, sent, emails, project.settings, project.day, stamp, __version__, project.release)
    tools = render_targets(told, sent, emails, project.settings)
    return Compiled(project, stamp, (*bundle, *tools), pages, files)


def _for_email_tools(project: Project) -> tuple[Library, tuple[Sequence, ...]]:
    """The storylines that email tools get, and their sequences: all, or those of the release that is made anew."""
    if project.stories is None:
        return project.library, project.sequences
    storylines = tuple(one for one in project.library.storylines if one.id in project.stories)
    sequences = tuple(one for one in project.sequences if one.storyline in project.stories)
    return replace(project.library, storylines=storylines), sequences


def stamp_of(emails: Mapping[str, RenderedEmail], pages: tuple[Page, ...]) -> str:
    """The stamp of the whole: 12 hex digits over every email and every page."""
    digest = sha256()
    for key in sorted(emails):
        digest.update(f"{key}\0{emails[key].html}\0{emails[key].text}\0".encode())
    for page in pages:
        digest.update(f"{page.path}\0{page.title}\0{page.body}\0".encode())
    return digest.hexdigest()[:12]


def start_build(root: Path, day: date, each: Each = one_by_one) -> Outcome[Running | None]:
    """Compile and stage the sequences; None where errors forbid it, and then nothing was touched.

    Raises:
        Refused: the machine does not let us write, or another build is running.
    """
    return _start(look_at(root, day, each=each), root / "build")


def _start(
    looked: Outcome[Project],
    into: Path,
    on_station: OnStation = _in_silence,
    *,
    site_only: bool = False,
) -> Outcome[Running | None]:
    if has_errors(looked.diagnostics):
        return Outcome(None, looked.diagnostics)
    on_station("Render")
    compiled = compile_project(looked.value, site_only=site_only)
    on_station("Stage")
    stage = open_stage(into)
    try:
        stage_files(stage, compiled.bundle)
    except BaseException:
        discard(stage)
        raise
    return Outcome(Running(compiled, stage), looked.diagnostics)


class Unproved(Exception):
    """What was rendered does not tell one story: nothing was published. `proof` says where it differs."""

    def __init__(self, proof: Proof) -> None:
        super().__init__("The emails and the site do not tell the same story; nothing was published.")
        self.proof = proof


def finish_build(
    running: Running, on_station: OnStation = _in_silence, each: Each = one_by_one
) -> tuple[Published, Proof]:
    """Prove what was staged, seal it and exchange it with build/.

    Raises:
        Unproved: two places differ; build/ stays as it was.
    """
    stage = running.stage
    on_station("Prove")
    proof = prove_same_story(stage.folder, each)
    if not proof.holds:
        raise Unproved(proof)
    restage_files(stage, (OutFile(path, content) for path, content in proof_files(stage.folder, proof)))
    on_station("Publish")
    return finish_unproved(running), proof


def finish_unproved(running: Running, *, lasting: bool = True) -> Published:
    """Seal what was staged and exchange it, without the proof."""
    seal_stage(running.stage, __version__, running.compiled.stamp)
    return publish(running.stage, running.stage.build, lasting=lasting)


def abandon(running: Running) -> None:
    """Remove what was staged; build/ stays as it was."""
    discard(running.stage)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build published, and what was proved of it; of a preview nothing is."""

    compiled: Compiled
    published: Published
    proof: Proof | None


def build(
    root: Path,
    day: date,
    make_site: MakeSite | None,
    on_station: OnStation = _in_silence,
    targets: tuple[str, ...] = (),
    *,
    public: bool = False,
    each: Each = one_by_one,
) -> Outcome[Built | None]:
    """The whole way. Without `make_site` there are sequences and no site; with errors None, and build/ stays.

    A `public` build leaves out what is internal. `each` is how stations call what they call many times: it may know
    what was made before, and have several processes share the rest. What comes out is the same.

    Raises:
        Refused: the machine does not let us write, or another build is running.
        Unproved: two places of what was rendered differ.
    """
    looked = look_at(root, day, on_station, targets, each=each)
    looked = in_public(looked, each) if public else looked
    return build_looked(looked, root / "build", make_site, on_station, each=each)


def build_looked(
    looked: Outcome[Project],
    into: Path,
    make_site: MakeSite | None,
    on_station: OnStation = _in_silence,
    *,
    each: Each = one_by_one,
) -> Outcome[Built | None]:
    """The rest of the way, for a project that has been looked at, published as `into`; raises the same."""
    started = _start(looked, into, on_station)
    if started.value is None:
        return Outcome(None, started.diagnostics)
    with _site_made(started.value, make_site) as running:
        published, proof = finish_build(running, on_station, each)
    return Outcome(Built(running.compiled, published, proof), started.diagnostics)


def build_preview(looked: Outcome[Project], into: Path, make_site: MakeSite) -> Outcome[Built | None]:
    """The site of a project that has been looked at, written as `into`; nothing is proved."""
    started = _start(looked, into, site_only=True)
    if started.value is None:
        return Outcome(None, started.diagnostics)
    with _site_made(started.value, make_site) as running:
        published = finish_unproved(running, lasting=False)
    return Outcome(Built(running.compiled, published, None), started.diagnostics)


@contextmanager
def _site_made(running: Running, make_site: MakeSite | None) -> Iterator[Running]:
    """The stage with its site; what was not published in the end is removed."""
    compiled = running.compiled
    try:
        if make_site:
            with refusing(running.stage.build):
                make_site(compiled.project.root, compiled.pages, compiled.site_files, running.site_folder)
        yield running
    finally:
        abandon(running)
