"""A folder with all that lies in it."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from samestory.flush import disk_flushed

FILE_MODE = 0o644
FOLDER_MODE = 0o755
PIECE_BYTES = 1 << 16
FEW = 100  # files that are flushed one by one; 6,000 take half a minute so, and less than a second all at once


def files_below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files in the order of the disk, each by its path from the folder, with `/`; no folders.

    Raises:
        ValueError: there is a link, pipe or device.
    """
    start = len(os.path.join(folder, ""))  # noqa: PTH118  # thousands of files: paths of pathlib cost more than reading
    return ((entry.path[start:].replace(os.sep, "/"), entry) for entry in _below(folder) if not entry.is_dir())


def sha256_of(file: os.DirEntry[str]) -> str:
    """The hash of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with open(file, "rb", buffering=0) as opened:  # noqa: PTH123
        while piece := opened.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def set_modes(folder: Path) -> None:
    """Everybody may read, the owner may write, whatever the umask says."""
    for entry in _below(folder):
        os.chmod(entry, FOLDER_MODE if entry.is_dir() else FILE_MODE)  # noqa: PTH101
    folder.chmod(FOLDER_MODE)


def flush_tree(folder: Path) -> None:
    """Everything is on the disk: a power cut does not leave empty files behind."""
    entries = tuple(_below(folder))
    if len(entries) > FEW and disk_flushed(folder):
        return
    for entry in entries:
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


def _below(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Everything, a folder after what lies in it, otherwise in the order of the disk."""
    for entry in tuple(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        elif not entry.is_file(follow_symlinks=False):
            raise ValueError(f"{entry.path} is no plain file, and nothing else can be published")
        yield entry
