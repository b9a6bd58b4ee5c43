"""What people wrote and what is not retired: storylines, beats, emails, and every text with the file it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks.passages import Passage, passages
from samestory.model.library import Beat, Claim, EmailText, Library, Storyline
from samestory.model.text import Text


def living_storylines(library: Library) -> Iterator[Storyline]:
    """The storylines that are not retired."""
    return (storyline for storyline in library.storylines if storyline.status != "retired")


def living_beats(library: Library) -> Iterator[tuple[Storyline, Beat]]:
    """The beats that are not retired, with their storylines; retired ones keep their texts unchecked."""
    return ((storyline, beat) for storyline, beat in library.beats() if beat.status != "retired")


def living_emails(library: Library) -> Iterator[tuple[Storyline, Beat, EmailText]]:
    """The beats that are not retired and have an email."""
    return ((storyline, beat, beat.email) for storyline, beat in living_beats(library) if beat.email)


def roles_are_known(storyline: Storyline, beat: Beat, library: Library) -> bool:
    """Whether no role is misspelled: with one that is, nobody can tell who gets the beat, and unknown-role says so."""
    return all(role in library.role for role in (*storyline.fields.roles, *beat.fields.roles))


def every_text(library: Library) -> Iterator[Passage]:
    """All texts that are not retired, those of claims and proofs last."""
    yield from passages(library)
    yield from evidence_texts(library)


def evidence_texts(library: Library) -> Iterator[Passage]:
    """All texts of claims and proofs."""
    for claim in library.claims:
        yield from (Passage(claim.source, text) for text in texts_of_claim(claim))
    for proof in library.proofs:
        texts = (proof.name, proof.origin, proof.through, proof.link, proof.shows, proof.limits)
        yield from (Passage(proof.source, text) for text in texts if text)


def texts_of_claim(claim: Claim) -> Iterator[Text]:
    """Everything a claim says; `shown_texts` are those that may be shown in its place."""
    sentences = (claim.statement, claim.short, claim.sentence, claim.source_line, claim.belief)
    return (text for text in sentences if text)
