"""A folder with all that lies in it."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from samestory.flush import disk_flushed

FILE_MODE = 0o644
FOLDER_MODE = 0o755
PIECE_BYTES = 1 << 16
READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0)  # Windows would change line ends
FEW = 100  # files that are flushed one by one; 6,000 take half a minute so, and less than a second all at once


def below(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Everything, a folder after what lies in it, otherwise in the order of the disk.

    Raises:
        ValueError: there is a link, pipe or device.
    """
    for entry in tuple(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            yield from below(entry.path)
        elif not entry.is_file(follow_symlinks=False):
            raise ValueError(f"{entry.path} is no plain file, and nothing else can be published")
        yield entry


def files_of(entries: Iterable[os.DirEntry[str]], folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files among what lies below a folder, each by its path from there, with `/`."""
    start = len(os.path.join(folder, ""))  # noqa: PTH118  # thousands of files: paths of pathlib cost more than reading
    return ((entry.path[start:].replace(os.sep, "/"), entry) for entry in entries if not entry.is_dir())


def sha256_of(file: os.DirEntry[str]) -> str:
    """The hash of a file's bytes, in hex."""
    digest = hashlib.sha256()
    handle = os.open(file, READ_ONLY)
    try:
        while piece := os.read(handle, PIECE_BYTES):
            digest.update(piece)
    finally:
        os.close(handle)
    return digest.hexdigest()


def set_modes(entries: Iterable[os.DirEntry[str]]) -> None:
    """Everybody may read, the owner may write, whatever the umask says."""
    for entry in entries:
        mode = FOLDER_MODE if entry.is_dir() else FILE_MODE
        if stat.S_IMODE(entry.stat().st_mode) != mode:  # one that the published build has as well stays untouched
            os.chmod(entry, mode)  # noqa: PTH101


def flush_tree(folder: Path) -> None:
    """Everything is on the disk: a power cut does not leave empty files behind."""
    has_many = any(islice(below(folder), FEW, None))
    if has_many and disk_flushed(folder):
        return
    for entry in tuple(below(folder)):
        flush(entry)
    flush(folder)


def flush(path: Path | os.DirEntry[str]) -> None:
    """One file, or the names that stand in one folder, are on the disk."""
    if os.name == "nt":  # Windows opens no folders, and flushes only files that are open for writing
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as problem:
        if (
            problem.errno != errno.EINVAL
        ):  # what file systems say that cannot flush folders, some shared ones among them
            raise
    finally:
        os.close(handle)
