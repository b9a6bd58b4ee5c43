"""`proof.html#<claim>`: every claim with its evidence, what runs out first on top, and every use of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samestory.model.library import Claim, FormerValue, Proof
from samestory.model.page import Page
from samestory.model.sequence import Touch
from samestory.model.text import Nodes
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.shown_claim import ShownClaim, claims_in, shown_claim
from samestory.render.pages.site import Site, all_touches, story_name
from samestory.render.pages.stops import anchor_of
from samestory.render.pages.template import rendered
from samestory.wording import HIDDEN_SOURCES, date_in_words


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof as reps may see it: the source stays away where its permission says so."""

    name: str
    when: str
    shows: Nodes
    limits: Nodes
    link: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim of the library, with its evidence and its uses."""

    claim: ShownClaim
    belief: Nodes
    proofs: tuple[Evidence, ...]
    history: tuple[FormerValue, ...]
    uses: tuple[tuple[str, str], ...]  # words and address, one per storyline and day


# Requirement: R52
@page
def proof_library(site: Site) -> Iterator[Page]:
    """The one library."""
    path = "proof.html"
    uses = _uses(site)
    kept = (_kept(site, claim, uses.get(claim.id, {})) for claim in site.library.claims)
    body = rendered("proof.html", path, kept=tuple(sorted(kept, key=_running_out)))
    yield Page(path, "Proof", body, "proof")


def _running_out(kept: Kept) -> tuple[date, str]:
    return (kept.claim.expires or date.max, kept.claim.id)


def _kept(site: Site, claim: Claim, uses: dict[str, str]) -> Kept:
    proofs = (site.library.proof[id] for id in claim.fields.proof if id in site.library.proof)
    return Kept(
        shown_claim(site, claim),
        site.words(claim.belief),
        tuple(_evidence(site, proof) for proof in proofs),
        claim.history,
        tuple(uses.items()),
    )


def _evidence(site: Site, proof: Proof) -> Evidence:
    is_hidden = proof.fields.permission in HIDDEN_SOURCES
    link = site.words(proof.link)
    address = link[0] if not is_hidden and link and isinstance(link[0], str) else ""
    name = "" if is_hidden else "".join(part for part in site.words(proof.name) if isinstance(part, str))
    when = "" if proof.fields.date == "undated" else date_in_words(proof.fields.date)
    limits = () if is_hidden else site.words(proof.limits)
    return Evidence(name, when, site.words(proof.shows), limits, address if address.startswith("https://") else "")


def _uses(site: Site) -> dict[str, dict[str, str]]:
    """By claim: where it is used in words, once per storyline and day, with the address of one such place."""
    found: dict[str, dict[str, str]] = {}
    for sequence in site.sequences:
        for touch in all_touches(sequence):
            for id in claims_in(touch):
                found.setdefault(id, {}).setdefault(_where(touch), _address(site, touch))
    return found


def _where(touch: Touch) -> str:
    when = "talk track" if touch.day is None else f"day {touch.day}"
    return f"{story_name(touch.storyline)}, {'draft' if touch.is_draft else when}"


def _address(site: Site, touch: Touch) -> str:
    return f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}"
