"""Whatever is typed into a file: no traceback, every diagnostic has its place, and what has no error is compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samestory.diagnostics import Diagnostic, has_errors
from samestory.model.front_matter import BeatFields, ClaimFields, Fields, OfferFields, RoleFields, StoryFields
from samestory.pipeline import check_project, compile_project, look_at
from samestory.report import as_text
from tests.case_fixtures import BASE, all_cases, copy_base, copy_case, lines_of

DAY = date(2026, 11, 24)
SHORT, LONG = 30, 2500
FILES = tuple(sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.*") if path.is_file()))
OWN_CHARACTERS = "\ue000\ue001\ue002"

# What writers type by mistake, and what has broken parsers before.
BITS = st.sampled_from(
    [
        *(
            "{",
            "}",
            "{{",
            "\\{",
            "{claim: leak-share}",
            "{claim: none}",
            "{beat: one-line}",
            "{message}",
            "{offer}",
            "{x",
        ),
        *("[a](b)", "[", "](", "![", "<b>", "<!--", "&amp;", "`", "``", "**", "_", "\\", "|", "~", "*|X|*", "%%"),
        *("# ", "## Email", "### For purchasing", "### ", "#### x", "---", "===", "- ", "1. ", "> ", "    ", "\t"),
        *(
            "Subject:",
            "Open:",
            "Check: x",
            "Listen for:",
            "From: purchasing",
            "12 %",
            "3 days",
            "\u2028",
            "\0",
            "é",
            "\U0001f527",
        ),
        *(
            "key: value",
            "a: b: c",
            "? x",
            "- - - -",
            "*a",
            "&a",
            "!!str",
            "<<: x",
            "|",
            "#",
            "'",
            '"',
            "\ufeff",
            "\r",
            "\ue000",
        ),
        *("stage: options", "wait: 0 days", "status: draft", "status: retired", "roles: purchasing", "nurture: no"),
    ]
)
WORDS = st.one_of(BITS, st.text(max_size=12))
LINES = st.lists(WORDS, max_size=4).map(" ".join)
BODIES = st.lists(LINES, max_size=12).map("\n".join)
KINDS: tuple[tuple[str, type[Fields]], ...] = (
    ("stories/slow-leaks/10-no-puddle.md", BeatFields),
    ("stories/slow-leaks/story.md", StoryFields),
    ("stories/_claims/leak-share.md", ClaimFields),
    ("stories/_offers/trial-kit.md", OfferFields),
    ("buyers/roles/plant-manager.md", RoleFields),
)
Change = Callable[[list[str]], list[str]]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One change to the lines of a file."""
    at, other = draw(st.floats(0, 0.999)), draw(st.floats(0, 0.999))
    kind, words = (
        draw(st.sampled_from(["drop", "double", "swap", "insert", "spoil", "cut", "join", "indent"])),
        draw(LINES),
    )

    def change(lines: list[str]) -> list[str]:
        if not lines:
            return [words]
        here, there = int(at * len(lines)), int(other * len(lines))
        line, rest = lines[here], lines[here + 1 :]
        middle = int(other * (len(line) + 1))
        match kind:
            case "drop":
                return lines[:here] + rest
            case "double":
                return [*lines[:here], line, line, *rest]
            case "swap":
                lines = list(lines)
                lines[here], lines[there] = lines[there], lines[here]
                return lines
            case "insert":
                return [*lines[:here], words, line, *rest]
            case "spoil":
                return [*lines[:here], line[:middle] + words + line[middle + 1 :], *rest]
            case "cut":
                return lines[:here]
            case "join":
                return [*lines[:here], line + "".join(rest[:1]), *rest[1:]]
        return [*lines[:here], "    " + line, *rest]

    return change


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the base, changed in a few places."""
    name = draw(st.sampled_from(FILES))
    lines = (BASE / name).read_text(encoding="utf-8").split("\n")
    for change in draw(st.lists(changes(), min_size=1, max_size=4)):
        lines = change(lines)
    return name, "\n".join(lines)


@st.composite
def invented(draw: st.DrawFn) -> tuple[str, str]:
    """A file whose keys are those of its kind, and whose values and body are anything."""
    name, fields = draw(st.sampled_from(KINDS))
    known = [info.alias or key for key, info in fields.model_fields.items()]
    keys = draw(st.lists(st.one_of(st.sampled_from(known), WORDS), max_size=9))
    front = "".join(f"{key}: {draw(WORDS)}\n" for key in keys)
    return name, f"---\n{front}---\n\n{draw(st.sampled_from(['# A message', '', '# ']))}\n\n{draw(BODIES)}\n"


def quick(examples: int) -> settings:
    """The same examples each time: what fails here fails for everybody."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the base; each example leaves it as it was."""
    return copy_base(tmp_path_factory.mktemp("fuzz") / "project")


@quick(SHORT)
@given(spoiled())
def test_a_spoiled_file_ends_in_diagnostics_or_in_a_whole_build(base: Path, file: tuple[str, str]) -> None:
    _look(base, *file)


@quick(SHORT)
@given(invented())
def test_an_invented_file_ends_in_diagnostics_or_in_a_whole_build(base: Path, file: tuple[str, str]) -> None:
    _look(base, *file)


@pytest.mark.long
@quick(LONG)
@given(st.one_of(spoiled(), invented()))
def test_thousands_of_files_end_in_diagnostics_or_in_a_whole_build(base: Path, file: tuple[str, str]) -> None:
    _look(base, *file)


def _look(base: Path, name: str, content: str) -> None:
    path = base / name
    before = path.read_bytes()
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        looked = look_at(base, DAY)
        assert [str(one) for one in looked.diagnostics if not _has_a_place(base, one)] == []
        if not has_errors(looked.diagnostics):
            compiled = compile_project(looked.value)
            made = [file.content for file in compiled.bundle] + [page.body.encode() for page in compiled.pages]
            assert not any(mark.encode() in content for content in made for mark in OWN_CHARACTERS)
    finally:
        path.write_bytes(before)


def _has_a_place(root: Path, found: Diagnostic) -> bool:
    path = root / found.file
    return (path.exists() or found.line == 1) and 1 <= found.line <= max(1, lines_of(path)) and found.message != ""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the faults of many cases at once: the first of those that change a file."""
    root = copy_base(tmp_path_factory.mktemp("faulty") / "project")
    taken: set[str] = set()
    for case in all_cases("fires"):
        whole = copy_case(case, tmp_path_factory.mktemp("case") / "project")
        changed = {
            path.relative_to(case.folder).as_posix()
            for path in case.folder.rglob("*.md")
            if path.is_file() and not path.is_symlink()
        }
        if changed and not changed & taken and len(taken) < len(FILES):
            taken |= changed
            for name in changed:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes((whole / name).read_bytes())
    return root


def test_diagnostics_do_not_depend_on_how_the_disk_lists_files(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = as_text(check_project(faulty, DAY))
    listed = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: iter(sorted(listed(self), reverse=True)))

    back = as_text(check_project(faulty, DAY))

    assert back == there
    assert there.count("\n") > 20


def test_diagnostics_do_not_depend_on_the_hash_seed(faulty: Path) -> None:
    run = [sys.executable, "-c", "from samestory.cli import main; main()", "check", "--today", DAY.isoformat()]

    shown = [
        subprocess.run(
            [*run, "--project", str(faulty)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        for seed in ("1", "2")
    ]

    assert shown[0].stdout == shown[1].stdout == as_text(check_project(faulty, DAY)).encode()
    assert [one.returncode for one in shown] == [1, 1]
