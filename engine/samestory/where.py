"""Every use of a claim, a proof, an offer, an idea, a role, a stage or a signal: file and line, emails, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from samestory.checks.passages import citations, passages, shown_texts
from samestory.diagnostics import Place
from samestory.model.library import Beat, Library, Storyline
from samestory.model.sequence import Sequence, Touch
from samestory.model.signals import ENTRY, EXIT, HANDOFF, REFUSED, SUPPRESS
from samestory.nearest import did_you_mean
from samestory.uses import Looked, Use, cited, readers_of, use_in_beat


@dataclass(frozen=True, slots=True)
class Found:
    """A thing with that id: its kind, where it is written, and every use of it in reading order."""

    kind: str
    id: str
    home: Place | None
    uses: tuple[Use, ...]


def where_used(id: str, library: Library, sequences: Iterable[Sequence]) -> tuple[Found, ...]:
    """Everything that goes by this id; two kinds may share one. Empty where nothing does."""
    touches: dict[tuple[str, str], tuple[Touch, ...]] = {}
    for sequence in sequences:
        for touch in (*sequence.touches, *sequence.cards, *sequence.drafts):
            key = (touch.storyline, touch.beat)
            touches[key] = (*touches.get(key, ()), touch)
    looked = Looked(library, touches)
    found = (look(id, looked) for look in KINDS)
    return tuple(one for one in found if one)


def nearest_to(id: str, library: Library) -> str:
    """What a misspelled id was probably meant to be, as a hint."""
    ideas = {idea.key for storyline in library.storylines for idea in storyline.ideas}
    things = {*library.claim, *library.proof, *library.offer, *library.role, *library.stage, *ideas}
    return did_you_mean(id, sorted({*things, *SIGNALS}), "ids")


def _claim(id: str, looked: Looked) -> Found | None:
    claim = looked.library.claim.get(id)
    return _found("claim", id, claim.source.at(), _uses_of_claim(id, looked)) if claim else None


def _uses_of_claim(id: str, looked: Looked) -> Iterator[Use]:
    for citation in citations(passages(looked.library)):
        if citation.claim == id:
            yield cited(citation, looked)
    for other in looked.library.claims:
        for text in shown_texts(other):
            for token in text.tokens:
                if token.kind == "claim" and token.name == id:
                    place = other.source.on(token.line or text.line)
                    yield Use(place, f"in the claim `{other.id}`", pages=(f"proof.html#{other.id}",))


def _proof(id: str, looked: Looked) -> Found | None:
    proof = looked.library.proof.get(id)
    return _found("proof", id, proof.source.at(), _uses_of_proof(id, looked)) if proof else None


def _uses_of_proof(id: str, looked: Looked) -> Iterator[Use]:
    for claim in looked.library.claims:
        if id in claim.fields.proof:
            yield Use(claim.source.at("proof"), f"under the claim `{claim.id}`", pages=(f"proof.html#{claim.id}",))
            yield from _uses_of_claim(claim.id, looked)


def _offer(id: str, looked: Looked) -> Found | None:
    offer = looked.library.offer.get(id)
    return _found("offer", id, offer.source.at(), _uses_of_offer(id, looked)) if offer else None


def _uses_of_offer(id: str, looked: Looked) -> Iterator[Use]:
    for storyline, beat in looked.library.beats():
        if beat.fields.offer == id:
            use = "email" if beat.email else "say"
            yield use_in_beat(storyline, beat, beat.source.at("offer"), f"offered in `{beat.id}`", looked, use=use)
    for passage in passages(looked.library):
        if passage.beat and passage.storyline and passage.beat.fields.offer == id:
            for token in passage.text.tokens:
                if token.kind == "offer":
                    roles = readers_of(passage, passage.beat, passage.storyline)
                    says = f"`{{offer}}` {passage.where}"
                    yield use_in_beat(
                        passage.storyline, passage.beat, passage.at(token), says, looked, roles, passage.use
                    )


def _idea(id: str, looked: Looked) -> Found | None:
    stories = [story for story in looked.library.storylines if any(idea.key == id for idea in story.ideas)]
    if not stories:
        return None
    uses: list[Use] = []
    for story in stories:
        lines = [idea.line for idea in story.ideas if idea.key == id]
        uses += [Use(story.source.on(line), f"an idea of `{story.id}`", pages=_story_pages(story.id)) for line in lines]
        for beat in story.beats:
            if beat.fields.idea == id:
                use = "email" if beat.email else "say"
                uses.append(
                    use_in_beat(story, beat, beat.source.at("idea"), f"carried by `{beat.id}`", looked, use=use)
                )
    return _found("idea", id, None, uses)


def _role(id: str, looked: Looked) -> Found | None:
    role = looked.library.role.get(id)
    return _found("role", id, role.source.at(), _uses_of_role(id, looked)) if role else None


def _uses_of_role(id: str, looked: Looked) -> Iterator[Use]:
    library = looked.library
    for other in library.roles:
        for need in other.needs:
            if need.role == id:
                yield Use(other.source.on(need.line), f"needed by `{other.id}`", pages=(f"buyers/{other.id}.html",))
    for storyline in library.storylines:
        if id in storyline.fields.roles:
            pages = (f"prep/{storyline.id}/{id}.html", f"committee/{storyline.id}.html")
            yield Use(storyline.source.at("roles"), f"told `{storyline.id}`", pages=pages)
        for note in storyline.notes:
            if note.fields.role == id:
                yield Use(note.source.at("role"), "in a field note")
        for beat in storyline.beats:
            yield from _role_in_beat(id, storyline, beat, looked)


def _role_in_beat(id: str, storyline: Storyline, beat: Beat, looked: Looked) -> Iterator[Use]:
    lines: list[tuple[int, str, str]] = []
    if id in beat.fields.roles:
        lines.append((beat.source.at("roles").line, f"gets `{beat.id}`", "email"))
    if beat.email:
        lines += [(one.line, "an opening in an email", "email") for one in beat.email.openings if one.role == id]
    for section, where in ((beat.say, "a talk track"), (beat.ask, "questions")):
        lines += [
            (line, f"{where} of its own", "say") for role, line, _ in (section.by_role if section else ()) if role == id
        ]
    lines += [(said.line, "may say this", "say") for said in beat.objections if id in said.roles]
    for line, says, use in lines:
        yield use_in_beat(storyline, beat, beat.source.on(line), says, looked, (id,), use)
    for forward in beat.forwards:
        if forward.role == id:
            roles = tuple(role for role in storyline.roles_of(beat) if role != id)
            yield use_in_beat(
                storyline, beat, beat.source.on(forward.line), "a text passed on to it", looked, roles, "forward"
            )


def _stage(id: str, looked: Looked) -> Found | None:
    stage = looked.library.stage.get(id)
    return _found("stage", id, stage.source.at(), _uses_of_stage(id, looked)) if stage else None


def _uses_of_stage(id: str, looked: Looked) -> Iterator[Use]:
    library = looked.library
    page = (f"stages/{id}.html",)
    for other in library.stages:
        if other.fields.next == id:
            yield Use(other.source.at("next"), f"follows `{other.id}`", pages=page)
    for way in library.handoff.ways_back if library.handoff else ():
        if way.stage == id and library.handoff:
            yield Use(library.handoff.source.on(way.line), f"`{way.reason}` leads to it", pages=("handoff.html",))
    for offer in library.offers:
        if id in offer.fields.stages:
            yield Use(offer.source.at("stages"), f"the offer `{offer.id}` fits it")
    for storyline in library.storylines:
        if id in storyline.fields.stages:
            yield Use(storyline.source.at("stages"), f"a stage of `{storyline.id}`", pages=_story_pages(storyline.id))
        for beat in storyline.beats:
            if beat.fields.stage == id:
                use = "email" if beat.email else "say"
                yield use_in_beat(
                    storyline, beat, beat.source.at("stage"), f"`{beat.id}` is told in it", looked, use=use
                )


SIGNALS = tuple(dict.fromkeys((*ENTRY, *HANDOFF, *EXIT, *SUPPRESS)))


def _signal(id: str, looked: Looked) -> Found | None:
    uses = list(_uses_of_signal(id, looked.library))
    name = id.partition(" ")[0]
    return _found("signal", id, None, uses) if uses or name in SIGNALS or name in REFUSED else None


def _uses_of_signal(id: str, library: Library) -> Iterator[Use]:
    listed = []
    if library.handoff:
        source = library.handoff.source
        listed.append((source.at("ready-on"), library.handoff.fields.ready_on, "makes a lead ready", "handoff.html"))
    for stage in library.stages:
        place = stage.source.at("advance-on")
        listed.append((place, stage.fields.advance_on, f"ends `{stage.id}`", f"stages/{stage.id}.html"))
    for story in library.storylines:
        page = f"stories/{story.id}.html"
        for key, says in (("entry", "lets people into"), ("exit", "ends"), ("suppress", "keeps people out of")):
            listed.append((story.source.at(key), getattr(story.fields, key), f"{says} `{story.id}`", page))
    for place, signals, says, page in listed:
        yield from (Use(place, f"`{one}` {says}", pages=(page,)) for one in signals if id in (one.name, str(one)))


KINDS: tuple[Callable[[str, Looked], Found | None], ...] = (_claim, _proof, _offer, _idea, _role, _stage, _signal)


def _found(kind: str, id: str, home: Place | None, uses: Iterable[Use]) -> Found:
    in_order = sorted(dict.fromkeys(uses), key=lambda use: (use.place, use.says))
    return Found(kind, id, home, tuple(in_order))


def _story_pages(id: str) -> tuple[str, ...]:
    return (f"stories/{id}.html", f"committee/{id}.html")


def as_text(found: tuple[Found, ...]) -> str:
    """What `samestory where` prints: a paragraph per use."""
    return "\n".join(map(_paragraphs, found))


def _paragraphs(found: Found) -> str:
    home = f", {found.home.file}" if found.home else ""
    count = f"{len(found.uses)} use{'' if len(found.uses) == 1 else 's'}"
    lines = [f"{found.kind} {found.id}{home}: {count}"]
    for use in found.uses:
        lines.append(f"{use.place.file}:{use.place.line}: {use.says}")
        lines += [f"    emails: {', '.join(use.emails)}"] if use.emails else []
        lines += [f"    pages: {words}" for words in [_listed(use.pages)] if words]
    return "\n".join(lines) + "\n"


def _listed(pages: tuple[str, ...]) -> str:
    """Pages with their folder; the pages of one folder share it: `prep/hidden-rework/{cfo,user}.html`."""
    shown = []
    for folder, group in groupby(pages, key=lambda page: page.rpartition("/")[0]):
        names = [page.rpartition("/")[2] for page in group]
        same = ",".join(name.removesuffix(".html") for name in names)
        shown.append(f"{folder}/{{{same}}}.html" if len(names) > 1 else f"{folder}/{names[0]}".lstrip("/"))
    return ", ".join(shown)
