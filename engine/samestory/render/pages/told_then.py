"""What people were told when an email had another value than today, and what a page says of its release.

Both are known from the records of releases alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from samestory.model.library import Claim
from samestory.model.records import ReleasedTouch, StoryRelease
from samestory.model.sequence import Sequence, Touch
from samestory.render.pages.shown_claim import ShownClaim
from samestory.render.pages.site import Site, all_touches
from samestory.render.pages.stops import Stop
from samestory.targets import all_targets


@dataclass(frozen=True, slots=True)
class Former:
    """A value that an email had: which touch, of which claim, what it is now, until when, and why it changed.

    `until` is the day of the release from which on the email had it no more, or None while it still has. `stage` and
    `day` are those of the touch, as it stands now or as it stood last.
    """

    touch: str
    claim: str
    measure: str
    before: str
    now: str
    until: date | None
    why: str
    stage: str
    day: int


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """Of a page: its release, who agreed for sales and when, which email tool runs which release, what its claims need.

    `is_newer` says that something on the page was not released yet; `until` is the day on which the first of its
    claims runs out.
    """

    name: str
    signed_by: str
    signed_on: str
    runs: tuple[tuple[str, str], ...]
    is_newer: bool
    claims: int
    until: date | None


def told_otherwise(site: Site, sequence: Sequence) -> tuple[Former, ...]:
    """Each value that this role was told in a storyline and that is another one by now, by day."""
    present = {touch.uuid: touch for touch in all_touches(sequence)}
    found = {(one.touch, one.claim, one.before): one for one in _formers(site, sequence, present)}
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.claim)))


def told_by(stop: Stop, formers: Iterable[Former]) -> tuple[Former, ...]:
    """What somebody was told otherwise by a stop, each number once: in its own stage, for people enter at every stage.

    Of a number that several touches or claims told the first is kept, or the first that has a reason.
    """
    day = stop.day
    told = [one for one in formers if one.stage == stop.stage and day is not None and one.day <= day]
    found: dict[tuple[str, str], Former] = {}
    for one in sorted(told, key=lambda one: not one.why):
        found.setdefault((one.measure, one.before), one)
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.claim)))


def _formers(site: Site, sequence: Sequence, present: dict[str, Touch]) -> Iterator[Former]:
    own = [one for one in site.library.records.releases if one.storyline == sequence.storyline]
    for place, release in enumerate(own):
        for touch in release.touches:
            if touch.role == sequence.role and touch.channel == "email":
                yield from _in_touch(site, touch, present.get(touch.uuid), own[place + 1 :])


def _in_touch(site: Site, touch: ReleasedTouch, now: Touch | None, later: list[StoryRelease]) -> Iterator[Former]:
    stage, day = (now.stage, now.day) if now else (touch.stage, touch.day)
    for used in touch.claims:
        claim = site.library.claim.get(used.id)
        if claim and day is not None and used.value not in ("", claim.fields.value):
            until = _until(later, touch.uuid, used.id, used.value)
            yield Former(
                touch=touch.uuid,
                claim=claim.id,
                measure=claim.fields.measure,
                before=used.value,
                now=claim.fields.value,
                until=until,
                why=why_changed(claim, used.value),
                stage=stage,
                day=day,
            )


def _until(later: Iterable[StoryRelease], touch: str, claim: str, value: str) -> date | None:
    """The day of the first later release whose touch does not have the value."""
    without = (release.day for release in later if (touch, claim, value) not in set(_told(release)))
    return next(map(date.fromisoformat, without), None)


def _told(release: StoryRelease) -> Iterator[tuple[str, str, str]]:
    return ((touch.uuid, used.id, used.value) for touch in release.touches for used in touch.claims)


def why_changed(claim: Claim, value: str) -> str:
    """Why a claim has that value no more, as its history says for buyers; empty where it does not."""
    return next((former.why.rstrip(".") for former in reversed(claim.history) if former.value == value), "")


def _title(tool: str) -> str:
    known = all_targets().get(tool)
    return known.title if known else tool


def release_line(site: Site, sequence: Sequence, claims: Iterable[ShownClaim]) -> ReleaseLine | None:
    """The line of one role's page; None before the storyline's first release."""
    records = site.library.records
    latest = records.latest(sequence.storyline)
    if latest is None:
        return None
    signed = records.sign_off.get(sequence.storyline)
    signed = signed if signed and signed.day <= latest.day else None  # a later one agrees to what comes next
    expires = [claim.expires for claim in claims]
    return ReleaseLine(
        latest.release,
        signed.by if signed else "",
        signed.day if signed else "",
        tuple((_title(tool), one.release) for tool, one in records.running() if one.storyline == latest.storyline),
        {touch.key: touch.stamp for touch in latest.touches if touch.role == sequence.role}
        != {touch.key: touch.stamp for touch in (*sequence.touches, *sequence.cards)},
        len(expires),
        min((day for day in expires if day), default=None),
    )
