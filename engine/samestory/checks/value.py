"""What a touch brings: something new to the buyer, and no phrase that only says that somebody wants something."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, Plan, check, sequence_check
from samestory.checks.planned import once_for_all_roles
from samestory.checks.spoken import Spoken
from samestory.diagnostics import Finding, Place
from samestory.model.library import Beat
from samestory.model.sequence import Touch
from samestory.words import WordList


# Requirement: R24, R25
@check("empty-phrase", can_be_silenced=True)
def no_touch_only_touches_base(context: Context) -> Iterator[Finding]:
    """A text for buyers holds a phrase such as "just touching base" or "any thoughts?".

    Why: it tells the buyer that we want something and nothing that is of use to them. Ardath Albee (2009) names
    "I'm just touching base" as what is not worth a salesperson's time; practice pages agree. The phrases stand in
    the word list of the language; a phrase in quotation marks is somebody else's.
    Fix: say what is new since the last touch, or leave the sentence out. A phrase that is right in one place passes
    with a line `Let pass:` under `## Note`, or for the whole repository as `phrases` under `[allow]` in the settings.
    """
    allowed = {" ".join(phrase.casefold().split()) for phrase in context.settings.allow.phrases}
    for together in context.spoken_by_beat:
        for spoken, position, phrase in context.again(_phrases_in, together):
            if " ".join(phrase.casefold().split()) not in allowed:
                shown = " ".join(phrase.split())
                message = f"`{shown}` stands {spoken.passage.where}, and says nothing to a buyer"
                yield Finding(spoken.place(position), message, "Say what is new, or leave the sentence out.")


def _phrases_in(together: tuple[Spoken, ...]) -> tuple[tuple[Spoken, int, str], ...]:
    return tuple((spoken, *found) for spoken in together if spoken.words for found in _phrases(spoken, spoken.words))


def _phrases(spoken: Spoken, words: WordList) -> Iterator[tuple[int, str]]:
    found = [*spoken.find(words.empty), *spoken.find(words.empty_beginning)]
    starts = set()
    for one in sorted(found, key=lambda one: (one.start(), -one.end())):
        if one.start() not in starts:
            starts.add(one.start())
            yield one.start(), one[0].strip(" \n#*_>-")


# Requirement: R24
@sequence_check("nothing-new")
def every_touch_brings_something_new(plan: Plan) -> Iterator[Finding]:
    """An email brings its reader nothing new: no claim, no offer and no path that this sequence had not had by then.

    Why: each touch has to be worth opening. A claim is an insight or a proof, an offer a tool, a guide or a meeting,
    and `shows: path` answers how one gets there; without one of them the email only reminds (Albee, 2009). For a
    planned call a claim or a beat that was not told by then counts as well.
    Fix: cite a claim that these readers have not had, invite to another offer, or leave the beat to the other roles.
    """
    hint = "Cite a claim or invite to an offer that they have not had, or take these roles out of the beat."
    yield from once_for_all_roles(
        (place, role, f"this {what} brings nothing new", hint) for place, role, what in _without_value(plan)
    )


def _without_value(plan: Plan) -> Iterator[tuple[Place, str, str]]:
    for sequence in plan.sequences:
        beats = {beat.id: beat for beat in plan.library.storyline[sequence.storyline].beats}
        had: set[str] = set()
        for touch in sequence.touches:
            beat = beats[touch.beat]
            brought = _brought(touch, beat)
            if brought <= had and beat.source.is_whole:
                line = beat.email.line if beat.email else beat.say.line if beat.say else 1
                yield beat.source.on(line), sequence.role, touch.channel
            # What is said in a call is not told to everybody who gets the emails.
            had |= brought if touch.email else set()


def _brought(touch: Touch, beat: Beat) -> set[str]:
    path = {"path"} if beat.fields.shows else set[str]()
    if touch.email:
        offer = {f"offer {touch.email.offer.id}"} if touch.email.offer.id else set[str]()
        return path | offer | {f"claim {claim.id}" for claim in touch.email.claims}
    offer = {f"offer {beat.fields.offer}"} if beat.fields.offer else set[str]()
    further = beat.say.label("further", touch.role) if beat.say else None
    tokens = further.tokens if further else ()
    return path | offer | {f"{token.kind} {token.name}" for token in tokens if token.kind in ("claim", "beat")}
