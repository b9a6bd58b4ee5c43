"""How files look: by their times and places on the disk, which is quick, and by what they hold, which is certain."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from operator import attrgetter
from pathlib import Path

IS_WINDOWS = os.name == "nt"
TICKS = 25  # how often we wait for a disk's clock to go on: Linux's goes on every 10 ms or sooner
TICK_SECONDS = 0.002
ELSEWHERE_NS = 3_000_000_000  # another disk's clock may go in steps of 2 s (FAT), and not together with ours


class NotPlain(Exception):
    """A link, a pipe or a device: what it holds is not for us to say."""


@dataclass(frozen=True, slots=True)
class Look:
    """How some files and folders look.

    `changed` is by disk when the last of the files was changed, in nanoseconds. Who compares two looks knows that
    nothing was changed between them only if the first was taken after that, by the disk's own clock: a clock goes in
    steps, and a file can be changed twice within one.
    """

    signature: str
    changed: tuple[tuple[int, int], ...]

    def is_settled(self, disk: int, now_ns: int) -> bool:
        """Whether all changes were over at a moment of a disk's clock."""
        return all(last + (0 if on == disk else ELSEWHERE_NS) < now_ns for on, last in self.changed)


Entry = tuple[str, os.stat_result]


def entries_below(paths: Iterable[Path]) -> list[Entry]:
    """Each path that is there with what the disk says of it, and all that lies below, sorted, but `__pycache__`.

    Raises:
        NotPlain: one is neither a file nor a folder.
        OSError: it cannot be looked at.
    """
    found: list[Entry] = []
    for path in map(str, paths):
        if os.path.lexists(path):
            _add(path, os.lstat(path), found)
    return found


def _add(path: str, status: os.stat_result, found: list[Entry]) -> None:
    found.append((path, status))
    if stat.S_ISDIR(status.st_mode):
        with os.scandir(path) as listed:
            entries = sorted(listed, key=attrgetter("name"))
        for entry in entries:
            if entry.name != "__pycache__":
                _add(entry.path, entry.stat(follow_symlinks=False), found)
    elif not stat.S_ISREG(status.st_mode):
        raise NotPlain(path)


def look_of(entries: Iterable[Entry]) -> Look:
    """How they look: path, size, both times, place on the disk and mode of each file; of a folder only its path."""
    lines: list[str] = []
    changed: dict[int, int] = {}
    for path, seen in entries:
        mode, on = seen.st_mode, seen.st_dev
        if stat.S_ISREG(mode):
            written, touched = seen.st_mtime_ns, seen.st_ctime_ns
            lines.append(f"{path}\0{seen.st_size} {written} {touched} {seen.st_ino} {on} {mode}")
            # Nobody can set the time of a change on Unix; Windows has that of the making in its place.
            last = written if IS_WINDOWS else touched
            if last > changed.get(on, 0):
                changed[on] = last
        else:
            lines.append(path)
    whole = "\0\0".join(lines).encode("utf-8", "surrogateescape")
    return Look(sha256(whole).hexdigest(), tuple(changed.items()))


def content_of(entries: Iterable[Entry], below: Path) -> str:
    """What they hold: the path, mode and bytes of each file, and the path of each folder."""
    return content_of_lines(_lines(entries, below))


def _lines(entries: Iterable[Entry], below: Path) -> Iterator[str]:
    for path, status in entries:
        name = path.removeprefix(f"{below}{os.sep}").replace(os.sep, "/")
        if stat.S_ISREG(status.st_mode):
            with open(path, "rb") as opened:  # noqa: PTH123  # there are thousands
                yield file_line(name, status.st_mode, file_digest(opened, "sha256").hexdigest())
        else:
            yield folder_line(name)


def file_line(name: str, mode: int, hexdigest: str) -> str:
    """A file in the list of a content."""
    return f"{name}\0{'' if IS_WINDOWS else format(stat.S_IMODE(mode), 'o')}\0{hexdigest}"


def folder_line(name: str) -> str:
    """A folder in the list of a content."""
    return f"{name}\0"


def content_of_lines(lines: Iterable[str]) -> str:
    """The content that a list tells, in whatever order."""
    return sha256("\0\0".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


class Clock:
    """A disk's own clock, read from a file that is written for that.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> tuple[int, int]:
        """The disk, and its time in nanoseconds."""
        self._file.write_bytes(b"")
        os.utime(self._file)
        status = self._file.stat()
        return status.st_dev, status.st_mtime_ns

    def after(self, look: Look) -> tuple[int, int]:
        """The same, a moment later if that makes the look a settled one."""
        disk, now = self.now()
        for _ in range(TICKS):
            if look.is_settled(disk, now):
                break
            time.sleep(TICK_SECONDS)
            disk, now = self.now()
        return disk, now
