"""Two folders change names, in one step where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

# From linux/fcntl.h and linux/fs.h; Python has no name for either.
AT_FDCWD = -100
RENAME_EXCHANGE = 2

# An old kernel, a file system without exchange, and containers whose filter answers EPERM to calls it does not know.
# Where EPERM is meant as it says, the plain renames that follow meet it again.
NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.EPERM)

_renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None


def exchange_folders(one: Path, other: Path, aside: Path) -> None:
    """What was called `one` is called `other`, and the reverse; `other` may be missing.

    Where the system cannot do it in one step, `other` is missing for a moment and lies complete under `aside`: who
    is killed then has to put it back. All three lie on one disk. An OSError means that nothing has changed.
    """
    if not os.path.lexists(other):
        one.rename(other)
    elif not _exchanged_at_once(one, other):
        _exchange_by_way_of(aside, one, other)


def _exchanged_at_once(one: Path, other: Path) -> bool:
    if _renameat2 is None:
        return False
    if _renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_HERE:
        return False
    raise OSError(number, os.strerror(number))


def _exchange_by_way_of(aside: Path, one: Path, other: Path) -> None:
    other.rename(aside)
    try:
        one.rename(other)
        aside.rename(one)
    except OSError:
        if not os.path.lexists(one):
            other.rename(one)
        aside.rename(other)
        raise
