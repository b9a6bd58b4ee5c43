"""The records of `stories/_releases`, `_signed` and `_applied`, read strictly: what cannot be relied on is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_type_hints

from samestory.diagnostics import Diagnostic, Place, fault
from samestory.each import Again, anew
from samestory.model.records import (
    APPLIED,
    RELEASE_NAME,
    RELEASES,
    SCHEMA,
    SIGNED,
    Applied,
    Record,
    Records,
    SignOff,
    StoryRelease,
    release_order,
    seal_of,
)
from samestory.read import faults
from samestory.read.text import content_of, shown, text_of

R = TypeVar("R", bound=Record)


@fault("broken-record")
def broken_record(why: str) -> tuple[str, str]:
    """A record of a release, a sign-off or an applied release cannot be read.

    Why: what was told to buyers, and what their tools run, is known from these files alone.
    Fix: take the file back as it was committed, with `git checkout -- <file>`. Records are written by `samestory
    release`, `sign-off` and `applied`, never by hand.
    """
    return f"this record cannot be read: {why}", "Take it back as it was committed: `git checkout -- <file>`."


@fault("newer-record")
def newer_record(schema: int) -> tuple[str, str]:
    """A record was written by a newer version of samestory.

    Why: it may say things that this version would overlook.
    Fix: install the version that wrote it, or a newer one.
    """
    hint = "Install the version of samestory that wrote it, or a newer one."
    return f"this record has form {schema}, and this version reads form {SCHEMA}", hint


@fault("edited-record")
def edited_record(why: str) -> tuple[str, str]:
    """A record was changed, moved or renamed after samestory wrote it.

    Why: it says what was told to people then; a corrected past would make pages and emails lie.
    Fix: take the file back as it was committed, with `git checkout -- <file>`, and write what is new with `samestory
    release`, `sign-off` or `applied`.
    """
    return f"this record is not as samestory wrote it: {why}", "Take it back: `git checkout -- <file>`."


def read_records(root: Path, again: Again = anew) -> tuple[Records, tuple[Diagnostic, ...]]:
    """Every record that can be relied on, and what is wrong with the others."""
    found: list[Diagnostic] = []
    releases = list(_releases(root, found, again))
    signed = _each(root, SIGNED, SignOff, found, again)
    applied = _each(root, APPLIED, Applied, found, again)
    in_order = sorted(releases, key=lambda one: (release_order(one.release), one.storyline))
    return again(Records, tuple(in_order), tuple(signed), tuple(applied)), tuple(found)


def _releases(root: Path, found: list[Diagnostic], again: Again) -> Iterator[StoryRelease]:
    for folder in _entries(root / RELEASES, RELEASES, found):
        name = f"{RELEASES}/{folder.name}"
        if folder.is_symlink() or not folder.is_dir() or not re.fullmatch(RELEASE_NAME, folder.name):
            found.append(faults.misnamed_file(Place(shown(name)), "a folder named by its day, like `2026-11-03`"))
        else:
            yield from _each(root, name, StoryRelease, found, again)


def _entries(folder: Path, name: str, found: list[Diagnostic]) -> list[Path]:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        found.append(faults.not_a_plain_file(Place(name), "no folder"))
        return []
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _each(root: Path, folder: str, kind: type[R], found: list[Diagnostic], again: Again) -> Iterator[R]:
    for path in _entries(root / folder, folder, found):
        file = f"{folder}/{path.name}"
        if path.suffix != ".json":
            found.append(faults.misnamed_file(Place(shown(file)), "like `hidden-rework.json`"))
            continue
        record = again(_read, content_of(path, shown(file)), file, kind)
        if isinstance(record, kind):
            yield record
        else:
            found += cast(tuple[Diagnostic, ...], record)


def _read(content: bytes | Diagnostic, file: str, kind: type[R]) -> R | tuple[Diagnostic, ...]:
    read = text_of(content, shown(file), is_prose=False)
    if read.text is None or read.diagnostics:
        return read.diagnostics
    place = Place(shown(file))
    try:
        data = json.loads(read.text)
    except (ValueError, RecursionError) as problem:
        line = min(getattr(problem, "lineno", 1), max(1, read.text.count("\n")))
        return (broken_record(Place(place.file, line), "it is no JSON"),)
    if not isinstance(data, dict) or not isinstance(data.get("schema"), int):
        return (broken_record(place, "it does not say its form (`schema`)"),)
    if data["schema"] > SCHEMA:
        return (newer_record(place, data["schema"]),)
    if data.get("seal") != seal_of(data):
        return (edited_record(place, "it was changed by hand, or a merge put two together"),)
    try:
        record = _made(kind, {key: value for key, value in data.items() if key not in ("schema", "seal")})
    except _Unfit as problem:
        return (broken_record(place, str(problem)),)
    if record.file != file:
        return (edited_record(place, f"it is the record of `{record.file}`"),)
    return cast(R, record)


class _Unfit(Exception):
    """A value of a record is not of the kind it has to be."""


def _made(kind: type[Any], data: object) -> Any:
    """A record's value from its JSON; every key is there, and no other."""
    if not isinstance(data, Mapping):
        raise _Unfit(f"`{data}` stands where a table has to be")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    for name in names:
        if name not in data:
            raise _Unfit(f"`{name}` is missing")
    for name in data:
        if name not in names:
            raise _Unfit(f"`{name}` is no part of it")
    return kind(**{name: _value(hints[name], data[name], name) for name in names})


def _value(kind: Any, value: object, name: str) -> Any:
    if is_dataclass(kind):
        return _made(cast(type[Any], kind), value)
    choices = get_args(kind)
    if Ellipsis in choices:
        if not isinstance(value, list):
            raise _Unfit(f"`{name}` has to be a list")
        return tuple(_value(choices[0], one, name) for one in value)
    if not _fits(value, choices or (kind,)):
        raise _Unfit(f"`{name}` is `{value}`")
    return value


_FITS: Mapping[type, Callable[[object], bool]] = {
    str: lambda value: isinstance(value, str),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    NoneType: lambda value: value is None,
}


def _fits(value: object, kinds: tuple[Any, ...]) -> bool:
    return any(_FITS[kind](value) for kind in kinds)
