"""`news.html`: what each release changed for reps, by role: what to stop saying, what to say, what is new or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.changes import StoryDiff, TouchDiff, compare_story, days_in_words
from samestory.model.page import Page
from samestory.model.records import StoryRelease, release_order
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered
from samestory.render.pages.told_then import why_changed
from samestory.wording import date_in_words


@dataclass(frozen=True, slots=True)
class Item:
    """A change of one touch: added, changed or retired; its key and beat, what was said and is, what else changed."""

    chip: str
    key: str
    story: str
    beat: str
    before: str
    after: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForRole:
    """What changed for those who talk to a role."""

    anchor: str
    role: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class News:
    """A release: its name, its day in words, storylines that were released for the first time, and changes by role."""

    name: str
    day: str
    first: tuple[str, ...]
    roles: tuple[ForRole, ...]

    @property
    def summary(self) -> str:
        """What it brought, in a line; a beat that changed for four roles counts once."""
        beats = {(item.chip, item.story, item.beat) for role in self.roles for item in role.items}
        counted = [f"{count} {chip.lower()}" for chip in CHIPS if (count := sum(one[0] == chip for one in beats))]
        first = [f"told for the first time: {', '.join(self.first)}"] if self.first else []
        words = "; ".join([*first, *([", ".join(counted)] if counted else [])])
        return f"{words[0].upper()}{words[1:]}." if words else "Nothing that you would notice."


CHIPS = ("Added", "Changed", "Retired")
ORDINALS = ("", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@page
def whats_new(site: Site) -> Iterator[Page]:
    """The one page; there is none before the first release."""
    records = site.library.records
    if not records.names:
        return
    news = tuple(news_of(site, reversed(records.names)))
    path = "news.html"
    yield Page(path, "What’s new", rendered("news.html", path, news=news), "news")


def news_of(site: Site, names: Iterable[str]) -> Iterator[News]:
    """What some releases brought, in the order of their names."""
    return (_news(site, name) for name in names)


def changed_lately(site: Site) -> frozenset[tuple[str, str, str]]:
    """Storyline, role and stage of what the last release added or changed; what it told first is not new to anybody."""
    names = site.library.records.names
    diffs = (compare_story(_before(site, one), one) for one in site.library.records.named(names[-1] if names else ""))
    return frozenset(
        (diff.storyline, touch.after.role, touch.after.stage)
        for diff in diffs
        for touch in diff.changed
        if touch.after and any(other.before for other in diff.touches)
    )


def _news(site: Site, name: str) -> News:
    released = site.library.records.named(name)
    before = {one.storyline: _before(site, one) for one in released}
    diffs = tuple(compare_story(before[one.storyline], one) for one in released if before[one.storyline])
    first = tuple(story_name(one.storyline) for one in released if before[one.storyline] is None)
    roles = tuple(made for role in site.roles for made in [_for_role(site, name, role.id, diffs)] if made.items)
    return News(name, _day(released[0]), first, roles)


def _day(release: StoryRelease) -> str:
    """Its day, and which of that day's releases it is."""
    number = release_order(release.release)[1]
    which = ORDINALS[number - 1] if number <= len(ORDINALS) else f"{number}th"
    return f"{date_in_words(release.day)}{f', {which} release' if which else ''}"


def _before(site: Site, release: StoryRelease) -> StoryRelease | None:
    """The storyline as it was released before."""
    own = [one for one in site.library.records.releases if one.storyline == release.storyline]
    place = own.index(release)
    return own[place - 1] if place else None


def _for_role(site: Site, name: str, role: str, diffs: tuple[StoryDiff, ...]) -> ForRole:
    items = tuple(
        _item(site, diff.storyline, touch) for diff in diffs for touch in diff.changed if touch.now.role == role
    )
    return ForRole(f"{name}-{role}", site.role_name(role), items)


def _item(site: Site, storyline: str, touch: TouchDiff) -> Item:
    before = touch.before.message if touch.before else ""
    after = touch.after.message if touch.after else ""
    chip = "Retired" if touch.after is None else "Changed" if touch.before else "Added"
    return Item(
        chip,
        touch.now.key,
        story_name(storyline),
        touch.now.beat,
        "" if before == after else before,
        after,
        tuple(_says(site, touch)),
    )


def _says(site: Site, touch: TouchDiff) -> Iterator[str]:
    was, now = touch.before, touch.after
    if now is None:
        yield "This is told no more."
        return
    if was is None:
        when = "" if now.day is None else f", on day {now.day}"
        yield f"This is new{when}."
        return
    if "renamed" in touch.kinds:
        yield f"It was called {was.key}."
    yield from _values(site, touch)
    if "timing" in touch.kinds and now.day is not None:
        yield f"It comes after {days_in_words(now.wait_days)}, before it was {days_in_words(was.wait_days)}."
    if "moved" in touch.kinds:
        yield "It stands at another place of the story."
    if {"text", "subject"} & set(touch.kinds):
        yield "The email has other words."
    if "talk" in touch.kinds:
        yield "What you say has changed: read it again."


def _values(site: Site, touch: TouchDiff) -> Iterator[str]:
    values = {claim.id: claim.value for claim in touch.before.claims} if touch.before else {}
    for claim in touch.after.claims if touch.after else ():
        former = values.get(claim.id, "")
        if former and claim.value and former != claim.value:
            known = site.library.claim.get(claim.id)
            is_said = known is not None and known.fields.value == claim.value
            why = why_changed(known, former) if known else ""
            reason = f": {why}" if why else ""
            says = f"Stop saying {former}, say {claim.value}" if is_said else f"{former} became {claim.value}"
            yield f"{says}{reason}."
