"""`samestory diff`: what changed between two releases or revisions, for people and for the email tools they are in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from samestory.changes import SAYS, Kind, LineChange, StoryDiff, TouchDiff
from samestory.nearest import did_you_mean
from samestory.releases.applied import known_targets
from samestory.releases.compare import compare
from samestory.releases.document import BeforeAfter, Block, Document, Heading, Item, Paragraph
from samestory.releases.reach import REACHES, Reach, Tool
from samestory.releases.reach import Kind as Rule
from samestory.releases.snapshot import NOW, Snapshot, records_of, snapshot
from samestory.releases.windows import Window, window_sentence, windows
from samestory.targets import all_targets
from samestory.write import Refused

# By which rule of an email tool a change is judged; what only reps say never gets there.
RULES: dict[Kind, Rule] = {
    "new": "new",
    "removed": "removed",
    "moved": "new",
    "timing": "timing",
    "channel": "removed",
    "subject": "text",
    "text": "text",
    "look": "text",
    "renamed": "text",
}


@dataclass(frozen=True, slots=True)
class Diff:
    """Two snapshots, what differs in each storyline, and who reads two values of one claim."""

    before: Snapshot
    after: Snapshot
    stories: tuple[StoryDiff, ...]
    windows: tuple[Window, ...]
    targets: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not any(story.changed or story.kinds for story in self.stories)


def diff(root: Path, before: str, after: str | None, target: str | None, today: date) -> Diff:
    """What changed from one to the other; `after` is None for the files as they are now.

    Raises:
        Refused: one of the two is not known, has errors or was not fetched; or there is no such email tool.
    """
    settings, _ = records_of(root)
    known = known_targets(settings)
    if target is not None and target not in known:
        raise Refused(f"there is no email tool `{target}`. {did_you_mean(target, known, 'email tools')}")
    was, now = snapshot(root, before, today), snapshot(root, after, today)
    targets = (target,) if target else settings.targets
    return Diff(was, now, compare(was, now), windows(was, now), targets)


def as_document(found: Diff) -> Document:
    """For people: what changed, whom it reaches, and who reads two numbers."""
    return tuple(_blocks(found))


def _blocks(found: Diff) -> Iterator[Block]:
    yield Heading(1, f"What changed from {found.before.name} to {_until(found.after)}")
    for gap in (*found.before.gaps, *found.after.gaps):
        yield Paragraph(gap)
    if found.is_empty:
        yield Paragraph("Nothing: every touch is the same.")
        return
    touches = [touch for story in found.stories for touch in story.touches]
    changed = [touch for touch in touches if touch.kinds]
    yield Paragraph(f"{len(changed)} of {len(touches)} touches changed: {_counted(changed)}.")
    for story in found.stories:
        if story.changed or story.kinds:
            yield from _story(story, found)
    yield from _windows(found)


def _until(after: Snapshot) -> str:
    return "the files as they are now" if after.name == NOW else after.name


def _counted(touches: Iterable[TouchDiff]) -> str:
    kinds = [kind for touch in touches for kind in touch.kinds]
    return ", ".join(f"{kinds.count(kind)} {says}" for kind, says in SAYS.items() if kind in kinds)


def _story(story: StoryDiff, found: Diff) -> Iterator[Block]:
    yield Heading(2, f"{story.storyline}: {story.title}")
    if story.kinds:
        yield Paragraph(f"For the whole storyline: {_named(story.kinds)}.")
        yield from (BeforeAfter(line.part, line.before, line.after) for line in story.lines)
    if "exit rules" in story.kinds and found.targets:
        yield Item(
            "Exit rules hold for whoever is inside as soon as they are changed in the tool: look at each of them."
        )
    for touches in _alike(story.changed):
        yield from _touches(touches)
        for target in found.targets:
            yield from _reached(target, touches[0])
        yield from _not_looked_at(found.targets, touches[0])
    for target in found.targets:
        if target in REACHES and REACHES[target].always and any(map(rules_of, story.changed)):
            yield Paragraph(f"{REACHES[target].name}: {REACHES[target].always}")


def _alike(changed: Iterable[TouchDiff]) -> Iterator[tuple[TouchDiff, ...]]:
    """Touches of one beat with the same change, by beat; roles stand together."""
    order = {touch.now.beat: place for place, touch in reversed(list(enumerate(changed)))}
    by_beat = sorted(changed, key=lambda touch: order[touch.now.beat])
    for _, group in groupby(by_beat, key=lambda touch: touch.now.beat):
        same: dict[tuple[object, ...], list[TouchDiff]] = {}
        for touch in group:
            same.setdefault((touch.kinds, touch.lines, touch.after is None, touch.now.channel), []).append(touch)
        yield from map(tuple, same.values())


def _touches(touches: tuple[TouchDiff, ...]) -> Iterator[Block]:
    first = touches[0]
    yield Heading(3, f"{_beat(first)}: {_named(first.kinds)}")
    yield Paragraph(f"{', '.join(touch.now.key for touch in touches)} ({_when(first)})")
    for line in first.lines:
        yield BeforeAfter(line.part, line.before, line.after)


def _beat(touch: TouchDiff) -> str:
    if touch.before and touch.after and touch.before.beat != touch.after.beat:
        return f"{touch.before.beat} → {touch.after.beat}"
    return touch.now.beat


def _named(kinds: Iterable[Kind]) -> str:
    return ", ".join(SAYS[kind] for kind in kinds)


def _when(touch: TouchDiff) -> str:
    was = touch.before.day if touch.before else None
    now = touch.after.day if touch.after else None
    days = [str(day) for day in dict.fromkeys((was, now)) if day is not None]
    channel = touch.now.channel
    return f"{channel}, day {' → '.join(days)}" if days else channel


def _reached(target: str, touch: TouchDiff) -> Iterator[Block]:
    tool = REACHES.get(target)
    rules = rules_of(touch)
    if tool and touch.now.channel != "card":
        yield from (Item(_reach(tool, tool.rules[rule])) for rule in rules)


def _not_looked_at(targets: Iterable[str], touch: TouchDiff) -> Iterator[Block]:
    """The tools whose rules nobody knows, together; or that none of them has anything to do."""
    if touch.now.channel == "card" or not targets:
        return
    if touch.kinds == ("talk",):
        yield Item("Nothing to do in an email tool: this stands on the reps' site only.")
        return
    names = ", ".join(tool_name(target) for target in targets if target not in REACHES)
    if names and rules_of(touch):
        ending = "Whoever had the email, had it; try the rest with test contacts."
        yield Item(f"{names}: nobody has looked whom a change reaches there. {ending}")


def rules_of(touch: TouchDiff) -> tuple[Rule, ...]:
    """By which rules of an email tool the change of a touch is judged, each once."""
    return tuple(dict.fromkeys(rule for kind in touch.kinds for rule in [_rule(kind, touch)] if rule))


def _rule(kind: Kind, touch: TouchDiff) -> Rule | None:
    if kind == "audience":
        return "new" if touch.before is None else "removed"
    return RULES.get(kind)


def tool_name(target: str) -> str:
    """What people call an email tool."""
    known = all_targets()
    return REACHES[target].name if target in REACHES else known[target].title if target in known else target


def _reach(tool: Tool, reach: Reach) -> str:
    if reach.reaches == reach.never:
        return f"{tool.name} ({tool.seen_on}): {reach.reaches} {reach.do}"
    never = f"; never {reach.never}" if reach.never else ""
    return f"{tool.name} ({tool.seen_on}) reaches {reach.reaches}{never}. {reach.do}"


def _windows(found: Diff) -> Iterator[Block]:
    if found.windows:
        yield Heading(2, "Who reads two numbers")
    for window in found.windows:
        yield Item(window_sentence(window, found.after))


def as_json(found: Diff) -> str:
    """The same for scripts: every touch that changed, with its kinds, sentences and, for each tool, whom it reaches."""
    made = {
        "from": found.before.name,
        "to": found.after.name,
        "notes": [*found.before.gaps, *found.after.gaps],
        "storylines": [
            {
                "id": story.storyline,
                "kinds": list(story.kinds),
                "lines": [asdict(line) for line in story.lines],
                "touches": [_json_touch(touch, found.targets) for touch in story.touches],
            }
            for story in found.stories
        ],
        "windows": [asdict(window) for window in found.windows],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _json_touch(touch: TouchDiff, targets: tuple[str, ...]) -> dict[str, object]:
    lines: tuple[LineChange, ...] = touch.lines
    return {
        "key": touch.now.key,
        "former_key": touch.before.key if touch.before else None,
        "kinds": list(touch.kinds) or ["same"],
        "lines": [asdict(line) for line in lines],
        "reach": {
            target: [
                block.text
                for block in (*_reached(target, touch), *_not_looked_at((target,), touch))
                if isinstance(block, Item)
            ]
            for target in targets
        },
    }
