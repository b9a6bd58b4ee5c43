"""`stories/<id>/`: the storyline, its beats and its notes from the field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from samestory.diagnostics import Diagnostic, Place
from samestory.model.front_matter import NoteFields, StoryFields
from samestory.model.library import Beat, FieldNote, Idea, Source, Storyline
from samestory.model.text import Text
from samestory.read import faults
from samestory.read.beat import read_beat
from samestory.read.file import PROSE, OpenFile, Reader
from samestory.read.markdown import plain_text
from samestory.read.sections import Part
from samestory.read.text import shown

SECTIONS = ("From", "To", "Ideas", "Not this story")
NUMBERED = re.compile(r"(\d{1,6})-([a-z0-9-]+)\.md")
TRANSLATED = re.compile(r"[a-z0-9-]+\.([a-z]{2,3})\.md")
NOTE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9-]+)\.md")


def read_storyline(folder: Path, file: str, reader: Reader) -> tuple[Storyline, tuple[Diagnostic, ...]]:
    """A storyline with everything in its folder; `file` is how diagnostics call the folder."""
    found: list[Diagnostic] = []
    story_file = folder / "story.md"
    if story_file.exists() or story_file.is_symlink():
        storyline, noticed = reader.read(story_file, _story, folder.name)
        found += noticed
    else:
        found.append(faults.missing_story(Place(f"{file}/story.md")))
        source = Source(f"{file}/story.md", is_whole=False)
        storyline = Storyline(folder.name, source, StoryFields(), Text("", 1, ()))
    beats: list[Beat] = []
    for path in sorted(folder.iterdir()):
        if path.name in ("story.md", "field") or path.name.startswith("."):
            continue
        named = NUMBERED.fullmatch(path.name)
        if not named:
            found.append(misnamed(path, f"{file}/{path.name}", "like `20-hidden-cost.md`"))
            continue
        beat, noticed = reader.read(path, read_beat, named[2], int(named[1]), folder.name, storyline.status)
        beats.append(beat)
        found += noticed
    # File name breaks ties, so the plan does not depend on how the disk lists files.
    in_order = tuple(sorted(beats, key=lambda beat: (beat.number, beat.source.file)))
    notes = tuple(_notes(folder / "field", folder.name, file, reader, found))
    return reader.again(_with_all, storyline, in_order, notes), tuple(found)


def _with_all(storyline: Storyline, beats: tuple[Beat, ...], notes: tuple[FieldNote, ...]) -> Storyline:
    return replace(storyline, beats=beats, notes=notes)


def misnamed(path: Path, file: str, expected: str) -> Diagnostic:
    """What to say of a file whose name does not fit."""
    translated = TRANSLATED.fullmatch(path.name)
    if translated:
        return faults.translated_file(Place(shown(file)), translated[1])
    return faults.misnamed_file(Place(shown(file)), expected)


def _story(opened: OpenFile, id: str) -> Storyline:
    fields, body = opened.fields_and_body(StoryFields, SECTIONS, "the promise of this storyline")
    ideas = body.sections.get("Ideas")
    return Storyline(
        id,
        opened.source,
        fields,
        opened.title(body, "in a promise", PROSE),
        now=opened.blocks(body.sections.get("From"), "in a storyline", PROSE),
        outcome=opened.blocks(body.sections.get("To"), "in a storyline", PROSE),
        ideas=tuple(_ideas(opened, ideas)) if ideas else (),
        not_this=opened.blocks(body.sections.get("Not this story"), "in a storyline", PROSE),
    )


def _ideas(opened: OpenFile, part: Part) -> Iterator[Idea]:
    opened.refuse_text(part.text, part.text_line, "between `## Ideas` and its first `###`")
    for below in part.parts:
        key, _, sentence = (words.strip() for words in below.name.partition(":"))
        if not re.fullmatch(r"[a-z0-9-]+", key) or not sentence:
            hint = "An idea is `### key: the sentence that says it`, e.g. `### cost: Rework is booked as normal work`."
            opened.diagnostics.append(faults.unknown_subsection(Place(opened.file, below.line), below.name, hint))
            continue
        opened.refuse_text(below.text, below.text_line, "under an idea, which is one sentence in its heading")
        yield Idea(key, below.line, opened.text(plain_text, sentence, below.line, "in an idea", PROSE))


def _notes(folder: Path, storyline: str, file: str, reader: Reader, found: list[Diagnostic]) -> Iterator[FieldNote]:
    if not folder.is_dir() or folder.is_symlink():
        if folder.exists() or folder.is_symlink():
            found.append(faults.not_a_plain_file(Place(f"{file}/field"), "no folder"))
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        named = NOTE_NAME.fullmatch(path.name)
        day = _day(named[1]) if named else None
        if not named or not day:
            found.append(
                faults.misnamed_file(Place(shown(f"{file}/field/{path.name}")), "like `2026-11-12-cfo-doubts.md`")
            )
            continue
        note, noticed = reader.read(path, _note, storyline, day, named[2])
        yield note
        found += noticed


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _note(opened: OpenFile, storyline: str, day: date, slug: str) -> FieldNote:
    # A note is free text: no tokens, no sections, for writers only.
    fields, body, line = opened.fields_and_rest(NoteFields)
    return FieldNote(storyline, day, slug, opened.source, fields, Text(body, line, (body,)))
