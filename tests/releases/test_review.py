"""`review`: one comment that fits a screen, in sentences."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.releases.applied import apply_release
from samestory.targets import all_targets
from tests.releases.repository import DAY, beat_file, commit, copied, edit, git
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


def test_with_many_email_tools_it_still_fits(live: Path, update_golden: bool) -> None:
    for change in (other_value, other_wait, renamed, new):
        change(live)
    names = ", ".join(f'"{name}"' for name in sorted(all_targets()))
    edit(live / "samestory.toml", "targets = []", f"targets = [{names}]")
    commit(live)

    made = run(live)

    assert made.exit_code == 0, made.output
    recorded("review-many.md", made.output, update_golden)
    assert made.output.count("\n") <= 50


def test_what_tools_run_is_what_counts_for_them(live: Path, update_golden: bool) -> None:
    edit(live / "samestory.toml", "targets = []", 'targets = ["listmonk", "marketo"]')
    for target in ("mautic", "klaviyo", "bundle"):
        apply_release(live, target, "2026-11-24", "IL", DAY)
    other_wait(live)
    commit(live)

    made = run(live)

    tools = made.output[made.output.index("### For the email tools") : made.output.index("### Coverage")]
    recorded("review-applied.md", tools, update_golden)
    assert "listmonk" not in tools


def test_without_git_or_with_a_part_of_it_a_comment_says_what_it_lacks(live: Path, tmp_path: Path) -> None:
    other_wait(live)
    commit(live)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{live}", str(shallow))
    without = copied(live, tmp_path / "without")
    shutil.rmtree(without / ".git")

    says = {shallow: "the history of this clone is shallow", without: "there is no Git history here"}
    for root, lacks in says.items():
        made = run(root)
        assert made.exit_code == 0, made.output
        assert "comes 5 days after the email before it; it was 8 days" in made.output
        assert f"No sentences of 2026-11-24, only messages, subjects and values: {lacks}" in made.output.replace(
            "\\", ""
        )


def test_the_same_commits_give_the_same_comment(live: Path, tmp_path: Path) -> None:
    other_wait(live)
    commit(live)

    elsewhere = run(copied(live, tmp_path / "elsewhere"))

    assert elsewhere.output == run(live).output


def test_what_changes_nothing_is_said_to_change_nothing(live: Path) -> None:
    beat_file(live, "one-line").rename(beat_file(live, "one-line").with_name("31-one-line.md"))

    made = run(live)

    assert made.output == "<!-- samestory review -->\n## This changes nothing that buyers read or reps say\n"
