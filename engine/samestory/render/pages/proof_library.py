"""`proof.html#<claim>`: every claim with its evidence and its uses, what runs out first on top, what is over last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from samestory.model.library import Claim, FormerValue, Proof
from samestory.model.page import Page
from samestory.model.records import StoryRelease
from samestory.model.sequence import Touch
from samestory.model.text import Nodes
from samestory.render.pages.call_prep import prep_path
from samestory.render.pages.kinds import page
from samestory.render.pages.retired_claims import Retired, retired_claims
from samestory.render.pages.shown_claim import ShownClaim, shown_claim
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
    """A claim of the library, with its evidence and its uses; `over` says what became of it, if nobody is told it."""

    claim: ShownClaim
    belief: Nodes
    proofs: tuple[Evidence, ...]
    history: tuple[FormerValue, ...]
    uses: tuple[tuple[str, str], ...]  # words and address, one per storyline and day
    roles: tuple[str, ...]  # whom a touch tells it, or gives reps the words to
    stages: tuple[str, ...]
    over: Retired | None = None


# Requirement: R52
@page
def proof_library(site: Site) -> Iterator[Page]:
    """The one library; claims that stand only in release records come behind it."""
    path = "proof.html"
    touches = _touches(site)
    uses = {id: _uses(site, using) for id, using in touches.items()}
    over = {one.id: one for one in retired_claims(site, uses)}
    kept = (_kept(site, claim, touches.get(claim.id, ()), over.get(claim.id)) for claim in site.library.claims)
    body = rendered(
        "proof.html",
        path,
        site=site,
        kept=tuple(sorted(kept, key=_running_out)),
        gone=tuple(one for one in over.values() if one.id not in site.library.claim),
        statement_of=lambda id: site.statement(site.library.claim[id]),
    )
    yield Page(path, "Proof", body, "proof")


def _running_out(kept: Kept) -> tuple[bool, date, str]:
    return (kept.over is not None, kept.claim.expires or date.max, kept.claim.id)


def _kept(site: Site, claim: Claim, touches: Iterable[Touch], over: Retired | None) -> Kept:
    proofs = (site.library.proof[id] for id in claim.fields.proof if id in site.library.proof)
    return Kept(
        shown_claim(site, claim),
        site.words(claim.belief),
        tuple(_evidence(site, proof) for proof in proofs),
        (*claim.history, *_only_released(site, claim)),
        tuple(_uses(site, touches).items()),
        tuple(role.id for role in site.roles if any(touch.role == role.id for touch in touches)),
        tuple(stage.id for stage in site.library.stages if any(touch.stage == stage.id for touch in touches)),
        over,
    )


def _only_released(site: Site, claim: Claim) -> Iterator[FormerValue]:
    """Values that emails of a release had and that the claim's own history does not name."""
    known = {"", claim.fields.value, *(former.value for former in claim.history)}
    told = {
        used.value: until
        for release, until in _with_its_end(site)
        for touch in release.touches
        for used in touch.claims
        if used.id == claim.id
    }
    return (FormerValue(until, value, "", 0) for value, until in told.items() if value not in known)


def _with_its_end(site: Site) -> Iterator[tuple[StoryRelease, date]]:
    """Each release of a storyline and the day of the next one; of the latest the day of the build."""
    following: dict[str, date] = {}
    made: list[tuple[StoryRelease, date]] = []
    for release in reversed(site.library.records.releases):
        made.append((release, following.get(release.storyline, site.day)))
        following[release.storyline] = date.fromisoformat(release.day)
    return reversed(made)


def _evidence(site: Site, proof: Proof) -> Evidence:
    is_hidden = proof.fields.permission in HIDDEN_SOURCES
    link = site.words(proof.link)
    address = link[0] if not is_hidden and link and isinstance(link[0], str) else ""
    name = "" if is_hidden else "".join(part for part in site.words(proof.name) if isinstance(part, str))
    when = "" if proof.fields.date == "undated" else date_in_words(proof.fields.date)
    limits = () if is_hidden else site.words(proof.limits)
    return Evidence(name, when, site.words(proof.shows), limits, address if address.startswith("https://") else "")


def _touches(site: Site) -> dict[str, tuple[Touch, ...]]:
    """The touches that use a claim, by its id."""
    found: dict[str, dict[str, Touch]] = {}
    for sequence in site.sequences:
        for touch in all_touches(sequence):
            for id in site.claims_used[touch.key]:
                found.setdefault(id, {})[touch.key] = touch
    return {id: tuple(touches.values()) for id, touches in found.items()}


def _uses(site: Site, touches: Iterable[Touch]) -> dict[str, str]:
    """Where a claim is used in words, once per storyline and day, with the address of one such place."""
    found: dict[str, str] = {}
    for touch in touches:
        found.setdefault(_where(touch), _address(site, touch))
    return found


def _where(touch: Touch) -> str:
    when = "talk track" if touch.day is None else f"day {touch.day}"
    return f"{story_name(touch.storyline)}, {'draft' if touch.is_draft else when}"


def _address(site: Site, touch: Touch) -> str:
    return f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}"
