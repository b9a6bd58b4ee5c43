"""Whatever is missing in a repository, everything else is checked in the same run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samestory.pipeline import check_project
from tests.case_fixtures import BASE, copy_base

DAY = date(2026, 11, 24)
FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.md"))


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_gone_stops_nothing(file: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    (root / file).unlink()

    check_project(root, DAY)


@pytest.mark.parametrize("file", FILES)
def test_a_file_without_keys_stops_nothing(file: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    body = (root / file).read_text(encoding="utf-8").split("---\n", 2)[2]
    (root / file).write_text(f"---\n---\n{body}", encoding="utf-8")

    assert check_project(root, DAY)


@pytest.mark.parametrize("file", FILES)
def test_a_file_without_text_stops_nothing(file: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    keys = (root / file).read_text(encoding="utf-8").split("---\n", 2)[1]
    (root / file).write_text(f"---\n{keys}---\n", encoding="utf-8")

    check_project(root, DAY)
