"""The JSON Schemas: they take what the engine takes, as an editor reads it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from samestory.schema import FRONT_MATTER, KINDS, all_schemas, schema_of
from tests.conftest import ROOT

PLACES = {
    "role": "buyers/roles/*.md",
    "stage": "buyers/stages/*.md",
    "handoff": "buyers/handoff.md",
    "story": "stories/*/story.md",
    "beat": "stories/*/[0-9]*.md",
    "claim": "stories/_claims/*.md",
    "proof": "stories/_proofs/*.md",
    "offer": "stories/_offers/*.md",
    "note": "stories/*/field/*.md",
}


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `yes` and dates are text, numbers are numbers."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def front_matter(path: Path) -> dict[str, Any]:
    """The keys of a file as an editor hands them to a schema."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8").split("---\n")[1], EditorLoader)
    return found


def files(root: Path) -> Iterator[tuple[str, Path]]:
    return ((kind, path) for kind, place in PLACES.items() for path in sorted(root.glob(place)))


def errors(kind: str, value: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema_of(kind)).iter_errors(value)]


@pytest.mark.parametrize("root", [ROOT, ROOT / "tests/checks/_base"], ids=["example", "base"])
def test_all_front_matter_that_the_engine_takes_is_valid(root: Path) -> None:
    found = {path.relative_to(root).as_posix(): errors(kind, front_matter(path)) for kind, path in files(root)}

    assert len(found) > 15
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_example_has_every_kind() -> None:
    assert {kind for kind, _ in files(ROOT)} == set(FRONT_MATTER)


@pytest.mark.parametrize("kind", FRONT_MATTER)
def test_an_unknown_key_is_not_valid(kind: str) -> None:
    path = next(path for of_kind, path in files(ROOT) if of_kind == kind)

    wrong = errors(kind, {**front_matter(path), "mood": "good"})

    assert len(wrong) == 1
    assert "mood" in wrong[0]


@pytest.mark.parametrize("kind", FRONT_MATTER)
def test_a_needed_key_that_is_missing_is_not_valid(kind: str) -> None:
    path = next(path for of_kind, path in files(ROOT) if of_kind == kind)
    whole = front_matter(path)

    for key in schema_of(kind)["required"]:
        assert errors(kind, {name: value for name, value in whole.items() if name != key}) != [], key


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("beat", "wait", "6 dayz"),
        ("beat", "stage", "Status Quo"),
        ("role", "nurture", "maybe"),
        ("role", "code", "economic"),
        ("claim", "checked", "3 November"),
        ("claim", "use", "email, shout"),
        ("offer", "kind", "present"),
        ("proof", "date", "lately"),
        ("settings", "frequency-cap", "often"),
        ("settings", "from-address", "nobody"),
    ],
)
def test_a_value_that_the_engine_refuses_is_not_valid(kind: str, key: str, value: str) -> None:
    whole = settings() if kind == "settings" else front_matter(next(p for k, p in files(ROOT) if k == kind))

    assert errors(kind, whole) == []
    assert errors(kind, {**whole, key: value}) != []


def settings() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["samestory"]
    return table


def test_settings_take_what_the_engine_takes_and_no_unknown_name() -> None:
    assert errors("settings", settings()) == []
    assert errors("settings", {**settings(), "mood": "good"}) != []
    assert errors("settings", {**settings(), "limits": {"mood": 1}}) != []
    assert errors("settings", {}) != []


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))
    assert kind in all_schemas()["$defs"]


def test_the_command_prints_them() -> None:
    command = [sys.executable, "-c", "from samestory.cli import main; main()", "schema"]

    one = subprocess.run([*command, "beat"], capture_output=True, text=True, check=True)
    every = subprocess.run(command, capture_output=True, text=True, check=True)
    none = subprocess.run([*command, "beet"], capture_output=True, text=True, check=False)

    assert json.loads(one.stdout) == schema_of("beat")
    assert json.loads(every.stdout) == all_schemas()
    assert (none.returncode, "`beat`" in none.stderr) == (2, True)
