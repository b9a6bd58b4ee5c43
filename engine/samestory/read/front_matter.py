"""Front matter, read strictly: plain keys and values with their lines, typed afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar, cast

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler
from pydantic import ValidationError

from samestory.diagnostics import Diagnostic, Place
from samestory.model.front_matter import Fields, required_keys
from samestory.read import faults

F = TypeVar("F", bound=Fields)
Value = str | list[str]
BLOCK_LIMIT = 8_000  # characters
BRACKETS_LIMIT = 20  # libyaml crashes the process on 50 kB of `[`
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOT_A_COMMENT = ("what follows `#` would be lost", "Put the value in quotes, or the comment on a line of its own.")
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys of a file as typed, the line of each, and the body with the line it begins on.

    `is_whole` is False where the keys could not be read.
    """

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...] = ()
    is_whole: bool = True


class BadFrontMatter(Exception):
    """Front matter that cannot be read; carries what to tell the author. Not a ValueError: the library hides those."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass
class StrictHandler(BaseHandler):
    """python-frontmatter's handler for one format: `---`, plain keys and values, `---`.

    What its own handlers do with an unclosed block (take it for text) or with YAML's shorthands is refused.
    """

    file: str
    lines: dict[str, int] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def split(self, text: str) -> tuple[str, str]:
        """The block and the body."""
        fences = list(FENCE.finditer(text))
        if not fences or fences[0].start() != 0:
            raise BadFrontMatter(faults.missing_front_matter(Place(self.file), ()))
        if len(fences) == 1:
            raise BadFrontMatter(faults.unclosed_front_matter(Place(self.file)))
        return text[fences[0].end() + 1 : fences[1].start()], text[fences[1].end() :]

    def load(self, block: str) -> dict[str, Any]:
        """The keys and values as text; lines and problems are kept in `lines` and `diagnostics`."""
        _refuse_what_parsers_choke_on(block, self.file)
        values: dict[str, Any] = {}
        for key, value, line in _pairs(block, self.file):
            if key in values:
                self.diagnostics.append(faults.duplicate_key(Place(self.file, line), key, self.lines[key]))
            else:
                values[key] = value
                self.lines[key] = line
        return values


def read_front_matter(text: str, file: str, fields: type[Fields]) -> FrontMatter:
    """The front matter of a file's text; a fault leaves it empty, and the body is read all the same."""
    handler = StrictHandler(file)
    try:
        values = cast(dict[str, Value], frontmatter.parse(text, handler=handler)[0])
        is_whole = True
    except BadFrontMatter as problem:
        values, is_whole = {}, False
        found = problem.diagnostic
        if found.code == "missing-front-matter":
            found = faults.missing_front_matter(Place(file), required_keys(fields))
        handler.diagnostics.append(found)
    body, line = _body(text)
    return FrontMatter(
        MappingProxyType(values), MappingProxyType(handler.lines), body, line, tuple(handler.diagnostics), is_whole
    )


def _body(text: str) -> tuple[str, int]:
    fences = list(FENCE.finditer(text))
    if not fences or fences[0].start() != 0:
        return text, 1
    if len(fences) == 1:
        title = re.search(r"^# ", text, re.MULTILINE)
        start = title.start() if title else len(text)
    else:
        start = fences[1].end() + 1
    return text[start:], text.count("\n", 0, start) + (start < len(text))  # without a body, the last line


def _refuse_what_parsers_choke_on(block: str, file: str) -> None:
    if len(block) > BLOCK_LIMIT:
        raise BadFrontMatter(faults.too_large(Place(file), "the front matter", f"{BLOCK_LIMIT // 1000} kB"))
    brackets = 0
    for number, line in enumerate(block.split("\n"), start=2):
        brackets += line.count("[") + line.count("{")
        if brackets > BRACKETS_LIMIT or re.search(r"(?:[-?] ?){5,}", line):
            place = Place(file, number)
            raise BadFrontMatter(faults.too_deep(place, "brackets or lists are heaped up in the front matter"))


def _pairs(block: str, file: str) -> Iterator[tuple[str, Value, int]]:
    # Events, not objects: nothing is typed, no anchor is followed, and each scalar has its line.
    try:
        events = list(yaml.parse(block, Loader=LOADER))
    except (yaml.YAMLError, ValueError) as problem:
        raise BadFrontMatter(_syntax(problem, file)) from None
    _refuse_lost_text(block, events, file)
    yield from _mapping(events, file)


def _refuse_lost_text(block: str, events: list[Any], file: str) -> None:
    """YAML drops what follows ` #` without a word. A line that is a comment as a whole is meant."""
    without = list(block)
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            start, end = event.start_mark.index, event.end_mark.index
            without[start:end] = ["x" if letter != "\n" else letter for letter in without[start:end]]
    for number, line in enumerate("".join(without).split("\n"), start=2):
        if "#" in line and not line.lstrip().startswith("#"):
            raise BadFrontMatter(faults.bad_front_matter(Place(file, number), *NOT_A_COMMENT))


def _syntax(problem: Exception, file: str) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None)
    line = mark.line + 2 if mark else 1  # YAML counts from 0, and the block starts under the `---`
    return faults.bad_front_matter(
        Place(file, line),
        "this is not a key and a value",
        "Write `key: value`, one a line. Put a value that holds `: `, ` #` or begins with a mark in quotes.",
    )


def _mapping(events: list[Any], file: str) -> Iterator[tuple[str, Value, int]]:
    inside = [
        event
        for event in events
        if not isinstance(
            event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent
        )
    ]
    if sum(isinstance(event, yaml.DocumentStartEvent) for event in events) > 1:
        raise _refused(events[-1], file, "a second document begins in the front matter")
    if not inside or (isinstance(inside[0], yaml.ScalarEvent) and not inside[0].value):
        return
    if not isinstance(inside[0], yaml.MappingStartEvent):
        raise _refused(inside[0], file, "this is not a list of keys and values")
    position = 1
    while not isinstance(inside[position], yaml.MappingEndEvent):
        key, position = _scalar(inside, position, file)
        line = inside[position - 1].start_mark.line + 2
        value, position = _value(inside, position, file)
        yield key, value, line


def _value(events: list[Any], position: int, file: str) -> tuple[Value, int]:
    if not isinstance(events[position], yaml.SequenceStartEvent):
        return _scalar(events, position, file)
    _no_shorthand(events[position], file)
    position += 1
    items: list[str] = []
    while not isinstance(events[position], yaml.SequenceEndEvent):
        item, position = _scalar(events, position, file)
        items.append(item)
    return items, position + 1


def _scalar(events: list[Any], position: int, file: str) -> tuple[str, int]:
    event = events[position]
    if not isinstance(event, yaml.ScalarEvent):
        raise _refused(event, file, "a value is nested, or a short form stands here")
    _no_shorthand(event, file)
    if event.style in ("|", ">"):
        raise _refused(event, file, "a text over several lines stands in the front matter")
    return " ".join(event.value.split()), position + 1


def _no_shorthand(event: Any, file: str) -> None:
    if event.anchor or event.tag:
        raise _refused(event, file, "a YAML anchor or tag stands here")


def _refused(event: Any, file: str, problem: str) -> BadFrontMatter:
    place = Place(file, event.start_mark.line + 2)
    return BadFrontMatter(
        faults.bad_front_matter(place, problem, "Write plain `key: value` lines; a list is `a, b`. Prose goes below.")
    )


def typed_fields(front: FrontMatter, file: str, fields: type[F]) -> tuple[F, tuple[Diagnostic, ...]]:
    """The keys as their types; what is missing, unknown or wrong is reported and left at its default."""
    found: list[Diagnostic] = []
    known = [info.alias or name for name, info in fields.model_fields.items()]
    found += [faults.unknown_key(_place(front, file, key), key, known) for key in front.values if key not in known]
    values = {key: value for key, value in front.values.items() if key in known and value not in ("", [])}
    optional = [key for key in known if key not in required_keys(fields)]
    found += [_empty(_place(front, file, key), key) for key in optional if front.values.get(key) in ("", [])]
    typed = fields()
    try:
        typed = fields.model_validate(values)
    except ValidationError as problem:
        for error in problem.errors():
            key = str(error["loc"][0])
            context = error.get("ctx", {})
            message, hint = context.get("message", error["msg"]), context.get("hint", "")
            found.append(faults.wrong_value(_place(front, file, key), str(message), str(hint)))
            values.pop(key, None)
        typed = fields.model_validate(values)
    if front.is_whole:
        found += _missing(front, file, fields)
    return typed, tuple(found)


def _empty(place: Place, key: str) -> Diagnostic:
    return faults.wrong_value(place, f"`{key}` has no value", "Write its value, or delete the line.")


def _missing(front: FrontMatter, file: str, fields: type[Fields]) -> Iterator[Diagnostic]:
    says = {info.alias or name: info.description or "" for name, info in fields.model_fields.items()}
    for key in required_keys(fields):
        if front.values.get(key, "") in ("", []):
            yield faults.missing_key(_place(front, file, key), key, says[key])


def _place(front: FrontMatter, file: str, key: str) -> Place:
    return Place(file, front.lines.get(key, 1))
