"""A new file that may hold what an older one holds: then it is that one under a second name, and costs no writing."""

from __future__ import annotations

import os
import stat

from samestory.tree import FILE_MODE

CAN_LINK = os.name != "nt"  # Windows replaces and removes no file that somebody has open, by whatever name
PLAIN = stat.S_IFREG | FILE_MODE
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # Windows would change line ends
# A link is not followed, and a pipe not waited for.
LOOK_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def put_file(path: str, content: bytes, twin: str = "") -> None:
    """A file with these bytes, linked to its twin where there is one and it holds them, and else written.

    What can be linked is ours alone, has no third name, and has the mode of what is published: so nobody can write to
    it but through these two names, and nothing of it has to be changed. Who wants other bytes there removes it first.

    Raises:
        FileExistsError: there is one already.
        OSError: it cannot be written.
    """
    if not (twin and CAN_LINK and _is_linked(path, content, twin)):
        _write(path, content)


def _write(path: str, content: bytes) -> None:
    # There are thousands, and a file of Python's own costs as much again as the system's calls.
    handle = os.open(path, NEW, 0o666)  # what the umask leaves of it
    try:
        written = os.write(handle, content)
        while written < len(content):
            written += os.write(handle, content[written:])
    finally:
        os.close(handle)


def _is_linked(path: str, content: bytes, twin: str) -> bool:
    try:
        handle = os.open(twin, LOOK_ONLY)
    except OSError:  # as a rule there is none
        return False
    try:
        seen = os.fstat(handle)
        return _can_be_shared(seen, len(content)) and _read(handle, seen.st_size) == content and _link(path, twin, seen)
    finally:
        os.close(handle)


def _can_be_shared(seen: os.stat_result, size: int) -> bool:
    return (seen.st_mode, seen.st_nlink, seen.st_uid, seen.st_size) == (PLAIN, 1, os.geteuid(), size)


def _read(handle: int, size: int) -> bytes:
    """So many bytes, and one more where there is one; nothing where they cannot be read."""
    pieces, left = [], size + 1
    try:
        while left > 0 and (piece := os.read(handle, left)):
            pieces.append(piece)
            left -= len(piece)
    except OSError:
        return b""
    return b"".join(pieces)


def _link(path: str, twin: str, seen: os.stat_result) -> bool:
    """Whether the file that was seen is there under the new name, too; where it is another one by now it is not."""
    try:
        os.link(twin, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # another disk, one that has no links, or a system that does not allow them
        return False
    made = os.lstat(path)
    if (made.st_dev, made.st_ino) == (seen.st_dev, seen.st_ino):
        return True
    os.unlink(path)  # noqa: PTH108  # as above
    return False
