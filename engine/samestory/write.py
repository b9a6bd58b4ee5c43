"""Station 5: files -> a stage beside build/, later exchanged with it, all or nothing. The only module that writes.

Beside `build/` lie, all under one lock: `.build.stage`, the next build in the making and after the exchange the
previous one; `.build.old`, for a moment, where folders cannot be exchanged in one step; and `.build.lock`, which stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import Self

from samestory.exchange import exchange_folders
from samestory.leftovers import MANIFEST, aside_of, mend, stage_of, why_not_ours
from samestory.lock import give_back_lock, take_lock
from samestory.model.files import OutFile
from samestory.same_file import put_file
from samestory.taken_names import take_name
from samestory.tree import FILE_MODE, FOLDER_MODE, below, files_of, flush, flush_tree, set_modes, sha256_of

# Writes a file by its path.
Put = Callable[[str, bytes], None]


class Refused(Exception):
    """What the machine refuses: one sentence for the user, with what to do next where there is something."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The next build in the making. Use it in a `with`: what was not published by its end is removed."""

    build: Path
    folder: Path
    lock: FileIO = field(repr=False)
    names: dict[str, str] = field(default_factory=dict, repr=False)  # taken so far: without case -> as written
    folders: dict[str, bool] = field(default_factory=dict, repr=False)  # made so far: whether the build has it, too
    sizes: dict[str, int] = field(default_factory=dict, repr=False)  # of what was sealed, in bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        discard(self)


@dataclass(frozen=True, slots=True)
class Published:
    """What lies under `build/` now: files and bytes, the manifest among them, and the manifest's hash."""

    files: int
    bytes: int
    manifest: str = field(default="", compare=False)


@contextmanager
def refusing(build: Path) -> Iterator[None]:
    """A full disk, a missing permission and the like inside the block come out as Refused."""
    try:
        yield
    except OSError as problem:
        raise _refused(build, problem) from problem


def _refused(build: Path, problem: OSError) -> Refused:
    why = problem.strerror or problem
    where = f" ({problem.filename})" if problem.filename else ""
    return Refused(f"cannot write {build.name}/: {why}{where}; the previous build is unchanged")


def open_stage(build: Path) -> Stage:
    """An empty stage beside `build`, after mending what a killed build left there.

    Raises:
        Refused: `build` is not ours to replace, another build is running, or the disk does not take it.
    """
    build = _in_full(build)
    with refusing(build):
        _refuse_what_is_not_ours(build)
        lock = _locked(build)
        try:
            mend(build)
            stage_of(build).mkdir()
        except BaseException:
            give_back_lock(lock)
            raise
    return Stage(build, stage_of(build), lock)


def stage_files(stage: Stage, files: Iterable[OutFile]) -> None:
    """Write files into the stage; may be called again with more.

    Raises:
        Refused: the disk does not take them.
        ValueError: a path leads out of the stage, is there already, or differs from one only in case or Unicode form.
    """
    for file in files:
        if file.path == MANIFEST:
            raise ValueError(f"{MANIFEST!r} is no path of a file under build/: it is the manifest's")
        take_name(stage.names, file.path)
        try:  # `refusing` costs more than this, and there are thousands
            _put(stage, file.path, file.content)
        except OSError as problem:
            raise _refused(stage.build, problem) from problem


def restage_files(stage: Stage, files: Iterable[OutFile]) -> None:
    """Write files into the stage, in place of those of the same path.

    Raises:
        Refused: the disk does not take them.
    """
    with refusing(stage.build):
        for file in files:
            (stage.folder / file.path).unlink(missing_ok=True)
            _put(stage, file.path, file.content)


def putter_below(stage: Stage, folder: str) -> Put:
    """Writes what somebody else makes into a folder of the stage, by its path from there; who that is has looked at it.

    Raises (when it is called):
        OSError: the disk does not take it.
        ValueError: the file is there already.
    """
    return lambda path, content: _put(stage, f"{folder}/{path}", content)


def _put(stage: Stage, path: str, content: bytes) -> None:
    folder, _, _ = path.rpartition("/")
    if folder not in stage.folders:
        (stage.folder / folder).mkdir(parents=True, exist_ok=True)
        stage.folders[folder] = (stage.build / folder).is_dir()
    twin = f"{stage.build}/{path}" if stage.folders[folder] else ""
    try:
        put_file(f"{stage.folder}/{path}", content, twin)
    except FileExistsError:
        raise ValueError(f"two files are called {path!r}") from None


def seal_stage(stage: Stage, samestory: str, stamp: str, known: Mapping[str, str] = MappingProxyType({})) -> None:
    """Write the manifest over all that lies in the stage, and give every file the same mode whatever the umask.

    `known` are hashes of files that were read since they were written.
    """
    with refusing(stage.build):
        everything = tuple(below(stage.folder))
        files = dict(files_of(everything, stage.folder))
        files.pop(MANIFEST, None)
        hashes = {name: known.get(name) or sha256_of(files[name]) for name in sorted(files)}
        content = _manifest(samestory, stamp, hashes)
        (stage.folder / MANIFEST).write_bytes(content)
        set_modes(everything)
        (stage.folder / MANIFEST).chmod(FILE_MODE)
        stage.folder.chmod(FOLDER_MODE)
        stage.sizes.update({name: entry.stat().st_size for name, entry in files.items()}, **{MANIFEST: len(content)})


def _manifest(samestory: str, stamp: str, hashes: Mapping[str, str]) -> bytes:
    # As `json.dumps` would write it with an indent of 1; with one it does not use its fast encoder.
    listed = json.dumps(hashes, separators=(",\n  ", ": "))[1:-1]
    files = f"{{\n  {listed}\n }}" if hashes else "{}"
    made = f'{{\n "samestory": {json.dumps(samestory)},\n "stamp": {json.dumps(stamp)},\n "files": {files}\n}}\n'
    return made.encode()


def publish(stage: Stage, build: Path, *, lasting: bool = True) -> Published:
    """Exchange the sealed stage with `build`, then remove the previous build; either way the stage ends here.

    Whoever kills this at any moment finds `build` as it was or as it is to be. Where the system cannot exchange
    folders, `build` may be missing after a kill: the next `open_stage` puts it back. What need not be `lasting`, such
    as a preview, may be lost in a power cut.

    Raises:
        Refused: nothing was published, `build` is what it was.
    """
    if _in_full(build) != stage.build or not (stage.folder / MANIFEST).is_file():
        raise ValueError(f"only a sealed stage can be published, and only as {stage.build}")
    try:
        with refusing(stage.build):
            if lasting:
                flush_tree(stage.folder)
            manifest = hashlib.sha256((stage.folder / MANIFEST).read_bytes()).hexdigest()
            _refuse_what_is_not_ours(stage.build)
            _exchange(stage)
    finally:
        discard(stage)
    return Published(len(stage.sizes), sum(stage.sizes.values()), manifest)


def discard(stage: Stage) -> None:
    """Remove the stage and give the lock back; nothing happens to a stage that has ended."""
    if stage.lock.closed:
        return
    try:
        with suppress(OSError):  # what cannot be removed now is removed when the next build starts
            mend(stage.build)
    finally:
        give_back_lock(stage.lock)


def _in_full(build: Path) -> Path:
    # The last name is not followed: a link there has to be seen as one.
    return build.parent.resolve() / build.name


def _locked(build: Path) -> FileIO:
    try:
        return take_lock(build.with_name(f".{build.name}.lock"))
    except BlockingIOError:
        raise Refused(f"another build is running in {build.parent}; wait until it has ended") from None


def _refuse_what_is_not_ours(build: Path) -> None:
    if why := why_not_ours(build):
        raise Refused(why)


def _exchange(stage: Stage) -> None:
    """Exchange, and back again when it would not last or somebody had put a folder of theirs there meanwhile."""
    aside = aside_of(stage.build)
    exchange_folders(stage.folder, stage.build, aside)
    try:
        _refuse_what_is_not_ours(stage.folder)
        flush(stage.build.parent)
    except (OSError, Refused):
        exchange_folders(stage.build, stage.folder, aside)
        raise
