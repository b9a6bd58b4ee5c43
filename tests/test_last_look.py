"""`samestory check` of files that were looked at: it tells what it would find itself, and knows when it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from samestory import serve
from samestory.cache import last_look
from samestory.cache.folder import CACHE
from samestory.cache.last_look import NAME, LastLook
from samestory.look import check_project, look_at
from tests.conftest import DAY
from tests.test_cached_build import a_project, states_of
from tests.test_start import HEAVY, TELL

WAIT_SECONDS = 60
SERVE = "from samestory.__main__ import main; main()"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project; somebody may work on the engine while this runs, and then nothing would be written down."""
    monkeypatch.setattr(last_look, "is_as_loaded", lambda: True)
    return a_project(tmp_path / "project")


def looked_at(root: Path) -> LastLook:
    """A look at all files, written down."""
    last = LastLook(root, DAY)
    looks = last.now()
    last.remember(looks, look_at(root, DAY).diagnostics)
    return last


@pytest.mark.parametrize("seed", range(5))
def test_what_was_found_is_what_a_check_finds_whatever_was_changed(root: Path, seed: int) -> None:
    for told in chain(("",), states_of(root, seed, steps=4)):
        assert looked_at(root).still_found() == check_project(root, DAY), told


def a_beat(root: Path) -> Path:
    """One of them."""
    return sorted(root.glob("stories/[!_]*/[0-9]*.md"))[0]


def changed_in_place(root: Path) -> None:
    """As long as before, and as old, by what it says itself."""
    path = a_beat(root)
    seen, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace("the", "teh", 1), "utf-8")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def removed(root: Path) -> None:
    a_beat(root).unlink()


def added(root: Path) -> None:
    (a_beat(root).parent / "notes.txt").write_text("Who reads this?\n", "utf-8")


def renamed(root: Path) -> None:
    path = a_beat(root)
    path.rename(path.with_name(f"99-{path.name[3:]}"))


def linked(root: Path) -> None:
    (a_beat(root).parent / "99-linked.md").symlink_to(a_beat(root))


def damaged(root: Path) -> None:
    file = root / CACHE / NAME
    file.write_bytes(file.read_bytes().replace(b"about", b"above"))


def of_another_form(root: Path) -> None:
    last_look.write_sealed(root, NAME, json.dumps({"about": []}).encode())


def gone(root: Path) -> None:
    shutil.rmtree(root / CACHE)


@pytest.mark.parametrize("change", [changed_in_place, removed, added, renamed, linked, damaged, of_another_form, gone])
def test_it_is_not_known_any_more(root: Path, change: object) -> None:
    last = looked_at(root)
    assert last.still_found() is not None

    assert callable(change)
    change(root)

    assert last.still_found() is None


def test_a_file_that_was_saved_meanwhile_leaves_nothing_to_tell(root: Path) -> None:
    last = LastLook(root, DAY)
    looks = last.now()
    found = look_at(root, DAY).diagnostics
    changed_in_place(root)

    last.remember(looks, found)

    assert last.still_found() is None


def test_another_day_or_another_engine_has_to_look_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = looked_at(root)

    assert LastLook(root, DAY + timedelta(days=1)).still_found() is None
    monkeypatch.setattr(last_look, "installed", lambda: ("markdown-1.dist-info",))
    assert LastLook(root, DAY).still_found() is None
    monkeypatch.undo()
    monkeypatch.setattr(last_look, "is_as_loaded", lambda: False)
    (root / CACHE / NAME).unlink()
    looked_at(root)
    assert last.still_found() is None


@pytest.fixture
def served(root: Path) -> Iterator[Path]:
    """The project while somebody serves it."""
    command = (sys.executable, "-c", SERVE, "serve", "--today", DAY.isoformat(), "--port", "0")
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert any("http://127.0.0.1" in line for line in server.stdout)
        yield root
        server.terminate()


def written_after(root: Path, began_ns: int) -> None:
    """Wait until a look is written down that began later."""
    file = root / CACHE / NAME
    for _ in range(WAIT_SECONDS * 20):
        if file.exists() and file.stat().st_mtime_ns > began_ns:
            return
        time.sleep(0.05)
    pytest.fail("nothing was written down")


def checked(root: Path, *more: str) -> tuple[int, str, set[str]]:
    """Status and words of `samestory check`, and the heavy libraries it needed."""
    command = (sys.executable, "-c", TELL, "check", "--today", DAY.isoformat(), *more)
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, set(json.loads(ended.stderr.splitlines()[-1]))


def test_a_second_check_imports_nothing_heavy_and_tells_the_same_until_something_changes(root: Path) -> None:
    beat = a_beat(root)
    asked = ("--format", "json", beat.relative_to(root).as_posix())

    first, second = checked(root, *asked), checked(root, *asked)
    beat.write_text(beat.read_text("utf-8").replace("# ", "# {claim: nowhere} ", 1), "utf-8")
    third = checked(root, *asked)

    assert first[:2] == second[:2]
    assert first[2] & set(HEAVY) > second[2] == {"click"}
    assert "nowhere" in third[1]


def test_a_check_leaves_nothing_in_a_folder_without_stories(tmp_path: Path) -> None:
    status, told, _ = checked(tmp_path)

    assert (status, list(tmp_path.iterdir())) == (1, [])
    assert "there are no storylines yet" in told


def test_a_check_changes_nothing_but_the_cache_which_git_passes_over(root: Path) -> None:
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(("git", *command), cwd=root, check=True)
    before = {path: looks_of(path) for path in root.rglob("*") if ".git" not in path.parts}

    checked(root)

    asked = ("git", "status", "--porcelain", "--untracked-files=all")
    told = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in told if not line.startswith("A ")] == []
    assert {path: looks_of(path) for path in before} == before
    assert (root / CACHE / NAME).exists()


def looks_of(path: Path) -> tuple[int, int, int]:
    """When it was written, and where; not when it was read."""
    seen = path.stat()
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def test_beside_a_server_a_check_of_the_saved_file_imports_nothing_heavy(served: Path) -> None:
    written_after(served, 0)
    beat, before_ns = a_beat(served), time.time_ns()
    beat.write_text(beat.read_text("utf-8").replace("# ", "# {claim: nowhere} ", 1), "utf-8")
    written_after(served, before_ns)
    asked = ("--format", "json", beat.relative_to(served).as_posix())

    status, told, imported = checked(served, *asked)
    (served / CACHE / NAME).unlink()
    alone = checked(served, *asked)

    assert (status, told) == alone[:2]
    assert status == 1
    assert "nowhere" in told
    assert imported == {"click"}
    assert alone[2] & set(HEAVY) > {"click"}


def test_what_is_saved_as_soon_as_the_site_is_there_is_seen(served: Path) -> None:
    before_ns = time.time_ns()
    a_beat(served).unlink()

    written_after(served, before_ns)


def test_who_cannot_watch_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_more: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(serve, "watch", full)

    with pytest.raises(OSError, match="watch limit"):
        serve.Saves(root).wait_for_one()
