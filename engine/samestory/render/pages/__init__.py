"""The pages of the reps' site, as finished HTML bodies, and the files that go with them.

Each kind of page is a module of this folder; nothing has to be listed anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samestory.each import Again, Beside, anew, in_turn
from samestory.model.coverage import Coverage
from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Library
from samestory.model.page import Page
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings
from samestory.render.pages.kinds import all_files, pages_of
from samestory.render.pages.site import Site


def render_pages(
    library: Library,
    sequences: tuple[Sequence, ...],
    emails: Mapping[str, RenderedEmail],
    settings: Settings,
    day: date,
    *,
    written: Coverage | None = None,
    beside: Beside = in_turn,
    again: Again = anew,
) -> tuple[Page, ...]:
    """Every page of the site by its path; `emails` are found by touch key, drafts included.

    `written` is what the coverage page says, where more is written than what is rendered.
    """
    site = Site(library, sequences, emails, settings, day, written=written, again=again)
    half = beside(lambda: tuple(pages_of(site, _is_half)), len(emails))
    pages = (*pages_of(site, lambda kind: not _is_half(kind)), *half())
    return tuple(sorted(pages, key=lambda made: made.path))


def _is_half(kind: str) -> bool:
    """Whether the pages of a kind take as long as all the others together."""
    return kind.endswith(".call_prep")


def render_site_files(
    library: Library,
    sequences: tuple[Sequence, ...],
    emails: Mapping[str, RenderedEmail],
    settings: Settings,
    day: date,
    stamp: str,
    again: Again = anew,
) -> tuple[OutFile, ...]:
    """Every other file of the site, by its path relative to the site's folder.

    Style, scripts, the frames of email previews, `t/` redirects, records for Find. `stamp` is that of the whole;
    it goes into `assets/release.js` and `sw.js` and nowhere else, so that one edit does not change every file.
    """
    site = Site(library, sequences, emails, settings, day, stamp, again=again)
    return tuple(sorted(all_files(site), key=lambda made: made.path))
