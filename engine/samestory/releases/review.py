"""`samestory review`: what a change means, as one comment for those who have to agree to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from samestory.changes import LineChange, StoryDiff, TouchDiff, days_in_words
from samestory.checks.agreed import changes_since
from samestory.model.settings import Settings
from samestory.releases.diff import Diff, diff, rules_of, tool_name
from samestory.releases.document import Block, Document, Heading, Item, Paragraph, as_markdown
from samestory.releases.reach import REACHES, UNKNOWN
from samestory.releases.reach import Kind as Rule
from samestory.releases.snapshot import records_of
from samestory.releases.windows import window_sentence

MARK = "<!-- samestory review -->\n"  # by which a comment is found again, to be written anew and not repeated
AT_MOST = 8  # sentences under a heading: the comment has to fit one screen, the rest is in `samestory diff`
TWO_ENDS = re.compile(r"([.?!])”\.$")
FOR_BUYERS = ("Email", "Subject", "Preview", "Message")
KINDS: dict[Rule, str] = {
    "text": "other words",
    "timing": "another wait",
    "new": "a new email",
    "removed": "an email that is removed",
}


def review(root: Path, before: str, today: date) -> str:
    """The comment, in Markdown. The same commits give the same comment.

    Raises:
        Refused: `before` is not known, or one of the two states has errors or was not fetched.
    """
    found = diff(root, before, None, None, today)
    return MARK + as_markdown(_document(found, records_of(root)[0]))


def _document(found: Diff, settings: Settings) -> Document:
    if found.is_empty:
        return (Heading(2, "This changes nothing that buyers read or reps say"),)
    changed = [story for story in found.stories if story.changed or story.kinds]
    blocks: list[Block] = [Heading(2, f"What this changes since {found.before.name}")]
    blocks += map(Paragraph, (*found.before.gaps, *found.after.gaps))
    blocks += _part("For buyers", list(_for_buyers(changed)))
    blocks += _part("For reps", list(_for_reps(changed)))
    blocks += _part("For the email tools", list(_for_tools(found, changed)))
    blocks += _part("Coverage", list(_coverage(found)))
    blocks += _part("Who has to look", list(_who(found, changed, settings)))
    return tuple(blocks)


def _part(title: str, sentences: list[str]) -> Iterator[Block]:
    """A heading and its sentences, not more than fit; nothing where there are none."""
    if not sentences:
        return
    yield Heading(3, title)
    for sentence in sentences[:AT_MOST]:
        yield Item(sentence)
    if len(sentences) > AT_MOST:
        yield Paragraph(f"And {len(sentences) - AT_MOST} more, all told by samestory diff.")


def _for_buyers(changed: Iterable[StoryDiff]) -> Iterator[str]:
    for story in changed:
        for line in story.lines:
            yield f"{story.storyline}: {line.part} was “{line.before}” and is “{line.after}”."
        yield from dict.fromkeys(sentence for touch in story.changed for sentence in _of_touch(touch, story.storyline))
        for line, where in _lines(story, buyers=True).items():
            yield _before_after(
                line, f"In {where}: ", "“{0}” becomes “{1}”.", "“{0}” is no longer there.", "new is “{1}”."
            )


def _of_touch(touch: TouchDiff, story: str) -> Iterator[str]:
    now, beat = touch.now, f"{story}, {touch.now.beat}"
    if "new" in touch.kinds:
        yield f"{beat} is new: “{now.message}”."
    if "removed" in touch.kinds:
        yield f"{beat} is gone: “{now.message}”."
    if "audience" in touch.kinds:
        yield f"{beat} is {'now' if touch.after else 'no longer'} told to the {now.role.replace('-', ' ')}."
    if touch.before and touch.after:
        if touch.before.beat != touch.after.beat:
            yield f"{story}, {touch.before.beat} is now called {now.beat}; for email tools it is the same email."
        if "moved" in touch.kinds:
            yield f"{beat} stands at another place of the story."
        if "timing" in touch.kinds and now.day is not None:
            was = days_in_words(touch.before.wait_days)
            yield f"{beat} comes {days_in_words(now.wait_days)} after the email before it; it was {was}."


def _for_reps(changed: Iterable[StoryDiff]) -> Iterator[str]:
    for story in changed:
        for line, where in _lines(story, buyers=False).items():
            yield _before_after(line, f"{where}: ", "stop saying “{0}”, say “{1}”.", "stop saying “{0}”.", "say “{1}”.")


def _before_after(line: LineChange, where: str, both: str, gone: str, new: str) -> str:
    form = both if line.before and line.after else gone if line.before else new
    # A sentence that was quoted with its own mark needs no other.
    return where + TWO_ENDS.sub(r"\1”", form.format(line.before, line.after))


def _lines(story: StoryDiff, *, buyers: bool) -> dict[LineChange, str]:
    """Each sentence that changed, once, with the beats it stands in; what is wholly new or gone is told as such."""
    found: dict[LineChange, dict[str, None]] = {}
    for touch in story.changed:
        if touch.before and touch.after:
            for line in touch.lines:
                if line.part != "Wait" and (line.part in FOR_BUYERS) == buyers:
                    key = LineChange("", line.before, line.after)
                    found.setdefault(key, {}).setdefault(touch.now.beat)
    return {line: f"{story.storyline}, {' and '.join(beats)}" for line, beats in found.items()}


def _for_tools(found: Diff, changed: Iterable[StoryDiff]) -> Iterator[str]:
    """Who reads two numbers first: that is what people would be sorry to overlook."""
    for window in found.windows:
        yield window_sentence(window, found.after)
    touches = [touch for story in changed for touch in story.changed if touch.now.channel != "card"]
    rules: dict[Rule, set[str]] = {}
    for touch in touches:
        for rule in rules_of(touch):
            rules.setdefault(rule, set()).add(touch.now.key)
    targets = _running(found) or found.targets
    for rule, keys in rules.items():
        yield from _in_tools(targets, rule, len(keys))
    yield from _not_looked_at(targets, rules)
    if not targets and rules:
        counts = ", ".join(f"{KINDS[rule]} in {_times(len(keys))}" for rule, keys in rules.items())
        yield f"{counts[0].upper()}{counts[1:]}: import them again from the bundle."


def _running(found: Diff) -> tuple[str, ...]:
    """The email tools that run one of the storylines; where nobody has said so, there are none."""
    library = found.after.library
    stories = {story.storyline for story in found.stories if story.changed or story.kinds}
    running = library.records.running() if library else ()
    return tuple(dict.fromkeys(target for target, release in running if release.storyline in stories))


def _in_tools(targets: Iterable[str], rule: Rule, count: int) -> Iterator[str]:
    """A sentence for all tools in which a change reaches the same people."""
    alike: dict[tuple[str, str], list[str]] = {}
    for target in targets:
        reach = REACHES[target].rules[rule] if target in REACHES else None
        if reach and reach.reaches != UNKNOWN:
            alike.setdefault((reach.reaches, reach.never), []).append(REACHES[target].name)
    for (reaches, never), names in alike.items():
        ending = f", never {never}" if never else ""
        yield f"{_in_words(names)}, {KINDS[rule]} in {_times(count)}: reaches {reaches}{ending}."


def _not_looked_at(targets: Iterable[str], rules: Iterable[Rule]) -> Iterator[str]:
    """One sentence with the tools of which nobody knows whom a change reaches, and with which change."""
    unknown: dict[tuple[str, ...], list[str]] = {}
    for target in targets:
        tool = REACHES.get(target)
        kinds = tuple(KINDS[rule] for rule in rules if tool is None or tool.rules[rule].reaches == UNKNOWN)
        if kinds:
            unknown.setdefault(() if tool is None else kinds, []).append(tool_name(target))
    if unknown:
        named = (f"{_in_words(names)}{f' ({_in_words(kinds)})' if kinds else ''}" for kinds, names in unknown.items())
        yield f"Nobody has looked whom it reaches in {'; '.join(named)}: try it with test contacts."


def _in_words(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _times(count: int) -> str:
    return f"{count} touch{'' if count == 1 else 'es'}"


def _coverage(found: Diff) -> Iterator[str]:
    was, now = found.before.coverage, found.after.coverage
    if was and now:
        before, after = len(was.all_gaps), len(now.all_gaps)
        emails = [sum(cell.all.emails for story in one.stories for cell in story.cells.values()) for one in (was, now)]
        yield f"Emails: {emails[1]}, before {emails[0]}. Gaps: {after}, before {before}."


def _who(found: Diff, changed: Iterable[StoryDiff], settings: Settings) -> Iterator[str]:
    library = found.after.library
    for story in changed:
        storyline = library.storyline.get(story.storyline) if library else None
        if library and storyline:
            owners = (storyline.fields.marketing_owner, storyline.fields.sales_owner)
            signed = library.records.sign_off.get(story.storyline)
            since = len(changes_since(signed, storyline, library, settings)) if signed else 0
            count = "1 sentence" if since == 1 else f"{since} sentences"
            asks = f" {count} changed since {signed.by} signed it off for sales." if signed and since else ""
            asks = asks or ("" if signed else " Sales has not signed it off yet.")
            yield f"{story.storyline}: {' and '.join(owner or 'nobody' for owner in owners)}.{asks}"
