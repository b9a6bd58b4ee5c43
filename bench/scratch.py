"""Where repositories are written that are only measured: in memory, where there is a file system for that.

What a disk's driver takes to make a file says nothing about us or about a peer, and can be more than all the rest.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
WANTED_BYTES = 4 * 2**30


def scratch_folder() -> Path:
    """A file system in memory with room enough, else the folder for temporary files. `TMPDIR` goes before both."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= WANTED_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


def is_in_memory(folder: Path) -> bool:
    """Whether what is written there goes to no disk."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return False
    kinds = {Path(fields[1]): fields[2] for fields in map(str.split, mounts)}
    where = folder.resolve()
    return next((kinds[one] for one in (where, *where.parents) if one in kinds), "") == "tmpfs"
