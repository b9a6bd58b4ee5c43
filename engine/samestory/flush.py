"""A whole disk is flushed in one step where the system can: thousands of files one by one take half a minute."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import sys
from pathlib import Path

TELLS_ALL = (5, 8)  # older kernels flush as well, but do not say when that failed
# Containers whose filter answers EPERM to calls it does not know, and file systems that cannot.
NOT_HERE = (errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.EOPNOTSUPP)


def _syncfs_of_system() -> ctypes._NamedFuncPointer | None:
    version = re.match(r"(\d+)\.(\d+)", platform.release())
    if sys.platform != "linux" or not version or (int(version[1]), int(version[2])) < TELLS_ALL:
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


_syncfs = _syncfs_of_system()


def disk_flushed(folder: Path) -> bool:
    """Whether everything that was written to the folder's disk so far is on it now; False where nobody can say.

    Raises:
        OSError: something could not be written.
    """
    if _syncfs is None:
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _syncfs(handle) == 0:
            return True
        number = ctypes.get_errno()
    finally:
        os.close(handle)
    if number in NOT_HERE:
        return False
    raise OSError(number, os.strerror(number))
