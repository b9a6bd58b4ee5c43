"""Claims that emails of a release made and that nobody is told any more: until when, and what is said instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from samestory.model.records import StoryRelease
from samestory.render.pages.site import Site


@dataclass(frozen=True, slots=True)
class Retired:
    """A claim's id, the values it was told with, and the claims that took its place, by id.

    `until` is the day of the release that had it no more, or None while only the files do without it.
    """

    id: str
    values: tuple[str, ...]
    until: date | None
    instead: tuple[str, ...]


def retired_claims(site: Site, used: Collection[str]) -> tuple[Retired, ...]:
    """Every claim ever released that is not among those used now, by id."""
    stories = _by_story(site)
    gone = sorted({id for own in stories for one in own for id in _values(one)} - set(used))
    return tuple(_retired(site, id, stories, used) for id in gone)


def _by_story(site: Site) -> tuple[tuple[StoryRelease, ...], ...]:
    releases = site.library.records.releases
    stories = sorted({one.storyline for one in releases})
    return tuple(tuple(one for one in releases if one.storyline == story) for story in stories)


def _values(release: StoryRelease) -> dict[str, str]:
    """The claims of a release's emails, each with a value or an empty one."""
    return {used.id: used.value for touch in release.touches if touch.channel == "email" for used in touch.claims}


def _retired(site: Site, id: str, stories: tuple[tuple[StoryRelease, ...], ...], used: Collection[str]) -> Retired:
    values = (_values(one).get(id, "") for own in stories for one in own)
    days = [day for own in stories for day in _last_day(own, id)]
    until = None if None in days else max(day for day in days if day)
    instead = _of_the_same_measure(site, id, used) or tuple(
        dict.fromkeys(one for own in stories for one in _shown_instead(own, id) if one in used)
    )
    return Retired(id, tuple(dict.fromkeys(filter(None, values))), until, instead)


def _last_day(own: tuple[StoryRelease, ...], id: str) -> Iterator[date | None]:
    """The day of the release after the last one that made the claim; None where that is still the latest."""
    last = max((place for place, one in enumerate(own) if id in _values(one)), default=None)
    if last is not None:
        yield date.fromisoformat(own[last + 1].day) if last + 1 < len(own) else None


def _of_the_same_measure(site: Site, id: str, used: Collection[str]) -> tuple[str, ...]:
    measure = site.library.claim[id].fields.measure if id in site.library.claim else ""
    same = (claim.id for claim in site.library.claims if measure and claim.fields.measure == measure)
    return tuple(other for other in same if other != id and other in used)


def _shown_instead(own: tuple[StoryRelease, ...], id: str) -> Iterator[str]:
    """What an email that made the claim has made first in the release that dropped it."""
    for before, after in pairwise(own):
        present = {touch.uuid: touch for touch in after.touches}
        for touch in before.touches:
            was = {used.id for used in touch.claims}
            now = {used.id for used in present[touch.uuid].claims} if touch.uuid in present else set()
            yield from sorted(now - was) if id in was and id not in now else ()
