"""Every text that people wrote and that is read by somebody, with the file it stands in. Retired ones are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from samestory.diagnostics import Place
from samestory.model.library import Beat, Claim, EmailText, Labels, Library, SayText, Source, Storyline
from samestory.model.text import Text, Token


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and where it stands; `storyline` and `beat` are None for texts that belong to none."""

    text: Text
    source: Source
    storyline: Storyline | None = None
    beat: Beat | None = None

    def at(self, token: Token) -> Place:
        """The line of one of its tokens."""
        return self.source.on(token.line or self.text.line)


def living_storylines(library: Library) -> Iterator[Storyline]:
    """The storylines that are not retired."""
    return (storyline for storyline in library.storylines if storyline.status != "retired")


def living_beats(library: Library) -> Iterator[tuple[Storyline, Beat]]:
    """The beats that are not retired, with their storylines; retired ones keep their texts unchecked."""
    return ((storyline, beat) for storyline, beat in library.beats() if beat.status != "retired")


def living_emails(library: Library) -> Iterator[tuple[Storyline, Beat, EmailText]]:
    """The beats that are not retired and have an email."""
    return ((storyline, beat, beat.email) for storyline, beat in living_beats(library) if beat.email)


def every_text(library: Library) -> Iterator[Written]:
    """All texts, buyers first."""
    yield from _texts_of_buyers(library)
    for storyline in living_storylines(library):
        for text in (storyline.promise, storyline.now, storyline.outcome, storyline.not_this):
            if text:
                yield Written(text, storyline.source, storyline)
        for idea in storyline.ideas:
            yield Written(idea.sentence, storyline.source, storyline)
    for storyline, beat in living_beats(library):
        yield from (Written(text, beat.source, storyline, beat) for text in texts_of_beat(beat))
    yield from _texts_of_evidence(library)


def texts_of_beat(beat: Beat) -> Iterator[Text]:
    """Everything a beat says, in the order of its sections."""
    yield beat.message
    if beat.email:
        yield from texts_of_email(beat.email)
    yield from texts_of_talk(beat)
    if beat.recap:
        yield beat.recap
    yield from (forward.text for forward in beat.forwards)


def texts_of_email(email: EmailText) -> Iterator[Text]:
    """Subject, preview and body, then what single roles have for themselves."""
    yield from (text for text in (email.subject, email.preview, email.body) if text)
    for opening in email.openings:
        yield from (text for text in (opening.subject, opening.preview, opening.text) if text)


def texts_of_talk(beat: Beat) -> Iterator[Text]:
    """Talk track, questions and answers."""
    if beat.say:
        yield from _texts_of_say(beat.say)
    if beat.ask:
        for questions in (beat.ask.shared, *(own for _, _, own in beat.ask.by_role)):
            for question in questions:
                yield from (text for text in (question.text, question.listen_for) if text)
    yield from (said.answer for said in beat.objections)


def _texts_of_say(say: SayText) -> Iterator[Text]:
    for labels in (say.shared, *(own for _, _, own in say.by_role)):
        yield from texts_of_labels(labels)
    if say.free:
        yield say.free


def texts_of_labels(labels: Labels) -> Iterator[Text]:
    """The labels that are there."""
    return (text for label in fields(labels) if (text := getattr(labels, label.name)))


def texts_of_claim(claim: Claim) -> Iterator[Text]:
    """The sentences of a claim."""
    sentences = (claim.statement, claim.short, claim.sentence, claim.source_line, claim.belief)
    return (text for text in sentences if text)


def _texts_of_buyers(library: Library) -> Iterator[Written]:
    for role in library.roles:
        own = (role.name, role.answers_for, role.words, role.worries, role.measured_on, role.never_say, role.opening)
        for text in (*own, *(need.text for need in role.needs)):
            if text:
                yield Written(text, role.source)
    for stage in library.stages:
        for text in (stage.name, *stage.questions, stage.ready):
            if text:
                yield Written(text, stage.source)
    handoff = library.handoff
    if handoff:
        for text in (handoff.name, handoff.ready, handoff.gets, handoff.not_ready):
            if text:
                yield Written(text, handoff.source)


def _texts_of_evidence(library: Library) -> Iterator[Written]:
    for claim in library.claims:
        yield from (Written(text, claim.source) for text in texts_of_claim(claim))
    for proof in library.proofs:
        for text in (proof.name, proof.origin, proof.through, proof.link, proof.shows, proof.limits):
            if text:
                yield Written(text, proof.source)
    for offer in library.offers:
        for text in (offer.name, offer.link_text, offer.why):
            if text:
                yield Written(text, offer.source)
