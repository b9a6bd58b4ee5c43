"""What sales agrees to with a sign-off: messages, claim values, and all that reps say, ask, answer and send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.checks.passages import beat_passages, citations
from samestory.diagnostics import Place
from samestory.model.ids import oldest_id
from samestory.model.library import LABELS, Beat, Labels, Library, Question, Storyline
from samestory.model.records import SignedText, SignOff
from samestory.model.settings import Settings
from samestory.model.text import Text, plain
from samestory.wording import Speaker, resolved


@dataclass(frozen=True, slots=True)
class Agreed:
    """A sentence as it stands now, and its place."""

    place: Place
    signed: SignedText


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that is not as sales signed it; empty where there was none, or is none any more."""

    place: Place
    beat: str
    part: str
    before: str
    after: str


def agreed_texts(storyline: Storyline, library: Library, settings: Settings) -> tuple[Agreed, ...]:
    """What a sign-off of the storyline would agree to now, in reading order; of its live beats only."""
    found: list[Agreed] = []
    for beat in storyline.beats:
        if beat.is_live:
            speaker = Speaker(library, settings, storyline, beat)
            for part, text in _parts(beat):
                words = plain(resolved(text.nodes, speaker))
                found.append(Agreed(beat.source.on(text), SignedText(oldest_id(beat), part, words)))
    return (*found, *_values(storyline, library))


def changes_since(signed: SignOff, storyline: Storyline, library: Library, settings: Settings) -> tuple[Changed, ...]:
    """What changed since sales signed, in the order of the files."""
    now = {(one.signed.beat, one.signed.part): one for one in agreed_texts(storyline, library, settings)}
    names = {oldest_id(beat): beat.id for beat in storyline.beats}
    then = {(text.beat, text.part): text.text for text in signed.texts}
    changed = [
        Changed(one.place, names.get(beat, beat), part, then.get((beat, part), ""), one.signed.text)
        for (beat, part), one in now.items()
        if then.get((beat, part)) != one.signed.text
    ]
    homes = {oldest_id(beat): beat.source.at() for beat in storyline.beats}
    changed += [
        Changed(homes.get(beat, storyline.source.at()), names.get(beat, beat), part, text, "")
        for (beat, part), text in then.items()
        if (beat, part) not in now
    ]
    return tuple(sorted(changed, key=lambda one: (one.place, one.beat, one.part)))


def _parts(beat: Beat) -> Iterator[tuple[str, Text]]:
    yield "the message", beat.message
    if beat.say:
        yield from _labels(beat.say.shared, "")
        for role, _, labels in beat.say.by_role:
            yield from _labels(labels, f", {_name(role)}")
        if beat.say.free:
            yield "Say", beat.say.free
    if beat.ask:
        yield from _questions(beat.ask.shared, "")
        for role, _, questions in beat.ask.by_role:
            yield from _questions(questions, f", {_name(role)}")
    for objection in beat.objections:
        yield f"the answer to “{objection.quote}”", objection.answer
    if beat.recap:
        yield "Recap", beat.recap
    for forward in beat.forwards:
        yield f"Forward to {_name(forward.role)}", forward.text


def _labels(labels: Labels, for_role: str) -> Iterator[tuple[str, Text]]:
    for name, shown in LABELS.items():
        text = getattr(labels, name)
        if text:
            yield f"{shown}{for_role}", text


def _questions(questions: Iterable[Question], for_role: str) -> Iterator[tuple[str, Text]]:
    for number, question in enumerate(questions, start=1):
        yield f"Ask {number}{for_role}", question.text
        if question.listen_for:
            yield f"Listen for {number}{for_role}", question.listen_for


def _name(role: str) -> str:
    return role.replace("-", " ")


def _values(storyline: Storyline, library: Library) -> Iterator[Agreed]:
    """The value of each claim that is cited anywhere in a live beat, emails included."""
    live = (passage for beat in storyline.beats if beat.is_live for passage in beat_passages(storyline, beat))
    for id in sorted({citation.claim for citation in citations(live)}):
        claim = library.claim.get(id)
        if claim and claim.fields.value:
            yield Agreed(claim.source.at("value"), SignedText("", f"the value of `{id}`", claim.fields.value))
