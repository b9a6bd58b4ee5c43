"""The contradiction window: who has read the old number, and will read the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samestory.model.library import Library
from samestory.model.records import ReleasedTouch, StoryRelease
from samestory.releases.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """The beat of an email that shows a value, and its day."""

    beat: str
    day: int


@dataclass(frozen=True, slots=True)
class Window:
    """Roles of a storyline that may read both values of what a claim measures.

    `first` is the first email that had the old value, `last` the last one that has the new value; where it is None
    nobody reads the new one after the old one.
    """

    storyline: str
    roles: tuple[str, ...]
    claim: str
    before: str
    after: str
    first: Shown
    last: Shown | None

    def entered(self, changed_on: date) -> tuple[date, date]:
        """Between which days somebody entered who reads both, if the email tool is changed on that day."""
        last = self.last or self.first
        return changed_on - timedelta(days=last.day), changed_on - timedelta(days=self.first.day)


@dataclass(frozen=True, slots=True)
class _Read:
    """A value in an email of a role."""

    claim: str
    value: str
    shown: Shown


def windows(before: Snapshot, after: Snapshot) -> tuple[Window, ...]:
    """Every window, by storyline and claim; roles that read the same on the same days stand together."""
    old = {story.storyline: story for story in before.stories}
    found: dict[Window, tuple[str, ...]] = {}
    for new in after.stories:
        for role in new.roles if new.storyline in old else ():
            for window in _of_role(old[new.storyline], new, role, _measures(before, after)):
                found[window] = (*found.get(window, ()), role)
    return tuple(replace(window, roles=roles) for window, roles in found.items())


def window_sentence(window: Window, after: Snapshot) -> str:
    """Who got the old number and gets the new one, between which days of the sequence, and when they entered."""
    roles = ", ".join(role.replace("-", " ") for role in window.roles)
    first, last = window.first, window.last
    who = f"{window.storyline}, {roles}"
    read = f"{who}: {window.before} ({window.claim}) was read in {first.beat} (day {first.day})"
    if last is None:
        return f"{read}, and no later email says {window.after}: who read it has to be told by a rep."
    since, until = window.entered(after.day)
    return (
        f"{read}, {window.after} will be in {last.beat} (day {last.day}). Who stands between these days reads both: "
        f"who entered from {since} to {until}, if the change is made on {after.day}."
    )


def _measures(*snapshots: Snapshot) -> Mapping[str, str]:
    """What each claim measures: two claims with one measure are one number to a reader."""
    libraries: tuple[Library, ...] = tuple(one.library for one in snapshots if one.library)
    return {claim.id: claim.fields.measure for library in libraries for claim in library.claims}


def _of_role(old: StoryRelease, new: StoryRelease, role: str, measures: Mapping[str, str]) -> Iterator[Window]:
    was, now = _read_by(old, role, measures), _read_by(new, role, measures)
    for measure in sorted(was.keys() & now.keys()):
        first, last = was[measure][0], now[measure][-1]
        # The last email decides: values of one measure are equal on each side, a check sees to that.
        if first.value != last.value:
            comes_later = last.shown if last.shown.day > first.shown.day else None
            yield Window(new.storyline, (), first.claim, first.value, last.value, first.shown, comes_later)


def _read_by(story: StoryRelease, role: str, measures: Mapping[str, str]) -> dict[str, list[_Read]]:
    """The values a role reads, by what they measure, in the order of days."""
    found: dict[str, list[_Read]] = {}
    for touch in sorted(_emails(story, role), key=lambda touch: touch.day or 0):
        for claim in touch.claims:
            if claim.value:
                read = _Read(claim.id, claim.value, Shown(touch.beat, touch.day or 0))
                found.setdefault(measures.get(claim.id) or claim.id, []).append(read)
    return found


def _emails(story: StoryRelease, role: str) -> Iterator[ReleasedTouch]:
    return (touch for touch in story.touches if touch.role == role and touch.channel == "email")
