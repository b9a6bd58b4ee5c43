"""Everything that will lie under `build/`, rendered from a project without errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from samestory import __version__
from samestory.each import Again, Beside, anew, in_turn
from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Library
from samestory.model.page import Page
from samestory.model.sequence import Sequence
from samestory.project import Project
from samestory.prove import PROVED_PATH, UNPROVED_BODY
from samestory.render.bundle import render_bundle, sent_sequences
from samestory.render.pages import render_pages, render_site_files
from samestory.targets import render_targets

PROVED_PAGE = Page(PROVED_PATH, "What was proved", UNPROVED_BODY, "proved")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The pages and files of the site, and what the files of the sequences are made of."""

    project: Project
    stamp: str
    pages: tuple[Page, ...]
    site_files: tuple[OutFile, ...]

    @property
    def bundle(self) -> Iterator[OutFile]:
        """The files of the sequences, made one by one: together they take more room than all the rest."""
        project = self.project
        settings, emails = project.settings, project.emails
        told, sent = _for_email_tools(project)
        yield from render_bundle(told, sent, emails, settings, project.day, self.stamp, __version__, project.release)
        yield from render_targets(told, sent, emails, settings)

    @property
    def emails(self) -> int:
        """How many emails there are in the sequences."""
        sent = sent_sequences(*_for_email_tools(self.project))
        return sum(1 for sequence in sent for _ in sequence.emails)


def compile_project(project: Project, beside: Beside = in_turn, again: Again = anew) -> Compiled:
    """Render the pages of a project without errors; its bundle is rendered as it is asked for."""
    library, sequences, emails, settings = project.library, project.sequences, project.emails, project.settings
    made = render_pages(
        library, sequences, emails, settings, project.day, written=project.written, beside=beside, again=again
    )
    pages = (*made, PROVED_PAGE)
    stamp = stamp_of(emails, pages)
    files = render_site_files(library, sequences, emails, settings, project.day, stamp, again)
    return Compiled(project, stamp, pages, files)


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
