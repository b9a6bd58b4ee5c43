"""A storyline's RUNBOOK.md: how a person brings it into any email tool, watches it, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from samestory.model.library import Handoff, Library, Storyline, WayBack
from samestory.model.sequence import Sequence, Touch
from samestory.model.settings import Settings
from samestory.model.signals import exits_in_force, suppressions_in_force
from samestory.model.text import plain
from samestory.model.values import Signal
from samestory.render.eml import name_and_address
from samestory.render.markup import NEUTRAL, line

# What a person does about a signal, in Markdown; `{parameter}` and `{days}` are what follows its name.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "shown-interest": "add a contact who asks about “{parameter}” in a form, a mail or a talk; a page view is none",
        "dormant": "once a week, list contacts without any reply, form or meeting for {days} days, and add them",
        "recycled": "add a lead when sales returns it with the reason “{parameter}”",
        "stalled": "once a week, list open opportunities that have not changed for {days} days, and add their contacts",
        "customer": "add the contacts of a customer who reaches the stage “{parameter}”",
        "replied": "a reply of any kind but an automatic one; answer it, then hand over",
        "meeting-booked": "a meeting stands in the calendar, by whatever way; hand over",
        "asked-price": "a question about price, contract or terms, in a mail, a form or a call; hand over",
        "named-project": "the contact names a project, a date or colleagues who would have to agree; hand over",
        "unsubscribed": "the tool does this by itself, for all storylines; check that it does",
        "bounced": "a hard bounce: the tool does this by itself; clear up the address",
        "opportunity-open": "the company has an open opportunity in the CRM: keep a list from the CRM, renewed daily",
        "became-customer": "the contact's company has bought: keep a list from the CRM, renewed daily",
        "left-company": "an answer or a bounce says that the person has left: end it, and look for who follows",
        "competitor": "keep a list of competitors' mail domains",
        "in-other-storyline": "whoever is in another series of ours; see above which of the two goes first",
        "do-not-contact": "whoever asked not to be written to, by any way, for ever: one list for everything you send",
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """A signal, and what a person does about it."""

    signal: Signal
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A touch in the timetable."""

    key: str
    link: str
    role: str
    stage: str
    channel: str
    day: int
    segment_day: int
    wait_days: int
    words: str


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """A segment's touches."""

    stage: str
    touches: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RoleTable:
    """A role's segments."""

    role: str
    role_id: str
    segments: tuple[SegmentTable, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All its touches."""
        return tuple(row for segment in self.segments for row in segment.touches)

    @property
    def email_count(self) -> int:
        """How many emails this role gets."""
        return sum(row.channel == "email" for row in self.rows)

    @property
    def call_count(self) -> int:
        """How many calls are planned with it."""
        return sum(row.channel == "call" for row in self.rows)


def runbook(library: Library, story: Storyline, sequences: Iterable[Sequence], settings: Settings, version: str) -> str:
    """The runbook of one storyline; `sequences` may hold those of others. `version` is the engine's."""
    told = [sequence for sequence in sequences if sequence.storyline == story.id]
    tables = tuple(_role_table(sequence, library) for sequence in told)
    rows = [row for table in tables for row in table.rows]
    fields = [field for sequence in told for _, email in sequence.emails for field in email.fields]
    return _template().render(
        title=line(story.promise.nodes),
        story=story,
        settings=settings,
        version=version,
        sender=name_and_address(story.fields.from_ or settings.from_name, settings),
        fields=sorted({(field.name, field.fallback): field for field in fields}.values(), key=lambda field: field.name),
        roles=[table.role_id for table in tables],
        stages=list(dict.fromkeys(row.stage for row in rows)),
        tables=tables,
        calls=[row for row in rows if row.channel == "call"],
        email_count=sum(table.email_count for table in tables),
        last_day=max((row.day for row in rows), default=0),
        pages=f"{settings.site_url.rstrip('/')}/t/" if settings.site_url else "",
        example_key=rows[0].key if rows else f"{story.fields.code}-…",
        entries=_steps(story.fields.entry),
        exits=_steps(exits_in_force(story)),
        suppressions=_steps(suppressions_in_force(story)),
        after=_after(story.fields.after),
        handoff=_handoff(library.handoff),
        ways_back=tuple(_ways_back(library.handoff, story)),
    )


@cache
def _template() -> Template:
    # Markdown, not HTML: `cell` and `code` make an author's words harmless, not autoescape.
    environment = Environment(
        loader=PackageLoader("samestory"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=markdown_cell, code=markdown_code)
    return environment.get_template("RUNBOOK.md.jinja")


def markdown_cell(words: str) -> str:
    """Words that are only words in Markdown, in a table as well."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", words)


def markdown_code(words: str) -> str:
    """A name as code; our names hold no backtick."""
    return f"`{words}`"


def _role_table(sequence: Sequence, library: Library) -> RoleTable:
    name = plain(library.role[sequence.role].name.nodes)
    segments = tuple(
        SegmentTable(segment.stage, tuple(_row(touch, name) for touch in segment.touches))
        for segment in sequence.segments
    )
    return RoleTable(name, sequence.role, segments)


def _row(touch: Touch, role: str) -> Row:
    return Row(
        key=touch.key,
        link=f"[{touch.key}]({touch.role}/{touch.key}.html)" if touch.email else touch.key,
        role=role,
        stage=touch.stage,
        channel=touch.channel,
        day=touch.dated,
        segment_day=touch.segment_day or 0,
        wait_days=touch.wait_days or 0,
        words=line(touch.email.subject if touch.email else touch.message, NEUTRAL),
    )


def _steps(signals: Iterable[Signal]) -> tuple[Step, ...]:
    return tuple(Step(signal, _step(signal)) for signal in signals)


def _step(signal: Signal) -> str:
    words = STEPS.get(signal.name, "decide how you notice it, and write it down here")
    days = str(signal.days) if signal.days is not None else "some"
    return words.replace("{days}", days).replace("{parameter}", markdown_cell(signal.parameter))


def _after(after: str) -> str:
    if after == "recycle":
        return "tell the contact's owner; where the contact goes next follows from the reason they give."
    if after.startswith("rest "):
        return f"no email for {after.removeprefix('rest ')}, then the contact may enter any storyline again."
    return f"goes on in the storyline {after}, if nothing there keeps the contact out."


def _handoff(handoff: Handoff | None) -> Mapping[str, str] | None:
    if not handoff:
        return None
    fields = handoff.fields
    return {
        "ready_on": ", ".join(f"`{signal}`" for signal in fields.ready_on) or "those you agree on with sales",
        "accept_within": _duration(fields.accept_within),
        "first_conversation_within": _duration(fields.first_conversation_within),
        "recycle_after": _duration(fields.recycle_after * 24 if fields.recycle_after is not None else None),
    }


def _duration(hours: int | None) -> str:
    if hours is None:
        return "the time you agree on"
    number, unit = (hours // 24, "day") if hours % 24 == 0 and hours > 24 else (hours, "hour")
    return f"{number} {unit}{'s' if number != 1 else ''}"


def _ways_back(handoff: Handoff | None, story: Storyline) -> Iterator[Mapping[str, str]]:
    for way in handoff.ways_back if handoff else ():
        if way.storyline == story.id:
            yield {"reason": way.reason, "where": _where(way)}


def _where(way: WayBack) -> str:
    if way.stage == "where it stopped":
        return "the segment where the contact stopped, without the touches already sent"
    return f"the segment `{way.stage}`, without the touches already sent"
