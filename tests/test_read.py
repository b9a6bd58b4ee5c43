"""What the reader makes of a file: its front matter, its bytes, its names, and the line of everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samestory.diagnostics import Diagnostic
from samestory.model.front_matter import (
    BeatFields,
    ClaimFields,
    Fields,
    HandoffFields,
    ProofFields,
    RoleFields,
    StoryFields,
)
from samestory.model.values import Signal
from samestory.read import read_library, read_settings
from samestory.read.front_matter import read_front_matter, typed_fields
from samestory.read.text import content_of, text_of
from tests.case_fixtures import BASE, copy_base

FILE = "stories/a/10-b.md"
Places = list[tuple[str, int]]


def keys(block: str) -> dict[str, str | list[str]]:
    """The keys of a block as typed."""
    return dict(read_front_matter(f"---\n{block}\n---\n", FILE, BeatFields).values)


def places(found: tuple[Diagnostic, ...]) -> Places:
    """The code and the line of each."""
    return [(one.code, one.line) for one in found]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("010", "010"),
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("~", "~"),
        ("2026-11-03", "2026-11-03"),
        ("'Why #1 cause'", "Why #1 cause"),
        ('"a: b"', "a: b"),
        ("#", ""),
        ("a#b", "a#b"),
        ("5–10 %", "5–10 %"),
        ("[a, 010, NO]", ["a", "010", "NO"]),
        ("a, b", "a, b"),
        ("\n  - a\n  - b", ["a", "b"]),
        ("a\n  b", "a b"),
    ],
)
def test_a_value_stays_as_it_was_typed(typed: str, kept: str | list[str]) -> None:
    assert keys(f"idea: {typed}" if typed != "#" else "idea:\n# all of this is a comment") == {"idea": kept}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("idea: Why #1 cause", ("bad-front-matter", 3)),
        ("idea: Bob's # cause", ("bad-front-matter", 3)),
        ("idea: 'it' # cause", ("bad-front-matter", 3)),
        ("idea: [a, b] # cause", ("bad-front-matter", 3)),
        ("idea: # cause", ("bad-front-matter", 3)),
        ("idea: ärger # cause", ("bad-front-matter", 3)),
        ("idea: a: b", ("bad-front-matter", 3)),
        ("idea: {a: b}", ("bad-front-matter", 3)),
        ("idea: [[a]]", ("bad-front-matter", 3)),
        ("idea: &a b", ("bad-front-matter", 3)),
        ("idea: *a", ("bad-front-matter", 3)),
        ("idea: !!int 3", ("bad-front-matter", 3)),
        ("idea: |\n  text", ("bad-front-matter", 3)),
        ("- idea", ("bad-front-matter", 3)),
        ("just words", ("bad-front-matter", 3)),
        ("idea: " + "[" * 21, ("too-deep", 3)),
        ("idea: - - - - - x", ("too-deep", 3)),
        ("idea: a\nwait: 1 day\nidea: b", ("duplicate-key", 5)),
    ],
)
def test_what_yaml_would_change_in_silence_is_refused_at_its_line(block: str, expected: tuple[str, int]) -> None:
    front = read_front_matter(f"---\n# a comment of its own\n{block}\n---\n# M\n", FILE, BeatFields)

    assert places(front.diagnostics) == [expected]


def test_of_a_doubled_key_the_first_one_is_kept() -> None:
    assert keys("idea: a\nidea: b") == {"idea": "a"}


def test_the_body_keeps_the_line_it_begins_on() -> None:
    whole = read_front_matter("---\nidea: a\n---\n\n# M\n", FILE, BeatFields)
    none = read_front_matter("# M\n", FILE, BeatFields)
    empty = read_front_matter("---\nidea: a\n---\n", FILE, BeatFields)
    unclosed = read_front_matter("---\nidea: a\n\n# M\n", FILE, BeatFields)

    assert [
        (front.body, front.body_line, front.is_whole, places(front.diagnostics))
        for front in (whole, none, empty, unclosed)
    ] == [
        ("\n# M\n", 4, True, []),
        ("# M\n", 1, False, [("missing-front-matter", 1)]),
        ("", 3, True, []),
        ("# M\n", 4, False, [("unclosed-front-matter", 1)]),
    ]


def test_values_are_typed_by_the_schema_and_by_nothing_else() -> None:
    def typed(block: str, fields: type[Fields]) -> Fields:
        made, found = typed_fields(read_front_matter(f"---\n{block}\n---\n", FILE, fields), FILE, fields)
        assert [one for one in found if one.code != "missing-key"] == []
        return made

    assert typed("wait: 2 weeks\nexpires: 2026-02-28\nroles: a, b\nwas:\n  - c", BeatFields) == BeatFields(
        wait="2 weeks", expires="2026-02-28", roles="a, b", was=["c"]
    )
    assert typed("nurture: No\ncode: eb", RoleFields) == RoleFields(nurture="no", code="eb")
    assert [
        getattr(typed("accept-within: 36 hours\nrecycle-after: 1 month", HandoffFields), name)
        for name in ("accept_within", "recycle_after")
    ] == [36, 30]
    assert getattr(typed("entry: dormant 180 days, recycled no-budget", StoryFields), "entry") == (  # noqa: B009
        Signal("dormant", "180 days", 180),
        Signal("recycled", "no-budget"),
    )
    assert getattr(typed("date: 2026-05", ProofFields), "date") == "2026-05"  # noqa: B009
    assert getattr(typed("checked: 2026-11-03", ClaimFields), "checked") == date(2026, 11, 3)  # noqa: B009


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("wait: 6", "`6` is no duration"),
        ("wait: 12:30", "`12:30` is no duration"),
        ("wait: 6 hours", "`6 hours` is no duration"),
        ("expires: 2026-02-30", "there is no day `2026-02-30` in the calendar"),
        ("expires: 3.11.2026", "`3.11.2026` is no date"),
        ("stage: [a, b]", "a single value is expected here, not a list"),
        ("stage: Status Quo", "`Status Quo` is no id"),
        ("roles: a, a", "`a` stands there twice"),
        ("status: live!", "there is no status `live!`"),
    ],
)
def test_a_wrong_value_is_told_at_its_line_and_the_rest_is_read(line: str, message: str) -> None:
    front = read_front_matter(f"---\nidea: x\n{line}\noffer: y\n---\n", FILE, BeatFields)

    typed, found = typed_fields(front, FILE, BeatFields)

    assert [(one.code, one.line, one.message) for one in found if one.code == "wrong-value"] == [
        ("wrong-value", 3, message)
    ]
    assert (typed.idea, typed.offer) == ("x", "y")


def test_unknown_and_missing_keys_are_told_and_an_empty_one_is_missing() -> None:
    front = read_front_matter("---\nstage: a\nidea:\nofer: b\nnothing:\n---\n", FILE, BeatFields)

    _, found = typed_fields(front, FILE, BeatFields)

    assert places(found) == [("unknown-key", 4), ("unknown-key", 5), ("missing-key", 3)]
    assert found[0].hint.startswith("Did you mean `offer`?")


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        (b"a\r\nb\rc", "a\nb\nc\n", []),
        (b"\xef\xbb\xbfa\n", "a\n", []),
        (b"", "", []),
        (b"a\nb\xe4\n", None, [("not-utf-eight", 2)]),
        (b"a\nb\0c\n", "a\nb c\n", [("control-character", 2)]),
        ("a\n\u2028b\n\ue000".encode(), "a\n b\n \n", [("control-character", 2), ("control-character", 3)]),
        (b"a\n<<<<<<< HEAD\n", None, [("conflict-mark", 2)]),
        (b"a\n" + b"b" * 5001 + b"\nc\n", "a\n\nc\n", [("too-large", 2)]),
        (b"a\n> > > > > > > b\nc\n", "a\n\nc\n", [("too-deep", 2)]),
        (b"a\n\n" + b"[" * 201 + b"\nb\n\nc\n", "a\n\n\n\n\nc\n", [("too-deep", 3)]),
        (b"x" * 200_001, None, [("too-large", 1)]),
    ],
)
def test_bytes_become_tidy_text_or_a_diagnostic(
    content: bytes, text: str | None, expected: Places, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_bytes(content)

    made = text_of(content_of(tmp_path / "a.md", "a.md"), "a.md")

    assert (made.text, places(made.diagnostics)) == (text, expected)


@pytest.mark.parametrize(
    "change", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n"), bytes.rstrip]
)
def test_a_mark_windows_line_ends_and_a_missing_last_one_change_nothing(change: object, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    for path in root.rglob("*.md"):
        path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]

    settings = read_settings(root).value[0]

    assert read_library(root, settings) == read_library(BASE, settings)


def test_what_is_no_file_is_told_and_nobody_waits_for_it(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    (root / "stories/_claims/night-flow.md").unlink()
    (root / "stories/_claims/night-flow.md").mkdir()
    (root / "stories/_proofs/test-bench.md").unlink()
    (root / "stories/_proofs/test-bench.md").symlink_to("water-audit.md")
    (root / "stories/slow-leaks/bad\udcff\nname.md").write_text("")

    found = read_library(root, read_settings(root).value[0]).diagnostics

    assert [(one.file, one.code) for one in found] == [
        ("stories/_claims/night-flow.md", "not-a-plain-file"),
        ("stories/_proofs/test-bench.md", "not-a-plain-file"),
        ("stories/slow-leaks/bad\\udcff\\nname.md", "misnamed-file"),
    ]


def test_a_setting_is_told_at_its_line_in_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\n[tool.samestory]\nname = 3\ncolour = "red"\n[tool.samestory.fields]\n"first name" = 1\n'
        '[tool.samestory.limits]\nfirst-email = "soon"\nlast-email = "x"\n'
    )

    found = read_settings(tmp_path).diagnostics

    assert [(one.code, one.line) for one in found if one.code != "missing-setting"] == [
        ("wrong-setting", 4),
        ("wrong-setting", 5),
        ("wrong-setting", 7),
        ("wrong-setting", 9),
        ("unknown-setting", 10),
    ]
    assert {one.line for one in found if one.code == "missing-setting"} == {3}


def test_without_settings_only_that_is_told() -> None:
    made = read_settings(BASE / "stories")

    assert [one.code for one in made.diagnostics] == ["no-settings"]
    assert made.value[0].fields.keys() == {"first name"}
