"""`build --release`: three releases made anew, byte for byte; and by another engine, with the same words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.releases import rollback
from samestory.releases.applied import apply_release
from samestory.releases.record import engine
from tests.conftest import ROOT
from tests.releases.repository import beat_file, commit, copied, edit, git, released, signed
from tests.releases.test_diff import new, other_value, renamed

NAMES = ("2026-11-24", "2026-12-01", "2026-12-08")
OTHER = "0.0.9+000000000000"
PACKAGE = ROOT / "engine" / "samestory"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", "--no-site", "--project", str(root), *arguments])


def bundle(root: Path) -> dict[str, bytes]:
    folder = root / "build" / "sequences"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def three(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, bytes]]]:
    """A repository with three releases, and the bundle of each as it was built right after it."""
    root = copied(released_once, tmp_path_factory.mktemp("three") / "tarn")
    made = run(root, "--release", NAMES[0])
    assert made.exit_code == 0, made.output
    bundles = {NAMES[0]: bundle(root)}
    for name, change in zip(NAMES[1:], ((other_value,), (renamed, new)), strict=True):
        for one in change:
            one(root)
        commit(root)
        signed(root)
        released(root, name, day=date.fromisoformat(name))
        assert run(root, "--release", name).exit_code == 0
        bundles[name] = bundle(root)
    return root, bundles


def test_three_releases_are_made_anew_byte_for_byte(three: tuple[Path, dict[str, dict[str, bytes]]]) -> None:
    root, bundles = three
    edit(beat_file(root, "no-puddle"), "You see the water bill as a sum, once a year.", "A sum, once a year.")

    made = {}
    for name in NAMES:
        assert run(root, "--release", name, "--today", "2028-01-01").exit_code == 0
        made[name] = bundle(root)

    assert made == bundles
    assert b'"release": "2026-11-24"' in made[NAMES[0]]["bundle/sequences.json"]
    assert len({tuple(files.items()) for files in made.values()}) == 3


def test_what_is_recorded_later_changes_no_byte(
    three: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path
) -> None:
    root = copied(three[0], tmp_path / "tarn")
    git(root, "checkout", "-q", ".")
    apply_release(root, "mautic", NAMES[-1], "IL", date(2026, 12, 9))
    commit(root)
    released(root, "2026-12-10", day=date(2026, 12, 10))  # of the same sources

    made = run(root, "--release", NAMES[-1])

    assert made.exit_code == 0, made.output
    assert bundle(root) == three[1][NAMES[-1]]


def test_a_release_of_one_storyline_gives_its_bundle_and_the_whole_site(repository: Path, tmp_path: Path) -> None:
    (repository / "mkdocs.yml").write_text(
        "site_name: Tarn\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n", "utf-8"
    )
    (repository / "site").mkdir()
    (repository / "site" / "about.md").write_text("# About\n", "utf-8")
    edit(repository / "samestory.toml", "targets = []", 'targets = ["klaviyo"]')
    commit(repository)
    whole = copied(repository, tmp_path / "whole")
    released(repository, NAMES[0], "stalled-trial")
    released(whole, NAMES[0])

    one = CliRunner().invoke(main, ["build", "--project", str(repository), "--release", NAMES[0]])
    all = run(whole, "--release", NAMES[0])

    assert (one.exit_code, all.exit_code) == (0, 0), one.output
    made, everything = bundle(repository), bundle(whole)
    of_the_other = {path for path in everything if "/slow-leaks/" in path}
    assert of_the_other
    assert made.keys() == everything.keys() - of_the_other
    own = {path: content for path, content in made.items() if "/stalled-trial/" in path}
    assert own == {path: everything[path] for path in own}
    assert {story["id"] for story in json.loads(made["bundle/sequences.json"])["storylines"]} == {"stalled-trial"}
    assert {path.name for path in (repository / "build" / "site" / "prep").iterdir()} == {"slow-leaks", "stalled-trial"}


def test_a_shallow_clone_says_what_to_fetch(three: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path) -> None:
    root = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{three[0]}", str(root))

    made = run(root, "--release", NAMES[0])

    assert (made.exit_code, made.stderr.count("\n")) == (2, 1)
    assert "the history of this clone is shallow: `git fetch --unshallow` brings the sources" in made.stderr
    assert git(root, "status", "--porcelain", "--", "build") == ""


def test_a_folder_of_a_larger_repository_with_a_detached_head_goes_back_as_well(
    released_once: Path, three: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path
) -> None:
    root = copied(released_once, tmp_path / "larger" / "teams" / "tarn")
    shutil.rmtree(root / ".git")
    git(tmp_path / "larger", "init", "-q")
    commit(tmp_path / "larger")
    other_value(root)
    commit(tmp_path / "larger")
    git(tmp_path / "larger", "checkout", "-q", "--detach")

    made = run(root, "--release", NAMES[0])

    assert made.exit_code == 0, made.output
    assert bundle(root) == three[1][NAMES[0]]


def test_of_two_branches_under_one_name_each_is_known_by_its_own_sources(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "one")
    released(repository, NAMES[0], "slow-leaks")
    git(repository, "checkout", "-q", "-b", "two", "HEAD~1")
    edit(beat_file(repository, "no-puddle"), "You see the water bill as a sum, once a year.", "You see a sum.")
    commit(repository)
    released(repository, NAMES[0], "stalled-trial")
    git(repository, "merge", "-q", "one", "-m", "Merge")

    made = run(repository, "--release", NAMES[0])
    compared = CliRunner().invoke(main, ["diff", NAMES[0], "--format", "json", "--project", str(repository)])

    assert (made.exit_code, made.stderr.count("\n")) == (2, 1)
    assert "were released from different sources, on two branches" in made.stderr
    found = json.loads(compared.output)
    assert found["notes"] == []
    changed = {
        touch["key"]: touch["lines"] for one in found["storylines"] for touch in one["touches"] if touch["lines"]
    }
    assert list(changed) == ["sl-no-puddle-pm"]
    assert changed["sl-no-puddle-pm"][0]["before"] == "You see the water bill as a sum, once a year."
    git(repository, "checkout", "-q", "one")
    assert run(repository, "--release", NAMES[0]).exit_code == 0


def test_another_engine_is_told_and_only_works_when_asked_for(
    three: tuple[Path, dict[str, dict[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = three
    monkeypatch.setattr(rollback, "engine", lambda: OTHER)

    refused = run(root, "--release", NAMES[0])
    made = run(root, "--release", NAMES[0], "--other-engine")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"and this is {OTHER}; --other-engine builds it all the same" in refused.stderr
    assert refused.stderr.endswith("Nothing was published; build/ is as it was.\n")
    assert made.exit_code == 0, made.output


def told(made: dict[str, bytes]) -> dict[str, object]:
    """What must be the same whoever builds it: message, subject, values, offer and wait, by key."""
    touches = (
        touch
        for story in json.loads(made["bundle/sequences.json"])["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
    )
    return {
        touch["key"]: [touch[name] for name in ("message", "subject", "claims", "offer", "wait_days")]
        for touch in touches
    }


def test_a_changed_template_is_another_engine_with_the_same_words(
    three: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path
) -> None:
    root, bundles = three
    changed = Path(shutil.copytree(PACKAGE, tmp_path / "engine" / "samestory"))
    edit(changed / "templates" / "email.mjml", 'padding="0" font-size="16px"', 'padding="0" font-size="17px"')

    def by_it(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "samestory", "build", "--no-site", "--project", str(root), *arguments]
        environment = os.environ | {"PYTHONPATH": str(changed.parent)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    refused = by_it("--release", NAMES[1])
    made = by_it("--release", NAMES[1], "--other-engine")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"{NAMES[1]} was released with samestory {engine()}, and this is ")
    assert "--other-engine builds it all the same" in refused.stderr
    assert made.returncode == 0, made.stderr
    now = bundle(root)
    assert told(now) == told(bundles[NAMES[1]])
    first = "bundle/slow-leaks/plant-manager/sl-no-puddle-pm"
    assert now[f"{first}.txt"] == bundles[NAMES[1]][f"{first}.txt"]
    assert now[f"{first}.html"] != bundles[NAMES[1]][f"{first}.html"]


def test_another_engine_that_says_other_words_is_refused(
    three: tuple[Path, dict[str, dict[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from samestory import plan

    root, _ = three
    monkeypatch.setattr(plan, "message_of", lambda beat, speaker: ("Another message",))
    monkeypatch.setattr(rollback, "engine", lambda: OTHER)

    made = run(root, "--release", NAMES[0], "--other-engine")

    assert made.exit_code == 1
    first = "sl-no-puddle-pm: the message was released as “The leak that costs money leaves no puddle”"
    assert made.stderr.startswith(f"{first}, and this engine makes “Another message”.\n")


def test_a_release_that_is_not_there_ends_in_one_sentence(released_once: Path) -> None:
    made = run(released_once, "--release", "2026-11-25")

    assert made.exit_code == 2
    assert made.stderr.startswith("samestory: there is no release `2026-11-25`. Did you mean `2026-11-24`?")


def test_sources_that_are_not_committed_cannot_be_made_anew(live: Path) -> None:
    import shutil

    edit(beat_file(live, "no-puddle"), "You see the water bill as a sum, once a year.", "A sum, once a year.")
    shutil.rmtree(live / ".git")

    made = run(live, "--release", "2026-11-24")

    assert made.exit_code == 2
    assert "there is no Git history here, and only Git knows what the sources of 2026-11-24 were" in made.stderr
