"""A few bytes in a file of the cache, under a mark that tells whether they are as they were written."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from samestory.cache.folder import cache_folder, is_plain_or_missing, made_cache_folder

MOST_BYTES = 16 * 1024 * 1024


def write_sealed(root: Path, name: str, body: bytes) -> None:
    """Have them there in one step; where that cannot be, nothing is written."""
    folder = made_cache_folder(root)
    if folder is None or not is_plain_or_missing(folder / f"{name}.new"):
        return
    with suppress(OSError):
        (folder / f"{name}.new").write_bytes(f"{sha256(body).hexdigest()}\n".encode() + body)
        (folder / f"{name}.new").replace(folder / name)


def read_sealed(root: Path, name: str) -> bytes | None:
    """What was written; None where there is nothing, or it is damaged or somebody else's."""
    folder = cache_folder(root)
    if folder is None:
        return None
    try:
        status = os.lstat(folder / name)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return None
        mark, _, body = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if sha256(body).hexdigest().encode() == mark else None
