"""The one straight way: read -> check -> plan -> check -> render -> stage -> prove -> publish.

`look.py` is its first half, up to the second check; `compile.py` renders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from samestory import __version__
from samestory.compile import Compiled, compile_project
from samestory.diagnostics import Outcome, has_errors
from samestory.each import Again, Beside, Each, anew, in_turn, one_by_one
from samestory.look import OnStation, check_project, in_public, in_silence, look_at
from samestory.model.files import OutFile
from samestory.model.page import Page
from samestory.project import Project
from samestory.prove import Proof, proof_files, prove_same_story
from samestory.write import (
    Published,
    Put,
    Stage,
    discard,
    open_stage,
    publish,
    putter_below,
    refusing,
    restage_files,
    seal_stage,
    stage_files,
)

__all__ = [
    "STATIONS",
    "Built",
    "Compiled",
    "MakeSite",
    "OnStation",
    "Project",
    "Running",
    "Unproved",
    "abandon",
    "build",
    "build_looked",
    "build_preview",
    "check_project",
    "compile_project",
    "finish_build",
    "in_public",
    "look_at",
    "start_build",
]

STATIONS = ("Read", "Check", "Plan", "Render", "Stage", "Prove", "Publish")


class MakeSite(Protocol):
    """Wraps the shell around finished pages."""

    def __call__(
        self, root: Path, pages: tuple[Page, ...], files: tuple[OutFile, ...], into: Path, put: Put | None = None, /
    ) -> None:
        """Write the site into a folder; `put` writes a file of it, and may know that it is there already."""


@dataclass(frozen=True, slots=True)
class Running:
    """A build that was staged and is not yet published: what was rendered lies on the disk, and is not held any more.

    `project` is without its emails for that reason.
    """

    project: Project
    stamp: str
    emails: int  # in the sequences
    pages: int
    stage: Stage

    @property
    def site_folder(self) -> Path:
        """Where the site has to be written."""
        return self.stage.folder / "site"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build published, and what was proved of it; of a preview nothing is."""

    project: Project
    emails: int
    pages: int
    published: Published
    proof: Proof | None


class Unproved(Exception):
    """What was rendered does not tell one story: nothing was published. `proof` says where it differs."""

    def __init__(self, proof: Proof) -> None:
        super().__init__("The emails and the site do not tell the same story; nothing was published.")
        self.proof = proof


def build(
    root: Path,
    day: date,
    make_site: MakeSite | None,
    on_station: OnStation = in_silence,
    targets: tuple[str, ...] = (),
    *,
    public: bool = False,
    each: Each = one_by_one,
    beside: Beside = in_turn,
) -> Outcome[Built | None]:
    """The whole way. Without `make_site` there are sequences and no site; with errors None, and build/ stays.

    A `public` build leaves out what is internal. `each` is how stations call what they call many times: it may know
    what was made before, and have several processes share the rest; `beside` is how one does what need not wait. What
    comes out is the same.

    Raises:
        Refused: the machine does not let us write, or another build is running.
        Unproved: two places of what was rendered differ.
    """
    looked = look_at(root, day, on_station, targets, each=each, beside=beside)
    looked = in_public(looked, each) if public else looked
    started = _staged(looked, root / "build", make_site, on_station, beside)
    del looked  # all of it lies in the stage by now, and takes as much room as the proof
    return _proved_and_published(started, on_station, each, beside)


def build_looked(
    looked: Outcome[Project], into: Path, make_site: MakeSite | None, on_station: OnStation = in_silence
) -> Outcome[Built | None]:
    """The rest of the way, for a project that has been looked at, published as `into`; raises the same."""
    return _proved_and_published(_staged(looked, into, make_site, on_station), on_station)


def build_preview(
    looked: Outcome[Project], into: Path, make_site: MakeSite, again: Again = anew
) -> Outcome[Built | None]:
    """The site of a project that has been looked at, written as `into`; nothing is proved."""
    started = _staged(looked, into, make_site, site_only=True, again=again)
    if started.value is None:
        return Outcome(None, started.diagnostics)
    with started.value.stage:
        return Outcome(_published(started.value, None, lasting=False), started.diagnostics)


def start_build(root: Path, day: date, each: Each = one_by_one) -> Outcome[tuple[Compiled, Running] | None]:
    """Compile and stage the sequences; None where errors forbid it, and then nothing was touched.

    Raises:
        Refused: the machine does not let us write, or another build is running.
    """
    looked = look_at(root, day, each=each)
    if has_errors(looked.diagnostics):
        return Outcome(None, looked.diagnostics)
    compiled = compile_project(looked.value)
    return Outcome((compiled, _running(compiled, root / "build", None)), looked.diagnostics)


def _staged(
    looked: Outcome[Project],
    into: Path,
    make_site: MakeSite | None,
    on_station: OnStation = in_silence,
    beside: Beside = in_turn,
    *,
    site_only: bool = False,
    again: Again = anew,
) -> Outcome[Running | None]:
    if has_errors(looked.diagnostics):
        return Outcome(None, looked.diagnostics)
    on_station("Render")
    compiled = compile_project(looked.value, beside, again)
    on_station("Stage")
    return Outcome(_running(compiled, into, make_site, site_only=site_only), looked.diagnostics)


def _running(compiled: Compiled, into: Path, make_site: MakeSite | None, *, site_only: bool = False) -> Running:
    """The build with all its files in the stage."""
    project, stage = replace(compiled.project, emails={}), open_stage(into)
    running = Running(project, compiled.stamp, compiled.emails, len(compiled.pages), stage)
    try:
        if not site_only:
            stage_files(stage, compiled.bundle)
        if make_site:
            with refusing(into):
                put = putter_below(stage, "site")
                make_site(project.root, compiled.pages, compiled.site_files, running.site_folder, put)
    except BaseException:
        discard(stage)
        raise
    return running


def _proved_and_published(
    started: Outcome[Running | None], on_station: OnStation, each: Each = one_by_one, beside: Beside = in_turn
) -> Outcome[Built | None]:
    if started.value is None:
        return Outcome(None, started.diagnostics)
    with started.value.stage:
        return Outcome(finish_build(started.value, on_station, each, beside), started.diagnostics)


def finish_build(
    running: Running, on_station: OnStation = in_silence, each: Each = one_by_one, beside: Beside = in_turn
) -> Built:
    """Prove what was staged, seal it and exchange it with build/.

    Raises:
        Unproved: two places differ; build/ stays as it was.
    """
    stage = running.stage
    on_station("Prove")
    proof = prove_same_story(stage.folder, each, beside)
    if not proof.holds:
        raise Unproved(proof)
    restage_files(stage, (OutFile(path, content) for path, content in proof_files(stage.folder, proof)))
    on_station("Publish")
    return _published(running, proof)


def _published(running: Running, proof: Proof | None, *, lasting: bool = True) -> Built:
    """Sealed, and exchanged with what was there; what was proved is sealed by the bytes that were proved."""
    stage = running.stage
    seal_stage(stage, __version__, running.stamp, proof.sealed if proof else {})
    published = publish(stage, stage.build, lasting=lasting)
    return Built(running.project, running.emails, running.pages, published, proof)


def abandon(running: Running) -> None:
    """Remove what was staged; build/ stays as it was."""
    discard(running.stage)
