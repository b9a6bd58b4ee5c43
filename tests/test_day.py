"""The day of a build and of a check."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samestory.day import day_of_build, day_of_check

ASKED = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A repository whose last commit was made on New Year's Eve in New York, which is New Year in UTC."""
    when = "2025-12-31T22:30:00-05:00"
    who = {
        **{
            f"GIT_{part}_{kind}": f"{part.lower()}@stories.example"
            for part in ("AUTHOR", "COMMITTER")
            for kind in ("NAME", "EMAIL")
        },
        "GIT_AUTHOR_DATE": "2025-06-01T12:00:00Z",
        "GIT_COMMITTER_DATE": when,
    }
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], env={**os.environ, **who}, check=True)
    return tmp_path


def test_the_day_asked_for_comes_first(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    assert (day_of_build(committed, ASKED), day_of_check(ASKED)) == (ASKED, ASKED)


def test_the_epoch_comes_before_the_last_commit(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", " 1793664000 ")

    assert day_of_build(committed, None) == date(2026, 11, 3)


def test_the_last_commit_counts_in_utc_and_by_its_committer(committed: Path) -> None:
    assert day_of_build(committed, None) == date(2026, 1, 1)


def test_without_git_it_is_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    before = datetime.now(UTC).date()

    with_git = day_of_build(tmp_path, None)
    monkeypatch.setenv("PATH", "")
    without = day_of_build(tmp_path, None)

    assert before <= with_git <= without <= datetime.now(UTC).date()


def test_a_check_looks_at_the_clock_and_at_nothing_else(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    before = datetime.now(UTC).date()

    assert before <= day_of_check(None) <= datetime.now(UTC).date()


@pytest.mark.parametrize("epoch", ["soon", "1.5", "9" * 30, "-" + "9" * 30])
def test_an_epoch_that_is_no_number_of_seconds_is_refused_in_a_sentence(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    with pytest.raises(ValueError, match=r"SOURCE_DATE_EPOCH is .* it has to be a number of seconds since 1970"):
        day_of_build(tmp_path, None)


def test_an_empty_epoch_is_none(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", " ")

    assert day_of_build(committed, None) == date(2026, 1, 1)
