"""`news.html`: what each release changed for reps, by role: what to stop saying, what to say, what is new or gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.changes import StoryDiff, TouchDiff, compare_story, days_in_words
from samestory.model.page import Page
from samestory.model.records import StoryRelease
from samestory.render.pages.kinds import page
from samestory.render.pages.site import Site, story_name
from samestory.render.pages.template import rendered
from samestory.wording import date_in_words


@dataclass(frozen=True, slots=True)
class Item:
    """A change of one touch: its page, what is no longer said (or empty), what is said, and what else changed."""

    key: str
    story: str
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


@page
def whats_new(site: Site) -> Iterator[Page]:
    """The one page; there is none before the first release."""
    records = site.library.records
    if not records.names:
        return
    news = tuple(_news(site, name) for name in reversed(records.names))
    path = "news.html"
    yield Page(path, "What’s new", rendered("news.html", path, news=news), "news")


def _news(site: Site, name: str) -> News:
    released = site.library.records.named(name)
    before = {one.storyline: _before(site, one) for one in released}
    diffs = tuple(compare_story(before[one.storyline], one) for one in released if before[one.storyline])
    first = tuple(story_name(one.storyline) for one in released if before[one.storyline] is None)
    roles = tuple(made for role in site.roles for made in [_for_role(site, name, role.id, diffs)] if made.items)
    return News(name, date_in_words(released[0].day), first, roles)


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
    return Item(
        touch.now.key,
        story_name(storyline),
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
            yield f"Stop saying {former}, say {claim.value}." if is_said else f"{former} became {claim.value}."
