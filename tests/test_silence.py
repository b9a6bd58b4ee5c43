"""What a writer lets pass: one finding of wording, in one paragraph, with a reason; nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory.cli import main
from samestory.pipeline import build, check_project, look_at
from samestory.report import as_text
from samestory.silence import as_notes
from tests.case_fixtures import copy_base

DAY = date(2026, 11, 24)
BEAT = "stories/slow-leaks/20-old-and-new.md"
PHRASE = "Just checking in: new pipes\nleak as well."


def repository(folder: Path, note: str, words: str = PHRASE) -> Path:
    """The base with a phrase in one email, and a note in that beat."""
    root = copy_base(folder / "project")
    beat = root / BEAT
    text = beat.read_text("utf-8").replace("It is tempting", f"{words}\nIt is tempting", 1)
    beat.write_text(f"{text}\n## Note\n\n{note}\n", encoding="utf-8")
    return root


def codes(root: Path) -> list[str]:
    """The codes of what is found."""
    return [found.code for found in check_project(root, DAY)]


def test_a_finding_passes_with_its_words_and_a_reason(tmp_path: Path) -> None:
    note = 'Let pass: empty-phrase, "Just checking in: new pipes leak", the phrase is what\nthe email is about.'
    root = repository(tmp_path, note)

    looked = look_at(root, DAY)

    assert looked.diagnostics == ()
    assert as_text(as_notes(looked.value.silenced)) == (
        f"{BEAT}:19: info [empty-phrase] `Just checking in` stands in an email, and says nothing to a buyer\n"
        "    hint: Let pass in line 67: the phrase is what the email is about.\n"
        "1 note.\n"
    )
    assert build(root, DAY, None).value


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ('Let pass: empty-phrase, "Just checking in"', ["empty-phrase", "unreasoned-pass"]),
        ('Let pass: empty-phrase, "Just checking in", why', ["empty-phrase", "unreasoned-pass"]),
        ("Let pass: empty-phrase, Just checking in, it is a quotation", ["empty-phrase", "unreasoned-pass"]),
        ("Let pass:", ["empty-phrase", "unreasoned-pass"]),
        ('Let pass: empty-phrases, "Just checking in", it is a quotation', ["empty-phrase", "forbidden-pass"]),
        ('Let pass: unknown-key, "Just checking in", it is a quotation', ["empty-phrase", "forbidden-pass"]),
        ('Let pass: empty-phrase, "checking out", it is a quotation', ["empty-phrase", "idle-pass"]),
        ('Let pass: unproved-praise, "Just checking in", it is a quotation', ["empty-phrase", "idle-pass"]),
    ],
)
def test_what_does_not_name_a_finding_and_a_reason_lets_nothing_pass(
    tmp_path: Path, note: str, expected: list[str]
) -> None:
    root = repository(tmp_path, note)

    assert codes(root) == expected


def test_a_line_lets_pass_in_its_own_file_only(tmp_path: Path) -> None:
    root = repository(tmp_path, "Nothing to say.")
    other = root / "stories/slow-leaks/10-no-puddle.md"
    text = other.read_text("utf-8").rstrip("\n")
    other.write_text(f'{text}\n\nLet pass: empty-phrase, "Just checking in", it is a quotation.\n', encoding="utf-8")

    assert codes(root) == ["idle-pass", "empty-phrase"]


def test_another_sentence_of_the_same_file_is_still_found(tmp_path: Path) -> None:
    note = 'Let pass: empty-phrase, "Just checking in", it is a quotation.'
    root = repository(tmp_path, note, words=f"{PHRASE}\n\nI am following up.\n")

    assert codes(root) == ["empty-phrase"]


def test_a_line_outside_of_the_note_is_text(tmp_path: Path) -> None:
    root = repository(tmp_path, "Nothing.", words='Let pass: empty-phrase, "any thoughts?", it is a quotation.')

    assert "idle-pass" not in codes(root)


def test_the_command_lists_what_was_let_pass(tmp_path: Path) -> None:
    root = repository(tmp_path, "- Let pass: empty-phrase, “Just checking in”: the email is about it.")

    ran = CliRunner().invoke(main, ["check", "--silenced", "--project", str(root), "--today", "2026-11-24"])

    assert (ran.exit_code, ran.output.count("Let pass in line"), ran.output.count("[empty-phrase]")) == (0, 1, 1)
