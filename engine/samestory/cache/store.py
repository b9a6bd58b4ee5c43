"""Bytes by key, in one SQLite file of bounded size. Whatever is wrong with it, nothing is found, and nothing raised."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from samestory.cache.folder import cache_folder, is_plain_or_missing, made_cache_folder

NAME = "kept.db"
SIDES = ("", "-journal", "-wal", "-shm")  # what SQLite has beside its file
MOST_BYTES = 256 * 1024 * 1024  # of values as they are stored: some 20,000 emails with all that was read back of them
MOST_OF_ONE = 64 * 1024 * 1024  # a value that is longer is damaged, or was never ours
WAIT_SECONDS = 1.0  # for another build that writes; after that, this one keeps nothing
AT_ONCE = 500  # keys in one question: SQLite allowed 999 before 3.32
MARK = 16  # bytes of the hash in front of each value
BROKEN = (sqlite3.Error, OSError, ValueError, TypeError, OverflowError)  # all that a file can do to us
PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL)

TABLE = "CREATE TABLE kept (key BLOB PRIMARY KEY, run INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL)"
# Those that no build has used for longest go first, until the rest is small enough.
OVER = """DELETE FROM kept WHERE key IN (SELECT key FROM (
  SELECT key, sum(size) OVER (ORDER BY run DESC, key) AS so_far FROM kept) WHERE so_far > ?)"""


class Store:
    """What was kept under keys of 32 bytes. A value comes out as it went in, or not at all."""

    def __init__(self, root: Path, most_bytes: int = MOST_BYTES) -> None:
        self._root, self._most_bytes = root, most_bytes
        self._used: set[bytes] = set()
        self._new: dict[bytes, bytes] = {}
        self._reading: sqlite3.Connection | None = None
        self._has_looked = False

    def found(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there, by key."""
        found = {key: self._new[key] for key in keys if key in self._new}
        asked = [key for key in keys if key not in found]
        with suppress(*BROKEN):
            database = self._opened_once()
            found.update(_read(database, asked) if database else ())
        self._used.update(found)
        return {key: value for key, packed in found.items() if (value := _unpacked(key, packed)) is not None}

    def keep(self, values: Mapping[bytes, bytes]) -> None:
        """Have these found from now on, and by later builds once they were saved."""
        self.keep_shortened({key: short(value) for key, value in values.items()})

    def keep_shortened(self, shortened: Mapping[bytes, bytes]) -> None:
        """The same of values that somebody has shortened already."""
        self._new |= {key: _mark(key, short) + short for key, short in shortened.items()}

    def save(self) -> None:
        """Write what is new, and remove what is too much; a file that is none of ours is made anew."""
        new, self._new = self._new, {}
        self._close()
        file = _file_in(made_cache_folder(self._root)) if new else None
        if file is None:
            return
        for _ in range(2):
            try:
                with closing(_opened(file)) as database:
                    _write(database, new, self._used, self._most_bytes)
                return
            except BROKEN as problem:
                if getattr(problem, "sqlite_errorcode", 0) & 0xFF in PASSING:
                    return
                _remove(file)

    def _opened_once(self) -> sqlite3.Connection | None:
        if not self._has_looked:
            self._has_looked = True
            file = _file_in(cache_folder(self._root))
            if file and file.is_file():
                self._reading = _opened(file)
        return self._reading

    def _close(self) -> None:
        self._has_looked = False
        if self._reading:
            with suppress(*BROKEN):
                self._reading.close()
            self._reading = None


def _file_in(folder: Path | None) -> Path | None:
    if folder is None or not all(is_plain_or_missing(folder / f"{NAME}{side}") for side in SIDES):
        return None
    return folder / NAME


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
    # A power cut may damage the file, and a damaged file is only made anew. What is foreign in it is not run.
    for setting in ("synchronous = OFF", "trusted_schema = OFF", "cell_size_check = ON"):
        database.execute(f"PRAGMA {setting}")
    return database


def _read(database: sqlite3.Connection, keys: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        for key, value in database.execute(f"SELECT key, value FROM kept WHERE key IN ({marks})", some):
            if isinstance(key, bytes) and isinstance(value, bytes):
                yield key, value


def _write(database: sqlite3.Connection, new: Mapping[bytes, bytes], used: set[bytes], most_bytes: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    if database.execute("SELECT name FROM sqlite_master").fetchone() is None:
        database.execute(TABLE)
    (last,) = database.execute("SELECT coalesce(max(run), 0) FROM kept").fetchone()
    run = int(last) + 1
    rows = ((key, run, len(value), value) for key, value in new.items())
    database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
    (size,) = database.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()
    if size > most_bytes / 2:  # before that nothing has to go soon, and this writes to most of the file
        database.executemany("UPDATE kept SET run = ? WHERE key = ?", ((run, key) for key in used))
    if size > most_bytes:
        database.execute(OVER, (most_bytes,))
    database.execute("COMMIT")


def _remove(file: Path) -> None:
    for side in SIDES:
        with suppress(OSError):
            file.with_name(f"{file.name}{side}").unlink()


def short(value: bytes) -> bytes:
    """A value as it is kept."""
    return zlib.compress(value, 1)


def long(shortened: bytes) -> bytes | None:
    """The value that was shortened; None where it is none."""
    reader = zlib.decompressobj()
    try:
        value = reader.decompress(shortened, MOST_OF_ONE)
    except zlib.error:
        return None
    return value if reader.eof else None


def _unpacked(key: bytes, packed: bytes) -> bytes | None:
    """The value, or None where it is not the one that was kept under the key."""
    mark, shortened = packed[:MARK], packed[MARK:]
    return long(shortened) if mark == _mark(key, shortened) else None


def _mark(key: bytes, shortened: bytes) -> bytes:
    return hashlib.blake2b(shortened, key=key, digest_size=MARK).digest()
