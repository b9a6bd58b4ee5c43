"""Records: written the same way each time, read strictly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory.cli import main
from samestory.diagnostics import Diagnostic
from samestory.model.records import Applied, Records, SignedText, SignOff, StoryRelease
from samestory.pipeline import look_at
from samestory.read.records import read_records
from samestory.releases.record import as_json, live_stories, story_release, write_record, write_release
from tests.conftest import DAY, ROOT

STORY = StoryRelease(
    "2026-11-24",
    "leaks",
    "2026-11-24",
    "0.1.0+0",
    "0" * 64,
    "lk",
    "The promise",
    "nurture",
    ("manager",),
    (),
    (),
    (),
    "rest",
    (),
)
SIGNED = SignOff("leaks", "TK", "2026-11-24", (SignedText("cost", "the message", "Leaks cost — “12 %”"),))


def applied(release: str, day: str, *, order: int = 1, target: str = "mautic") -> Applied:
    return Applied(target, release, "IL", day, order, ("leaks",))


def codes(root: Path) -> list[tuple[str, str, int]]:
    return [(found.code, found.file, found.line) for found in read_records(root)[1]]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_release(tmp_path, (STORY,))
    write_record(tmp_path, SIGNED)
    write_record(tmp_path, applied("2026-11-24", "2026-11-25"))

    read = read_records(tmp_path)

    assert read == (Records((STORY,), (SIGNED,), (applied("2026-11-24", "2026-11-25"),)), ())


def test_a_record_of_the_example_has_less_than_one_kilobyte_a_touch() -> None:
    project = look_at(ROOT, DAY).value
    records = [
        story_release(story, project.sequences, project.emails, name="2026-11-24", day=DAY, sources="0" * 64)
        for story in live_stories(project.library)
    ]

    sizes = [len(as_json(record).encode()) / len(record.touches) for record in records]

    assert len(sizes) >= 4
    assert max(sizes) < 1024


def test_releases_stand_in_the_order_they_were_made_in(tmp_path: Path) -> None:
    names = ("2026-11-24-10", "2026-11-24", "2026-11-24-9", "2026-10-01")
    for name in names:
        write_release(tmp_path, (replace(STORY, release=name),))

    records, _ = read_records(tmp_path)

    assert records.names == ("2026-10-01", "2026-11-24", "2026-11-24-9", "2026-11-24-10")
    assert records.latest("leaks") == replace(STORY, release="2026-11-24-10")


def test_a_tool_runs_what_was_applied_to_it_last() -> None:
    old, new = replace(STORY, release="2026-10-01"), STORY
    there = (
        applied("2026-11-24", "2026-11-24"),
        applied("2026-10-01", "2026-11-24", order=2),  # went back on the same day
        applied("2026-11-24", "2026-11-25", target="bundle"),
    )

    running = Records((old, new), (), there).running()

    assert running == (("bundle", new), ("mautic", old))


@pytest.mark.parametrize("mark", ["<<<<<<< ours", "=======", ">>>>>>> theirs"])
def test_a_conflict_mark_is_told_once_with_its_line(tmp_path: Path, mark: str) -> None:
    write_record(tmp_path, SIGNED)
    path = tmp_path / SIGNED.file
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join([*lines[:3], mark, *lines[3:]]), "utf-8")

    assert codes(tmp_path) == [("conflict-mark", SIGNED.file, 4)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("12 %", "13 %"), "edited-record"),
        (lambda text: text.replace('"schema": 1', '"schema": 2'), "newer-record"),
        (lambda text: text.replace('"schema": 1', '"schema": "1"'), "broken-record"),
        (lambda text: text[:80], "broken-record"),
        (lambda text: "[]", "broken-record"),
        (lambda text: "", "broken-record"),
        (lambda text: "[" * 100_000, "too-large"),
    ],
)
def test_what_cannot_be_relied_on_is_left_out_and_told_once(tmp_path: Path, change: object, code: str) -> None:
    write_record(tmp_path, SIGNED)
    path = tmp_path / SIGNED.file
    path.write_text(change(path.read_text("utf-8")), "utf-8")  # type: ignore[operator]

    records, found = read_records(tmp_path)

    assert records == Records()
    assert [one.code for one in found] == [code]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace('"message": "The leak', '"message": "A leak'), "is not as samestory wrote it"),
        (lambda text: text.replace('"schema": 1', '"schema": 2'), "has form 2, and this version reads form 1"),
        (lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 1), "<<<<<<<"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("stale",),
        ("applied", "mautic", "2026-11-24", "--by", "IL"),
        ("build", "--no-site", "--release", "2026-11-24"),
        ("diff", "2026-11-24", "2026-11-24"),
        ("review", "2026-11-24"),
    ],
    ids=lambda command: command[0],
)
def test_with_a_broken_release_no_command_tells_half_of_it(
    live: Path, command: tuple[str, ...], change: Callable[[str], str], says: str
) -> None:
    path = live / "stories" / "_releases" / "2026-11-24" / "slow-leaks.json"
    text = path.read_text("utf-8")
    path.write_text(change(text), "utf-8")
    assert path.read_text("utf-8") != text

    made = CliRunner().invoke(main, [*command, "--project", str(live)])

    assert (made.exit_code, made.stdout) == (2, "")
    assert made.stderr.startswith("samestory: stories/_releases/2026-11-24/slow-leaks.json:")
    assert says in made.stderr
    assert made.stderr.count("\n") == 1
    assert not (live / "stories" / "_applied").exists()
    assert not (live / "build").exists()


def test_a_record_under_another_name_is_not_believed(tmp_path: Path) -> None:
    write_record(tmp_path, SIGNED)
    (tmp_path / SIGNED.file).rename(tmp_path / "stories/_signed/pumps.json")

    assert codes(tmp_path) == [("edited-record", "stories/_signed/pumps.json", 1)]


def test_what_is_no_record_is_named(tmp_path: Path) -> None:
    for name in ("_releases/spring/leaks.json", "_signed/README.md", "_applied/.keep"):
        path = tmp_path / "stories" / name
        path.parent.mkdir(parents=True)
        path.write_text("", "utf-8")

    assert codes(tmp_path) == [
        ("misnamed-file", "stories/_releases/spring", 1),
        ("misnamed-file", "stories/_signed/README.md", 1),
    ]


def test_a_release_is_never_written_over(tmp_path: Path) -> None:
    write_release(tmp_path, (STORY,))

    with pytest.raises(Exception, match="there is a release 2026-11-24") as refused:
        write_release(tmp_path, (replace(STORY, title="Another"),))

    assert type(refused.value).__name__ == "Refused"
    assert read_records(tmp_path)[0].releases == (STORY,)


def test_what_a_killed_release_left_is_not_taken_for_one(tmp_path: Path) -> None:
    left = tmp_path / "stories/_releases/.2026-11-24.new"
    left.mkdir(parents=True)
    (left / "pumps.json").write_text("{", "utf-8")

    write_release(tmp_path, (STORY,))

    assert read_records(tmp_path) == (Records((STORY,)), ())


def test_findings_are_diagnostics_of_one_sentence(tmp_path: Path) -> None:
    write_record(tmp_path, SIGNED)
    (tmp_path / SIGNED.file).write_text("{}", "utf-8")

    (found,) = read_records(tmp_path)[1]

    assert isinstance(found, Diagnostic)
    assert "\n" not in found.message
