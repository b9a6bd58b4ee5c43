"""What is still to write: the sentences marked `TODO:`, as `samestory new` leaves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from samestory.checks import Context, check
from samestory.diagnostics import Finding, Place
from samestory.model.front_matter import Fields
from samestory.model.library import Beat, Library, Role, Source, Storyline
from samestory.model.settings import Settings
from samestory.model.text import Text

MARK = re.compile(r"\bTODO:\s*([^\n]*)")
IN_A_VALUE = re.compile(r"\bTODO\b")  # an address has no room for words: https://www.example.com/TODO
LIVE_HINT = "Write what is missing, or set `status: draft` until it is written."


@dataclass(frozen=True, slots=True)
class Gap:
    """A mark: where it stands, and what belongs there. Gaps are live where something live uses the file."""

    place: Place
    says: str
    is_live: bool


@check("unwritten-text")
def live_texts_are_written(context: Context) -> Iterator[Finding]:
    """A text that is live, or that something live uses, still holds the mark `TODO:`.

    Why: the mark would be sent to buyers, or read by a rep in a call.
    Fix: write the sentence in its place, or set `status: draft` until it is written.
    """
    return (Finding(gap.place, f"still to write: {gap.says}", LIVE_HINT) for gap in _gaps(context) if gap.is_live)


@check("still-to-write", "info")
def drafts_list_what_is_missing(context: Context) -> Iterator[Finding]:
    """A draft, or a file that nothing live uses yet, holds the mark `TODO:`.

    Why: this is the list of the sentences that only a person can write.
    Fix: write the sentence in place of the mark; when none is left, the draft can go live.
    """
    return (Finding(gap.place, f"still to write: {gap.says}") for gap in _gaps(context) if not gap.is_live)


def _gaps(context: Context) -> Iterator[Gap]:
    library = context.library
    marks = [(place, says) for source, thing in _things(library) for place, says in _marks(source, thing)]
    settings = list(_marked_settings(context.settings)) if library.frames else []
    # Most repositories have no mark, and then nobody has to know what is in use.
    live = _files_in_use(library) if marks or settings else frozenset()
    yield from (Gap(place, says, place.file in live) for place, says in marks)
    if library.frames:
        place = Place(library.frames.source.file)
        yield from (Gap(place, f"the setting `{name}`", bool(live)) for name in settings)


def _things(library: Library) -> Iterator[tuple[Source, object]]:
    """Everything that has a file of its own and is not retired."""
    handoffs = (library.handoff,) if library.handoff else ()
    for thing in (*library.roles, *library.stages, *handoffs, *library.claims, *library.proofs, *library.offers):
        yield thing.source, thing
    for storyline in library.storylines:
        if storyline.status != "retired":
            yield storyline.source, storyline
    for _, beat in library.beats():
        if beat.status != "retired":
            yield beat.source, beat


def _marks(source: Source, thing: object) -> Iterator[tuple[Place, str]]:
    if source.text and "TODO" not in source.text:
        return
    for words, line in _words(thing):
        for number, text in enumerate(words.split("\n"), start=line):
            yield from ((source.on(number), found[1].strip() or "this text") for found in MARK.finditer(text))
    front = getattr(thing, "fields", None)
    if isinstance(front, Fields):
        for key, value in front.model_dump(by_alias=True).items():
            if isinstance(value, str) and IN_A_VALUE.search(value):
                yield source.at(key), f"`{key}`"


def _words(thing: object) -> Iterator[tuple[str, int]]:
    yield from ((text.source, text.line) for text in _texts(thing))
    if isinstance(thing, Beat):
        yield from ((said.quote, said.line) for said in thing.objections)


def _texts(thing: object) -> Iterator[Text]:
    """Every text in a value; a storyline's beats are things of their own."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing) and not isinstance(thing, Source):
        for field in fields(thing):
            if not (isinstance(thing, Storyline) and field.name in ("beats", "notes")):
                yield from _texts(getattr(thing, field.name))


def _marked_settings(settings: Settings) -> Iterator[str]:
    values = settings.model_dump(by_alias=True).items()
    return (name for name, value in values if isinstance(value, str) and IN_A_VALUE.search(value))


def _files_in_use(library: Library) -> frozenset[str]:
    """The files that something live needs; with nothing live there is none."""
    stories = [storyline for storyline in library.storylines if storyline.status == "live"]
    beats = [beat for storyline in stories for beat in storyline.beats if beat.is_live]
    roles = {id for storyline in stories for id in storyline.fields.roles}
    roles |= {forward.role for beat in beats for forward in beat.forwards}
    stages = {id for storyline in stories for id in storyline.fields.stages}
    offers = {beat.fields.offer for beat in beats}
    speaking: tuple[Storyline | Beat | Role, ...]
    speaking = (*stories, *beats, *(role for role in library.roles if role.id in roles))
    claims = _claims_in_use(library, speaking)
    proofs = {id for claim in library.claims if claim.id in claims for id in claim.fields.proof}
    used = (
        *(thing.source for thing in speaking),
        *(stage.source for stage in library.stages if stage.id in stages),
        *(offer.source for offer in library.offers if offer.id in offers),
        *(claim.source for claim in library.claims if claim.id in claims),
        *(proof.source for proof in library.proofs if proof.id in proofs),
        *((library.handoff.source,) if library.handoff and stories else ()),
    )
    return frozenset(source.file for source in used)


def _claims_in_use(library: Library, speaking: tuple[object, ...]) -> frozenset[str]:
    """The claims that texts cite, and those that these cite in turn."""
    found: set[str] = set()
    queue = [id for thing in speaking for id in _cited(thing)]
    while queue:
        id = queue.pop()
        if id in library.claim and id not in found:
            found.add(id)
            queue += _cited(library.claim[id])
    return frozenset(found)


def _cited(thing: object) -> Iterator[str]:
    return (token.name for text in _texts(thing) for token in text.tokens if token.kind == "claim")
