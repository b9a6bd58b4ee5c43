"""Whatever goes wrong, and whenever: what is published is the old or the new build, complete."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from samestory import exchange, flush, tree, write
from samestory.model.files import OutFile
from samestory.write import Published, Refused, discard, open_stage, publish, restage_files, seal_stage, stage_files

FILES = ("receipt.json", "sequences/bundle/one.html", "site/index.html")
SAME = "site/same.css"  # holds the same in all states
# Python 3.12 warns of forks beside threads; a forked child here runs a few plain calls and ends without returning.
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks to be killed"),
    pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning"),
]


# States that can be told apart


def build_state(build: Path, stamp: str, names: tuple[str, ...] = FILES) -> Published:
    """Publish a build whose every file says which one it is."""
    with open_stage(build) as stage:
        stage_files(stage, (OutFile(name, f"{name} of {stamp}\n".encode()) for name in names))
        stage_files(stage, [OutFile(SAME, b"a {}\n")])
        seal_stage(stage, "0.1.0", stamp)
        return publish(stage, build)


def state_of(build: Path) -> str | None:
    """The stamp of a complete build, None when there is none. Fails when it is mixed or has gaps."""
    if not os.path.lexists(build):
        return None
    manifest = json.loads((build / "manifest.json").read_bytes())
    found = {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in build.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == manifest["files"]
    assert all(f"of {manifest['stamp']}\n" in (build / name).read_text() for name in found if name != SAME)
    return str(manifest["stamp"])


def beside(build: Path) -> list[str]:
    """What lies beside a build; the lock file may."""
    return sorted(path.name for path in build.parent.iterdir() if path.name not in (build.name, f".{build.name}.lock"))


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """All files of a folder with their bytes, and its folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def refusal_of(act: Callable[[], object]) -> str | None:
    """What `act` was refused with, None when it went well."""
    try:
        act()
    except Refused as refused:
        return str(refused)
    return None


def forked(act: Callable[[], object]) -> int:
    """The id of a child that runs `act` and nothing else."""
    child = os.fork()
    if child:
        return child
    code = 1
    with suppress(BaseException):
        act()
        code = 0
    os._exit(code)


def ended(child: int) -> int:
    """The exit status of a child, negative when a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Where a build is published: the only thing in its folder."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project" / "build"


@pytest.fixture(params=["exchange", "two renames"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once with the system's exchange of folders, once as on a system that has none."""
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "_renameat2", None)
    elif exchange._renameat2 is None:
        pytest.skip("this system has no renameat2")
    return str(request.param)


# What is published


def test_a_build_is_published_with_its_manifest(build: Path) -> None:
    content = b"<p>A story.</p>\n"

    with open_stage(build) as stage:
        stage_files(stage, [OutFile("sequences/b.html", content), OutFile("a.txt", b"")])
        (stage.folder / "site").mkdir()
        (stage.folder / "site" / "index.html").write_bytes(content)
        seal_stage(stage, "0.1.0", "f00d")
        published = publish(stage, build)

    manifest = (build / "manifest.json").read_text()
    hashes = {name: hashlib.sha256((build / name).read_bytes()).hexdigest() for name in json.loads(manifest)["files"]}
    assert json.loads(manifest) == {"samestory": "0.1.0", "stamp": "f00d", "files": hashes}
    assert list(hashes) == ["a.txt", "sequences/b.html", "site/index.html"]
    assert manifest == f"{json.dumps(json.loads(manifest), indent=1)}\n"
    assert published == Published(files=4, bytes=2 * len(content) + len(manifest))
    assert beside(build) == []


def test_a_build_replaces_the_previous_one_whole(build: Path, either_way: str) -> None:
    build_state(build, "first", (*FILES, "sequences/gone.html"))

    build_state(build, "second")

    assert state_of(build) == "second"
    assert not (build / "sequences" / "gone.html").exists()
    assert beside(build) == []


def test_building_twice_gives_the_same_bytes(build: Path) -> None:
    build_state(build, "same")
    first = everything_in(build)

    build_state(build, "same", tuple(reversed(FILES)))

    assert everything_in(build) == first


def test_a_disk_that_takes_a_little_at_a_time_gets_it_all(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: really(handle, content[:3]))

    build_state(build, "first")

    assert state_of(build) == "first"


def test_nothing_in_a_stage_can_be_executed(build: Path) -> None:
    with open_stage(build) as stage:
        stage_files(stage, [OutFile("a.txt", b"a")])

        assert stat.S_IMODE((stage.folder / "a.txt").stat().st_mode) & 0o111 == 0


def test_modes_do_not_depend_on_the_umask(build: Path) -> None:
    before = os.umask(0o077)
    try:
        build_state(build, "private")
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in build.rglob("*") if path.is_file()}
    folder_modes = {stat.S_IMODE(path.stat().st_mode) for path in (build, *build.rglob("*")) if path.is_dir()}

    assert (modes, folder_modes) == ({0o644}, {0o755})


def test_an_empty_folder_may_be_replaced(build: Path, either_way: str) -> None:
    build.mkdir()

    build_state(build, "first")

    assert state_of(build) == "first"


def test_a_build_can_be_named_relative_to_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    build_state(Path("build"), "first")

    assert state_of(tmp_path / "build") == "first"


def test_a_link_in_the_previous_build_is_removed_and_not_followed(build: Path, tmp_path: Path, either_way: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "diary.txt").write_text("mine")
    build_state(build, "first")
    (build / "to-a-folder").symlink_to(outside)
    (build / "to-a-file").symlink_to(outside / "diary.txt")

    build_state(build, "second")

    assert state_of(build) == "second"
    assert everything_in(outside) == {"diary.txt": b"mine"}


def test_everything_is_on_the_disk_before_it_is_published(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = list[int]()
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))

    build_state(build, "first")

    written = [path.stat().st_ino for path in (*build.rglob("*"), build)]
    assert sorted(flushed[:-1]) == sorted(written)
    assert flushed[-1] == build.parent.stat().st_ino


MANY = tuple(f"emails/{number}.html" for number in range(tree.FEW + 1))


def test_many_files_are_flushed_in_one_step(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if flush._syncfs is None:
        pytest.skip("this system has no syncfs that tells whether it failed")
    really, disks, flushed = flush._syncfs, list[int](), list[int]()

    def syncfs(handle: int) -> int:
        assert state_of(build) == "first"  # nothing was published yet
        disks.append(os.fstat(handle).st_dev)
        return int(really(handle))

    build_state(build, "first")
    monkeypatch.setattr(flush, "_syncfs", syncfs)
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))

    build_state(build, "second", MANY)

    assert state_of(build) == "second"
    assert disks == [build.stat().st_dev]
    assert flushed == [build.parent.stat().st_ino]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EPERM])
def test_a_system_that_cannot_flush_a_disk_flushes_file_by_file(
    build: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = list[int]()
    monkeypatch.setattr(flush, "_syncfs", lambda _handle: ctypes.set_errno(number) or -1)
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))

    build_state(build, "first", MANY)

    assert sorted(flushed[:-1]) == sorted(path.stat().st_ino for path in (*build.rglob("*"), build))


def test_a_disk_that_cannot_be_flushed_leaves_the_previous_build(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_state(build, "first")
    monkeypatch.setattr(flush, "_syncfs", lambda _handle: ctypes.set_errno(errno.EIO) or -1)

    refused = refusal_of(lambda: build_state(build, "second", MANY))

    assert refused == "cannot write build/: Input/output error; the previous build is unchanged"
    assert state_of(build) == "first"
    assert beside(build) == []


def test_a_disk_that_cannot_flush_folders_is_good_enough(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flush_files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", flush_files_only)

    build_state(build, "first")

    assert state_of(build) == "first"


# What is there already


def numbers_of(build: Path) -> dict[str, int]:
    """The number of each file on the disk, by its name."""
    return {path.relative_to(build).as_posix(): path.stat().st_ino for path in build.rglob("*") if path.is_file()}


def test_a_file_that_stays_as_it_is_is_not_written_anew(build: Path, either_way: str) -> None:
    build_state(build, "first")
    first = numbers_of(build)

    build_state(build, "second")

    same = {name for name, number in numbers_of(build).items() if number == first[name]}
    assert (state_of(build), same) == ("second", {SAME})
    assert (build / SAME).stat().st_nlink == 1


def tampered(file: Path) -> None:
    file.write_bytes(b"b {}\n")


def cut_short(file: Path) -> None:
    file.write_bytes(b"a {}")


def made_longer(file: Path) -> None:
    file.write_bytes(b"a {}\nb {}\n")


def made_private(file: Path) -> None:
    file.chmod(0o600)


def made_a_link(file: Path) -> None:
    file.rename(file.parents[2] / "outside.css")
    file.symlink_to(file.parents[2] / "outside.css")


def made_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def given_a_third_name(file: Path) -> None:
    (file.parents[2] / "third.css").hardlink_to(file)


def removed(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    "change",
    [
        tampered,
        cut_short,
        made_longer,
        made_private,
        made_a_link,
        made_a_pipe,
        made_a_folder,
        given_a_third_name,
        removed,
    ],
)
def test_what_is_not_as_we_left_it_is_written_anew(build: Path, change: Callable[[Path], None]) -> None:
    build_state(build, "first")
    change(build / SAME)
    before = (build / SAME).lstat().st_ino if os.path.lexists(build / SAME) else 0

    build_state(build, "second")

    now = (build / SAME).lstat()
    assert now.st_ino != before
    assert ((build / SAME).read_bytes(), stat.S_IMODE(now.st_mode), now.st_nlink) == (b"a {}\n", 0o644, 1)
    assert state_of(build) == "second"


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP])
def test_where_nothing_can_be_linked_everything_is_written(
    build: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    build_state(build, "first")
    monkeypatch.setattr(os, "link", refuse)

    build_state(build, "second")

    assert (state_of(build), (build / SAME).read_bytes()) == ("second", b"a {}\n")


def test_a_file_that_is_replaced_while_it_is_looked_at_is_not_published(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.link

    def somebody_is_quicker(twin: str, path: str, **how: Any) -> None:
        Path(twin).unlink()
        Path(twin).write_bytes(b"b {}\n")
        really(twin, path, **how)

    build_state(build, "first")
    monkeypatch.setattr(os, "link", somebody_is_quicker)

    build_state(build, "second")

    assert (state_of(build), (build / SAME).read_bytes()) == ("second", b"a {}\n")


def test_what_is_written_over_in_the_stage_stays_as_it_is_in_the_build(build: Path) -> None:
    build_state(build, "first")
    before = everything_in(build)

    with open_stage(build) as stage:
        stage_files(stage, [OutFile(SAME, b"a {}\n")])
        assert (stage.folder / SAME).samefile(build / SAME)
        restage_files(stage, [OutFile(SAME, b"b {}\n")])

        assert (stage.folder / SAME).read_bytes() == b"b {}\n"
        assert everything_in(build) == before


def test_a_stage_that_ends_leaves_what_it_shared(build: Path) -> None:
    build_state(build, "first")
    before = everything_in(build)

    with open_stage(build) as stage:
        stage_files(stage, [OutFile(SAME, b"a {}\n")])

    assert (everything_in(build), state_of(build)) == (before, "first")


# What is refused


FOREIGN = {
    "no manifest": {"thesis.txt": "mine"},
    "another manifest": {"manifest.json": '{"name": "a web app"}', "thesis.txt": "mine"},
    "no keys": {"manifest.json": '["samestory", "stamp", "files"]'},
    "not JSON": {"manifest.json": "samestory, stamp, files"},
    "endless JSON": {"manifest.json": "[" * 100_000},
}


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_folder_of_somebody_else_is_left_alone(build: Path, files: dict[str, str]) -> None:
    build.mkdir()
    for name, text in files.items():
        (build / name).write_text(text)
    before = everything_in(build.parent)

    with pytest.raises(Refused, match="was not made by samestory and is left alone; move it away"):
        open_stage(build)

    assert everything_in(build.parent) == before


def test_a_file_is_left_alone(build: Path) -> None:
    build.write_text("mine")

    with pytest.raises(Refused, match="was not made by samestory"):
        open_stage(build)

    assert everything_in(build.parent) == {"build": b"mine"}


def test_a_link_is_refused_even_to_a_build_of_ours(build: Path, tmp_path: Path) -> None:
    build_state(tmp_path / "elsewhere", "first")
    build.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(Refused, match="is a link, and what it leads to is left alone; remove the link"):
        open_stage(build)

    assert build.is_symlink()
    assert state_of(tmp_path / "elsewhere") == "first"


def test_a_manifest_that_is_a_link_marks_nothing(build: Path, tmp_path: Path) -> None:
    build_state(tmp_path / "elsewhere", "first")
    build.mkdir()
    (build / "manifest.json").symlink_to(tmp_path / "elsewhere" / "manifest.json")

    with pytest.raises(Refused, match="was not made by samestory"):
        open_stage(build)


def test_a_folder_of_somebody_else_that_appears_meanwhile_is_left_alone(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "exchange_folders", lambda *_: pytest.fail("it was moved"))
    with open_stage(build) as stage:
        stage_files(stage, [OutFile("a.txt", b"ours")])
        seal_stage(stage, "0.1.0", "f00d")
        build.mkdir()
        (build / "thesis.txt").write_text("mine")

        with pytest.raises(Refused, match="was not made by samestory"):
            publish(stage, build)

    assert everything_in(build) == {"thesis.txt": b"mine"}
    assert beside(build) == []


def test_a_folder_that_appears_in_the_last_moment_is_put_back(
    build: Path, either_way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_state(build, "first")
    really, calls = write.exchange_folders, []

    def somebody_is_quicker(one: Path, other: Path, aside: Path) -> None:
        if not calls:
            shutil.rmtree(build)
            build.mkdir()
            (build / "thesis.txt").write_text("mine")
        calls.append(one)
        really(one, other, aside)

    monkeypatch.setattr(write, "exchange_folders", somebody_is_quicker)

    with pytest.raises(Refused, match="was not made by samestory"):
        build_state(build, "second")

    assert everything_in(build) == {"thesis.txt": b"mine"}
    assert beside(build) == []


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../a", "a/../b", "a/./b", "a//b", "a/", "", ".", "C:/a", "a\\b", "a\0b", "manifest.json"],
)
def test_a_path_that_leads_elsewhere_is_our_mistake(build: Path, path: str) -> None:
    with open_stage(build) as stage, pytest.raises(ValueError, match="is no path of a file under build/"):
        stage_files(stage, [OutFile(path, b"")])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/b.txt", "a/b.txt"),
        ("a/b.txt", "a/B.txt"),
        ("a/b.txt", "A/c.txt"),
        ("a/b.txt", "a/b.txt/c"),
        ("a/b.txt", "a"),
        ("caf\u00e9.txt", "cafe\u0301.txt"),
    ],
)
def test_two_files_that_some_disks_take_for_one_are_our_mistake(build: Path, first: str, second: str) -> None:
    with open_stage(build) as stage:
        stage_files(stage, [OutFile(first, b"")])

        with pytest.raises(ValueError, match=r"cannot both be written|two files are called"):
            stage_files(stage, [OutFile(second, b"")])


def test_a_link_in_the_stage_is_our_mistake(build: Path) -> None:
    with open_stage(build) as stage:
        (stage.folder / "link").symlink_to("/etc/passwd")

        with pytest.raises(ValueError, match="is no plain file"):
            seal_stage(stage, "0.1.0", "f00d")


def test_a_stage_that_is_not_sealed_or_of_another_build_is_not_published(build: Path, tmp_path: Path) -> None:
    with open_stage(build) as stage:
        with pytest.raises(ValueError, match="only a sealed stage can be published"):
            publish(stage, build)
        seal_stage(stage, "0.1.0", "f00d")

        with pytest.raises(ValueError, match="only as"):
            publish(stage, tmp_path / "elsewhere")

    assert not build.exists()


def test_a_link_in_the_place_of_the_lock_is_not_followed(build: Path, tmp_path: Path) -> None:
    build.with_name(".build.lock").symlink_to(tmp_path / "outside")

    with pytest.raises(Refused, match="cannot write build/"):
        open_stage(build)

    assert not (tmp_path / "outside").exists()


# Stages that end


def test_the_next_build_may_start_when_the_previous_one_is_published(build: Path) -> None:
    with open_stage(build) as stage:
        seal_stage(stage, "0.1.0", "first")
        publish(stage, build)

        build_state(build, "second")

    assert state_of(build) == "second"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ZeroDivisionError])
def test_an_interrupted_build_leaves_nothing_behind(build: Path, interruption: type[BaseException]) -> None:
    def interrupted() -> Iterator[OutFile]:
        yield OutFile("a/b.txt", b"")
        raise interruption

    build_state(build, "first")

    with pytest.raises(interruption), open_stage(build) as stage:
        stage_files(stage, interrupted())

    assert state_of(build) == "first"
    assert beside(build) == []


def test_a_stage_that_was_discarded_does_not_touch_the_next_one(build: Path) -> None:
    first = open_stage(build)
    discard(first)
    second = open_stage(build)

    discard(first)

    assert second.folder.is_dir()
    discard(second)


def test_what_a_killed_build_left_is_removed(build: Path) -> None:
    child = forked(lambda: (open_stage(build), os.kill(os.getpid(), signal.SIGKILL)))
    assert ended(child) == -signal.SIGKILL
    assert beside(build) == [".build.stage"]

    build_state(build, "first")

    assert state_of(build) == "first"
    assert beside(build) == []


def test_a_link_in_the_place_of_the_stage_is_removed_and_not_followed(build: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "diary.txt").write_text("mine")
    build.with_name(".build.stage").symlink_to(outside)

    build_state(build, "first")

    assert state_of(build) == "first"
    assert everything_in(outside) == {"diary.txt": b"mine"}


# Two builds at once

HOLD = """
import sys
from pathlib import Path
from samestory.write import open_stage
with open_stage(Path(sys.argv[1])) as stage:
    print("open", flush=True)
    sys.stdin.read()
"""


def test_of_two_builds_at_once_the_second_is_refused(build: Path) -> None:
    build_state(build, "first")
    command = [sys.executable, "-c", HOLD, str(build)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"

        with pytest.raises(Refused, match=r"another build is running in .*; wait until it has ended"):
            open_stage(build)

        assert beside(build) == [".build.stage"]
        other.kill()

    build_state(build, "second")
    assert state_of(build) == "second"


def test_many_builds_at_once_end_published_or_refused(build: Path) -> None:
    def build_or_be_refused() -> None:
        told = refusal_of(lambda: build_state(build, f"of {os.getpid()}"))
        assert told is None or "another build is running" in told

    children = [forked(build_or_be_refused) for _ in range(8)]

    assert [ended(child) for child in children] == [0] * 8
    assert state_of(build) in {f"of {child}" for child in children}
    assert beside(build) == []


def test_a_worker_that_outlives_a_killed_build_does_not_keep_the_lock(build: Path) -> None:
    told, tell = os.pipe()

    def work() -> None:
        os.write(tell, str(os.getpid()).encode())
        time.sleep(60)

    def build_with_a_worker() -> None:
        with open_stage(build):
            forked(work)
            time.sleep(60)

    killed = forked(build_with_a_worker)
    worker = int(os.read(told, 20))
    os.kill(killed, signal.SIGKILL)
    ended(killed)

    build_state(build, "first")

    os.kill(worker, signal.SIGKILL)
    assert state_of(build) == "first"


def test_a_child_that_was_just_forked_does_not_keep_the_lock(build: Path) -> None:
    stage = open_stage(build)
    shared = os.dup(stage.lock.fileno())

    discard(stage)

    open_stage(build).__exit__()
    os.close(shared)


# Failures and kills at every call that changes a file


class Gremlin:
    """Counts the calls that change files, and has its way at the one with the given number (from 0)."""

    NAMES = ("mkdir", "rename", "unlink", "rmdir", "link", "chmod", "fsync")

    def __init__(self, at: int, strike: Callable[[str], None]) -> None:
        self.at, self.strike, self.calls = at, strike, list[str]()

    def comes(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.at + 1:
            self.strike(name)

    def watched(self, name: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name != "mkdir" or not os.path.lexists(args[0]):  # making a folder that is there changes nothing
                self.comes(name)
            return None if name == "fsync" else really(*args, **kwargs)  # nobody pulls the plug in a test

        return call

    def opened(self, path: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if not set(mode) & set("wxa"):
            return self.open(path, mode, *args, **kwargs)
        self.comes("open")
        return Half(self.open(path, mode, *args, **kwargs), self)

    def opened_by_number(self, path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & os.O_CREAT:
            self.comes("open" if flags & os.O_EXCL else "lock")
        return int(self.os_open(path, flags, *args, **kwargs))

    def written_by_number(self, handle: int, content: bytes) -> int:
        half = self.os_write(handle, content[: len(content) // 2])
        self.comes("write")
        return int(half + self.os_write(handle, content[half:]))

    def renamed_at_once(self, *args: Any) -> Any:
        try:
            self.comes("exchange")
        except OSError as problem:
            ctypes.set_errno(problem.errno)
            return -1
        return self.renameat2(*args)

    @contextmanager
    def about(self) -> Iterator[Gremlin]:
        with pytest.MonkeyPatch.context() as patch:
            self.open, self.renameat2 = io.open, exchange._renameat2
            self.os_open, self.os_write = os.open, os.write
            for name in self.NAMES:
                patch.setattr(os, name, self.watched(name, getattr(os, name)))
            patch.setattr(io, "open", self.opened)
            patch.setattr(os, "open", self.opened_by_number)
            patch.setattr(os, "write", self.written_by_number)
            if self.renameat2:
                patch.setattr(exchange, "_renameat2", self.renamed_at_once)
            yield self


class Half:
    """A file whose writing gets half way when the gremlin comes."""

    def __init__(self, file: Any, gremlin: Gremlin) -> None:
        self.file, self.gremlin = file, gremlin

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> int:
        self.file.write(content[: len(content) // 2])
        self.file.flush()
        self.gremlin.comes("write")
        return int(self.file.write(content[len(content) // 2 :]))


def disk_full(_name: str) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def die(_name: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def calls_of_a_build(build: Path, first: str | None) -> list[str]:
    """The calls that change files while a build is published over `first`."""
    prepare(build, first)
    with Gremlin(-1, die).about() as gremlin:
        build_state(build, "second")
    return gremlin.calls


def prepare(build: Path, first: str | None) -> None:
    shutil.rmtree(build.parent)
    build.parent.mkdir()
    if first:
        build_state(build, first)


@pytest.mark.parametrize("first", ["first", None], ids=["over a build", "over nothing"])
def test_a_full_disk_at_any_call_leaves_the_old_build(build: Path, either_way: str, first: str | None) -> None:
    calls = calls_of_a_build(build, first)
    ends = []

    for number in range(len(calls)):
        prepare(build, first)
        with Gremlin(number, disk_full).about():
            told = refusal_of(lambda: build_state(build, "second"))
        assert told in (None, "cannot write build/: No space left on device; the previous build is unchanged")
        ends.append(first if told else "second")
        assert state_of(build) == ends[-1], f"at call {number}, {calls[number]}"
        build_state(build, "third")
        assert (state_of(build), beside(build)) == ("third", [])

    # Only what could not be removed when all was published is passed over: the next build removes it.
    last_that_counts = len(calls) - calls[::-1].index("fsync")
    further = {"rmdir", "link"} if first else {"rename"}
    assert set(calls) >= {"lock", "mkdir", "open", "write", "chmod", "fsync", *further}
    # What cannot be linked is written.
    assert {end for end, call in zip(ends[:last_that_counts], calls, strict=False) if call != "link"} == {first}
    if either_way == "exchange":
        assert set(ends[last_that_counts:]) <= {"second"}


@pytest.mark.parametrize("first", ["first", None], ids=["over a build", "over nothing"])
def test_a_kill_at_any_call_leaves_the_old_or_the_new_build(build: Path, either_way: str, first: str | None) -> None:
    calls = calls_of_a_build(build, first)
    ends = []

    for number in range(len(calls)):
        prepare(build, first)
        with Gremlin(number, die).about():
            child = forked(lambda: build_state(build, "second"))
        assert ended(child) == -signal.SIGKILL
        if either_way == "exchange":
            assert state_of(build) in (first, "second"), f"at call {number}, {calls[number]}"
        open_stage(build).__exit__()
        ends.append(state_of(build))
        assert beside(build) == []

    turn = ends.index("second")
    assert ends == [first] * turn + ["second"] * (len(calls) - turn)


@pytest.mark.parametrize("number", [errno.EIO, errno.EROFS, errno.EACCES])
def test_what_the_disk_says_is_told_in_one_sentence(build: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number), "somewhere")

    told = rf"^cannot write build/: {os.strerror(number)} \(somewhere\); the previous build is unchanged$"

    monkeypatch.setattr(os, "mkdir", refuse)

    with pytest.raises(Refused, match=told) as held:
        build_state(build, "first")

    monkeypatch.undo()
    # The lock was given back, though the exception with all its frames is still at hand.
    build_state(build, "second")
    assert isinstance(held.value.__cause__, OSError)


def test_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot write build/: No such file or directory"):
        open_stage(tmp_path / "nowhere" / "build")


@pytest.mark.parametrize("number", exchange.NOT_HERE)
def test_a_system_that_cannot_exchange_renames(build: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object) -> int:
        ctypes.set_errno(number)
        return -1

    build_state(build, "first")
    monkeypatch.setattr(exchange, "_renameat2", unknown)

    build_state(build, "second")

    assert (state_of(build), beside(build)) == ("second", [])


@pytest.mark.parametrize("failing", [2, 3])
def test_a_rename_that_fails_on_the_way_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "name.txt").write_text(folder.name)
    before = everything_in(tmp_path)
    monkeypatch.setattr(exchange, "_renameat2", None)

    with Gremlin(failing - 1, disk_full).about(), pytest.raises(OSError, match="No space left"):
        exchange.exchange_folders(one, other, tmp_path / "aside")

    assert everything_in(tmp_path) == before


# Kills at any moment, and readers


def read_by_handle(build: Path) -> str | None:
    """The stamp of the build as one who opened the folder once reads it; None when it was replaced under the reader."""
    folder = os.open(build, os.O_RDONLY | os.O_DIRECTORY)  # fails when the build is missing
    try:
        manifest = json.loads(read_at(folder, "manifest.json"))
        hashes = {name: hashlib.sha256(read_at(folder, name)).hexdigest() for name in manifest["files"]}
        assert hashes == manifest["files"]
        return str(manifest["stamp"])
    except FileNotFoundError:
        # An open handle keeps the number of a removed folder from being used again.
        assert os.fstat(folder).st_ino != build.stat().st_ino, "a file was missing from what is published"
        return None
    finally:
        os.close(folder)


def read_at(folder: int, name: str) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as opened:
        return opened.read()


def read_by_path(build: Path) -> None:
    for name in (*FILES, "manifest.json"):
        assert (build / name).read_bytes(), f"{name} was empty"


def build_for_ever(build: Path) -> None:
    while True:
        for stamp in ("odd", "even"):
            build_state(build, stamp)


def kill_at_random(build: Path, times: int) -> set[str | None]:
    """The states seen by a reader while builds are killed; each time the next build starts where the last was killed."""
    moments, seen = random.Random(20), set[str | None]()
    build_state(build, "even")
    for _ in range(times):
        child = forked(lambda: build_for_ever(build))
        until = time.monotonic() + moments.uniform(0.002, 0.08)
        while time.monotonic() < until:
            seen.add(read_by_handle(build))
            read_by_path(build)
        os.kill(child, signal.SIGKILL)
        assert ended(child) == -signal.SIGKILL
        assert state_of(build) in ("odd", "even")
    return seen | until_both_are_seen(build, seen)


def until_both_are_seen(build: Path, seen: set[str | None]) -> set[str | None]:
    """What a reader sees of builds that are left alone: on a busy machine all the others are killed too early."""
    child, end = forked(lambda: build_for_ever(build)), time.monotonic() + 300
    found = set(seen)
    try:
        while not found >= {"odd", "even"} and time.monotonic() < end:
            found.add(read_by_handle(build))
    finally:
        os.kill(child, signal.SIGKILL)
        ended(child)
    return found


@pytest.mark.skipif(exchange._renameat2 is None, reason="this system has no renameat2")
def test_a_reader_never_sees_a_build_missing_or_mixed_while_builds_are_killed(build: Path) -> None:
    seen = kill_at_random(build, times=20)

    assert seen >= {"odd", "even"}
    build_state(build, "last")
    assert (state_of(build), beside(build)) == ("last", [])


@pytest.mark.long
@pytest.mark.skipif(exchange._renameat2 is None, reason="this system has no renameat2")
def test_a_reader_never_sees_a_build_missing_or_mixed_in_200_kills(build: Path) -> None:
    seen = kill_at_random(build, times=200)

    assert seen >= {"odd", "even"}


BUILD = """
import sys
from pathlib import Path
from samestory.model.files import OutFile
from samestory.write import Refused, open_stage, publish, seal_stage, stage_files
build, stamp, *names = sys.argv[1:]
try:
    with open_stage(Path(build)) as stage:
        stage_files(stage, (OutFile(name, f"{name} of {stamp}\\n".encode()) for name in names))
        stage_files(stage, [OutFile("site/same.css", b"a {}\\n")])
        seal_stage(stage, "0.1.0", stamp)
        publish(stage, Path(build))
except Refused:
    sys.exit(2)
"""
SYSTEM_CALLS = (
    "mkdir", "openat", "write", "linkat", "chmod", "fsync", "renameat2", "rename", "unlink", "unlinkat", "rmdir"
)  # fmt: skip


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
@pytest.mark.parametrize("strike", ["signal=KILL", "error=EIO", "error=ENOSPC"])
@pytest.mark.parametrize("call", SYSTEM_CALLS)
def test_a_strike_at_any_system_call_leaves_the_old_or_the_new_build(build: Path, call: str, strike: str) -> None:
    """The same as above with the system's own calls: nothing that Python does by itself escapes."""
    gap = call == "rename"  # which is only called where there is no renameat2
    strikes = 0
    while struck_at(build, call, strike, number=strikes + 1):
        strikes += 1
        assert gap or state_of(build) in ("first", "second")
        open_stage(build).__exit__()
        assert state_of(build) in ("first", "second")
        assert beside(build) == []

    assert strikes, f"a build has to call {call}"
    assert state_of(build) == "second"


def struck_at(build: Path, call: str, strike: str, number: int) -> bool:
    """Build over a first build with a strike at one call; whether there were as many calls."""
    prepare(build, "first")
    before, log = everything_in(build), build.parent.parent / "strace.log"
    options = ["-f", "-o", str(log), f"--trace={call},renameat2", f"--inject={call}:{strike}:when={number}"]
    options += ["--inject=renameat2:error=ENOSYS"] if call == "rename" else []
    # Calls that start Python concern other paths, and are not counted.
    options += [f"--trace-path={path}" for path in paths_of_a_build(build)]
    python = [sys.executable, "-I", "-c", BUILD, str(build), "second", *FILES]
    ran = subprocess.run(["strace", *options, *python], capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 2, -signal.SIGKILL), ran.stderr
    assert ran.returncode != 2 or everything_in(build) == before
    calls = [line for line in log.read_text().splitlines() if f" {call}(" in line]
    return ran.returncode == -signal.SIGKILL or any("(INJECTED)" in line for line in calls)


def paths_of_a_build(build: Path) -> list[Path]:
    """Everything that a build may touch."""
    stage, aside, lock = (build.with_name(f".build.{name}") for name in ("stage", "old", "lock"))
    inside = {part for name in (*FILES, SAME, "manifest.json") for part in (name, *map(str, Path(name).parents))}
    return [build.parent, build, aside, lock, *(stage / part for part in sorted(inside))]


# Disks


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full_keeps_the_old_build(tiny_disk: Path) -> None:
    build_state(tiny_disk / "build", "first")

    with (
        pytest.raises(Refused, match="cannot write build/: No space left on device; the previous build is unchanged"),
        open_stage(tiny_disk / "build") as stage,
    ):
        stage_files(stage, (OutFile(f"{number}.html", b"x" * 10_000) for number in range(100)))

    assert state_of(tiny_disk / "build") == "first"
    build_state(tiny_disk / "build", "second")
    assert (state_of(tiny_disk / "build"), beside(tiny_disk / "build")) == ("second", [])


def test_a_disk_of_its_own_is_refused_before_anything_is_made(tiny_disk: Path) -> None:
    with pytest.raises(Refused, match="is a disk of its own and cannot be exchanged; mount the folder above it"):
        open_stage(tiny_disk)

    assert beside(tiny_disk) == []


def test_a_file_the_system_finds_too_large_is_told_in_one_sentence(build: Path) -> None:
    resource = pytest.importorskip("resource")

    def build_under_a_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        with pytest.raises(Refused, match="cannot write build/: File too large"), open_stage(build) as stage:
            stage_files(stage, [OutFile("large.html", b"x" * 5000)])

    build_state(build, "first")

    child = forked(build_under_a_limit)

    assert ended(child) == 0
    assert (state_of(build), beside(build)) == ("first", [])
