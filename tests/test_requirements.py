"""What the two posts ask for is in the product: each requirement leads to a check, a rule of the proof, a page or a test.

A mark is a comment, `# Requirement: R24, R25`, right above a check, a page, a rule or a test. `docs/requirements.md` is
made from these marks: `pytest tests/test_requirements.py --update-golden`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

LIST = Path(__file__).with_name("requirements.toml")
PAGE = ROOT / "docs" / "requirements.md"
MARK = re.compile(r"^# Requirement: (R\d\d(?:, R\d\d)*)$")
MARKED = (
    (re.compile(r'@(?:check|sequence_check|email_check|gap_check|fault)\("([a-z-]+)"'), "check `{0}`"),
    (re.compile(r"@rule\((\d+)"), "rule {0} of the proof"),
    (re.compile(r"@(page|story_page|site_file)$"), "page `{name}`"),
    (re.compile(r"@target\(\"([a-z]+)\""), "email tool `{0}`"),
    (re.compile(r"def (test_\w+)"), "test `{0}`"),
)
# What later versions bring: the report and the release. Three of them are there by half.
PLANNED = {"R02", "R08", "R14", "R16", "R36", "R37", "R38", "R41", "R46", "R49", "R50"}
HALF = {"R06", "R11", "R52"}


@dataclass(frozen=True, order=True)
class Mark:
    """A requirement, what it is marked on, and the file."""

    requirement: str
    says: str
    file: str


def marks() -> list[Mark]:
    """Every mark of the code and of the tests."""
    files = [*(ROOT / "engine").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return sorted({mark for file in files if file != Path(__file__) for mark in marks_of(file)})


def marks_of(file: Path) -> Iterator[Mark]:
    """The marks of a file; one that stands above nothing is a mistake."""
    lines = file.read_text("utf-8").split("\n")
    name = file.relative_to(ROOT).as_posix()
    for number, line in enumerate(lines):
        found = MARK.match(line)
        if found:
            says = what_follows(lines[number + 1 : number + 12], file.stem)
            assert says, f"{name}:{number + 1}: this mark stands above no check, page, rule or test"
            yield from (Mark(requirement, says, name) for requirement in found[1].split(", "))
        assert found or "# Requirement" not in line, f"{name}:{number + 1}: a mark is `# Requirement: R24, R25`"


def what_follows(lines: list[str], name: str) -> str:
    """What a mark stands above, in words."""
    for line in lines:
        for pattern, words in MARKED:
            found = pattern.match(line)
            if found:
                return words.format(*found.groups(), name=name)
        if line.startswith(("def ", "class ")):
            return ""
    return ""


def requirements() -> dict[str, dict[str, str]]:
    """The requirements by their number."""
    listed: dict[str, dict[str, str]] = tomllib.loads(LIST.read_text("utf-8"))
    return listed


def the_page() -> str:
    """`docs/requirements.md` as it has to be."""
    found = marks()
    rows = []
    for number, row in requirements().items():
        where = [
            f"{mark.says} ([{Path(mark.file).name}](../{mark.file}))" for mark in found if mark.requirement == number
        ]
        where += [f"*planned*: {row['planned']}"] if "planned" in row else []
        rows.append(f"| {number} | {row['post']} | {row['words']} | {row['asks']} | {'; '.join(where)} |\n")
    return (
        "# What the two posts ask for, and where it is\n\n"
        "A is the post on lead nurturing, B the one on pipeline momentum. This page is made from the marks in the code;"
        " what is planned comes with the report and the release.\n\n"
        "| | Post | Its words | What it asks of the engine | Where |\n|---|---|---|---|---|\n" + "".join(rows)
    )


def test_the_page_is_made_from_the_marks(update_golden: bool) -> None:
    if update_golden:
        PAGE.write_text(the_page(), encoding="utf-8", newline="\n")

    assert PAGE.read_text("utf-8") == the_page(), "run pytest tests/test_requirements.py --update-golden"


def test_every_requirement_leads_somewhere_but_for_what_is_planned() -> None:
    marked = {mark.requirement for mark in marks()}

    assert [number for number in requirements() if number not in marked | PLANNED] == []
    assert sorted(HALF - marked) == []


def test_what_is_planned_is_what_the_report_and_the_release_bring() -> None:
    assert {number for number, row in requirements().items() if "planned" in row} == PLANNED | HALF


def test_marks_name_requirements_that_exist() -> None:
    assert sorted({mark.requirement for mark in marks()} - requirements().keys()) == []
    assert len(requirements()) == 52
