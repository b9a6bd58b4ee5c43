"""`write/<story>-<beat>.html#<role>`: what a writer wants to see of a beat, its email beside the reps' page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.emails import MAX_HTML_BYTES, RenderedEmail, html_bytes
from samestory.model.library import Beat, Storyline
from samestory.model.page import Page
from samestory.model.sequence import Email, Touch
from samestory.model.text import Element, leaves, plain
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import story_page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Measured:
    """An email in figures: words of the story, characters of subject and preview, kilobytes of HTML, links."""

    words: int
    own_percent: int
    subject: int
    preview: int
    kilobytes: int
    links: int


@dataclass(frozen=True, slots=True)
class Written:
    """A beat for one role: its email and what is measured on it, if there is one, and where the rep's page lies."""

    touch: Touch
    role_name: str
    shown: RenderedEmail | None
    measured: Measured | None
    prep: str


@story_page
def writers_pages(site: Site, storyline: Storyline) -> Iterator[Page]:
    """One page per beat that somebody gets, drafts included."""
    for beat in storyline.beats:
        written = tuple(_written(site, touch) for touch in site.touches.get((storyline.id, beat.id), ()))
        if written:
            yield _page(site, storyline, beat, written)


def writers_path(storyline: str, beat: str) -> str:
    """Where the page of a beat lies."""
    return f"write/{storyline}-{beat}.html"


def _page(site: Site, storyline: Storyline, beat: Beat, written: tuple[Written, ...]) -> Page:
    path = writers_path(storyline.id, beat.id)
    body = rendered(
        "writer.html",
        path,
        storyline=storyline,
        story_name=story_name(storyline.id),
        beat=beat,
        written=written,
        message=written[0].touch.message,
        notes=tuple(note for note in storyline.notes if note.fields.beat == beat.id),
        role_names={role.id: site.role_name(role.id) for role in site.roles},
        most_kilobytes=MAX_HTML_BYTES // 1024,
    )
    return Page(path, plain(written[0].touch.message), body, "coverage")


def _written(site: Site, touch: Touch) -> Written:
    shown = site.emails.get(touch.key)
    return Written(
        touch,
        site.role_name(touch.role),
        shown,
        measured(touch.email, shown) if touch.email and shown else None,
        f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}",
    )


def measured(email: Email, shown: RenderedEmail) -> Measured:
    """The figures of an email as a contact without any data gets it; the button is no word of the story."""
    words, own = _count(plain(email.body)), _count(plain(email.opening))
    return Measured(
        words,
        round(100 * own / words) if words else 0,
        len(shown.filled_subject),
        len(shown.filled_preview),
        -(-html_bytes(shown) // 1024),
        1 + sum(1 for element in leaves(email.body, Element) if element.tag == "a"),
    )


def _count(text: str) -> int:
    return len(re.findall(r"\S*\w\S*", text))
