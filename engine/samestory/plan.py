"""Station 3: who gets what on which day, and what has been told by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import groupby

from samestory.correction import correction_lines
from samestory.each import Again, anew
from samestory.model.ids import derived_id, oldest_id, touch_key
from samestory.model.library import LABELS, Beat, Library, Role, Storyline, library_of_story
from samestory.model.sequence import (
    Answer,
    AskedQuestion,
    Channel,
    Email,
    ForwardText,
    Segment,
    Sequence,
    SourceLine,
    Talk,
    Told,
    Touch,
)
from samestory.model.settings import Settings
from samestory.model.text import (
    AsIs,
    ClaimText,
    ContactField,
    Element,
    Nodes,
    OfferLink,
    Text,
    Token,
    leaves,
    replaced,
)
from samestory.wording import Speaker, claim_text, message_of, opening_of, resolved


@dataclass(frozen=True, slots=True)
class Days:
    """The timetable of a storyline: the day of each dated beat, and the day each stage begins."""

    of_beat: Mapping[str, int]
    of_stage: Mapping[str, int]


def plan_sequences(
    library: Library, settings: Settings, today: date | None = None, again: Again = anew
) -> tuple[Sequence, ...]:
    """One sequence per storyline and role, in the order of storylines and of their roles.

    The storyline has one timetable: a role that does not get a beat waits through it. Days count from 0,
    the day a contact enters; each segment also has its own day 0, because people enter there. Retired
    storylines have no sequences, drafts stand apart. On some days an email corrects what was told before `today`.
    """
    return tuple(
        again(_sequence, storyline, library.role[role], library_of_story(storyline, library, again), settings, today)
        for storyline in library.storylines
        if storyline.status != "retired"
        for role in storyline.fields.roles
        if role in library.role
    )


def timetable(storyline: Storyline) -> Days:
    """The days of a storyline's dated beats: each `wait` counts from the dated beat before it."""
    day = 0
    of_beat: dict[str, int] = {}
    of_stage: dict[str, int] = {}
    for beat in storyline.beats:
        if beat.is_dated:
            day += beat.fields.wait or 0
            of_beat[beat.id] = day
            of_stage.setdefault(beat.fields.stage, day)
    return Days(of_beat, of_stage)


def _sequence(storyline: Storyline, role: Role, library: Library, settings: Settings, today: date | None) -> Sequence:
    days = timetable(storyline)
    got = [beat for beat in storyline.beats if role.id in storyline.roles_of(beat) and beat.status != "retired"]
    touches = [_corrected(_touch(storyline, beat, role, library, settings, days), library, today) for beat in got]
    dated = _with_waits(touch for touch in touches if touch.day is not None)
    return Sequence(
        storyline.id,
        role.id,
        role.fields.code,
        derived_id(settings.id, "sequence", storyline.id, role.id),
        segments=tuple(_segments(dated, storyline, role, settings)),
        cards=tuple(touch for touch in touches if touch.day is None and not touch.is_draft),
        drafts=tuple(touch for touch in touches if touch.is_draft),
    )


def _with_waits(touches: Iterable[Touch]) -> Iterator[Touch]:
    """Each with the days this role waits since the touch before it (its day, for the first)."""
    before = 0
    for touch in touches:
        yield replace(touch, wait_days=touch.dated - before)
        before = touch.dated


def _segments(touches: Iterable[Touch], storyline: Storyline, role: Role, settings: Settings) -> Iterator[Segment]:
    for stage, group in groupby(touches, key=lambda touch: touch.stage):
        uuid = derived_id(settings.id, "segment", storyline.id, role.id, stage)
        yield Segment(stage, uuid, tuple(_told_in_turn(group)))


def _told_in_turn(touches: Iterable[Touch]) -> Iterator[Touch]:
    """Each with what this role was told by emails of the segment up to and including it."""
    beats: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    for touch in touches:
        if touch.email:
            beats += (touch.beat,)
            claims = tuple(dict.fromkeys((*claims, *(claim.id for claim in touch.email.claims))))
        yield replace(touch, told=Told(beats, claims))


def _touch(storyline: Storyline, beat: Beat, role: Role, library: Library, settings: Settings, days: Days) -> Touch:
    speaker = Speaker(library, settings, storyline, beat, role.id)
    key = touch_key(storyline, beat.id, role)
    channel = _channel(beat, role)
    is_dated = beat.is_dated and role.fields.nurture
    day = days.of_beat[beat.id] if is_dated else None
    touch = Touch(
        key=key,
        former_keys=tuple(touch_key(storyline, former, role) for former in beat.fields.was),
        uuid=derived_id(settings.id, "touch", storyline.id, oldest_id(beat), role.id),
        storyline=storyline.id,
        beat=beat.id,
        role=role.id,
        stage=beat.fields.stage,
        idea=beat.fields.idea,
        channel=channel,
        is_draft=not beat.is_live,
        day=day,
        segment_day=day - days.of_stage[beat.fields.stage] if day is not None else None,
        wait_days=None,
        message=message_of(beat, speaker),
        email=_email(speaker, beat, key) if channel == "email" else None,
        talk=_talk(speaker, beat),
        told=Told(),
        stamp="",
    )
    return replace(touch, stamp=_stamp(touch))


def _corrected(touch: Touch, library: Library, today: date | None) -> Touch:
    """With a line for each number that its readers were told otherwise, while that is corrected."""
    if touch.email is None or touch.day is None or today is None:
        return touch
    lines = correction_lines(
        touch.email.claims,
        library,
        storyline=touch.storyline,
        role=touch.role,
        day=touch.day,
        language=touch.email.language,
        today=today,
    )
    if not lines:
        return touch
    corrected = replace(touch, email=replace(touch.email, sources=(*touch.email.sources, *lines)))
    return replace(corrected, stamp=_stamp(replace(corrected, stamp="")))


def _channel(beat: Beat, role: Role) -> Channel:
    if not role.fields.nurture:
        return "card"
    if beat.email:
        return "email"
    return "call" if beat.fields.wait is not None else "card"


def _email(speaker: Speaker, beat: Beat, key: str) -> Email | None:
    if not beat.email or not speaker.storyline:
        return None
    own = beat.email.opening_for(speaker.role)
    subject = _words((own and own.subject) or beat.email.subject, speaker)
    preview = _words((own and own.preview) or beat.email.preview, speaker)
    body = _body(speaker, beat, key)
    frames = speaker.library.frames
    greeting = _words(frames.greeting if frames else None, speaker)
    sign_off = _words(frames.sign_off if frames else None, speaker)
    told = (*subject, *preview, *body)
    claims = tuple(leaves(told, ClaimText))
    return Email(
        subject=subject,
        preview=preview,
        greeting=greeting,
        body=body,
        sign_off=sign_off,
        opening=opening_of(speaker),
        offer=next((offer for offer in leaves(body, OfferLink) if offer.is_button), OfferLink("", "", "")),
        claims=claims,
        as_is=tuple(leaves(told, AsIs)),
        fields=tuple(dict.fromkeys(leaves((*subject, *preview, *greeting, *body, *sign_off), ContactField))),
        sources=_sources(claims, speaker.library),
        sender=speaker.storyline.fields.from_ or speaker.settings.from_name,
        language=speaker.storyline.fields.language or speaker.settings.language,
    )


def _words(text: Text | None, speaker: Speaker) -> Nodes:
    return resolved(text.nodes, speaker) if text else ()


def _body(speaker: Speaker, beat: Beat, key: str) -> Nodes:
    """The story with the role's opening where `{role opening}` is, or first, and the button, or last."""
    if not beat.email:
        return ()
    kinds = {token.kind for token in beat.email.body.tokens}
    body = resolved(beat.email.body.nodes, speaker, buttons_for=key)
    if "role opening" not in kinds:
        body = (*opening_of(speaker), *body)
    if "offer" not in kinds and beat.fields.offer:
        alone = Element("p", (Token("offer"),))
        body = (*body, *resolved((alone,), speaker, buttons_for=key))
    return body


def _sources(claims: Iterable[ClaimText], library: Library) -> tuple[SourceLine, ...]:
    """The source line of each claim that shows a value, each line once."""
    lines: dict[str, SourceLine] = {}
    for claim in claims:
        source = claim_text(library, claim.id, "source")
        if claim.value and source:
            lines.setdefault(source.text, SourceLine(claim.id, source.text))
    return tuple(lines.values())


def _talk(speaker: Speaker, beat: Beat) -> Talk:
    labels = {name: _label(speaker, beat, name) for name in LABELS}
    questions = beat.ask.questions_for(speaker.role) if beat.ask else ()
    answers = [said for said in beat.objections if not said.roles or speaker.role in said.roles]
    return Talk(
        **labels,
        free=_words(beat.say.free, speaker) if beat.say else (),
        questions=tuple(
            AskedQuestion(
                resolved(question.text.nodes, speaker),
                resolved(question.listen_for.nodes, speaker) if question.listen_for else None,
            )
            for question in questions
        ),
        answers=tuple(Answer(said.quote, resolved(said.answer.nodes, speaker)) for said in answers),
        recap=_recap(speaker, beat, labels["leave_with"]),
        forwards=tuple(
            ForwardText(forward.role, resolved(forward.text.nodes, speaker))
            for forward in beat.forwards
            if forward.role != speaker.role
        ),
    )


def _label(speaker: Speaker, beat: Beat, name: str) -> Nodes | None:
    text = beat.say.label(name, speaker.role) if beat.say else None
    return resolved(text.nodes, speaker) if text else None


def _recap(speaker: Speaker, beat: Beat, leave_with: Nodes | None) -> Nodes:
    if beat.recap:
        return resolved(beat.recap.nodes, speaker)
    frame = speaker.library.frames
    if not frame:
        return ()
    made = resolved(frame.recap.nodes, speaker, leave_with=leave_with or ())
    # A beat without an offer has nothing to put in the frame's place for it.
    return replaced(made, lambda node: () if isinstance(node, Token) else None)


def _stamp(touch: Touch) -> str:
    """12 hex digits over everything the touch says."""
    found: list[str] = []
    _add_flat((touch.key, touch.message, touch.email, touch.talk), found)
    return sha256("\0".join((*found, "")).encode()).hexdigest()[:12]


def _add_flat(value: object, found: list[str]) -> None:
    """Add the texts in a value, with what kind of value each stands in."""
    if isinstance(value, str | bool | int) or value is None:
        found.append(str(value))
    elif isinstance(value, tuple):
        found.append("(")
        for item in value:
            _add_flat(item, found)
        found.append(")")
    else:
        found.append(type(value).__name__)
        for name in value.__dataclass_fields__:  # type: ignore[attr-defined]  # all our values are dataclasses
            _add_flat(getattr(value, name), found)
