"""What has expired on the day of the build, and dates that lie after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samestory.checks import Context, check
from samestory.checks.passages import with_values_in
from samestory.diagnostics import Finding, Place
from samestory.model.front_matter import expiry_of
from samestory.model.library import Library


# Requirement: R52
@check("expired-claim")
def no_claim_in_use_has_expired(context: Context) -> Iterator[Finding]:
    """A claim that live texts use has expired.

    Why: nobody has looked for so long whether it still holds, and it is sent and said all the same.
    Fix: look whether it holds and set `checked`; correct the `value`, with a line in `## History`; or stop using it.
    A claim without `expires` lasts twelve months from `checked`.
    """
    used = _uses_of_claims(context)
    for claim in context.library.claims:
        expires = expiry_of(claim.fields)
        if claim.id in used and expires and expires <= context.day:
            message = f"`{claim.id}` expired on {expires} and is used in {_listed(used[claim.id])}"
            place = claim.source.at("expires" if "expires" in claim.source.lines else "checked")
            yield Finding(place, message, "Look whether it still holds and set `checked`, or stop using it.")


# Requirement: R52
@check("expired-proof")
def no_proof_in_use_has_expired(context: Context) -> Iterator[Finding]:
    """A proof has expired and stands under a claim that live texts use.

    Why: the claim rests on something that its owner no longer vouches for.
    Fix: renew the proof and its `expires`, or name another proof in the claim.
    """
    used = _uses_of_claims(context)
    for proof in context.library.proofs:
        if not proof.fields.expires or proof.fields.expires > context.day:
            continue
        claims = [claim.id for claim in context.library.claims if proof.id in claim.fields.proof and claim.id in used]
        if claims:
            listed = ", ".join(f"`{id}`" for id in claims)
            message = f"`{proof.id}` expired on {proof.fields.expires} and stands under {listed}"
            hint = "Renew it and set `expires`, or name another proof in the claim."
            yield Finding(proof.source.at("expires"), message, hint)


# Requirement: R52
@check("expired-offer")
def no_offer_in_use_has_expired(context: Context) -> Iterator[Finding]:
    """An offer has expired and live beats invite to it.

    Why: buyers would be sent to something that is over.
    Fix: name another offer in these beats, or renew the offer and its `expires`.
    """
    for offer in context.library.offers:
        if not offer.fields.expires or offer.fields.expires > context.day:
            continue
        beats = [beat for _, beat in context.library.beats() if beat.is_live and beat.fields.offer == offer.id]
        if beats:
            places = [beat.source.at("offer") for beat in beats]
            message = f"`{offer.id}` expired on {offer.fields.expires} and is offered in {_listed(places)}"
            yield Finding(
                offer.source.at("expires"), message, "Name another offer there, or renew it and its `expires`."
            )


@check("expired-beat")
def no_live_beat_has_expired(context: Context) -> Iterator[Finding]:
    """A live beat has expired.

    Why: what it says was meant until a day that is past.
    Fix: retire the beat with `status: retired`, or rewrite it and set another `expires`.
    """
    for _, beat in context.library.beats():
        if beat.is_live and beat.fields.expires and beat.fields.expires <= context.day:
            message = f"`{beat.id}` expired on {beat.fields.expires} and is live"
            yield Finding(beat.source.at("expires"), message, "Write `status: retired`, or set another `expires`.")


@check("date-in-future", "warning")
def nothing_was_done_in_the_future(context: Context) -> Iterator[Finding]:
    """A claim was checked, a proof made or a value replaced on a day after the day of the build.

    Why: with a wrong year a claim would count as checked for longer than anybody vouches for it.
    Fix: correct the date. If today is meant and the build goes by the last commit, commit first or use `--today`.
    """
    for place, key, day in _dates(context.library):
        # A month or a year lies in the future when it has not begun.
        if day and day != "undated" and day > context.day.isoformat()[: len(day)]:
            message = f"`{key}` is {day}, and this is {context.day}"
            yield Finding(place, message, "Correct the date, or give the day with `--today`.")


def _dates(library: Library) -> Iterator[tuple[Place, str, str]]:
    for claim in library.claims:
        yield claim.source.at("checked"), "checked", _written(claim.fields.checked)
        for former in claim.history:
            yield claim.source.on(former.line), "until", _written(former.until)
    for proof in library.proofs:
        yield proof.source.at("date"), "date", proof.fields.date


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _uses_of_claims(context: Context) -> dict[str, list[Place]]:
    """Where live texts use each claim, those whose value another claim shows included."""
    found: dict[str, list[Place]] = {}
    for citation in (one for one in context.citations if one.passage.is_live):
        for id in with_values_in(citation.claim, context.library):
            found.setdefault(id, []).append(citation.place)
    return found


def _listed(places: list[Place]) -> str:
    """Two places, and how many more there are."""
    each = [f"{place.file}:{place.line}" for place in sorted(set(places))]
    more = f" and {len(each) - 2} more" if len(each) > 2 else ""
    return " and ".join(each) if not more else ", ".join(each[:2]) + more
