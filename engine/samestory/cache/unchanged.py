"""Whether a build would change anything: what the last one was made of, what it left, and what it told.

Times of files are trusted only where no change can hide behind them (`looks.py`); else what files hold is compared.
Nothing is imported here that only a build needs: that is most of the time it takes when there is nothing to do.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from samestory.cache.engine import PACKAGE, installed
from samestory.cache.folder import is_plain_or_missing, made_cache_folder
from samestory.cache.looks import (
    Clock,
    Entry,
    NotPlain,
    content_of,
    content_of_lines,
    entries_below,
    file_line,
    folder_line,
    look_of,
)
from samestory.cache.sealed import read_sealed, write_sealed

NAME, CLOCK = "last-build.json", "clock"
SOURCES = ("buyers", "mkdocs.yml", "pyproject.toml", "samestory.toml", "site", "stories")
BUILD, MANIFEST = "build", "manifest.json"
HALF_DONE = (".build.stage", ".build.old")  # what a killed build left: the next one removes it
PUBLISHED_MODE = 0o644  # what every published file has
UNSAID = (OSError, NotPlain)


@dataclass(frozen=True, slots=True)
class Told:
    """What a build wrote to standard output and to standard error."""

    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Some files: what they hold, and how they look; no look where a change could hide behind it."""

    content: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a build."""

    asked: tuple[str, ...]
    engine: str
    sources: Seen
    build: Seen
    told: Told


def sources_of(root: Path) -> list[Entry]:
    """All files that a build or a check is made of, the engine's own among them; raises what `entries_below` does."""
    return entries_below((*(root / name for name in SOURCES), PACKAGE))


class LastBuild:
    """The last build of a repository that was `asked` for in the same words. Ask it before anything else is done."""

    def __init__(self, root: Path, asked: tuple[str, ...]) -> None:
        self._root, self._asked = root, asked
        self._engine = repr((sys.version, installed()))
        self._before, self._looked = Seen(), ""

    def still_told(self) -> Told | None:
        """What it told, where a build now would leave and tell the same."""
        record = _read(self._root)
        known = record if record and (record.asked, record.engine) == (self._asked, self._engine) else None
        try:
            self._before = self._seen(self._sources(), known.sources if known else Seen())
            if known is None or self._before.content != known.sources.content or self._is_half_done():
                return None
            build = self._seen(entries_below([self._root / BUILD]), known.build)
        except UNSAID:
            return None
        if build.content != known.build.content:
            return None
        now = replace(known, sources=self._before, build=build)
        if now != known:
            _write(self._root, now)
        return known.told

    def remember(self, told: Told, manifest: str) -> None:
        """Write down what was built just now: `manifest` is the hash of the one it left.

        Nothing is written down where a source was changed meanwhile, or another build was published.
        """
        with suppress(*UNSAID):
            build = self._published(manifest)
            if self._before.content and build.content and look_of(self._sources()).signature == self._looked:
                _write(self._root, Record(self._asked, self._engine, self._before, build, told))

    def _published(self, manifest: str) -> Seen:
        """What a build left, and how it looks unless somebody wrote to it since: the manifest is written last."""
        build = self._root / BUILD
        found = entries_below([build])
        content, sealed = _content_by_manifest(build, manifest), (build / MANIFEST).stat().st_mtime_ns
        if any(seen.st_mtime_ns > sealed for _, seen in found if stat.S_ISREG(seen.st_mode)):
            return Seen(content)
        look = look_of(found)
        return Seen(content, look.signature if look.is_settled(*self._clock().after(look)) else "")

    def _sources(self) -> list[Entry]:
        return sources_of(self._root)

    def _seen(self, found: list[Entry], known: Seen) -> Seen:
        look = look_of(found)
        self._looked = self._looked or look.signature
        if look.signature == known.signature:
            return known
        is_settled = look.is_settled(*self._clock().after(look))
        return Seen(content_of(found, self._root), look.signature if is_settled else "")

    def _clock(self) -> Clock:
        folder = made_cache_folder(self._root)
        if folder is None or not is_plain_or_missing(folder / CLOCK):
            raise NotPlain(folder)
        return Clock(folder / CLOCK)

    def _is_half_done(self) -> bool:
        return any(os.path.lexists(self._root / name) for name in HALF_DONE)


def _content_by_manifest(build: Path, manifest: str) -> str:
    """What a build holds by its manifest; empty where that is another one."""
    written = (build / MANIFEST).read_bytes()
    if sha256(written).hexdigest() != manifest:
        return ""
    files = {**json.loads(written)["files"], MANIFEST: manifest}
    folders = set(_folders_of(files))
    lines = (file_line(f"{BUILD}/{name}", PUBLISHED_MODE, hexdigest) for name, hexdigest in files.items())
    return content_of_lines((*lines, *map(folder_line, folders)))


def _folders_of(files: Iterable[str]) -> Iterator[str]:
    """The build's folder, and every folder below it that the names of its files tell of."""
    yield BUILD
    for folder in {name.rpartition("/")[0] for name in files}:
        yield from accumulate(folder.split("/") if folder else (), "{}/{}".format, initial=BUILD)


def _write(root: Path, record: Record) -> None:
    write_sealed(root, NAME, json.dumps(asdict(record)).encode())


def _read(root: Path) -> Record | None:
    """What was written down; None where there is nothing, or it is damaged or somebody else's."""
    try:
        made = json.loads(read_sealed(root, NAME) or b"")
        sources, build, told = Seen(**made["sources"]), Seen(**made["build"]), Told(**made["told"])
        return Record(tuple(made["asked"]), made["engine"], sources, build, told)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
