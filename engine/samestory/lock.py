"""A lock that the system gives back when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
import weakref
from io import FileIO
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(file: FileIO) -> None:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as problem:  # what Windows says where others say EWOULDBLOCK
            raise BlockingIOError(problem.errno, problem.strerror) from problem

    def _unlock(file: FileIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


def take_lock(path: Path) -> FileIO:
    """The lock file, held open until the lock is given back. The file itself stays: removing it could not be safe.

    Raises:
        BlockingIOError: somebody else holds the lock.
    """
    file = FileIO(path, "ab", opener=_open_no_link)
    try:
        _lock(file)
    except OSError:
        file.close()
        raise
    _held.add(file)
    return file


def give_back_lock(file: FileIO) -> None:
    """Others can take the lock, even while a child that was just forked has the file open too."""
    if not file.closed:
        _unlock(file)
        file.close()


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


# A lock belongs to the open file, which a forked worker shares: one that outlives a killed build would hold it on.
_held: weakref.WeakSet[FileIO] = weakref.WeakSet()


def _let_go_in_worker() -> None:
    for file in tuple(_held):
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_worker)
