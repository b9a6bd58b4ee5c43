"""`review`: one comment that fits a screen, in sentences."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from samestory.cli import main
from tests.releases.repository import beat_file, commit, copied, edit
from tests.releases.test_diff import new, other_value, other_wait, recorded, renamed


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", "2026-11-24", "--project", str(root), *arguments])


def test_a_comment_tells_buyers_reps_and_tools_in_sentences(live: Path, update_golden: bool) -> None:
    for change in (other_value, other_wait, renamed, new):
        change(live)
    edit(live / "samestory.toml", "targets = []", 'targets = ["mautic"]')
    commit(live)

    made = run(live)

    assert made.exit_code == 0, made.output
    recorded("review.md", made.output, update_golden)
    assert not re.search(r"\b[0-9a-f]{7,}\b|\.md\b|\.json\b|\.toml\b", made.output)
    assert made.output.count("\n") <= 50


def test_the_same_commits_give_the_same_comment(live: Path, tmp_path: Path) -> None:
    other_wait(live)
    commit(live)

    elsewhere = run(copied(live, tmp_path / "elsewhere"))

    assert elsewhere.output == run(live).output


def test_what_changes_nothing_is_said_to_change_nothing(live: Path) -> None:
    beat_file(live, "one-line").rename(beat_file(live, "one-line").with_name("31-one-line.md"))

    made = run(live)

    assert made.output == "<!-- samestory review -->\n## This changes nothing that buyers read or reps say\n"
