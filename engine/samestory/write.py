"""Station 5: files -> a stage beside build/, later exchanged with it, all or nothing. The only module that writes.

Beside `build/` lie, all under one lock: `.build.stage`, the next build in the making and after the exchange the
previous one; `.build.old`, for a moment, where folders cannot be exchanged in one step; and `.build.lock`, which stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import Self

from samestory.exchange import exchange_folders
from samestory.lock import give_back_lock, take_lock
from samestory.model.files import OutFile
from samestory.tree import files_below, flush, flush_tree, set_modes, sha256_of

MANIFEST = "manifest.json"
MANIFEST_KEYS = {"samestory", "stamp", "files"}


class Refused(Exception):
    """What the machine refuses: one sentence for the user, with what to do next where there is something."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The next build in the making. Use it in a `with`: what was not published by its end is removed."""

    build: Path
    folder: Path
    lock: FileIO = field(repr=False)
    names: dict[str, str] = field(default_factory=dict, repr=False)  # taken so far: without case -> as written

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
        why = problem.strerror or problem
        where = f" ({problem.filename})" if problem.filename else ""
        raise Refused(f"cannot write {build.name}/: {why}{where}; the previous build is unchanged") from problem


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
            _mend(build)
            _stage_of(build).mkdir()
        except BaseException:
            give_back_lock(lock)
            raise
    return Stage(build, _stage_of(build), lock)


def stage_files(stage: Stage, files: Iterable[OutFile]) -> None:
    """Write files into the stage; may be called again with more.

    Raises:
        Refused: the disk does not take them.
        ValueError: a path leads out of the stage, is there already, or differs from one only in case or Unicode form.
    """
    folders: set[str] = set()
    for file in files:
        _take_name(stage.names, file.path)
        folder, _, _ = file.path.rpartition("/")
        with refusing(stage.build):
            if folder not in folders:
                (stage.folder / folder).mkdir(parents=True, exist_ok=True)
                folders.add(folder)
            try:
                opened = open(f"{stage.folder}/{file.path}", "xb")  # noqa: PTH123, SIM115  # there are thousands
            except FileExistsError:
                raise ValueError(f"two files are called {file.path!r}") from None
            with opened:
                opened.write(file.content)


def restage_files(stage: Stage, files: Iterable[OutFile]) -> None:
    """Write files into the stage, in place of those of the same path.

    Raises:
        Refused: the disk does not take them.
    """
    with refusing(stage.build):
        for file in files:
            (stage.folder / file.path).write_bytes(file.content)


def seal_stage(stage: Stage, samestory: str, stamp: str) -> None:
    """Write the manifest over all that lies in the stage, and give every file the same mode whatever the umask."""
    with refusing(stage.build):
        files = dict(files_below(stage.folder))
        hashes = {name: sha256_of(files[name]) for name in sorted(files) if name != MANIFEST}
        manifest = {"samestory": samestory, "stamp": stamp, "files": hashes}
        (stage.folder / MANIFEST).write_bytes(json.dumps(manifest, indent=1).encode() + b"\n")
        set_modes(stage.folder)


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
            sizes = [entry.stat().st_size for _, entry in files_below(stage.folder)]
            manifest = hashlib.sha256((stage.folder / MANIFEST).read_bytes()).hexdigest()
            _refuse_what_is_not_ours(stage.build)
            _exchange(stage)
    finally:
        discard(stage)
    return Published(len(sizes), sum(sizes), manifest)


def discard(stage: Stage) -> None:
    """Remove the stage and give the lock back; nothing happens to a stage that has ended."""
    if stage.lock.closed:
        return
    try:
        with suppress(OSError):  # what cannot be removed now is removed when the next build starts
            _mend(stage.build)
    finally:
        give_back_lock(stage.lock)


def _in_full(build: Path) -> Path:
    # The last name is not followed: a link there has to be seen as one.
    return build.parent.resolve() / build.name


def _stage_of(build: Path) -> Path:
    return build.with_name(f".{build.name}.stage")


def _aside_of(build: Path) -> Path:
    return build.with_name(f".{build.name}.old")


def _locked(build: Path) -> FileIO:
    try:
        return take_lock(build.with_name(f".{build.name}.lock"))
    except BlockingIOError:
        raise Refused(f"another build is running in {build.parent}; wait until it has ended") from None


def _refuse_what_is_not_ours(build: Path) -> None:
    if build.is_symlink():
        raise Refused(f"{build} is a link, and what it leads to is left alone; remove the link, then build again")
    if os.path.ismount(build):
        raise Refused(f"{build} is a disk of its own and cannot be exchanged; mount the folder above it instead")
    if os.path.lexists(build) and not _is_ours(build):
        raise Refused(f"{build} was not made by samestory and is left alone; move it away, then build again")


def _is_ours(folder: Path) -> bool:
    """Whether the folder is empty, or bears our manifest."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    manifest = folder / MANIFEST
    if manifest.is_symlink() or not manifest.is_file():
        return False
    try:
        fields = json.loads(manifest.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and fields.keys() >= MANIFEST_KEYS


def _mend(build: Path) -> None:
    """Put back a build that was moved aside, remove what is left of other stages."""
    stage, aside = _stage_of(build), _aside_of(build)
    if os.path.lexists(aside) and not os.path.lexists(build):
        aside.rename(build)
    _remove(stage)
    if os.path.lexists(aside):
        # Removed under the stage's name: what lies aside is always complete, and can always be put back.
        aside.rename(stage)
        _remove(stage)


def _remove(leftover: Path) -> None:
    if leftover.is_dir() and not leftover.is_symlink():
        shutil.rmtree(leftover)
    else:
        leftover.unlink(missing_ok=True)


def _take_name(names: dict[str, str], path: str) -> None:
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or set(path) & set("\\:\0") or path == MANIFEST:
        raise ValueError(f"{path!r} is no path of a file under build/")
    *folders, _ = accumulate(parts, "{}/{}".format)
    for name in (*(f"{folder}/" for folder in folders), path):
        # Some disks keep `A` and `a`, or the two ways to write `ä`, as one file.
        taken = names.setdefault(unicodedata.normalize("NFC", name.rstrip("/")).casefold(), name)
        if taken != name:
            raise ValueError(f"{taken!r} and {name!r} cannot both be written")


def _exchange(stage: Stage) -> None:
    """Exchange, and back again when it would not last or somebody had put a folder of theirs there meanwhile."""
    aside = _aside_of(stage.build)
    exchange_folders(stage.folder, stage.build, aside)
    try:
        _refuse_what_is_not_ours(stage.folder)
        flush(stage.build.parent)
    except (OSError, Refused):
        exchange_folders(stage.build, stage.folder, aside)
        raise
