"""Every text an author wrote, with the file it stands in and what it is for; and the claims it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.diagnostics import Place
from samestory.each import Again, anew
from samestory.model.library import Beat, Claim, Labels, Library, SayText, Source, Storyline
from samestory.model.text import Text, Token


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its place. `use` is email, say or forward; empty where a text is none of them (a stage's name)."""

    source: Source
    text: Text
    use: str = ""
    where: str = ""  # "in an email"
    storyline: Storyline | None = None
    beat: Beat | None = None

    @property
    def is_emailed(self) -> bool:
        """Whether it stands in an email."""
        return self.use == "email"

    @property
    def is_live(self) -> bool:
        """Whether it is sent or shown as said, and no draft."""
        of = self.beat or self.storyline
        return not of or of.status == "live"

    def at(self, token: Token) -> Place:
        """The line of a token."""
        return self.source.on(token.line or self.text.line)


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim that a passage shows, and the token that brings it there: `{claim: x}`, or a message that holds it."""

    claim: str
    token: Token
    passage: Passage

    @property
    def place(self) -> Place:
        """The line of the token."""
        return self.passage.at(self.token)


def passages(library: Library, again: Again = anew) -> Iterator[Passage]:
    """Every text but those of claims and proofs, of field notes, and of what is retired."""
    for storyline, beat in library.beats():
        yield from again(_of_beat, storyline, beat)
    yield from other_passages(library)


def _of_beat(storyline: Storyline, beat: Beat) -> tuple[Passage, ...]:
    return tuple(beat_passages(storyline, beat))


def other_passages(library: Library) -> Iterator[Passage]:
    """Those of them that are not in a beat."""
    yield from _of_buyers(library)
    for storyline in library.storylines:
        if storyline.status != "retired":
            yield from _of_storyline(storyline)
    for offer in library.offers:
        yield from _each(offer.source, offer.name, offer.link_text, offer.why)


def beat_passages(storyline: Storyline, beat: Beat) -> Iterator[Passage]:
    """The texts of a beat, in the order of the format; a retired beat has none."""
    if beat.status == "retired":
        return
    message = ("email", "in an email") if beat.email else ("say", "in a talk track")
    found = [(*message, beat.message), *_emailed(beat), *_said(beat), *_passed_on(beat)]
    for use, where, text in found:
        if text:
            yield Passage(beat.source, text, use, where, storyline, beat)


def citations(found: Iterable[Passage]) -> Iterator[Citation]:
    """The claims that passages show, those of the messages they quote included."""
    for passage in found:
        for token in passage.text.tokens:
            for claim in _claims_of(token, passage):
                yield Citation(claim, token, passage)


def shown_texts(claim: Claim) -> Iterator[Text]:
    """What a claim may be shown as: its sentences and its source line."""
    return (text for text in (claim.statement, claim.short, claim.sentence, claim.source_line) if text)


def with_values_in(id: str, library: Library) -> tuple[str, ...]:
    """A claim and those whose values its sentences show."""
    found = [id]
    for known in found:
        claim = library.claim.get(known)
        for text in shown_texts(claim) if claim else ():
            found.extend(token.name for token in text.tokens if token.kind == "claim" and token.name not in found)
    return tuple(found)


def _claims_of(token: Token, passage: Passage) -> Iterator[str]:
    if token.kind == "claim":
        yield token.name
        return
    quoted = passage.beat if token.kind == "message" else None
    if token.kind == "beat" and passage.storyline:
        quoted = passage.storyline.beat(token.name)
    if quoted:
        yield from (inner.name for inner in quoted.message.tokens if inner.kind == "claim")


def _emailed(beat: Beat) -> Iterator[tuple[str, str, Text | None]]:
    if not beat.email:
        return
    texts = [beat.email.subject, beat.email.preview, beat.email.body]
    for opening in beat.email.openings:
        texts += [opening.subject, opening.preview, opening.text]
    for text in texts:
        yield "email", "in an email", text


def _said(beat: Beat) -> Iterator[tuple[str, str, Text | None]]:
    for text in _talk_track(beat.say) if beat.say else ():
        yield "say", "in a talk track", text
    asked = [beat.ask.shared, *(questions for _, _, questions in beat.ask.by_role)] if beat.ask else []
    for question in (question for questions in asked for question in questions):
        yield "say", "in a question", question.text
        yield "say", "in a question", question.listen_for
    for objection in beat.objections:
        yield "say", "in an answer", objection.answer
    yield "say", "in a recap", beat.recap


def _talk_track(say: SayText) -> Iterator[Text | None]:
    yield from labels_of(say.shared)
    for _, _, labels in say.by_role:
        yield from labels_of(labels)
    yield say.free


def labels_of(labels: Labels) -> tuple[Text | None, ...]:
    """The texts under the labels of a talk track, in their order."""
    return (labels.open, labels.check, labels.further, labels.leave_with, labels.again, labels.hold_back)


def _passed_on(beat: Beat) -> Iterator[tuple[str, str, Text | None]]:
    for forward in beat.forwards:
        yield "forward", "in a text to forward", forward.text


def _of_buyers(library: Library) -> Iterator[Passage]:
    for role in library.roles:
        yield from _each(role.source, role.name, role.answers_for, role.words, role.worries, role.measured_on)
        yield from _each(role.source, role.never_say, *(need.text for need in role.needs))
        if role.opening:
            yield Passage(role.source, role.opening, "say", "in a role's opening")
    for stage in library.stages:
        yield from _each(stage.source, stage.name, *stage.questions, stage.ready)
    if library.handoff:
        handoff = library.handoff
        yield from _each(handoff.source, handoff.name, handoff.ready, handoff.gets, handoff.not_ready)


def _of_storyline(storyline: Storyline) -> Iterator[Passage]:
    texts = [storyline.promise, storyline.now, storyline.outcome, storyline.not_this]
    for text in (*texts, *(idea.sentence for idea in storyline.ideas)):
        if text:
            yield Passage(storyline.source, text, storyline=storyline)


def _each(source: Source, *texts: Text | None) -> Iterator[Passage]:
    return (Passage(source, text) for text in texts if text)
