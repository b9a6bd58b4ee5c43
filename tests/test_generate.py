"""The generated repository: whole, without a finding, and the same bytes every time."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.report import as_text

DAY = date(2026, 11, 24)


def generate(root: Path, touches: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the generator of the checkout."""
    command = [sys.executable, str(root / "bench" / "generate.py"), "--touches", str(touches), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("touches", [20, 40, 240])
def test_what_is_generated_checks_without_a_finding_and_builds(root: Path, tmp_path: Path, touches: int) -> None:
    assert generate(root, touches, tmp_path / "made").returncode == 0

    made = build(tmp_path / "made", DAY, make_site)

    told = [found for found in made.diagnostics if found.severity != "info"]
    assert told == [], as_text(tuple(told))
    assert made.value
    sequences = made.value.project.sequences
    assert sum(len(one.touches) + len(one.cards) for one in sequences) == touches


def test_the_same_number_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    generate(root, 40, tmp_path / "one")
    generate(root, 40, tmp_path / "two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_folder_that_holds_something_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    ran = generate(root, 40, tmp_path)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert "is not empty" in ran.stderr
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


@pytest.mark.long
@pytest.mark.parametrize("touches", [1_000, 10_000])
def test_large_repositories_check_without_a_finding(root: Path, tmp_path: Path, touches: int) -> None:
    generate(root, touches, tmp_path / "made")

    made = build(tmp_path / "made", DAY, None)

    assert [found for found in made.diagnostics if found.severity != "info"] == []
