"""The folder `.samestory/cache` of a repository, where it can be used: a folder of ours, and no link to elsewhere."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

CACHE = ".samestory/cache"
IGNORE_ALL = b"# Made by samestory: what it keeps to build faster. It may be removed at any time.\n*\n"


def cache_folder(root: Path) -> Path | None:
    """The folder; None where there is none, or a link stands in its way."""
    folder = root / CACHE
    with suppress(OSError):
        if all(stat.S_ISDIR(os.lstat(part).st_mode) for part in (folder.parent, folder)):
            return folder
    return None


def made_cache_folder(root: Path) -> Path | None:
    """The folder, made where it was missing, and passed over by Git; None where there cannot be one."""
    with suppress(OSError):
        for part in ((root / CACHE).parent, root / CACHE):
            if not os.path.lexists(part):
                part.mkdir(exist_ok=True)
            if not stat.S_ISDIR(os.lstat(part).st_mode):
                return None
    folder = cache_folder(root)
    if folder:
        with suppress(OSError), (folder / ".gitignore").open("xb") as opened:
            opened.write(IGNORE_ALL)
    return folder


def is_plain_or_missing(path: Path) -> bool:
    """Whether a file can be opened there: opening a pipe would wait for ever, and a link leads elsewhere."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False
