"""Two versions of a storyline, as records keep them: what kind of change each touch went through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from samestory.model.records import ReleasedTouch, StoryRelease

Kind = Literal[
    "new",
    "removed",
    "audience",
    "renamed",
    "moved",
    "timing",
    "channel",
    "subject",
    "text",
    "look",
    "talk",
    "exit rules",
]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A sentence before and after; empty where it is new or gone."""

    part: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TouchDiff:
    """A touch before and after, the kinds of its change (none: it is the same), and what changed in it."""

    before: ReleasedTouch | None
    after: ReleasedTouch | None
    kinds: tuple[Kind, ...]
    lines: tuple[LineChange, ...] = ()

    @property
    def now(self) -> ReleasedTouch:
        """The touch as it is, or as it was before it went.

        Raises:
            ValueError: there is neither.
        """
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference of nothing")
        return found


@dataclass(frozen=True, slots=True)
class StoryDiff:
    """A storyline: what changed for all its touches, and each touch in order, those that are gone where they were."""

    storyline: str
    title: str
    kinds: tuple[Kind, ...]
    lines: tuple[LineChange, ...]
    touches: tuple[TouchDiff, ...]

    @property
    def changed(self) -> tuple[TouchDiff, ...]:
        """The touches that are not the same."""
        return tuple(touch for touch in self.touches if touch.kinds)


LinesOf = Callable[[ReleasedTouch | None, ReleasedTouch | None], Iterable[LineChange]]
# What people read for each kind of change.
SAYS: Mapping[Kind, str] = {
    "new": "new",
    "removed": "removed",
    "audience": "other readers",
    "renamed": "renamed",
    "moved": "moved",
    "timing": "another wait",
    "channel": "another channel",
    "subject": "subject or preview",
    "text": "text",
    "look": "look of the email",
    "talk": "what reps say",
    "exit rules": "exit rules",
}


def compare_story(old: StoryRelease | None, new: StoryRelease | None, lines_of: LinesOf | None = None) -> StoryDiff:
    """A storyline before and after; at least one of the two is there. Without `lines_of` by what records know."""
    story = new or old
    if story is None:
        raise ValueError("a comparison of nothing")
    lines = tuple(_rules(old, new)) if old and new else ()
    kinds: list[Kind] = ["audience"] if any(line.part != "Exit" for line in lines) else []
    kinds += ["exit rules"] if any(line.part == "Exit" for line in lines) else []
    made = _touches(old.touches if old else (), new.touches if new else (), lines_of or record_lines)
    return StoryDiff(story.storyline, story.title, tuple(kinds), lines, tuple(made))


def _rules(old: StoryRelease, new: StoryRelease) -> Iterator[LineChange]:
    rules = (
        ("Roles", old.roles, new.roles),
        ("Entry", old.entry, new.entry),
        ("Kept out", old.suppress, new.suppress),
        ("Afterwards", (old.after,), (new.after,)),
        ("Exit", old.exit, new.exit),
    )
    for part, was, now in rules:
        if set(was) != set(now):
            yield LineChange(part, ", ".join(was), ", ".join(now))


def _touches(old: tuple[ReleasedTouch, ...], new: tuple[ReleasedTouch, ...], lines_of: LinesOf) -> Iterator[TouchDiff]:
    was = {touch.uuid: touch for touch in old}
    now = {touch.uuid: touch for touch in new}
    # Beats that are known on both sides, by whatever name: a role more or less is then a matter of audience.
    beats = {was[uuid].beat: now[uuid].beat for uuid in was.keys() & now.keys()}
    moved = set(_moved(was, now))
    for uuid in _in_order(tuple(was), tuple(now)):
        one, other = was.get(uuid), now.get(uuid)
        kinds: tuple[Kind, ...]
        if one and other:
            kinds = tuple(_kinds(one, other, uuid in moved))
        elif other:
            kinds = ("audience",) if other.beat in beats.values() else ("new",)
        else:
            kinds = ("audience",) if one and one.beat in beats else ("removed",)
        lines = tuple(lines_of(one, other)) if kinds else ()
        yield TouchDiff(one, other, kinds, lines)


def _in_order(was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    """All of now, and what is gone behind the one it stood behind."""
    present = set(now)
    behind: dict[str, list[str]] = {}
    last = ""
    for uuid in was:
        if uuid in present:
            last = uuid
        else:
            behind.setdefault(last, []).append(uuid)
    yield from behind.get("", ())
    for uuid in now:
        yield uuid
        yield from behind.get(uuid, ())


def _moved(was: Mapping[str, ReleasedTouch], now: Mapping[str, ReleasedTouch]) -> Iterator[str]:
    """What stands in another stage, or before or behind another touch of the same role than it did."""
    both = [uuid for uuid in was if uuid in now]
    yield from (uuid for uuid in both if was[uuid].stage != now[uuid].stage)
    for _, group in groupby(both, key=lambda uuid: was[uuid].role):
        order = list(group)
        after = sorted(order, key=list(now).index)
        kept = SequenceMatcher(None, order, after, autojunk=False).get_matching_blocks()
        stays = {order[place] for block in kept for place in range(block.a, block.a + block.size)}
        yield from (uuid for uuid in order if uuid not in stays)


def _kinds(was: ReleasedTouch, now: ReleasedTouch, is_moved: bool) -> Iterator[Kind]:
    if was.key != now.key:
        yield "renamed"
    if is_moved:
        yield "moved"
    if was.wait_days != now.wait_days:
        yield "timing"
    if was.channel != now.channel:
        yield "channel"
    if (was.subject, was.preview) != (now.subject, now.preview):
        yield "subject"
    if was.text != now.text:
        yield "text"
    elif was.look != now.look:
        yield "look"
    if (was.talk, was.message) != (now.talk, now.message):
        yield "talk"


def record_lines(was: ReleasedTouch | None, now: ReleasedTouch | None) -> Iterator[LineChange]:
    """What changed in message, subject and preview, and where both are there in wait and values."""
    yield from head_lines(was, now)
    if was and now:
        values = {claim.id: claim.value for claim in was.claims}
        for claim in now.claims:
            if values.get(claim.id, claim.value) != claim.value:
                yield LineChange(f"Value of {claim.id}", values[claim.id], claim.value)
        yield from wait_line(was, now)


def head_lines(was: ReleasedTouch | None, now: ReleasedTouch | None) -> Iterator[LineChange]:
    """Message, subject and preview, where they differ."""
    for part in ("message", "subject", "preview"):
        before, after = (getattr(touch, part) if touch else "" for touch in (was, now))
        if before != after:
            yield LineChange(part.capitalize(), before, after)


def wait_line(was: ReleasedTouch, now: ReleasedTouch) -> Iterator[LineChange]:
    """The wait, where it differs."""
    if was.wait_days != now.wait_days:
        yield LineChange("Wait", days_in_words(was.wait_days), days_in_words(now.wait_days))


def days_in_words(days: int | None) -> str:
    """`6 days`, or that there is none."""
    return "no day" if days is None else f"{days} day{'' if days == 1 else 's'}"
