"""A record made from a project, and written beside the stories."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from samestory import __version__
from samestory.model.emails import RenderedEmail
from samestory.model.library import Library, Storyline
from samestory.model.records import (
    RELEASES,
    SCHEMA,
    Record,
    ReleasedClaim,
    ReleasedTouch,
    StoryRelease,
    seal_of,
)
from samestory.model.sequence import Sequence, Touch
from samestory.model.signals import exits_in_force, suppressions_in_force
from samestory.model.text import plain
from samestory.releases.words import talk_lines
from samestory.tree import flush
from samestory.write import Refused

NOT_THE_ENGINE = ("__pycache__", "theme")


def story_release(
    storyline: Storyline,
    sequences: Iterable[Sequence],
    emails: Mapping[str, RenderedEmail],
    *,
    name: str,
    day: date,
    sources: str,
) -> StoryRelease:
    """A storyline as it is now: its live touches by role, cards after what has a day."""
    own = [sequence for sequence in sequences if sequence.storyline == storyline.id]
    fields = storyline.fields
    return StoryRelease(
        release=name,
        storyline=storyline.id,
        day=day.isoformat(),
        engine=engine(),
        sources=sources,
        code=fields.code,
        title=plain(storyline.promise.nodes),
        kind=fields.kind,
        roles=fields.roles,
        entry=tuple(map(str, fields.entry)),
        exit=tuple(map(str, exits_in_force(storyline))),
        suppress=tuple(map(str, suppressions_in_force(storyline))),
        after=fields.after,
        touches=tuple(_released(touch, emails) for sequence in own for touch in (*sequence.touches, *sequence.cards)),
    )


def live_stories(library: Library) -> tuple[Storyline, ...]:
    """The storylines that are live, by id."""
    return tuple(storyline for storyline in library.storylines if storyline.status == "live")


def _released(touch: Touch, emails: Mapping[str, RenderedEmail]) -> ReleasedTouch:
    rendered = emails.get(touch.key)
    return ReleasedTouch(
        key=touch.key,
        uuid=touch.uuid,
        beat=touch.beat,
        role=touch.role,
        stage=touch.stage,
        channel=touch.channel,
        day=touch.day,
        segment_day=touch.segment_day,
        wait_days=touch.wait_days,
        message=plain(touch.message),
        subject=rendered.subject if rendered else "",
        preview=rendered.preview if rendered else "",
        offer=touch.email.offer.id if touch.email else "",
        claims=tuple(_claims(touch)),
        stamp=touch.stamp,
        text=_hash(_bare(rendered.text, touch)) if rendered else "",
        look=_hash(_bare(rendered.html, touch)) if rendered else "",
        talk=_hash("\n".join(f"{line.part}\0{line.text}" for line in talk_lines(touch))),
    )


def _claims(touch: Touch) -> Iterator[ReleasedClaim]:
    shown: dict[str, str] = {}
    for claim in touch.email.claims if touch.email else ():
        shown[claim.id] = shown.get(claim.id) or claim.value
    return (ReleasedClaim(id, value) for id, value in sorted(shown.items()))


def _bare(rendered: str, touch: Touch) -> str:
    """Without what tells versions of one text apart: the stamp, and the key in links and in the imprint."""
    return rendered.replace(touch.stamp, "").replace(touch.key, "")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


@cache
def engine() -> str:
    """The version, and 12 hex digits over the engine itself and the maker of HTML: the same gives the same bytes."""
    digest = sha256(version("mjml-python").encode())
    package = Path(str(files("samestory")))
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not set(inside.parts) & set(NOT_THE_ENGINE):
            digest.update(f"{inside.as_posix()}\0".encode() + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def as_json(record: Record) -> str:
    """A record as it is written: a line for each key, and for each entry of a list of tables."""
    fields: dict[str, Any] = {"schema": SCHEMA, **asdict(record)}
    fields = {"seal": seal_of(json.loads(json.dumps(fields))), **fields}
    return "{\n" + ",\n".join(f" {json.dumps(key)}: {_laid_out(value)}" for key, value in fields.items()) + "\n}\n"


def _laid_out(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_line(one)}" for one in value) + "\n ]"
    return _line(value)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_release(root: Path, records: Iterable[StoryRelease]) -> tuple[str, ...]:
    """Write the files of one release, all or none; their paths.

    Raises:
        Refused: there is such a release, or the disk does not take it.
    """
    made = tuple(records)
    folder = root / RELEASES / made[0].release
    making = folder.with_name(f".{folder.name}.new")
    if folder.exists() or folder.is_symlink():
        raise Refused(f"there is a release {folder.name}; give this one another name: --name {folder.name}-2")
    shutil.rmtree(making, ignore_errors=True)  # what a killed release left
    making.mkdir(parents=True)
    for record in made:
        _write(making / f"{record.storyline}.json", as_json(record))
    making.rename(folder)
    return tuple(record.file for record in made)


def write_record(root: Path, record: Record) -> str:
    """Write a sign-off or what was applied, in place of one before; its path."""
    path = root / record.file
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    _write(beside, as_json(record))
    beside.replace(path)
    return record.file


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as opened:
        opened.write(text)
    flush(path)
