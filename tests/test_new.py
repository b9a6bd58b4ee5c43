"""What `samestory new` makes: whole files that check and build, and never one over another."""

from __future__ import annotations

import shutil
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.diagnostics import Diagnostic
from samestory.new import KINDS
from samestory.pipeline import check_project

DAY = date(2026, 11, 24)


def samestory(folder: Path, *arguments: str, **environment: str) -> Result:
    """The command in a folder."""
    with chdir(folder):
        ran = CliRunner().invoke(main, arguments, env=environment)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def problems(root: Path) -> list[Diagnostic]:
    """What is worse than a note."""
    return [found for found in check_project(root, DAY) if found.severity != "info"]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, Git's own left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository; look at it, do not change it."""
    folder = tmp_path_factory.mktemp("new")
    ran = samestory(folder, "new", "our-stories", "--today", DAY.isoformat())
    assert ran.exit_code == 0, ran.stderr
    return folder / "our-stories"


@pytest.fixture
def repository(made: Path, tmp_path: Path) -> Path:
    """A new repository to change."""
    return Path(shutil.copytree(made, tmp_path / "our-stories", ignore=shutil.ignore_patterns("build")))


def test_a_new_repository_checks_and_builds_at_once(made: Path) -> None:
    checked = samestory(made, "check", "--today", DAY.isoformat())
    built = samestory(made, "build", "--today", DAY.isoformat())

    assert (checked.exit_code, built.exit_code) == (0, 0), checked.stdout + built.stderr
    assert (made / "build" / "site" / "index.html").is_file()
    assert (made / ".git").is_dir()


# Requirement: R13
def test_what_only_a_person_can_write_is_marked_and_listed(made: Path) -> None:
    marks = sum(
        text.count(b"TODO:") + text.count(b"/TODO") + text.count(b'"TODO@')
        for name, text in contents(made).items()
        if not name.startswith("build/")
    )

    notes = [found for found in check_project(made, DAY) if found.code == "still-to-write"]

    assert len(notes) == marks > 30
    assert problems(made) == []


def test_no_new_repository_goes_live_with_a_mark(repository: Path) -> None:
    story = repository / "stories/first-story/story.md"
    story.write_text(story.read_text("utf-8").replace("status: draft\n", ""), "utf-8")
    for beat in story.parent.glob("[0-9]*.md"):
        beat.write_text(beat.read_text("utf-8").replace("status: draft\n", ""), "utf-8")

    codes = {found.code for found in problems(repository)}

    assert "unwritten-text" in codes


@pytest.mark.parametrize(
    ("kind", "id", "files"),
    [
        ("story", "late-parts", ["stories/late-parts/story.md"]),
        ("beat", "first-story/who-waits", ["stories/first-story/30-who-waits.md"]),
        ("claim", "late-share", ["stories/_claims/late-share.md", "stories/_proofs/late-share.md"]),
        ("proof", "order-study", ["stories/_proofs/order-study.md"]),
        ("offer", "order-sheet", ["stories/_offers/order-sheet.md"]),
        ("role", "night-shift", ["buyers/roles/night-shift.md"]),
        ("stage", "trial", ["buyers/stages/70-trial.md"]),
    ],
)
def test_each_kind_is_a_file_that_checks(repository: Path, kind: str, id: str, files: list[str]) -> None:
    before = contents(repository)

    ran = samestory(repository, "new", kind, id, "--today", DAY.isoformat())

    assert ran.exit_code == 0, ran.stderr
    after = contents(repository)
    assert sorted(after.keys() - before.keys()) == files
    assert {name: after[name] for name in before} == before
    assert problems(repository) == []
    assert all(b"TODO" in after[name] for name in files)


def test_every_kind_has_its_case() -> None:
    assert set(KINDS) == {"story", "beat", "claim", "proof", "offer", "role", "stage"}


def test_a_whole_storyline_of_new_files_checks_and_builds(repository: Path) -> None:
    for arguments in (
        ("story", "late-parts"),
        ("beat", "late-parts/who-waits"),
        ("beat", "late-parts/who-pays"),
        ("role", "second-user"),
    ):
        assert samestory(repository, "new", *arguments).exit_code == 0

    built = samestory(repository, "build", "--today", DAY.isoformat())

    assert built.exit_code == 0, built.stderr
    assert "code: lp\n" in (repository / "stories/late-parts/story.md").read_text("utf-8")
    assert "wait: 7 days\n" in (repository / "stories/late-parts/20-who-pays.md").read_text("utf-8")
    assert "code: su\n" in (repository / "buyers/roles/second-user.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("story", "first-story"), "stories/first-story/story.md is there already"),
        (("beat", "first-story/why-now"), "stories/first-story/20-why-now.md is there already"),
        (("claim", "first-claim"), "stories/_claims/first-claim.md is there already"),
        (("stage", "priority"), "buyers/stages/20-priority.md is there already"),
        (("role", "champion"), "buyers/roles/champion.md is there already"),
        (("claim", "Late Share"), "`Late Share` is no id"),
        (("claim", "../late"), "`../late` is no id"),
        (("beat", "why-now"), "a beat belongs to a storyline"),
        (("beat", "no-story/why-now"), "there is no storyline `no-story`"),
        (("tale", "late"), "there is nothing called `tale` to make"),
        (("story",), "which story?"),
        (("stories",), "is not empty"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_nothing_is_touched(
    made: Path, arguments: tuple[str, ...], says: str
) -> None:
    before = contents(made)

    ran = samestory(made, "new", *arguments)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert contents(made) == before


def test_a_folder_without_buyers_is_told_the_next_step(tmp_path: Path) -> None:
    ran = samestory(tmp_path, "new", "claim", "late-share")

    assert ran.exit_code == 2
    assert "go to your stories, or make them with `samestory new DIR`" in ran.stderr
    assert contents(tmp_path) == {}


def test_without_git_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    ran = samestory(tmp_path, "new", "our-stories", PATH=str(tmp_path / "empty"))

    assert ran.exit_code == 2
    assert "install git" in ran.stderr
    assert not (tmp_path / "our-stories").exists()


def test_inside_of_a_git_repository_no_other_one_is_made(repository: Path) -> None:
    ran = samestory(repository, "new", "more/stories", "--today", DAY.isoformat())

    assert ran.exit_code == 0, ran.stderr
    assert not (repository / "more/stories/.git").exists()
    assert problems(repository / "more/stories") == []
