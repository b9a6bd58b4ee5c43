"""Claims and what stands under them: where each may be used, its proofs, its value and what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from samestory.checks import Context, check
from samestory.checks.figures import bare_words
from samestory.checks.passages import (
    Citation,
    Passage,
    citations,
    shown_texts,
    with_values_in,
)
from samestory.diagnostics import Finding
from samestory.figures import same_value
from samestory.model.library import Claim, Library
from samestory.model.text import typed
from samestory.wording import as_form, claim_text

PLACES = {"email": "in an email", "say": "in a talk track", "forward": "in a text to forward"}
SHOWABLE = ("public", "anonymous")
WORD = re.compile(r"\w+")
ByStart = dict[tuple[str, str], list[tuple[str, str]]]


@check("claim-out-of-place")
def claims_stand_where_their_use_allows(context: Context) -> Iterator[Finding]:
    """A claim stands where its `use` does not allow it.

    Why: what is kept for a conversation would be sent, or what only marketing may write would be said.
    Fix: take it out, or widen the `use` of the claim after its owner agreed.
    """
    library = context.library
    for citation in context.citations:
        claim = library.claim.get(citation.claim)
        use = citation.passage.use
        if claim and use and claim.fields.use and use not in claim.fields.use:
            message = f"{_shows(citation)} may not stand {citation.passage.where}: {_its_use(claim)}"
            yield Finding(citation.place, message, _widen(claim, use))
    yield from _wider_than_what_they_cite(library)


def _wider_than_what_they_cite(library: Library) -> Iterator[Finding]:
    """A claim that shows the value of another one may stand only where both may."""
    for citation in citations(_passages_of_claims(library)):
        claim = library.claim.get(citation.claim)
        if not claim or not claim.fields.use:
            continue
        for use in (use for use in _owner(citation, library).fields.use if use not in claim.fields.use):
            message = f"{_shows(citation)} may not stand {PLACES[use]}, where this claim may: {_its_use(claim)}"
            yield Finding(citation.place, message, _widen(claim, use))
            break


def _passages_of_claims(library: Library) -> Iterator[Passage]:
    for claim in library.claims:
        for text in shown_texts(claim):
            yield Passage(claim.source, text, where=claim.id)


def _owner(citation: Citation, library: Library) -> Claim:
    return library.claim[citation.passage.where]


def _shows(citation: Citation) -> str:
    token = typed(citation.token)
    return f"`{token}`" if citation.token.kind == "claim" else f"`{token}` holds the claim `{citation.claim}`, which"


def _its_use(claim: Claim) -> str:
    return f"its `use` is `{', '.join(claim.fields.use)}`"


def _widen(claim: Claim, use: str) -> str:
    return f"Take it out, or add `{use}` to the `use` in {claim.source.file}."


@check("unproved-claim")
def what_is_sent_has_a_proof_to_show(context: Context) -> Iterator[Finding]:
    """A claim that may be emailed or forwarded has no proof that is `public` or `anonymous`.

    Why: a buyer who asks where the sentence comes from could not be told.
    Fix: name a proof whose `permission` allows it, get the permission, or keep the claim for reps with `use: say`.
    """
    library = context.library
    for claim in library.claims:
        sent = [use for use in claim.fields.use if use != "say"]
        proofs = [library.proof.get(id) for id in claim.fields.proof]
        known = [proof for proof in proofs if proof and proof.fields.permission]
        # A proof that is unknown or has no permission yet is reported elsewhere, and may be the one that is missing.
        if not sent or not proofs or len(known) < len(proofs):
            continue
        if not any(proof.fields.permission in SHOWABLE for proof in known):
            listed = ", ".join(f"`{proof.id}` is {proof.fields.permission}" for proof in known)
            message = f"`{claim.id}` may stand {PLACES[sent[0]]}, and none of its proofs may be shown ({listed})"
            hint = "Name a proof that is `public` or `anonymous`, or write `use: say`."
            yield Finding(claim.source.at("proof"), message, hint)


# Requirement: R45
@check("emailed-measure")
def what_is_kept_back_is_not_emailed_under_another_name(context: Context) -> Iterator[Finding]:
    """A claim is kept back for reps, and emails tell the same measure through another claim.

    Why: the rep would offer as news what the buyer has read, or name a second figure for it.
    Fix: keep back another claim, give the two their own measures if they differ, or take the other one out of emails.
    """
    library = context.library
    emailed = _emailed_by_measure(context)
    for claim in library.claims:
        other = emailed.get(claim.fields.measure)
        if claim.is_reserved and other and other.claim != claim.id:
            place = f"{other.place.file}:{other.place.line}"
            message = f"`{claim.id}` is kept for reps, and `{other.claim}` emails its measure in {place}"
            hint = "Keep back another claim, or give each its own `measure` if they measure two things."
            yield Finding(claim.source.at("measure"), message, hint)


def _emailed_by_measure(context: Context) -> dict[str, Citation]:
    """The first place where each measure is emailed. Reserved claims in emails are reported where they stand."""
    found: dict[str, Citation] = {}
    library = context.library
    sent = (one for one in context.citations if one.passage.is_emailed and one.passage.is_live)
    for citation in sent:
        for id in with_values_in(citation.claim, library):
            claim = library.claim.get(id)
            if claim and claim.fields.measure and not claim.is_reserved:
                found.setdefault(claim.fields.measure, Citation(id, citation.token, citation.passage))
    return found


# Requirement: R30, R22
@check("disagreeing-values")
def one_measure_has_one_value(context: Context) -> Iterator[Finding]:
    """Two claims measure the same thing and have different values.

    Why: a buyer who meets both believes neither.
    Fix: correct the value that is wrong, or give the claims their own measures if they measure two things.
    """
    first: dict[str, Claim] = {}
    for claim in context.library.claims:
        if not claim.fields.measure or not claim.fields.value:
            continue
        other = first.setdefault(claim.fields.measure, claim)
        if not same_value(other.fields.value, claim.fields.value):
            message = (
                f"`{claim.fields.measure}` is `{claim.fields.value}` here and "
                f"`{other.fields.value}` in {other.source.at('value').file}"
            )
            hint = "Correct the one that is wrong, or give each its own `measure` if they measure two things."
            yield Finding(claim.source.at("value"), message, hint)


@check("same-sentence")
def what_an_email_says_of_a_claim_is_no_other_one(context: Context) -> Iterator[Finding]:
    """An email says the sentence of a claim, and with it that of another claim, which it does not name.

    Why: who reads the one has read the other too, and the rep's page would list only one of them as told.
    Fix: word one of the two claims otherwise; or keep one of them, and name that one in both places.
    """
    library = context.library
    within = _sentences_within(library)
    named = _named_in_emails(context)
    for citation in (one for one in context.citations if one.passage.is_emailed):
        file, token = citation.passage.source.file, citation.token
        if token.kind != "claim" or as_form(token.detail) != "sentence":
            continue
        for other in within.get(citation.claim, ()):
            if (file, other) not in named:
                message = f"{_shows(citation)} says the whole sentence of `{other}` too, which this email does not name"
                place = library.claim[other].source.file
                yield Finding(citation.place, message, f"Word one of the two otherwise, or keep one: see {place}.")


@check("typed-claim")
def sentences_are_typed_once(context: Context) -> Iterator[Finding]:
    """An email has the sentence of a claim typed out, and does not name the claim.

    Why: the rep's page would not list it as told, and when the claim changes this place would keep the old words.
    Fix: write `{claim: id.sentence}` instead; what is kept for reps comes out of the email. A sentence with a value in
    it is found by that, as `typed-value`.
    """
    library, again = context.library, context.again
    said = (claim_text(library, claim.id, "sentence") for claim in library.claims)
    by_start = again(_by_start, tuple((one.id, _on_one_line(one.text)) for one in said if one and not one.value))
    named = _named_in_emails(context)
    for passage in (passage for passage in context.passages if passage.is_emailed):
        for line, id in again(_typed_in, passage.text.source, by_start):
            if (passage.source.file, id) not in named:
                place = passage.source.on(passage.text.line + line)
                message = f"the sentence of the claim `{id}` is typed out"
                kept = "Take it out: the claim is kept for reps."
                yield Finding(place, message, kept if library.claim[id].is_reserved else _sentence_of(id))


def _named_in_emails(context: Context) -> set[tuple[str, str]]:
    """Which claims the emails of each file name."""
    return {(one.passage.source.file, one.claim) for one in context.citations if one.passage.is_emailed}


def _sentence_of(id: str) -> str:
    return f"Write `{{claim: {id}.sentence}}` instead."


def _typed_in(source: str, by_start: ByStart) -> tuple[tuple[int, str], ...]:
    """The claims whose sentence stands in a text, each with how many lines are before it."""
    begun = set(pairwise(WORD.findall(source))) & by_start.keys()
    words = bare_words(source) if begun else ""
    stated = ((id, _at(sentence, words)) for start in begun for id, sentence in by_start[start])
    return tuple(sorted((words.count("\n", 0, found.start()), id) for id, found in stated if found))


def _at(sentence: str, words: str) -> re.Match[str] | None:
    return re.search(r"\s+".join(map(re.escape, sentence.split())), words)


def _by_start(sentences: tuple[tuple[str, str], ...]) -> ByStart:
    """Sentences with the claims they are of, by their first two words; those of one word are none."""
    found: ByStart = {}
    for id, sentence in sentences:
        for start in islice(pairwise(WORD.findall(sentence)), 1):
            found.setdefault(start, []).append((id, sentence))
    return found


def _sentences_within(library: Library) -> dict[str, list[str]]:
    """Of each claim the others whose sentence stands in its own."""
    texts = (claim_text(library, claim.id, "sentence") for claim in library.claims)
    said = {one.id: _on_one_line(one.text) for one in texts if one}
    by_start = _by_start(tuple(said.items()))
    found: dict[str, list[str]] = {}
    for id, sentence in said.items():
        begun = set(pairwise(WORD.findall(sentence))) & by_start.keys()
        others = (other for start in begun for other, said_by_it in by_start[start] if said_by_it in sentence)
        found[id] = sorted(other for other in others if other != id)
    return found


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
