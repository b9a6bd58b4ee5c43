"""What expires while it is still sent: a sequence that somebody enters on the last day goes on for months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from samestory.checks import Plan, sequence_check
from samestory.checks.passages import with_values_in
from samestory.diagnostics import Finding, Place
from samestory.model.front_matter import expiry_of
from samestory.model.library import Library

Last = dict[str, tuple[date, str]]  # by id: the last day something is sent, and the key of that touch


# Requirement: R52
@sequence_check("expires-while-sent", "warning")
def nothing_expires_before_it_is_sent(plan: Plan) -> Iterator[Finding]:
    """A claim, a proof or an offer of an email expires before the email is sent for the last time.

    Why: people enter for `enrol-for` (180 days, in the settings), and get a touch so many days later as it stands in
    the sequence; a claim that holds today has to hold until then. A release is refused for it.
    Fix: look whether it still holds and set `checked` or `expires`; or shorten `enrol-for`.
    """
    claims, offers = _last_days(plan)
    for claim in plan.library.claims:
        expires = expiry_of(claim.fields)
        if claim.id in claims and expires and plan.day < expires <= claims[claim.id][0]:
            key = "expires" if "expires" in claim.source.lines else "checked"
            yield _finding(claim.source.at(key), claim.id, expires, *claims[claim.id])
    for proof in plan.library.proofs:
        if not proof.fields.expires or proof.fields.expires <= plan.day:
            continue
        under = [
            claims[claim.id] for claim in plan.library.claims if proof.id in claim.fields.proof and claim.id in claims
        ]
        if under and proof.fields.expires <= max(under)[0]:
            yield _finding(proof.source.at("expires"), proof.id, proof.fields.expires, *max(under))
    for offer in plan.library.offers:
        if offer.id in offers and offer.fields.expires and plan.day < offer.fields.expires <= offers[offer.id][0]:
            yield _finding(offer.source.at("expires"), offer.id, offer.fields.expires, *offers[offer.id])


def _finding(place: Place, id: str, expires: date, last: date, key: str) -> Finding:
    message = f"`{id}` expires on {expires}, and `{key}` is sent until {last}"
    return Finding(place, message, "Look whether it holds until then and set a later date, or shorten `enrol-for`.")


def _last_days(plan: Plan) -> tuple[Last, Last]:
    """The last send day of each claim and each offer: the day, `enrol-for`, and the day of the touch."""
    claims: Last = {}
    offers: Last = {}
    shown: dict[str, tuple[str, ...]] = {}
    for sequence in plan.sequences:
        for touch, email in sequence.emails:
            last = (plan.day + timedelta(days=plan.settings.enrol_for + touch.dated), touch.key)
            for id in {claim.id for claim in email.claims}:
                for used in _used(id, shown, plan.library):
                    claims[used] = max(claims.get(used, last), last)
            offers[email.offer.id] = max(offers.get(email.offer.id, last), last)
    return claims, offers


def _used(id: str, shown: dict[str, tuple[str, ...]], library: Library) -> tuple[str, ...]:
    if id not in shown:
        shown[id] = with_values_in(id, library)
    return shown[id]
