"""Two snapshots compared, with the sentences that changed where both sides' words are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from samestory.changes import LineChange, StoryDiff, compare_story, head_lines, record_lines, wait_line
from samestory.model.records import ReleasedTouch
from samestory.releases.snapshot import Snapshot
from samestory.releases.words import Line, email_lines, talk_lines


def compare(before: Snapshot, after: Snapshot) -> tuple[StoryDiff, ...]:
    """Every storyline of either, by id."""
    old = {story.storyline: story for story in before.stories}
    new = {story.storyline: story for story in after.stories}

    def lines_of(was: ReleasedTouch | None, now: ReleasedTouch | None) -> Iterator[LineChange]:
        then = before.touches.get(was.uuid) if was else None
        present = after.touches.get(now.uuid) if now else None
        if was is None or now is None or then is None or present is None:
            yield from record_lines(was, now)
            return
        yield from head_lines(was, now)
        yield from changed_lines(email_lines(then), email_lines(present))
        yield from changed_lines(talk_lines(then), talk_lines(present))
        yield from wait_line(was, now)

    return tuple(compare_story(old.get(id), new.get(id), lines_of) for id in sorted(old.keys() | new.keys()))


def changed_lines(before: Iterable[Line], after: Iterable[Line]) -> Iterator[LineChange]:
    """What is no longer there beside what stands there instead, in reading order."""
    was, now = list(before), list(after)
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for one, other in zip_longest(was[a:b], now[c:d]):
            if one and other and one.part != other.part:
                yield LineChange(one.part, one.text, "")
                yield LineChange(other.part, "", other.text)
            else:
                part = (one or other).part
                yield LineChange(part, one.text if one else "", other.text if other else "")
