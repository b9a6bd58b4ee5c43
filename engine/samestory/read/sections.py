"""The headings are the markup: a body cut into its H1, its H2 sections, their H3 parts, and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from samestory.diagnostics import Diagnostic, Place
from samestory.read import faults

# Closing marks are dropped only after a space: `# C#` ends in a letter of its own.
HEADING = re.compile(r"^(#{1,3})[ \t]+(.*?)(?:(?:^|[ \t]+)#+)?[ \t]*$")
LABEL = re.compile(
    r"^(?: {0,3}(?:[-*+]|\d{1,3}[.)])[ \t]+|[ \t]*)([A-Za-z][\w'’-]*(?: [\w'’-]+){0,2}):(?=\s|$)[ \t]*(.*)$"
)

ITEM = re.compile(r"^ ?(?:[-*+]|\d{1,3}[.)])[ \t]+(.*)$")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its line, and the text under it with the line it begins on. Sections have parts in turn."""

    name: str
    line: int
    text: str
    text_line: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A body: its H1 (None where it is missing), what stands under it, and its sections by name."""

    title: str | None
    title_line: int
    sections: Mapping[str, Part]
    diagnostics: tuple[Diagnostic, ...]
    lead: str = ""
    lead_line: int = 1


def cut_body(text: str, file: str, line: int, known: Iterable[str], title_is: str, *, is_whole: bool = True) -> Body:
    """The sections of a body; headings nobody reads, doubled ones and text before the H1 are reported."""
    found: list[Diagnostic] = []
    known = (*known, "Note")  # for writers only: never in any output, and no check looks at it
    parts = list(_parts(text, line, level=1))
    before, titles = parts[0], parts[1:]
    found += [faults.second_title(Place(file, title.line), titles[0].line) for title in titles[1:]]
    if titles and is_whole and before.text.strip():
        found.append(faults.stray_text(Place(file, line + empty_lines_before(before.text)), "before the H1"))
    whole = titles[0] if titles else before
    if not whole.name and is_whole:
        found.append(faults.missing_title(Place(file, whole.line), title_is))
    lead, *sections = _parts(whole.text, whole.text_line, level=2)
    for title in titles[1:]:  # most likely sections with a `#` too few
        under, *more = _parts(title.text, title.text_line, level=2)
        sections += [replace(under, name=title.name, line=title.line)] * (title.name in known) + more
    kept: dict[str, Part] = {}
    for section in sections:
        place = Place(file, section.line)
        if section.name not in known:
            found.append(faults.unknown_section(place, section.name, known))
        elif section.name in kept:
            found.append(faults.duplicate_section(place, f"## {section.name}", kept[section.name].line))
        else:
            first, *below = _parts(section.text, section.text_line, level=3)
            kept[section.name] = Part(section.name, section.line, first.text, first.text_line, tuple(below))
    under_title = lead.text if titles else ""  # without an H1 it is most likely meant as one
    return Body(whole.name or None, whole.line, kept, tuple(found), under_title, lead.text_line)


def empty_lines_before(text: str) -> int:
    """How many empty lines a text begins with."""
    return len(text[: len(text) - len(text.lstrip())].split("\n")) - 1


def _parts(text: str, line: int, level: int) -> Iterator[Part]:
    """What stands before the first heading of a level (without a name), then each heading with its text."""
    name, at, start, kept = "", line, line, list[str]()
    for number, words in enumerate(text.split("\n"), start=line):
        heading = HEADING.match(words)
        if heading and len(heading[1]) == level:
            yield Part(name, at, "\n".join(kept), start)
            name, at, start, kept = heading[2], number, number + 1, []
        else:
            kept.append(words)
    yield Part(name, at, "\n".join(kept), start)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The values of labels with their lines, and the text without them; line numbers of the text are unchanged."""

    values: Mapping[str, tuple[str, int]]
    rest: str
    diagnostics: tuple[Diagnostic, ...]


def take_labels(text: str, file: str, line: int, labels: Iterable[str]) -> Labelled:
    """Labels at the beginning of a line or list item; a value runs to the next label or an empty line."""
    labels = tuple(labels)
    values: dict[str, tuple[list[str], int]] = {}
    found: list[Diagnostic] = []
    rest: list[str] = []
    current: list[str] | None = None
    for number, words in enumerate(text.split("\n"), start=line):
        match = LABEL.match(words)
        name = match[1] if match else ""
        near = nearest_label(name, labels) if name and name not in labels else ""
        if near:
            found.append(faults.unknown_label(Place(file, number), name, near))
        if match and (near or name in labels):
            current = [match[2]]
            if name in values:
                found.append(faults.duplicate_label(Place(file, number), name, values[name][1]))
            # What is nearly a label is taken for it, unless it stands there: one fault, not two.
            values.setdefault(near or name, (current, number))
            rest.append("")
        elif current is not None and words.strip():
            current.append(words.strip())
            rest.append("")
        else:
            current = None
            rest.append(words)
    joined = {name: ("\n".join(lines).strip(), number) for name, (lines, number) in values.items()}
    return Labelled(joined, "\n".join(rest), tuple(found))


def nearest_label(name: str, labels: Iterable[str]) -> str:
    """The label that a word was probably meant to be: two letters off, or its first word; else nothing."""
    for label in labels:
        if name == label.split()[0] or _letters_off(name, label) <= 2:
            return label
    return ""


def _letters_off(one: str, other: str) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return max(len(one), len(other)) - same


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its words, its line, and the lines indented below it with theirs."""

    words: str
    line: int
    below: tuple[tuple[str, int], ...]


def list_items(text: str, line: int) -> tuple[tuple[Item, ...], tuple[int, ...]]:
    """The items of the list at the left edge, and the lines that belong to none of them."""
    items: list[tuple[str, int, list[tuple[str, int]]]] = []
    beside: list[int] = []
    is_after_gap = False
    for number, words in enumerate(text.split("\n"), start=line):
        start = ITEM.match(words)
        if start:
            items.append((start[1], number, []))
        elif words.strip() and items and (not is_after_gap or words[0].isspace()):
            items[-1][2].append((words.strip(), number))
        elif words.strip():
            beside.append(number)
        is_after_gap = not words.strip()
    return tuple(Item(words, at, tuple(below)) for words, at, below in items), tuple(beside)
