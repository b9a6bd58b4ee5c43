"""Readers of what email tools import, one module per tool; each is found by itself.

A reader gets the files of `sequences/<tool>/`, and gives their emails back in the neutral form: the tool's spelling of
a contact field has become `{first name | there}` again, its unsubscribe tag `{unsubscribe}`.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from samestory.prove.finding import Unreadable

PIECE_BYTES = 1 << 16
READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0)  # Windows would change line ends


class Payload(NamedTuple):
    """What a build holds for a tool: the bytes of each file by its path from the tool's folder."""

    tool: str
    files: Mapping[str, bytes]


class PayloadEmail(NamedTuple):  # as there are many thousands
    """An email as a tool would import it; `file` is relative to the tool's folder. Without a text part it is None."""

    key: str
    subject: str
    preview: str
    html: str
    text: str | None
    file: str
    line: int


ReadPayload = Callable[[Payload], Iterator[PayloadEmail]]
_READERS: dict[str, ReadPayload] = {}


def payload_reader(tool: str) -> Callable[[ReadPayload], ReadPayload]:
    """Mark the function that reads the payload of an email tool.

    Raises:
        ValueError: the tool has a reader already.
    """

    def mark(read: ReadPayload) -> ReadPayload:
        if _READERS.setdefault(tool, read) is not read:
            raise ValueError(f"two readers of payloads are called {tool!r}")
        return read

    return mark


def payload_in(folder: Path) -> Payload:
    """The files of a tool's folder, by name; what is neither a file nor a folder is left out.

    Raises:
        Unreadable: one cannot be read.
    """
    start = len(os.path.join(folder, ""))  # noqa: PTH118  # there are thousands
    try:
        return Payload(folder.name, {path[start:].replace(os.sep, "/"): _whole(path) for path in _files_below(folder)})
    except OSError as problem:
        raise Unreadable(f"cannot read sequences/{folder.name}/: {problem.strerror or problem}") from problem


def _files_below(folder: Path | str) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(entry.path)
        elif entry.is_file():
            yield entry.path


def _whole(path: str) -> bytes:
    # A file of Python's own costs as much again as the system's calls.
    handle = os.open(path, READ_ONLY)
    try:
        pieces = [os.read(handle, PIECE_BYTES)]
        while pieces[-1]:
            pieces.append(os.read(handle, PIECE_BYTES))
    finally:
        os.close(handle)
    return b"".join(pieces)


def payload_readers() -> dict[str, ReadPayload]:
    """Every reader by its tool."""
    package = import_module("samestory.prove.payloads")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return dict(sorted(_READERS.items()))
