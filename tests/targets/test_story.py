"""What a storyline gives every email tool: ids that are derived, and JSON for a diff."""

from __future__ import annotations

import json
from uuid import uuid5

from samestory.targets.story import NAMESPACE, as_json, derived


def test_a_derived_id_is_the_uuid_of_version_5() -> None:
    for names in (
        ("wait",),
        ("wait", "flow"),
        ("", ""),
        ("Größe “x”", "a\nb"),
        *((str(number),) for number in range(500)),
    ):
        name, *within = names

        assert derived(name, *within) == str(uuid5(NAMESPACE, "\n".join((*within, name))))


def test_each_key_and_each_thing_of_a_list_has_a_line() -> None:
    value = {"a": [{"b": 1.1, "c": None}, [True, "“ü”\n\x1f\x7f</"]], "d": [], "e": {"f": [1, 2]}, "g": "\U0001f600"}

    said = as_json(value).decode()

    assert said.splitlines() == [
        "{",
        ' "a": [',
        '  {"b": 1.1, "c": null},',
        '  [true, "“ü”\\n\\u001f\x7f</"]',
        " ],",
        ' "d": [],',
        ' "e": {"f": [1, 2]},',
        ' "g": "\U0001f600"',
        "}",
    ]
    assert json.loads(said) == value
