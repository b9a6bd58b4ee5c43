"""One file being read: where it is, what is known around it, and what was noticed so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from samestory.diagnostics import Diagnostic, Outcome, Place
from samestory.each import Again
from samestory.model.front_matter import Fields
from samestory.model.library import ForRole, Source
from samestory.model.text import Text, TokenKind
from samestory.read import faults
from samestory.read.front_matter import read_front_matter, typed_fields
from samestory.read.markdown import block_text, inline_text, plain_text
from samestory.read.sections import Body, Item, Labelled, Part, cut_body, empty_lines_before, list_items, take_labels
from samestory.read.text import content_of, text_of
from samestory.read.tokens import Scope

F = TypeVar("F", bound=Fields)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Maker = Callable[[str, str, int, Scope], Outcome[Text]]


def kinds(*names: TokenKind) -> frozenset[TokenKind]:
    """A set of token kinds."""
    return frozenset(names)


# Which tokens a text may hold, by its place (model.md §5).
PROSE = kinds("claim", "as-is")
TYPED = kinds("as-is")  # shown as it stands: a source, a name, the text of a link
SUBJECT = kinds("field", "claim", "message", "beat", "as-is")
EMAIL = kinds("field", "claim", "message", "beat", "role opening", "offer", "as-is")
OPENING = kinds("field", "claim", "message", "beat", "as-is")
TALK = kinds("claim", "message", "beat", "offer", "as-is")
RECAP = kinds("field", "claim", "message", "offer", "as-is")
FORWARD = kinds("claim", "message", "offer", "as-is")
CLAIM = kinds("value", "claim", "as-is")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file's texts may name: contact fields with their fallbacks, and roles by every name they go by."""

    contact_fields: Mapping[str, str]
    role_names: Mapping[str, str] = field(default_factory=dict)
    role_titles: tuple[str, ...] = ()


@dataclass
class OpenFile:
    """An author's file on its way to a value. Collects diagnostics; everything else is handed out.

    `content` is what it holds, or why that is not known.
    """

    content: bytes | Diagnostic
    file: str
    around: Surroundings
    diagnostics: list[Diagnostic] = field(default_factory=list)
    source: Source = field(init=False)
    is_unreadable: bool = False

    def fields_and_body(
        self, fields: type[F], sections: tuple[str, ...], title_is: str, *, has_lead: bool = False
    ) -> tuple[F, Body]:
        """The typed front matter and the cut body; `source` is known from then on.

        `has_lead`: the text between the H1 and the first section belongs to this kind of file.
        """
        typed, rest, line = self.fields_and_rest(fields)
        if self.is_unreadable:
            return typed, Body(None, 1, {}, ())
        body = cut_body(rest, self.file, line, sections, title_is, is_whole=self.source.is_whole)
        self.diagnostics.extend(body.diagnostics)
        if not has_lead:
            self.refuse_text(body.lead, body.lead_line, "between the H1 and the first `##`")
        return typed, body

    def fields_and_rest(self, fields: type[F]) -> tuple[F, str, int]:
        """The typed front matter, the text below it, and the line that text begins on."""
        read = text_of(self.content, self.file)
        self.diagnostics.extend(read.diagnostics)
        if read.text is None:
            self.source, self.is_unreadable = Source(self.file, is_whole=False), True
            return fields(), "", 1
        front = read_front_matter(read.text, self.file, fields)
        front = replace(front, is_whole=front.is_whole and read.is_whole)
        typed, wrong = typed_fields(front, self.file, fields)
        self.diagnostics.extend((*front.diagnostics, *wrong))
        self.source = Source(self.file, front.lines, front.is_whole, read.text)
        return typed, front.body, front.body_line

    def title(self, body: Body, where: str, allowed: frozenset[TokenKind], make: Maker = plain_text) -> Text:
        """The H1 as a text of one line; empty where it is missing."""
        return self.text(make, body.title or "", body.title_line, where, allowed)

    def text(self, make: Maker, source: str, line: int, where: str, allowed: frozenset[TokenKind]) -> Text:
        """A text made by one of the makers of `read/markdown.py`."""
        made = make(source, self.file, line, Scope(where, allowed, self.around.contact_fields))
        self.diagnostics.extend(made.diagnostics)
        return made.value

    def blocks(self, part: Part | None, where: str, allowed: frozenset[TokenKind]) -> Text | None:
        """A section's text as blocks, or None where the section is missing or empty. It has no H3."""
        if part is None:
            return None
        self.refuse_parts(part)
        return self.blocks_of(next((one for one in (part, *part.parts) if one.text.strip()), part), where, allowed)

    def blocks_of(self, part: Part, where: str, allowed: frozenset[TokenKind]) -> Text | None:
        """The text directly under a heading, or None where there is none."""
        if not part.text.strip():
            return None
        return self.text(block_text, part.text, part.text_line, where, allowed)

    def one_line(self, part: Part | None, where: str, allowed: frozenset[TokenKind]) -> Text | None:
        """A section that is one sentence, as plain text, or None."""
        if part is None or not part.text.strip():
            return None
        self.refuse_parts(part)
        line = part.text_line + empty_lines_before(part.text)
        return self.text(plain_text, part.text.strip(), line, where, allowed)

    def labels(self, part: Part, names: tuple[str, ...]) -> Labelled:
        """The labels of a part."""
        taken = take_labels(part.text, self.file, part.text_line, names)
        self.diagnostics.extend(taken.diagnostics)
        return taken

    def label(
        self, taken: Labelled, name: str, where: str, allowed: frozenset[TokenKind], make: Maker = inline_text
    ) -> Text | None:
        """The value of a label as one-line text, or None where it is missing or empty."""
        if name not in taken.values or not taken.values[name][0]:
            return None
        value, line = taken.values[name]
        return self.text(make, value, line, where, allowed)

    def refuse_parts(self, part: Part) -> None:
        """Report every H3 of a section that has none."""
        for below in part.parts:
            hint = f"`## {part.name}` has no headings of its own: write the text without them."
            self.diagnostics.append(faults.unknown_subsection(Place(self.file, below.line), below.name, hint))

    def refuse_text(self, source: str, line: int, where: str) -> None:
        """Report text that nobody reads."""
        if source.strip():
            place = Place(self.file, line + empty_lines_before(source))
            self.diagnostics.append(faults.stray_text(place, where))

    def items(self, part: Part, what: str) -> tuple[Item, ...]:
        """The items of a list of `what`; text beside them is reported."""
        items, beside = list_items(part.text, part.text_line)
        if beside:
            where = f"beside the list of {what}" if items else f"that is no list of {what}"
            self.diagnostics.append(faults.stray_text(Place(self.file, beside[0]), where))
        return items

    def parts_for_roles(self, part: Part, preposition: str) -> Iterator[tuple[str, Part]]:
        """The parts under `### <preposition> <role>`, each with the role's id.

        The id is empty, and that is reported, where the heading names no role, or one that had its part before.
        """
        first: dict[str, int] = {}
        for below in part.parts:
            role = self._role_of(below.name, preposition, below.line)
            if role in first:
                place = Place(self.file, below.line)
                self.diagnostics.append(faults.duplicate_section(place, f"### {below.name}", first[role]))
                role = ""
            if role:
                first[role] = below.line
            yield role, below

    def _role_of(self, heading: str, preposition: str, line: int) -> str:
        found = re.fullmatch(rf"{preposition}\s+(?:the\s+)?(.+)", heading, re.IGNORECASE)
        place = Place(self.file, line)
        if not found:
            meant = self.around.role_names.get(role_key(heading), "")
            hint = (
                f"Write `### {preposition} {heading}`." if meant else f"A heading here is `### {preposition} <role>`."
            )
            self.diagnostics.append(faults.unknown_subsection(place, heading, hint))
            return meant
        role = self.around.role_names.get(role_key(found[1]), "")
        if not role:
            self.diagnostics.append(faults.unknown_role_heading(place, found[1], self.around.role_titles))
        return role

    def for_roles(
        self, part: Part | None, preposition: str, where: str, allowed: frozenset[TokenKind]
    ) -> tuple[ForRole, ...]:
        """The texts under `### <preposition> <role>` of a section; those of unknown roles are left out."""
        made: list[ForRole] = []
        for role, below in self.parts_for_roles(part, preposition) if part else ():
            text = self.blocks_of(below, where, allowed)
            if role and text:
                made.append(ForRole(role, below.line, text))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of a project, each one through `again`: a file that holds what it held is the object that it was."""

    root: Path
    around: Surroundings
    again: Again

    def read(self, path: Path, how: Callable[[OpenFile, *Ts], T], *more: *Ts) -> tuple[T, tuple[Diagnostic, ...]]:
        """What `how` makes of a file, and what was noticed."""
        file = path.relative_to(self.root).as_posix()
        return self.again(_read, how, content_of(path, file), file, self.around, more)


def _read(
    how: Callable[[OpenFile, *Ts], T],
    content: bytes | Diagnostic,
    file: str,
    around: Surroundings,
    more: tuple[*Ts],
) -> tuple[T, tuple[Diagnostic, ...]]:
    opened = OpenFile(content, file, around)
    made = how(opened, *more)
    return made, tuple(opened.diagnostics)


def role_key(name: str) -> str:
    """How role names are compared: any case, hyphens as spaces, without *the*."""
    words = name.casefold().replace("-", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
