"""Every code of a diagnostic: a case in which it fires, with the exact report, and one in which it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samestory.checks import load_checks
from samestory.checks.coverage_gaps import GAP_CHECKS, check_gaps
from samestory.checks.public import PUBLIC_CODE
from samestory.coverage import coverage_of
from samestory.diagnostics import EXPLANATIONS, Diagnostic
from samestory.pipeline import check_project, in_public, look_at
from samestory.report import as_text
from tests.case_fixtures import BASE, Case, all_cases, all_codes, copy_base, copy_case, lines_of
from tests.targets.forgetful import forgetful_tool

DAY = date(2026, 11, 24)
AT_LEAST = 40


def look(case: Case, root: Path) -> tuple[Diagnostic, ...]:
    """What is found in the repository of a case; gaps of coverage are listed apart, so only those of its code count."""
    if case.code == PUBLIC_CODE:
        return in_public(look_at(root, DAY)).diagnostics
    if case.code == "rule-not-kept":  # each of our own tools keeps every rule
        with forgetful_tool():
            return check_project(root, DAY)
    if case.code not in GAP_CHECKS:
        return check_project(root, DAY)
    project = look_at(root, DAY).value
    gaps = check_gaps(coverage_of(project.library, project.sequences, project.settings.limits))
    return tuple(gap for gap in gaps if gap.code == case.code)


@pytest.mark.parametrize("case", all_cases("fires"), ids=str)
def test_a_code_fires_with_the_recorded_report(case: Case, tmp_path: Path, update_golden: bool) -> None:
    root = copy_case(case, tmp_path / "project")
    recorded = case.folder / "report.txt"

    found = look(case, root)

    if update_golden:
        recorded.write_text(as_text(found), encoding="utf-8")
    assert case.code in {diagnostic.code for diagnostic in found}
    assert as_text(found) == recorded.read_text(encoding="utf-8")
    assert [str(one) for one in found if not _is_in(root, one)] == []


@pytest.mark.parametrize("case", all_cases("passes"), ids=str)
def test_a_code_does_not_fire_on_what_is_right(case: Case, tmp_path: Path) -> None:
    root = copy_case(case, tmp_path / "project")

    found = look(case, root)

    assert as_text(tuple(one for one in found if one.code == case.code)) == "No problems.\n"
    assert [str(one) for one in found if not _is_in(root, one)] == []


def test_nothing_is_wrong_with_the_base(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")

    found = check_project(root, DAY)

    assert as_text(found) == "No problems.\n"


def test_every_code_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    load_checks()

    lacking = [
        f"{code}/{kind}"
        for kind in ("fires", "passes")
        for code in sorted(EXPLANATIONS.keys() - {case.code for case in all_cases(kind)})
    ]

    assert lacking == []


def test_every_folder_of_cases_belongs_to_a_code() -> None:
    load_checks()

    assert [code for code in all_codes() if code not in EXPLANATIONS] == []
    assert len(all_cases("fires")) >= AT_LEAST


def _is_in(root: Path, found: Diagnostic) -> bool:
    """Whether the file is there (or was, before a case took it away), and the line is one of its lines."""
    path = root / found.file
    if path.is_symlink() or path.exists():
        return 1 <= found.line <= lines_of(path)
    return found.line == 1 and (BASE / found.file).exists()
