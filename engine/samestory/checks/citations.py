"""What texts cite must be there: claims and their values, the proofs under them, addresses."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping

from samestory.checks import Context, check
from samestory.checks.written import texts_of_claim
from samestory.diagnostics import Finding, Place
from samestory.model.library import Claim, Library
from samestory.model.text import Token, typed
from samestory.nearest import did_you_mean

ADDRESS = re.compile(r"https://[^\s\"'<>{}\\]+")


@check("unknown-claim")
def every_claim_cited_exists(context: Context) -> Iterator[Finding]:
    """A text cites a claim that no file in `stories/_claims/` holds.

    Why: the braces would be sent as they stand, and nothing would be proved.
    Fix: correct the id, or write the claim in `stories/_claims/<id>.md`.
    """
    known = context.library.claim
    for passage in context.texts:
        for token in passage.text.tokens:
            if token.kind == "claim" and token.name not in known:
                hint = did_you_mean(token.name, known, "claims")
                yield Finding(passage.at(token), f"there is no claim `{token.name}`", hint)


@check("claim-without-value")
def every_value_shown_exists(context: Context) -> Iterator[Finding]:
    """A text asks for the value of a claim that has none.

    Why: there is nothing to put in its place.
    Fix: add `value:` to the claim, or write its words without a value.
    """
    claims = context.library.claim
    for passage in context.texts:
        for token in passage.text.tokens:
            claim = claims.get(token.name)
            if token.kind == "claim" and token.detail == "value" and claim and not claim.fields.value:
                hint = f"Add `value:` to `{claim.source.file}`, or write `{{claim: {claim.id}}}`."
                yield Finding(passage.at(token), f"the claim `{claim.id}` has no value", hint)
    for claim in claims.values():
        if not claim.fields.value and claim.source.is_whole:
            tokens = (token for text in texts_of_claim(claim) for token in text.tokens if token.kind == "value")
            for token in tokens:
                message = "the claim has no value that `{value}` could show"
                yield Finding(claim.source.on(token.line), message, "Add `value:` to the front matter.")


@check("claim-inside-claim")
def a_claim_takes_only_values_from_others(context: Context) -> Iterator[Finding]:
    """A claim's text holds another claim in words instead of its value.

    Why: a claim is one statement; only the number of another claim may stand in it.
    Fix: write `{claim: other.value}`.
    """
    for claim in context.library.claims:
        for text in texts_of_claim(claim):
            for token in text.tokens:
                if token.kind == "claim" and token.detail != "value" and token.name in context.library.claim:
                    message = f"`{typed(token)}` puts a whole claim into this one"
                    hint = f"Take only its number: `{{claim: {token.name}.value}}`."
                    yield Finding(claim.source.on(token.line), message, hint)


@check("claim-circle")
def no_claims_rest_on_each_other(context: Context) -> Iterator[Finding]:
    """Claims cite each other in a circle.

    Why: each would have to be read, and proved, before the other.
    Fix: type the number in one claim, and cite it from the others; within its own claim write `{value}`.
    """
    cited = _cited(context.library)
    for claim in context.library.claims:
        circle = _way_back_to(claim.id, cited)
        if circle and claim.id == min(circle):
            if len(circle) == 1:
                message, hint = f"the claim `{claim.id}` cites itself", "Write `{value}`."
            else:
                chain = " → ".join((*circle, claim.id))
                message, hint = f"claims cite each other in a circle: {chain}", "Take one of these citations out."
            yield Finding(_citing(claim, circle[1] if len(circle) > 1 else claim.id), message, hint)


def _cited(library: Library) -> Mapping[str, tuple[str, ...]]:
    return {claim.id: tuple(token.name for token in _citations(claim)) for claim in library.claims}


def _citations(claim: Claim) -> tuple[Token, ...]:
    return tuple(token for text in texts_of_claim(claim) for token in text.tokens if token.kind == "claim")


def _way_back_to(start: str, cited: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest circle of citations from a claim back to it, without the return; empty where there is none."""
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    seen: set[str] = set()
    while waiting:
        way = waiting.popleft()
        for next_one in cited.get(way[-1], ()):
            if next_one == start:
                return way
            if next_one not in seen:
                seen.add(next_one)
                waiting.append((*way, next_one))
    return ()


def _citing(claim: Claim, cited: str) -> Place:
    return claim.source.on(next(token.line for token in _citations(claim) if token.name == cited))


@check("unknown-proof")
def every_proof_exists(context: Context) -> Iterator[Finding]:
    """A claim rests on a proof that no file in `stories/_proofs/` holds.

    Why: the claim would have no source, and nobody could check it.
    Fix: correct the id, or write the proof in `stories/_proofs/<id>.md`.
    """
    known = context.library.proof
    for claim in context.library.claims:
        for proof in claim.fields.proof:
            if proof not in known:
                hint = did_you_mean(proof, known, "proofs")
                yield Finding(claim.source.at("proof"), f"there is no proof `{proof}`", hint)


@check("wrong-address")
def every_offer_has_an_https_address(context: Context) -> Iterator[Finding]:
    """The address of an offer is not a whole https address.

    Why: it becomes the button of emails; other kinds of addresses are unsafe, or open nothing.
    Fix: write the whole address, as the browser shows it.
    """
    for offer in context.library.offers:
        url = offer.fields.url
        if url and not ADDRESS.fullmatch(url):
            hint = "Write the whole address: `https://www.example.com/guide`."
            yield Finding(offer.source.at("url"), f"`{url}` is no https address", hint)
