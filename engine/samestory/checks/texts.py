"""How messages, claims, openings of calls and answers are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.written import living_beats
from samestory.diagnostics import Finding
from samestory.model.library import Beat, Library, Source, Storyline
from samestory.model.text import ClaimText, Element, Nodes, Text, leaves, plain
from samestory.wording import Speaker, resolved

OPEN_WORDS = 35  # what is said before the other one gets a word in (model.md §4)
ANSWER_WORDS = 40
SPANS = r"week|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
TAGE = r"Tag(?:en)?|Woche[n]?|Monat(?:en)?"
RELATIVE = re.compile(
    rf"\b(?:yesterday|tomorrow|tonight|this (?:morning|afternoon|evening)|the other day|earlier today|just now"
    rf"|(?:last|this|next|past) (?:{SPANS})"
    rf"|(?:\d+|an?|one|two|three|four|a few|some|several) (?:day|week|month)s? (?:ago|from now)"
    rf"|(?:wrote|sent|mailed|emailed)\b[^.?!]*?\btoday"
    rf"|gestern|vorgestern|übermorgen|heute (?:früh|morgen|vormittag|mittag|nachmittag|abend)"
    rf"|(?:geschrieben|geschickt|gesendet)\b[^.?!]*?\bheute|heute\b[^.?!]*?\b(?:geschrieben|geschickt|gesendet)"
    rf"|(?:letzte|diese|nächste|vergangene|kommende)[nrms]? (?:{TAGE}|Mo|Diens|Donners|Frei|Sams|Sonn)(?:n?tag)?"
    rf"|vor (?:\d+|einem|einer|zwei|drei|vier|ein paar|einigen|wenigen) (?:{TAGE}))\b",
    re.IGNORECASE,
)


def _resolved(context: Context, storyline: Storyline, beat: Beat, text: Text) -> Nodes:
    return resolved(text.nodes, Speaker(context.library, context.settings, storyline, beat))


def _count_words(nodes: Nodes) -> int:
    """Marks that stand alone, such as a dash or `%`, are no words."""
    return sum(any(letter.isalnum() for letter in word) for word in plain(nodes).split())


@check("final-full-stop")
def no_message_or_claim_ends_with_a_full_stop(context: Context) -> Iterator[Finding]:
    """A message, or the H1, Short or Sentence of a claim, ends with a full stop.

    Why: these words are put into other sentences, which have full stops of their own.
    Fix: delete the full stop.
    """
    for what, text, source in _put_into_sentences(context.library):
        if text.source.rstrip(" *_`").endswith("."):
            hint = "Delete it: the sentence around it has one."
            yield Finding(source.on(text), f"{what} ends with a full stop", hint)


def _put_into_sentences(library: Library) -> Iterator[tuple[str, Text, Source]]:
    for _, beat in living_beats(library):
        yield "the message", beat.message, beat.source
    for claim in library.claims:
        parts = (("the claim", claim.statement), ("the Short", claim.short), ("the Sentence", claim.sentence))
        yield from ((what, text, claim.source) for what, text in parts if text)


@check("formatted-message")
def no_message_is_formatted(context: Context) -> Iterator[Finding]:
    """A message has emphasis, a link or code in it.

    Why: it stands word for word in emails, subjects, pages and calls, and not all of them can show that.
    Fix: write plain words.
    """
    for _, beat in living_beats(context.library):
        if any(isinstance(node, Element) for node in beat.message.nodes):
            yield Finding(beat.source.on(beat.message), "the message has formatting in it", "Write it in plain words.")


def _opens(beat: Beat) -> Iterator[Text]:
    if beat.say:
        labels = (beat.say.shared, *(own for _, _, own in beat.say.by_role))
        yield from (own.open for own in labels if own.open)


# Requirement: R43
@check("long-open")
def every_call_begins_shortly(context: Context) -> Iterator[Finding]:
    """The `Open:` of a talk track has more than 35 words.

    Why: nobody says that many words to somebody who has just picked up the phone.
    Fix: shorten it: one sentence that reminds, one question. Claims count with the words they are shown in.
    """
    for storyline, beat in living_beats(context.library):
        for text in _opens(beat):
            words = _count_words(_resolved(context, storyline, beat, text))
            if words > OPEN_WORDS:
                message = f"`Open:` has {words} words, more than {OPEN_WORDS}"
                yield Finding(beat.source.on(text), message, "Shorten it: one sentence that reminds, one question.")


@check("relative-date")
def no_call_begins_with_a_relative_date(context: Context) -> Iterator[Finding]:
    """The `Open:` of a talk track says when something was, seen from the day of the email.

    Why: the talk track holds until the next touch, often for weeks; by then "yesterday" is wrong.
    Fix: leave the time out: "We wrote that …".
    """
    for storyline, beat in living_beats(context.library):
        for text in _opens(beat):
            found = RELATIVE.search(plain(_resolved(context, storyline, beat, text)))
            if found:
                message = f"`{found[0]}` in `Open:` is wrong a few days later"
                yield Finding(beat.source.on(text), message, "Leave the time out: this holds until the next touch.")


# Requirement: R43
@check("long-answer")
def every_answer_is_short(context: Context) -> Iterator[Finding]:
    """An answer to an objection has more than 40 words.

    Why: it is said in one breath, to somebody who doubts.
    Fix: keep the claim or the question, and drop the rest. Claims count with the words they are shown in.
    """
    for storyline, beat in living_beats(context.library):
        for said in beat.objections:
            words = _count_words(_resolved(context, storyline, beat, said.answer))
            if words > ANSWER_WORDS:
                message = f"the answer has {words} words, more than {ANSWER_WORDS}"
                yield Finding(beat.source.on(said.line), message, "Keep the claim or the question, and drop the rest.")


@check("empty-answer")
def every_answer_claims_or_asks(context: Context) -> Iterator[Finding]:
    """An answer to an objection holds neither a claim nor a question.

    Why: words against a doubt carry nothing; a proved sentence does, and so does asking what lies behind it.
    Fix: cite a claim with `{claim: id}`, or ask back.
    """
    for storyline, beat in living_beats(context.library):
        for said in beat.objections:
            answer = _resolved(context, storyline, beat, said.answer)
            cites = any(leaves(answer, ClaimText)) or any(token.kind == "claim" for token in said.answer.tokens)
            if said.answer.source.strip() and not cites and "?" not in plain(answer):
                message = "the answer holds neither a claim nor a question"
                yield Finding(beat.source.on(said.line), message, "Cite a claim with `{claim: id}`, or ask back.")
