"""What a public build leaves out: internal proofs and what rests on them alone, what is held back, notes, names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from samestory.model.library import (
    AskText,
    Beat,
    Claim,
    Labels,
    Library,
    Question,
    Role,
    SayText,
    Storyline,
)
from samestory.model.records import Records, ReleasedTouch
from samestory.model.sequence import Sequence
from samestory.model.text import Node, Nodes, Text, Token, leaves

INTERNAL = "internal"
Gone = frozenset[str]


def for_the_public(library: Library) -> Library:
    """The library without what is internal, so that nothing made of it can show that (model.md §4, site.md §7).

    Gone are proofs that are `internal`, claims that only such proofs support, the parts of talk tracks that cite
    these, every `Hold back`, field notes, and who owns, signed and applied what. A text that cites such a claim and
    cannot be left out, such as a promise, keeps its token; `checks.public` reports it.
    """
    gone = internal_claims(library)
    return replace(
        library,
        roles=tuple(_role(role, gone) for role in library.roles),
        storylines=tuple(_storyline(storyline, gone) for storyline in library.storylines),
        claims=tuple(_claim(claim, library) for claim in library.claims if claim.id not in gone),
        proofs=tuple(proof for proof in library.proofs if proof.fields.permission != INTERNAL),
        records=_records(library.records, gone),
    )


def internal_claims(library: Library) -> Gone:
    """The claims that internal proofs alone support, and those that show the value of such a claim."""
    gone = {claim.id for claim in library.claims if _is_internal(claim, library)}
    before = 0
    while before != len(gone):
        before = len(gone)
        gone |= {claim.id for claim in library.claims if any(_cites(text, frozenset(gone)) for text in _texts(claim))}
    return frozenset(gone)


def _is_internal(claim: Claim, library: Library) -> bool:
    found = [library.proof[id].fields.permission for id in claim.fields.proof if id in library.proof]
    return bool(found) and set(found) == {INTERNAL}


def _texts(claim: Claim) -> tuple[Text | None, ...]:
    return (claim.statement, claim.short, claim.sentence, claim.source_line, claim.belief)


def _cites(text: Text | None, gone: Gone) -> bool:
    return text is not None and _names(text.nodes, gone)


def _names(nodes: Iterable[Node], gone: Gone) -> bool:
    return any(token.kind == "claim" and token.name in gone for token in leaves(nodes, Token))


def _kept(text: Text | None, gone: Gone) -> Text | None:
    return None if _cites(text, gone) else text


def _role(role: Role, gone: Gone) -> Role:
    return replace(role, opening=_kept(role.opening, gone))


def _claim(claim: Claim, library: Library) -> Claim:
    shown = tuple(
        id for id in claim.fields.proof if id in library.proof and library.proof[id].fields.permission != INTERNAL
    )
    return replace(claim, fields=claim.fields.model_copy(update={"owner": "", "proof": shown}))


def _storyline(storyline: Storyline, gone: Gone) -> Storyline:
    return replace(
        storyline,
        fields=storyline.fields.model_copy(update={"marketing_owner": "", "sales_owner": ""}),
        beats=tuple(_beat(beat, gone) for beat in storyline.beats),
        notes=(),
    )


def _beat(beat: Beat, gone: Gone) -> Beat:
    return replace(
        beat,
        say=_say(beat.say, gone) if beat.say else None,
        ask=_ask(beat.ask, gone) if beat.ask else None,
        objections=tuple(one for one in beat.objections if not _cites(one.answer, gone)),
        recap=_blocks(beat.recap, gone),
    )


def _say(say: SayText, gone: Gone) -> SayText:
    by_role = tuple((role, line, _labels(labels, gone)) for role, line, labels in say.by_role)
    return replace(say, shared=_labels(say.shared, gone), by_role=by_role, free=_blocks(say.free, gone))


def _labels(labels: Labels, gone: Gone) -> Labels:
    return Labels(
        open=_silent(labels.open, gone),
        check=_silent(labels.check, gone),
        further=_silent(labels.further, gone),
        leave_with=_silent(labels.leave_with, gone),
        again=_silent(labels.again, gone),
        hold_back=None,
    )


def _silent(text: Text | None, gone: Gone) -> Text | None:
    """A label that says nothing, where its words cite what is gone: without one a role would say the shared words."""
    return Text("", text.line, ()) if text and _cites(text, gone) else text


def _blocks(text: Text | None, gone: Gone) -> Text | None:
    """A longer text without its paragraphs that cite what is gone."""
    if text is None or not _cites(text, gone):
        return text
    nodes: Nodes = tuple(node for node in text.nodes if not _names((node,), gone))
    return replace(text, source="", nodes=nodes) if nodes else None


def _ask(ask: AskText, gone: Gone) -> AskText:
    by_role = tuple((role, line, _questions(questions, gone)) for role, line, questions in ask.by_role)
    return replace(ask, shared=_questions(ask.shared, gone), by_role=by_role)


def _questions(questions: tuple[Question, ...], gone: Gone) -> tuple[Question, ...]:
    return tuple(
        replace(question, listen_for=_kept(question.listen_for, gone))
        for question in questions
        if not _cites(question.text, gone)
    )


def restamped(library: Library, whole: Iterable[Sequence], public: Iterable[Sequence]) -> Library:
    """The library with records that stamp a touch as a public build does, where it is as it was released.

    What is left out of a touch changes its stamp, and it would look as if it had changed since its release.
    """
    before, after = _stamps(whole), _stamps(public)

    def same(touch: ReleasedTouch) -> ReleasedTouch:
        is_same = touch.key in after and before.get(touch.key) == touch.stamp
        return replace(touch, stamp=after[touch.key]) if is_same else touch

    releases = tuple(replace(one, touches=tuple(map(same, one.touches))) for one in library.records.releases)
    return replace(library, records=replace(library.records, releases=releases))


def _stamps(sequences: Iterable[Sequence]) -> dict[str, str]:
    return {touch.key: touch.stamp for one in sequences for touch in (*one.touches, *one.cards, *one.drafts)}


def _records(records: Records, gone: Gone) -> Records:
    def without(touch: ReleasedTouch) -> ReleasedTouch:
        return replace(touch, claims=tuple(claim for claim in touch.claims if claim.id not in gone))

    return replace(
        records,
        releases=tuple(replace(one, touches=tuple(map(without, one.touches))) for one in records.releases),
        signed=tuple(replace(one, by="") for one in records.signed),
        applied=tuple(replace(one, by="") for one in records.applied),
    )
