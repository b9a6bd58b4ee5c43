"""A look that knows the one before it sees what a first look sees, and makes again only what changed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from samestory.cache.remembered import Remembered
from samestory.cache.same import Same
from samestory.compile import compile_project
from samestory.diagnostics import has_errors
from samestory.each import Again, anew, one_by_one
from samestory.look import look_at
from samestory.model.files import OutFile
from samestory.model.page import Page
from samestory.model.sequence import Sequence
from samestory.project import Project
from tests.conftest import DAY
from tests.test_cached_build import a_project, states_of


@pytest.mark.parametrize("seed", range(20))
def test_whatever_was_changed_a_later_look_sees_what_a_first_one_does(tmp_path: Path, seed: int) -> None:
    root, same, remembered = a_project(tmp_path / "project"), Same(), Remembered(one_by_one)
    for told in chain(("",), states_of(root, seed, steps=6)):
        later, first = look_at(root, DAY, each=remembered.each, again=same.again), look_at(root, DAY)
        assert later.diagnostics == first.diagnostics, told
        assert later.value == first.value, told
        if not has_errors(first.diagnostics):
            assert site_of(later.value, same.again) == site_of(first.value, anew), told
        remembered.next_build()
        same.next_build()


def site_of(project: Project, again: Again) -> tuple[str, tuple[Page, ...], tuple[OutFile, ...]]:
    """All that the site is made of."""
    made = compile_project(project, again=again)
    return made.stamp, made.pages, made.site_files


def sequences_by_story(sequences: tuple[Sequence, ...]) -> dict[str, list[Sequence]]:
    """Those of each storyline."""
    return {story: [one for one in sequences if one.storyline == story] for story in {s.storyline for s in sequences}}


def test_only_the_beat_that_was_edited_is_read_again_and_only_its_storyline_planned(tmp_path: Path) -> None:
    root, same = a_project(tmp_path / "project"), Same()
    before = look_at(root, DAY, again=same.again).value
    edited = sorted(root.glob("stories/[!_]*/[0-9]*.md"))[0]
    edited.write_text(f"{edited.read_text('utf-8')}\n", "utf-8")

    after = look_at(root, DAY, again=same.again).value

    story = edited.parent.name
    assert after.settings is before.settings
    assert after.library.claims[0] is before.library.claims[0]
    for old, new in zip(before.library.beats(), after.library.beats(), strict=True):
        assert (old[1] is new[1]) == (new[1].source.file != edited.relative_to(root).as_posix())
    planned, planned_again = sequences_by_story(before.sequences), sequences_by_story(after.sequences)
    assert len(planned) > 1
    for id, sequences in planned.items():
        kept = all(old is new for old, new in zip(sequences, planned_again[id], strict=True))
        assert kept == (id != story)


def test_what_reads_the_same_is_the_same_and_what_only_equals_it_is_not() -> None:
    same, calls = Same(), list[object]()

    def told(*arguments: object) -> object:
        calls.append(arguments)
        return object()

    assert same.again(told, "a", (1, b"b", None)) is same.again(told, "".join(("a",)), (1, b"b", None))
    assert same.again(told, 1) is not same.again(told, True)
    held = {"a": 1}
    assert same.again(told, held) is same.again(told, held)
    assert same.again(told, held) is not same.again(told, dict(held))
    assert len(calls) == 5


def test_what_two_builds_did_not_need_is_forgotten() -> None:
    same, calls = Same(), list[str]()

    def told(word: str) -> str:
        calls.append(word)
        return word

    same.again(told, "a")
    same.next_build()
    same.again(told, "a")
    same.next_build()
    same.next_build()
    same.again(told, "a")

    assert calls == ["a", "a"]
