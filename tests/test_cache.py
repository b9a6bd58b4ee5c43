"""The cache: what is kept comes out as it went in or not at all, whatever happened to its files."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import get_args

import pytest

from samestory.cache import kept as kept_module
from samestory.cache.folder import CACHE
from samestory.cache.kept import Calls, Kept
from samestory.cache.remembered import Remembered
from samestory.cache.store import NAME, Store
from samestory.each import one_by_one
from samestory.jobs import LEAST, Jobs
from samestory.model.text import Node

KEYS = [bytes([number]) * 32 for number in range(200)]
VALUES = {key: b"what was made " * 40 + key for key in KEYS[:40]}


def filled(root: Path) -> Path:
    """A cache with some values; its file."""
    store = Store(root)
    store.keep(VALUES)
    store.save()
    return root / CACHE / NAME


def found_in(root: Path) -> dict[bytes, bytes]:
    """What another build finds."""
    return Store(root).found(KEYS)


def is_right(found: dict[bytes, bytes]) -> bool:
    """Whether everything that was found is what was kept."""
    return all(VALUES[key] == value for key, value in found.items())


# The store


def test_what_was_kept_is_found_by_the_next_build(tmp_path: Path) -> None:
    filled(tmp_path)

    assert found_in(tmp_path) == VALUES


def test_what_was_kept_is_found_before_it_was_saved(tmp_path: Path) -> None:
    store = Store(tmp_path)

    store.keep(VALUES)

    assert store.found(KEYS) == VALUES
    assert not (tmp_path / ".samestory").exists()


def test_git_passes_over_the_cache(tmp_path: Path) -> None:
    filled(tmp_path)

    assert (tmp_path / CACHE / ".gitignore").read_text().splitlines()[-1] == "*"


def test_a_cache_that_only_was_asked_makes_no_folder(tmp_path: Path) -> None:
    store = Store(tmp_path)

    assert store.found(KEYS) == {}
    store.save()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_gives_right_values_or_none(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    file = filled(tmp_path)
    content = bytearray(file.read_bytes())
    if seed % 3 == 0:
        content = content[: dice.randrange(len(content))]
    for _ in range(seed * 40):
        content[dice.randrange(len(content))] = dice.randrange(256)
    file.write_bytes(content)

    store = Store(tmp_path)
    assert is_right(store.found(KEYS))
    store.keep(VALUES)
    store.save()

    assert found_in(tmp_path) == VALUES


def another_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE kept (recipe TEXT)")
        database.execute("INSERT INTO kept VALUES ('soup')")
        database.commit()


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda file: file.write_text("not a database\n" * 500),
    "nothing": lambda file: file.write_bytes(b""),
    "another database": another_database,
    "an open journal": lambda file: file.with_name(f"{NAME}-journal").write_bytes(os.urandom(5000)),
}


@pytest.mark.parametrize("become", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_file_is_made_anew(tmp_path: Path, become: Callable[[Path], object]) -> None:
    become(filled(tmp_path))

    assert is_right(found_in(tmp_path))
    filled(tmp_path)

    assert found_in(tmp_path) == VALUES


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


IN_THE_WAY: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a folder": (f"{CACHE}/{NAME}", lambda path: path.mkdir()),
    "a pipe": (f"{CACHE}/{NAME}", a_pipe),
    "a pipe for a journal": (f"{CACHE}/{NAME}-journal", a_pipe),
    "a file for the folder": (CACHE, lambda path: path.write_text("mine")),
    "a file for the folder above": (".samestory", lambda path: path.write_text("mine")),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe")
@pytest.mark.parametrize(("name", "put"), IN_THE_WAY.values(), ids=IN_THE_WAY.keys())
def test_what_stands_in_the_way_is_left_alone(tmp_path: Path, name: str, put: Callable[[Path], object]) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path)
    before = stat.S_IFMT(path.lstat().st_mode)

    filled(tmp_path)

    assert found_in(tmp_path) == {}
    assert stat.S_IFMT(path.lstat().st_mode) == before


@pytest.mark.parametrize("name", [".samestory", CACHE, f"{CACHE}/{NAME}"])
def test_a_link_is_not_followed(tmp_path: Path, name: str) -> None:
    elsewhere, project = tmp_path / "elsewhere", tmp_path / "project"
    elsewhere.mkdir()
    (project / name).parent.mkdir(parents=True)
    (project / name).symlink_to(elsewhere / NAME if name.endswith(NAME) else elsewhere)

    filled(project)

    assert found_in(project) == {}
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    file = filled(tmp_path)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        store = Store(tmp_path)
        assert store.found(KEYS) == VALUES
        store.keep({KEYS[100]: b"more"})
        store.save()
        assert found_in(tmp_path) == VALUES
    finally:
        file.parent.chmod(0o755)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there nobody can make a folder, not even root")
def test_where_no_folder_can_be_made_nothing_is_kept() -> None:
    store = Store(Path("/proc/self"))
    store.keep(VALUES)

    store.save()

    assert found_in(Path("/proc/self")) == {}


def test_a_file_that_others_write_is_waited_for_and_then_left(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store = Store(tmp_path)

        assert store.found(KEYS) == {}
        store.keep({KEYS[100]: b"more"})
        store.save()

        other.execute("ROLLBACK")
    assert found_in(tmp_path) == VALUES


def test_two_builds_at_once_both_keep_what_they_made(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    one.keep({KEYS[0]: b"one"})
    other.keep({KEYS[1]: b"other"})
    assert (one.found(KEYS[2:]), other.found(KEYS[2:])) == ({}, {})

    one.save()
    other.save()

    assert found_in(tmp_path) == {KEYS[0]: b"one", KEYS[1]: b"other"}


def test_a_value_under_another_key_is_not_found(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE kept SET value = (SELECT value FROM kept WHERE key = ?)", (KEYS[0],))
        database.commit()

    assert found_in(tmp_path) == {KEYS[0]: VALUES[KEYS[0]]}


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    noise = {key: random.Random(key).randbytes(10_000) for key in KEYS[:30]}
    for start in (0, 10, 20):
        store = Store(tmp_path, most_bytes=205_000)
        store.found(KEYS[:5])
        store.keep({key: noise[key] for key in KEYS[start : start + 10]})
        store.save()

    found = found_in(tmp_path)

    assert {*KEYS[:5], *KEYS[20:30]} <= found.keys()
    assert not found.keys() & {*KEYS[5:10]}
    assert all(noise[key] == value for key, value in found.items())
    with closing(sqlite3.connect(tmp_path / CACHE / NAME)) as database:
        assert database.execute("SELECT sum(size) FROM kept").fetchone()[0] <= 205_000


# What is kept of calls


@dataclass(frozen=True, slots=True)
class Shout:
    """What is made."""

    words: str
    marks: tuple[int, ...]


CALLS: list[str] = []


def shouted(words: str, marks: tuple[int, ...]) -> Shout:
    """A pure function, but that it notes its calls."""
    CALLS.append(words)
    return Shout(words.upper(), marks)


def nothing_or_more(words: str) -> Shout | None:
    """A function that may make nothing."""
    CALLS.append(words)
    return Shout(words, ()) if words else None


@pytest.fixture(autouse=True)
def an_engine_that_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may work on the engine while this runs, and then nothing is kept."""
    CALLS.clear()
    monkeypatch.setattr(kept_module, "is_as_loaded", lambda: True)
    monkeypatch.setattr(kept_module, "engine_hash", lambda: b"this engine")


def test_a_call_is_made_once(tmp_path: Path) -> None:
    given = [("one", (1, 2)), ("two", ()), ("one", (1,))]
    with Kept(Store(tmp_path)) as kept:
        first = kept.each(shouted, given)

    with Kept(Store(tmp_path)) as again:
        second = again.each(shouted, [*given, ("three", ())])

    assert first == [Shout("ONE", (1, 2)), Shout("TWO", ()), Shout("ONE", (1,))]
    assert second == [*first, Shout("THREE", ())]
    assert CALLS == ["one", "two", "one", "three"]
    assert again.calls["shouted"] == Calls(kept=3, made=1)


def test_a_result_that_is_nothing_is_kept_too(tmp_path: Path) -> None:
    for _ in range(2):
        with Kept(Store(tmp_path)) as kept:
            assert kept.each(nothing_or_more, [("",), ("x",)]) == [None, Shout("x", ())]

    assert CALLS == ["", "x"]


def test_another_engine_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Kept(Store(tmp_path)) as kept:
        kept.each(shouted, [("one", ())])

    monkeypatch.setattr(kept_module, "engine_hash", lambda: b"another engine")
    with Kept(Store(tmp_path)) as kept:
        kept.each(shouted, [("one", ())])

    assert CALLS == ["one", "one"]


def test_what_two_engines_made_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Kept(Store(tmp_path)) as kept:
        kept.each(shouted, [("one", ())])
        monkeypatch.setattr(kept_module, "is_as_loaded", lambda: False)

    assert not (tmp_path / CACHE).exists()


def test_a_text_that_no_file_can_hold_is_made_again(tmp_path: Path) -> None:
    for _ in range(2):
        with Kept(Store(tmp_path)) as kept:
            assert kept.each(nothing_or_more, [("\ud800",)]) == [Shout("\ud800", ())]

    assert CALLS == ["\ud800", "\ud800"]


def with_a_surrogate(words: str) -> Shout:
    """A function whose result no file can hold."""
    CALLS.append(words)
    return Shout(f"{words}\ud800", ())


def test_a_result_that_no_file_can_hold_is_made_again(tmp_path: Path) -> None:
    for _ in range(2):
        with Kept(Store(tmp_path)) as kept:
            assert kept.each(with_a_surrogate, [("x",)]) == [Shout("x\ud800", ())]

    assert CALLS == ["x", "x"]


def test_no_two_kinds_of_values_are_told_apart_by_their_type_alone() -> None:
    """A key is made of the names and values of fields: values of two types must not have the same names."""
    kinds = [kind for kind in get_args(Node) if is_dataclass(kind)]
    names = [frozenset(field.name for field in fields(kind)) for kind in kinds]

    assert len(kinds) > 4
    assert len(set(names)) == len(names)


# What a process remembers


def test_what_two_builds_did_not_need_is_forgotten() -> None:
    remembered = Remembered(one_by_one)

    for given in (["a", "b"], ["a"], ["a"], ["a", "b"]):
        assert remembered.each(shouted, [(words, ()) for words in given]) == [Shout(one.upper(), ()) for one in given]
        remembered.next_build()

    assert CALLS == ["a", "b", "b"]


# Several processes


def doubled(number: int) -> int:
    """Twice as much; seven is too much."""
    if number == 7:
        raise ValueError("seven is too much")
    return 2 * number


def my_process(_number: int) -> int:
    """Who made it."""
    return os.getpid()


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_several_processes_make_the_same_in_the_same_order(number: int) -> None:
    given = [(value,) for value in range(100, 100 + 5 * LEAST + 3)]

    assert Jobs(number).each(doubled, given) == [2 * value for (value,) in given]


def test_what_a_process_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="seven is too much"):
        Jobs(2).each(doubled, [(value,) for value in range(2 * LEAST)])


def test_a_process_that_is_killed_leaves_its_share_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.getpid()

    def killed_elsewhere(number: int) -> int:
        if os.getpid() != mine:
            os._exit(9)
        return number

    given = [(value,) for value in range(3 * LEAST)]

    assert Jobs(3).each(killed_elsewhere, given) == [value for (value,) in given]


def test_a_small_share_is_no_work_for_another_process() -> None:
    assert set(Jobs(8).each(my_process, [(value,) for value in range(2 * LEAST - 1)])) == {os.getpid()}
    assert Jobs(8).each(my_process, []) == []


def test_a_piece_of_work_is_done_beside_where_it_is_large_enough() -> None:
    assert Jobs(2).beside(os.getpid, 2 * LEAST)() != os.getpid()
    assert Jobs(2).beside(os.getpid, 2 * LEAST - 1)() == os.getpid()
    assert Jobs(1).beside(os.getpid, 100 * LEAST)() == os.getpid()


def test_what_is_raised_beside_is_raised_where_it_is_waited_for() -> None:
    wait = Jobs(2).beside(lambda: doubled(7), 2 * LEAST)

    with pytest.raises(ValueError, match="seven is too much"):
        wait()


def test_a_piece_of_work_whose_process_is_killed_is_done_here() -> None:
    mine = os.getpid()

    assert Jobs(2).beside(lambda: os.getpid() if os.getpid() == mine else os._exit(9), 2 * LEAST)() == mine


def test_what_another_process_made_is_kept(tmp_path: Path) -> None:
    given = [(f"words {number}", ()) for number in range(2 * LEAST)]
    made = [Shout(words.upper(), ()) for words, _ in given]

    with Kept(Store(tmp_path), Jobs(2)) as kept:
        assert kept.each(shouted, given) == made
    with Kept(Store(tmp_path)) as again:
        assert again.each(shouted, given) == made

    assert kept.calls["shouted"] == Calls(made=len(given), processes=2)
    assert again.calls["shouted"] == Calls(kept=len(given))


def test_what_another_process_made_and_no_file_can_hold_arrives(tmp_path: Path) -> None:
    given = [(f"words {number}",) for number in range(2 * LEAST)]

    with Kept(Store(tmp_path), Jobs(2)) as kept:
        assert kept.each(with_a_surrogate, given) == [Shout(f"{words}\ud800", ()) for (words,) in given]
