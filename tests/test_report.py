"""The four ways in which diagnostics are shown."""

from __future__ import annotations

import json

import pytest

from samestory.diagnostics import Diagnostic
from samestory.read import faults
from samestory.report import FORMATS, as_github, as_json, as_sarif, as_text, counted

KEY = Diagnostic("stories/a/10-x.md", 4, "error", "unknown-key", "there is no key `wat`", "Did you mean `wait`?")
BARE = Diagnostic("buyers/roles/a, b.md", 1, "warning", "missing-key", "100% of this\nis: wrong")
NOTE = Diagnostic("stories/grüße.md", 2, "info", "stray-text", "a note")
ALL = (KEY, BARE, NOTE)


def test_text_has_a_line_a_hint_and_a_count() -> None:
    assert as_text(ALL) == (
        "stories/a/10-x.md:4: error [unknown-key] there is no key `wat`\n"
        "    hint: Did you mean `wait`?\n"
        "buyers/roles/a, b.md:1: warning [missing-key] 100% of this\nis: wrong\n"
        "stories/grüße.md:2: info [stray-text] a note\n"
        "1 error, 1 warning, 1 note.\n"
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((), "No problems."),
        ((KEY,), "1 error."),
        ((KEY, KEY), "2 errors."),
        ((BARE, NOTE, NOTE), "1 warning, 2 notes."),
    ],
)
def test_problems_are_counted_in_words(found: tuple[Diagnostic, ...], words: str) -> None:
    assert counted(found) == words


def test_json_has_every_part_of_a_diagnostic_and_the_counts() -> None:
    assert json.loads(as_json((KEY, BARE))) == {
        "diagnostics": [
            {
                "code": "unknown-key",
                "severity": "error",
                "file": "stories/a/10-x.md",
                "line": 4,
                "message": "there is no key `wat`",
                "hint": "Did you mean `wait`?",
            },
            {
                "code": "missing-key",
                "severity": "warning",
                "file": "buyers/roles/a, b.md",
                "line": 1,
                "message": "100% of this\nis: wrong",
                "hint": "",
            },
        ],
        "errors": 1,
        "warnings": 1,
    }


def test_github_annotations_escape_what_ends_a_command() -> None:
    assert as_github(ALL) == (
        "::error file=stories/a/10-x.md,line=4,title=unknown-key::there is no key `wat`%0ADid you mean `wait`?\n"
        "::warning file=buyers/roles/a%2C b.md,line=1,title=missing-key::100%25 of this%0Ais: wrong\n"
        "::notice file=stories/grüße.md,line=2,title=stray-text::a note\n"
    )


def test_sarif_has_a_rule_a_level_and_an_address_for_each() -> None:
    made = json.loads(as_sarif(ALL))

    (run,) = made["runs"]
    assert (made["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "samestory")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["missing-key", "stray-text", "unknown-key"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])
    assert [
        (
            result["ruleId"],
            result["level"],
            result["message"]["text"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for result in run["results"]
    ] == [
        ("unknown-key", "error", "there is no key `wat`. Did you mean `wait`?", "stories/a/10-x.md", 4),
        ("missing-key", "warning", "100% of this\nis: wrong", "buyers/roles/a%2C%20b.md", 1),
        ("stray-text", "note", "a note", "stories/gr%C3%BC%C3%9Fe.md", 2),
    ]


def test_nothing_to_tell_is_told_in_every_format() -> None:
    assert {name: show(()) for name, show in FORMATS.items() if name not in ("sarif", "json")} == {
        "text": "No problems.\n",
        "github": "",
    }
    assert json.loads(as_json(())) == {"diagnostics": [], "errors": 0, "warnings": 0}
    assert json.loads(as_sarif(()))["runs"][0]["results"] == []


assert faults  # imported for the codes it registers
