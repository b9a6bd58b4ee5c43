"""`emails/<story>-<beat>.html#<role>`: an email as each role gets it, in a frame that can do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Beat, Storyline
from samestory.model.page import Page
from samestory.model.sequence import Email, Touch
from samestory.model.text import plain
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import site_file, story_page
from samestory.render.pages.shown_claim import ShownClaim, shown_claim
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered


@dataclass(frozen=True, slots=True)
class Preview:
    """One role's email, and what is worth knowing about it."""

    touch: Touch
    email: Email
    shown: RenderedEmail
    role_name: str
    claims: tuple[ShownClaim, ...]
    prepare: str
    then: str


@story_page
def email_previews(site: Site, storyline: Storyline) -> Iterator[Page]:
    """One page per beat that is emailed, drafts included; all its roles are on it."""
    for beat in storyline.beats:
        previews = tuple(_previews(site, beat))
        if previews:
            yield _page(site, storyline, beat, previews)


@site_file
def email_frames(site: Site) -> Iterator[OutFile]:
    """What the frames show, as a contact without any data would get it, and the same in plain text."""
    for key, email in site.emails.items():
        yield OutFile(f"emails/raw/{key}.html", email.preview_html.encode())
        yield OutFile(f"emails/raw/{key}.txt", email.preview_text.encode())


def _page(site: Site, storyline: Storyline, beat: Beat, previews: tuple[Preview, ...]) -> Page:
    path = f"emails/{storyline.id}-{beat.id}.html"
    first = previews[0].touch
    body = rendered(
        "email_preview.html",
        path,
        site=site,
        storyline=storyline,
        story_name=story_name(storyline.id),
        previews=previews,
        first=first,
    )
    return Page(path, plain(first.message), body, "storylines")


def _previews(site: Site, beat: Beat) -> Iterator[Preview]:
    for touch in site.touches.get((beat.storyline, beat.id), ()):
        if touch.email and touch.key in site.emails:
            yield Preview(
                touch,
                touch.email,
                site.emails[touch.key],
                site.role_name(touch.role),
                tuple(_emailed_claims(site, touch.email)),
                f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}",
                _then(site, touch),
            )


def _emailed_claims(site: Site, email: Email) -> Iterator[ShownClaim]:
    for id in dict.fromkeys(claim.id for claim in email.claims):
        if id in site.library.claim:
            yield shown_claim(site, site.library.claim[id])


def _then(site: Site, touch: Touch) -> str:
    """What follows for this role, in words."""
    if touch.day is None:
        return "A draft: it is sent to nobody"
    later = [other for other in site.sequence[(touch.storyline, touch.role)].touches if other.dated > touch.day]
    if not later:
        return "Nothing: it is the last of this storyline"
    return f"Day {later[0].day}: {plain(later[0].message)}"
