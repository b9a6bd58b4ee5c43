"""What the engine is: its own files, Python, and the versions of all that is installed beside it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
INSTALLED = (".dist-info", ".egg-info")
LOADED_NS = time.time_ns()


@cache
def engine_hash() -> bytes:
    """Over all of it: what another engine made is never found."""
    digest = sha256(repr((sys.version, installed())).encode())
    for path in sorted(files_of_the_engine()):
        try:
            content = path.read_bytes()
        except OSError:
            return os.urandom(len(digest.digest()))  # an engine that nobody will meet again
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.digest()


def is_as_loaded() -> bool:
    """Whether no file was changed since it was loaded: who works on an engine that runs has two of them."""
    try:
        return all(path.stat().st_mtime_ns < LOADED_NS for path in files_of_the_engine())
    except OSError:  # one that was there a moment ago
        return False


def files_of_the_engine() -> Iterator[Path]:
    """Code, templates, style and word lists; not what Python makes of them."""
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(folder, name) for name in files)


def installed() -> tuple[str, ...]:
    """Names and versions of what is installed, as their folders are called: `markdown-3.11.3.dist-info`."""
    return tuple(name for folder in sys.path for name in sorted(_names_in(folder)) if name.endswith(INSTALLED))


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder or ".")  # noqa: PTH208  # names are all that is wanted
    except OSError:
        return []
