"""`build --release`: three releases made anew, byte for byte; and by another engine, with the same words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.releases import rollback
from tests.releases.repository import beat_file, commit, copied, edit, released, signed
from tests.releases.test_diff import new, other_value, renamed

NAMES = ("2026-11-24", "2026-12-01", "2026-12-08")
OTHER = "0.0.9+000000000000"


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


def test_a_changed_template_is_another_engine_with_the_same_words(
    three: tuple[Path, dict[str, dict[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from samestory.render import email

    root, bundles = three
    plain = email._text_part
    monkeypatch.setattr(email, "_text_part", lambda *parts: plain(*parts).replace("\n-- \n", "\n\n-- \n"))
    monkeypatch.setattr(rollback, "engine", lambda: OTHER)

    made = run(root, "--release", NAMES[1], "--other-engine")

    assert made.exit_code == 0, made.output
    assert bundle(root) != bundles[NAMES[1]]


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
