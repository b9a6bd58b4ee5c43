"""A tool's RUNBOOK.md and WIRING.md: what a person sets up, brings in, wires, checks and takes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from samestory import __version__
from samestory.model.files import OutFile
from samestory.model.library import Storyline
from samestory.model.sequence import Segment, Sequence, Touch
from samestory.model.signals import exits_in_force, suppressions_in_force
from samestory.model.text import plain
from samestory.targets.capability import ABILITIES, NOTICED, How
from samestory.targets.story import Story

if TYPE_CHECKING:
    from samestory.targets import Target

EXIT, KEPT_OUT, BOTH = "an exit", "kept out", "an exit and kept out"


def runbook(tool: Target, story: Story) -> OutFile:
    """What to do with a storyline in a tool, from setting up to taking back."""
    return story.file("RUNBOOK.md", _sheet("RUNBOOK.md.jinja", tool, story))


def wiring(tool: Target, story: Story) -> OutFile:
    """The sheet from which a person builds the flows in a tool that imports none."""
    return story.file("WIRING.md", _sheet("WIRING.md.jinja", tool, story))


def _sheet(template: str, tool: Target, story: Story) -> str:
    settings = story.settings
    return _template(template).render(
        tool=tool,
        story=story,
        version=__version__,
        promise=plain(story.storyline.promise.nodes),
        abilities=tuple((name, tool.abilities[name]) for name in ABILITIES),
        rules=tuple(rules_in_force(tool, story)),
        segments=story.segments,
        timetable=_timetable(story),
        rows=lambda segment: _rows(story, segment),
        emails=len(story.sent),
        calls=tuple(touch for touch in story.touches if touch.channel == "call"),
        roles=tuple(sequence.role for sequence in story.sequences),
        stages=tuple(dict.fromkeys(segment.stage for _, segment in story.segments)),
        role_field=settings.role_field,
        stage_field=settings.stage_field,
        pages=f"{settings.site_url.rstrip('/')}/t/" if settings.site_url else "",
        next_stage=next_stage,
        after=after_words(story),
    )


# A row for each touch and tool: written here, since the template engine takes several times as long for them.
def _timetable(story: Story) -> str:
    """Every touch with its days, as rows of a table."""
    names = {sequence.role: _cell(story.role_name(sequence.role)) for sequence in story.sequences}
    return "\n".join(
        f"| {names[touch.role]} | `{touch.stage}` | {touch.wait_days} | {touch.segment_day} | {touch.channel} "
        f"| `{touch.key}` |"
        for touch in story.touches
    )


def _rows(story: Story, segment: Segment) -> str:
    """Every step of a flow, with what to paste, as rows of a table."""
    return "\n".join(_row(story, touch, is_first=number == 0) for number, touch in enumerate(segment.touches))


def _row(story: Story, touch: Touch, *, is_first: bool) -> str:
    wait = f"{touch.wait_days} days"
    if is_first:
        behind = f", {wait} after the segment before" if touch.wait_days != touch.segment_day else ""
        wait = f"{touch.segment_day} days for who enters here{behind}"
    said = story.spelled.get(touch.key)
    if not said:
        return f"| ☐ | {wait} | task for the owner | `{touch.key}` |  |  |  |  |"
    file = f"{touch.role}/{touch.key}"
    return (
        f"| ☐ | {wait} | not yet had `{touch.key}`: send | `{touch.key}` "
        f"| {_cell(said.subject)} | {_cell(said.preheader)} | `{file}.html` | `{file}.txt` |"
    )


def rules_in_force(tool: Target, story: Story) -> Iterator[tuple[str, str, How]]:
    """Each signal that ends this storyline or keeps out of it, what it is, and how the tool follows it."""
    for name, place in signals_in_force(story.storyline).items():
        yield name, place, tool.rules[name]  # a storyline with another one is an error before


def signals_in_force(storyline: Storyline) -> dict[str, str]:
    """Each signal that ends a storyline or keeps out of it, and which of the two it does; exits first."""
    exits = dict.fromkeys(signal.name for signal in exits_in_force(storyline))
    kept_out = dict.fromkeys(signal.name for signal in suppressions_in_force(storyline))
    found = {name: BOTH if name in kept_out else EXIT for name in exits}
    found |= {name: KEPT_OUT for name in kept_out if name not in exits}
    return {name: place for name, place in found.items() if name in NOTICED}


def next_stage(sequence: Sequence, segment: Segment) -> str:
    """The stage of the segment behind this one, or nothing."""
    stages = [one.stage for one in sequence.segments]
    behind = stages[stages.index(segment.stage) + 1 :]
    return behind[0] if behind else ""


def after_words(story: Story) -> str:
    """What follows for a contact who has had everything."""
    after = story.storyline.fields.after
    if after == "recycle":
        return "tell the contact's owner; where the contact goes next follows from the reason they give"
    if after.startswith("rest "):
        return f"no email for {after.removeprefix('rest ')}, then the contact may enter any storyline again"
    return f"goes on in the storyline {after}, if nothing there keeps the contact out"


@cache
def _template(name: str) -> Template:
    # Markdown, not HTML: `cell` and `code` make an author's words harmless, not autoescape.
    environment = Environment(
        loader=PackageLoader("samestory", "templates/targets"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=_cell, code=_code, in_table=_in_table)
    return environment.get_template(name)


def _cell(words: str) -> str:
    """Words that are only words in Markdown, in a table as well."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", words)


def _in_table(words: str) -> str:
    """Our own Markdown in a table."""
    return words.replace("|", "\\|")


def _code(words: str) -> str:
    """A name as code; our names hold no backtick."""
    return f"`{words}`"
