"""`samestory stale`: what email tools run that has expired, or that says what is no longer true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from samestory.model.front_matter import expiry_of
from samestory.model.library import Claim, Library
from samestory.model.records import ReleasedTouch, StoryRelease
from samestory.releases.snapshot import records_of


@dataclass(frozen=True, slots=True, order=True)
class Stale:
    """A touch that a tool sends, what is wrong in it, and since which day."""

    target: str
    storyline: str
    role: str
    day: int
    key: str
    release: str
    what: str
    since: date


def stale(root: Path, today: date) -> tuple[Stale, ...]:
    """Every live touch with something that has expired by today, by tool, sequence and day; each tool by its release.

    What a tool runs is known from the records of `samestory applied`. A claim, proof or offer that was renewed since
    the release has not expired: what counts is the date in its file today.
    """
    _, library = records_of(root)
    return tuple(
        sorted(
            Stale(target, release.storyline, touch.role, touch.day or 0, touch.key, release.release, what, since)
            for target, release in library.records.running()
            for touch in release.touches
            if touch.channel == "email"
            for what, since in _expired(touch, release, library)
            if since <= today
        )
    )


def what_is_applied(root: Path) -> tuple[tuple[str, StoryRelease], ...]:
    """Each tool with each storyline it runs."""
    return records_of(root)[1].records.running()


def _expired(touch: ReleasedTouch, release: StoryRelease, library: Library) -> Iterator[tuple[str, date]]:
    for used in touch.claims:
        claim = library.claim.get(used.id)
        if claim is None:
            yield f"the claim {used.id} is no longer there", date.fromisoformat(release.day)
        else:
            yield from _of_claim(claim, used.value, library)
    offer = library.offer.get(touch.offer)
    if offer and offer.fields.expires:
        yield f"the offer {offer.id} has expired", offer.fields.expires
    elif touch.offer and offer is None:
        yield f"the offer {touch.offer} is no longer there", date.fromisoformat(release.day)


def _of_claim(claim: Claim, value: str, library: Library) -> Iterator[tuple[str, date]]:
    expires = expiry_of(claim.fields)
    if expires:
        yield f"the claim {claim.id} has expired", expires
    for proof in (library.proof[id] for id in claim.fields.proof if id in library.proof):
        if proof.fields.expires:
            yield f"the proof {proof.id} of the claim {claim.id} has expired", proof.fields.expires
    if value and claim.fields.value and value != claim.fields.value:
        until = next((former.until for former in claim.history if former.value == value), claim.fields.checked)
        if until:
            # While a correction is still sent, the old number in a running sequence is being mended.
            since = until + timedelta(days=1 + (claim.fields.correct_for or 0))
            yield f"the claim {claim.id} says {value}, and it is {claim.fields.value}", since


def as_text(found: Iterable[Stale], today: date, applied: tuple[tuple[str, StoryRelease], ...]) -> str:
    """A paragraph for each tool and sequence, then what was looked at."""
    lines: list[str] = []
    above = ""
    for one in found:
        head = f"{one.target}, {one.storyline}, {one.role.replace('-', ' ')} (release {one.release})"
        if head != above:
            lines += ["", head] if lines else [head]
            above = head
        lines.append(f"  {one.key}, day {one.day}: {one.what}, since {one.since}")
    return "\n".join((*lines, *([""] if lines else []), _looked_at(bool(lines), today, applied))) + "\n"


def _looked_at(is_stale: bool, today: date, applied: tuple[tuple[str, StoryRelease], ...]) -> str:
    if not applied:
        return "Nobody has told what an email tool runs: samestory applied TARGET RELEASE --by INITIALS"
    runs = sorted({f"{target} runs {release.release}" for target, release in applied})
    ending = "" if is_stale else "; nothing in it has expired"
    return f"Looked at on {today}: {', '.join(runs)}{ending}."
