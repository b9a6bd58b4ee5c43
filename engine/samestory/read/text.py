"""The one reader of files: plain files, UTF-8, tidy line ends, and limits before any parser sees a byte."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from samestory.diagnostics import Diagnostic, Place
from samestory.read import faults

FILE_LIMIT = 200_000  # bytes; the longest honest beat we know has 9,000
LINE_LIMIT = 5_000  # characters; Python-Markdown recurses per list mark in a line
PARAGRAPH_LIMIT = 20_000  # characters
MARKS_LIMIT = 200  # of one kind in a paragraph: 10,000 `[` cost Python-Markdown 17 s
DEPTH_LIMIT = 6  # levels of lists and quotations
INDENT_LIMIT = 4 * DEPTH_LIMIT + 8  # columns; deeper indentation is a nesting nobody reads

MARKS = "[]()!*_`<>&\\"
CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")
NESTED = re.compile(rf"^\s*(?:(?:[-*+>]|\d{{1,9}}[.)])\s*){{{DEPTH_LIMIT + 1},}}")
# Python-Markdown keeps U+0002 and U+0003 for itself, the reader keeps three private characters for tokens.
OWN_CHARACTERS = "\ue000\ue001\ue002"
# Unicode's control characters but tab and line end, halves of characters, other line ends, and our own.
STRANGE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{OWN_CHARACTERS}]")


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, or None where it could not be read; and what was noticed.

    `is_whole` is False where some lines were emptied.
    """

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with some lines, and how many there are; none, where the whole file is spoiled."""

    diagnostic: Diagnostic
    lines: int


def content_of(path: Path, file: str) -> bytes | Diagnostic:
    """What a file holds, or why it is not read."""
    kind = unusual_kind(path)
    if kind:
        return faults.not_a_plain_file(Place(file), kind)
    try:
        content = bytes_of(path, FILE_LIMIT + 1)
    except OSError as problem:
        return faults.not_a_plain_file(Place(file), f"unreadable ({problem.strerror})")
    if len(content) > FILE_LIMIT:
        return faults.too_large(Place(file), "this file", f"{FILE_LIMIT // 1000} kB")
    return content


def text_of(content: bytes | Diagnostic, file: str, *, is_prose: bool = True) -> FileText:
    """The text of what a file holds: byte order mark dropped, line ends `\\n`, a last newline present.

    `is_prose` is False for settings, which no Markdown parser sees. Nothing is returned as text that a parser could
    choke on; of strange characters only a space is left.
    """
    if isinstance(content, Diagnostic):
        return FileText(None, (content,))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        return FileText(None, (faults.not_utf8(Place(file, line), f"byte 0x{content[problem.start]:02x}"),))
    text = tidy(text)
    strange = tuple(_strange_characters(text, file))
    if strange:
        text = STRANGE.sub(" ", text)
    problems = tuple(_problems(text, file, is_prose=is_prose))
    found = (*strange, *(problem.diagnostic for problem in problems))
    if not all(problem.lines for problem in problems):
        return FileText(None, found)
    return FileText(_without(text, problems), found, is_whole=not problems)


def shown(name: str) -> str:
    """A file's name as it can be printed: what is no text, or no single line, is escaped."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)


def tidy(text: str) -> str:
    """One byte order mark dropped, CRLF and CR made LF, a newline at the end."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") or not text else text + "\n"


def unusual_kind(path: Path) -> str:
    """What something is that is no plain file, in words; nothing where it is one."""
    try:
        mode = path.lstat().st_mode
    except OSError as problem:
        return f"unreadable ({problem.strerror})"
    if stat.S_ISLNK(mode):
        return "a link"
    return "" if stat.S_ISREG(mode) else "a folder, pipe or device"


def bytes_of(path: Path, most: int) -> bytes:
    """The first bytes of a file, which is not followed where it is a link, and not waited for where it is a pipe."""
    # O_NOFOLLOW and O_NONBLOCK: between the look and the opening somebody may have put a link or a pipe there.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as opened:
        return opened.read(most)


def _problems(text: str, file: str, *, is_prose: bool) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = Place(file, number)
        if len(line) > LINE_LIMIT:
            yield Problem(faults.too_large(place, "this line", f"{LINE_LIMIT:,} characters"), 1)
        elif CONFLICT.match(line):
            yield Problem(faults.conflict_mark(place, line[:7]), 0)
        elif is_prose and (NESTED.match(line) or len(line) - len(line.lstrip()) > INDENT_LIMIT):
            yield Problem(faults.too_deep(place, f"more than {DEPTH_LIMIT} levels of lists or quotations"), 1)
    if is_prose:
        yield from _heaps(text, file)


def _strange_characters(text: str, file: str) -> Iterator[Diagnostic]:
    for number, line in enumerate(text.split("\n"), start=1):
        strange = STRANGE.search(line)
        if strange:
            yield faults.control_character(Place(file, number), f"U+{ord(strange[0]):04X}")


def _heaps(text: str, file: str) -> Iterator[Problem]:
    line = 1
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        height = paragraph.count("\n")
        if len(paragraph) > PARAGRAPH_LIMIT:
            what = f"{PARAGRAPH_LIMIT:,} characters"
            yield Problem(faults.too_large(Place(file, line), "this paragraph", what), height + 1)
        for mark in MARKS if len(paragraph) > MARKS_LIMIT else ():
            if paragraph.count(mark) > MARKS_LIMIT:
                what = f"more than {MARKS_LIMIT} times `{mark}` in a paragraph"
                yield Problem(faults.too_deep(Place(file, line), what), height + 1)
        line += height


def _without(text: str, problems: Iterable[Problem]) -> str:
    """The text with the lines of the problems emptied, so that the rest of the file can be looked at."""
    lines = text.split("\n")
    for problem in problems:
        first = problem.diagnostic.line - 1
        lines[first : first + problem.lines] = [""] * problem.lines
    return "\n".join(lines)
