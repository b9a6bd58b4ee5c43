"""Claims as pages show them: the sentence, where it comes from, how fresh it is, who may hear its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from samestory.model.front_matter import expiry_of
from samestory.model.library import Claim
from samestory.model.sequence import Touch
from samestory.render.pages.site import Site
from samestory.wording import source_line

Freshness = Literal["ok", "soon", "expired", "undated"]
SOON = timedelta(days=30)

# What a rep may do with the source, the strictest of a claim's proofs first.
PERMISSION_WORDS = {
    "internal": "Internal: say what it shows",
    "named-on-request": "Ask before naming it",
    "anonymous": "Source not named",
    "public": "Public",
}


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim for display. Dates are absolute; what is relative to the moment of reading, the browser adds."""

    id: str
    kind: str
    measure: str
    value: str
    statement: str
    source: str
    checked: date | None
    expires: date | None
    freshness: Freshness
    permission: str
    is_public: bool
    is_reserved: bool
    may_be_said: bool


def shown_claim(site: Site, claim: Claim) -> ShownClaim:
    """One claim on the day of the build."""
    expires = expiry_of(claim.fields)
    return ShownClaim(
        claim.id,
        claim.fields.kind,
        claim.fields.measure,
        claim.fields.value,
        site.statement(claim),
        source_line(site.library, claim),
        claim.fields.checked,
        expires,
        freshness_on(site.day, expires),
        (permission := _permission(site, claim)),
        permission == PERMISSION_WORDS["public"],
        claim.is_reserved,
        "say" in claim.fields.use,
    )


def freshness_on(day: date, expires: date | None) -> Freshness:
    """Whether something may still be used on a day; from the day it expires on it may not."""
    if expires is None:
        return "undated"
    if day >= expires:
        return "expired"
    return "soon" if expires - day <= SOON else "ok"


def claims_of(site: Site, touches: Iterable[Touch]) -> tuple[ShownClaim, ...]:
    """The claims that some touches use, in emails or talk tracks, each once and in reading order."""
    ids = dict.fromkeys(id for touch in touches for id in site.claims_used[touch.key])
    return tuple(shown_claim(site, site.library.claim[id]) for id in ids if id in site.library.claim)


def sayable(claims: Iterable[ShownClaim]) -> tuple[ShownClaim, ...]:
    """Those a rep may use today."""
    return tuple(claim for claim in claims if claim.may_be_said and claim.freshness != "expired")


def _permission(site: Site, claim: Claim) -> str:
    found = {site.library.proof[id].fields.permission for id in claim.fields.proof if id in site.library.proof}
    return next((words for name, words in PERMISSION_WORDS.items() if name in found), "")
