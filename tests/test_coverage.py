"""Coverage: what each role hears in each stage, who can pass on to whom, and what is missing."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory.cli import main
from samestory.coverage import coverage_of
from samestory.coverage_report import COLUMNS, as_csv, as_json, as_table
from samestory.model.coverage import Coverage, Told
from samestory.pipeline import look_at
from tests.case_fixtures import Case, copy_base, copy_case

DAY = date(2026, 11, 24)


def covered(root: Path) -> Coverage:
    """The coverage of a repository."""
    project = look_at(root, DAY).value
    return coverage_of(project.library, project.sequences, project.settings.limits)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    """The coverage of the base of all cases."""
    return covered(copy_base(tmp_path_factory.mktemp("coverage") / "project"))


def test_a_cell_counts_by_idea_and_channel(base: Coverage) -> None:
    leaks, trial = base.stories

    assert leaks.cells["plant-manager", "options"].told == (Told("line", emails=2),)
    assert leaks.cells["purchasing", "options"].told == (Told("line", cards=2),)
    assert trial.cells["plant-manager", "choice"].told == (Told("waiting", calls=1),)
    assert trial.cells["plant-manager", "choice"].is_thin
    assert not leaks.cells["plant-manager", "options"].is_thin


def test_a_cell_knows_its_insights_and_what_was_kept_back(base: Coverage) -> None:
    cell = base.stories[0].cells["plant-manager", "status-quo"]

    assert (cell.insights, cell.reserved) == (("leak-share",), ("night-flow",))


def test_ideas_are_counted_by_role(base: Coverage) -> None:
    assert base.stories[0].heard["purchasing", "line"] == 3


def test_all_who_get_a_beat_can_pass_its_text_on_but_not_to_themselves(base: Coverage) -> None:
    assert base.passed_on["purchasing", "plant-manager"] == 1
    assert ("plant-manager", "plant-manager") not in base.passed_on


def test_the_weight_at_the_top_is_that_of_nurture_beats(base: Coverage) -> None:
    assert (base.top_stages, base.top_beats, base.nurture_beats, base.top_share) == (("status-quo",), 2, 5, 40)


def test_a_gap_of_several_roles_is_one_sentence(tmp_path: Path) -> None:
    made = covered(copy_case(Case("nothing-told", "fires"), tmp_path / "project"))

    assert [gap.sentence for gap in made.all_gaps if gap.code == "nothing-told"] == [
        "Reliability engineer and Purchasing hear nothing in Choice."
    ]


def test_drafts_fill_no_cell(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    beat = root / "stories/slow-leaks/50-side-by-side.md"
    beat.write_text(beat.read_text("utf-8").replace("idea: line", "idea: line\nstatus: draft"), encoding="utf-8")

    cell = covered(root).stories[0].cells["plant-manager", "choice"]

    assert (cell.told, cell.all.live, cell.gap) == ((Told("line", drafts=1),), 0, "nothing")


def test_a_row_of_the_csv_is_an_idea_in_a_cell(base: Coverage) -> None:
    rows = list(csv.reader(StringIO(as_csv(base))))

    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == [
        "slow-leaks",
        "plant-manager",
        "status-quo",
        "unseen",
        "2",
        "0",
        "0",
        "0",
        "leak-share",
        "night-flow",
        "",
    ]
    assert len(rows) == 1 + 4 * 3 + 3 * 2


def test_the_json_holds_every_cell_and_every_gap(base: Coverage) -> None:
    made = json.loads(as_json(base))

    assert [len(story["cells"]) for story in made["storylines"]] == [12, 6]
    assert made["top"] == {"stages": ["status-quo"], "beats": 2, "of": 5, "share": 40}
    assert [gap["sentence"] for gap in made["gaps"]] == [gap.sentence for gap in base.all_gaps]
    assert {"from": "purchasing", "to": "plant-manager", "texts": 1} in made["passed_on"]


def test_the_table_ends_with_the_gaps(base: Coverage) -> None:
    table = as_table(base)

    assert "reliability-engineer  2e unseen   2e line  1t line\n" in table
    assert f"{len(base.all_gaps)} gaps:\n" in table
    assert table.endswith("with a claim that is kept for them.\n")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_shows_it_with_errors_too(tmp_path: Path, form: str) -> None:
    root = copy_case(Case("unknown-role", "fires"), tmp_path / "project")

    ran = CliRunner().invoke(main, ["coverage", "--format", form, "--project", str(root), "--today", "2026-11-24"])

    assert (ran.exit_code, "slow-leaks" in ran.output) == (0, True)


def test_an_empty_repository_has_no_coverage_and_no_gap(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["coverage", "--project", str(tmp_path), "--today", "2026-11-24"])

    assert (ran.exit_code, ran.output.splitlines()[-1]) == (0, "0 gaps.")
