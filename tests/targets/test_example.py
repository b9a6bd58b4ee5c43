"""The example is written for every email tool, and proved; what goes into a build by mistake goes into none."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from samestory.cli import main
from samestory.pipeline import build
from samestory.report import as_text
from samestory.targets import all_targets
from tests.conftest import DAY, ROOT, copy_example
from tests.n8n.run import LAST_RUN, workflows_hash
from tests.targets.mautic_importer import problems


def test_the_example_builds_for_every_tool_and_is_proved(tmp_path: Path) -> None:
    folder = copy_example(tmp_path / "example", with_targets=True)

    made = build(folder, DAY, None)

    assert made.value, as_text(made.diagnostics)
    assert made.value.proof
    assert made.value.proof.findings == ()
    assert set(made.value.project.settings.targets) == set(all_targets())
    written = {path.name for path in (folder / "build/sequences").iterdir() if path.is_dir()}
    assert written == {*all_targets(), "bundle"}
    for path in (folder / "build/sequences/mautic").rglob("*.zip"):
        assert problems(path.read_bytes()) == []


def test_a_build_for_one_tool_says_that_the_others_are_absent(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    for path in (ROOT / "tests/golden/tiny/source").rglob("*"):
        if path.is_file():
            (folder / path.relative_to(ROOT / "tests/golden/tiny/source")).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(ROOT / "tests/golden/tiny/source")).write_bytes(path.read_bytes())
    command = ["build", "--no-site", "--today", DAY.isoformat(), "--project", str(folder)]

    one = CliRunner().invoke(main, [*command, "--target", "brevo", "--target", "mautic"])
    unknown = CliRunner().invoke(main, [*command, "--target", "brevvo"])
    twice = CliRunner().invoke(main, [*command, "--target", "brevo", "--target", "brevo"])

    assert one.exit_code == 0, one.output
    assert "Only brevo, mautic: what build/ had for other email tools is absent" in one.output
    assert "Brevo: waits, exits" in one.output
    assert {path.name for path in (folder / "build/sequences").iterdir() if path.is_dir()} == {
        "brevo",
        "bundle",
        "mautic",
    }
    assert unknown.exit_code == 2
    assert "Did you mean `brevo`?" in unknown.output
    assert (twice.exit_code, "`brevo` is named twice" in twice.output) == (2, True)


def test_the_workflows_are_those_that_n8n_has_run() -> None:
    seen = json.loads(LAST_RUN.read_text("utf-8"))

    assert seen["workflows"] == workflows_hash(), "run `make test-n8n`"
