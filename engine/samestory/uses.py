"""Uses in beats and texts: who reads or hears them, by which email, on which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samestory.checks.passages import Citation, Passage
from samestory.diagnostics import Place
from samestory.model.library import LABELS, Beat, Library, Storyline
from samestory.model.sequence import Touch
from samestory.model.text import typed


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its place, what it is, the emails that carry it by touch key, and the pages of the site that show it."""

    place: Place
    says: str
    emails: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What is looked through."""

    library: Library
    touches: Mapping[tuple[str, str], tuple[Touch, ...]]  # by storyline and beat


def cited(citation: Citation, looked: Looked) -> Use:
    """A claim in a text."""
    passage = citation.passage
    says = f"`{typed(citation.token)}` {passage.where or 'in a text'}"
    if passage.beat and passage.storyline:
        roles = readers_of(passage, passage.beat, passage.storyline)
        return use_in_beat(passage.storyline, passage.beat, citation.place, says, looked, roles, passage.use)
    return Use(citation.place, says, pages=_page_of_file(passage.source.file))


def readers_of(passage: Passage, beat: Beat, storyline: Storyline) -> tuple[str, ...]:
    """The roles that read or hear a text of a beat: the one it is for, else all that have none of their own."""
    text, all_roles = passage.text, storyline.roles_of(beat)
    for opening in beat.email.openings if beat.email else ():
        if any(own is text for own in (opening.text, opening.subject, opening.preview)):
            return (opening.role,)
    for role, _, labels in beat.say.by_role if beat.say else ():
        if any(getattr(labels, name) is text for name in LABELS):
            return (role,)
    for name in LABELS if beat.say else ():
        if beat.say and getattr(beat.say.shared, name) is text:
            return tuple(role for role in all_roles if not beat.say.own_label(name, role))
    for role, _, questions in beat.ask.by_role if beat.ask else ():
        if any(text in (question.text, question.listen_for) for question in questions):
            return (role,)
    said = next((said for said in beat.objections if said.answer is text), None)
    return tuple(role for role in all_roles if role in said.roles) if said and said.roles else all_roles


def use_in_beat(
    storyline: Storyline,
    beat: Beat,
    place: Place,
    says: str,
    looked: Looked,
    roles: tuple[str, ...] | None = None,
    use: str = "",
) -> Use:
    """A use in a beat: the emails that carry it, and the pages of those roles."""
    touches = looked.touches.get((storyline.id, beat.id), ())
    of_roles = [touch for touch in touches if roles is None or touch.role in roles]
    emails = tuple(touch.key for touch in of_roles if touch.email and not touch.is_draft) if use == "email" else ()
    preps = tuple(f"prep/{storyline.id}/{touch.role}.html" for touch in of_roles)
    return Use(place, says, emails, preps)


def _page_of_file(file: str) -> tuple[str, ...]:
    """The page of a file of `buyers/`; the texts of other files stand on no page of their own."""
    name = file.rpartition("/")[2].removesuffix(".md")
    pages = {
        "buyers/roles": f"buyers/{name}.html",
        "buyers/stages": f"stages/{name.partition('-')[2]}.html",
        "buyers": "handoff.html",
    }
    page = pages.get(file.rpartition("/")[0])
    return (page,) if page else ()
