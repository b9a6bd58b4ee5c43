"""The files that need no email tool, and how strictly sequences.json is described."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import jsonschema
import pytest

from samestory.render.bundle import render_bundle
from samestory.render.email import render_emails
from samestory.render.sequences_json import as_json, sequences_schema
from samestory.render.touches_csv import COLUMNS, escaped
from tests.conftest import DAY
from tests.email_fixtures import CALCULATOR, STAMP, library, sequences, settings

BUNDLE = "sequences/bundle"


def bundle(**changes: Any) -> dict[str, str]:
    """The bundle of the hand-built storylines, by path."""
    known = settings(**changes)
    emails = render_emails(sequences(), known)
    made = render_bundle(library(), sequences(), emails, known, DAY, "0123456789ab", "1.2.3", "spring")
    return {file.path: file.content.decode() for file in made}


@pytest.fixture
def whole() -> dict[str, Any]:
    """sequences.json, read back."""
    return dict(json.loads(bundle()[f"{BUNDLE}/sequences.json"]))


def test_live_storylines_and_nurtured_roles_have_files_and_nothing_else_has() -> None:
    story = f"{BUNDLE}/hidden-rework"

    assert list(bundle()) == [
        f"{BUNDLE}/sequences.json",
        f"{BUNDLE}/sequences.schema.json",
        f"{BUNDLE}/touches.csv",
        *(f"{story}/economic-buyer/rw-hidden-cost-eb.{kind}" for kind in ("html", "txt", "eml")),
        *(f"{story}/technical-evaluator/rw-hidden-cost-te.{kind}" for kind in ("html", "txt", "eml")),
        f"{story}/RUNBOOK.md",
        "sequences/receipt.json",
    ]


def test_two_bundles_are_the_same() -> None:
    assert bundle() == bundle()


def test_the_whole_is_described(whole: dict[str, Any]) -> None:
    (story,) = whole.pop("storylines")
    roles = story.pop("sequences")

    assert whole == {
        "schema": 1,
        "project": "example",
        "stamp": "0123456789ab",
        "release": "spring",
        "day": "2026-11-24",
        "allowed_figures": [],
    }
    assert {key: value for key, value in story.items() if key != "uuid"} == {
        "id": "hidden-rework",
        "code": "rw",
        "title": "Rework that is seen",
        "kind": "accelerate",
        "language": "en",
        "status": "live",
        "entry": ["stalled 30 days"],
        "exit": [
            "replied", "meeting-booked", "asked-price", "named-project", "unsubscribed", "bounced", "became-customer",
            "left-company",
        ],
        "suppress": ["do-not-contact", "became-customer", "competitor"],
        "after": "rest 90 days",
        "cycle_days": 180,
        "priority": None,
    }  # fmt: skip
    assert [(role["role"], [segment["stage"] for segment in role["segments"]]) for role in roles] == [
        ("economic-buyer", ["status-quo", "validation"]),
        ("technical-evaluator", ["status-quo"]),
    ]


def test_an_email_and_a_call_are_described(whole: dict[str, Any]) -> None:
    email, call = (segment["touches"][0] for segment in whole["storylines"][0]["sequences"][0]["segments"])
    files = bundle()
    html, text = (files[f"{BUNDLE}/hidden-rework/economic-buyer/rw-hidden-cost-eb.{kind}"] for kind in ("html", "txt"))

    assert email == {
        "key": "rw-hidden-cost-eb",
        "former_keys": ["rw-cost-eb"],
        "uuid": "5b1c1f4e-0b0c-5d55-9b5c-0d4f6ad0a001",
        "beat": "hidden-cost",
        "channel": "email",
        "day": 6,
        "segment_day": 6,
        "wait_days": 6,
        "message": "Most rework is booked as normal work",
        "subject": "The cost line nobody budgets for, {first name | there}",
        "preview": "Rework hides inside normal hours. Here is how to see it.",
        "html": html,
        "text": text,
        "fields": [
            {"name": "first name", "fallback": "there"},
            {"name": "company", "fallback": "your company"},
        ],
        "claims": [
            {
                "id": "rework-share",
                "form": "sentence",
                "text": "Rework takes 28 % of all booked hours",
                "value": "28 %",
            }
        ],
        "as_is": ["5 minutes"],
        "offer": {"id": "rework-calculator", "text": "Work out your own number", "url": CALCULATOR.url},
        "stamp": STAMP,
        "sha256": {"html": sha256(html.encode()).hexdigest(), "text": sha256(text.encode()).hexdigest()},
    }
    assert {key: call[key] for key in ("channel", "subject", "preview", "html", "text", "offer", "sha256")} == {
        "channel": "call",
        **dict.fromkeys(("subject", "preview", "html", "text", "offer", "sha256")),
    }
    assert (call["fields"], call["claims"], call["as_is"], call["segment_day"]) == ([], [], [], 0)


def objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object below a value with its path, the value itself included."""
    if isinstance(value, dict):
        yield path, value
    for name, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from objects(below, f"{path}/{name}")


def test_the_schema_is_one_and_describes_the_whole(whole: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(sequences_schema())

    validator.check_schema(sequences_schema())

    assert list(validator.iter_errors(whole)) == []
    assert bundle()[f"{BUNDLE}/sequences.schema.json"] == as_json(sequences_schema())


def test_a_key_more_or_less_is_refused_at_every_level(whole: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(sequences_schema())
    passed = []

    levels = [path for path, _ in objects(whole)]
    for path in levels:
        for key in ("mood", *dict(objects(whole))[path]):
            changed = copy.deepcopy(whole)
            level = dict(objects(changed))[path]
            if level.pop(key, None) is None and key == "mood":
                level[key] = "good"
            if validator.is_valid(changed):
                passed.append(f"{path}/{key}")

    assert len(levels) > 10
    assert passed == []


def test_the_table_has_a_row_an_email() -> None:
    rows = list(csv.DictReader(io.StringIO(bundle()[f"{BUNDLE}/touches.csv"])))

    assert list(rows[0]) == list(COLUMNS)
    assert list(rows[0].values()) == [
        "rw-hidden-cost-eb",
        "hidden-rework",
        "economic-buyer",
        "status-quo",
        "6",
        "6",
        "6",
        "The cost line nobody budgets for, {first name | there}",
        "Rework hides inside normal hours. Here is how to see it.",
        CALCULATOR.url,
        "hidden-rework/economic-buyer/rw-hidden-cost-eb.html",
        "hidden-rework/economic-buyer/rw-hidden-cost-eb.txt",
    ]
    assert [row["key"] for row in rows] == ["rw-hidden-cost-eb", "rw-hidden-cost-te"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "  =1", "＝1", "＠x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["a=1", "1-2", "", "{first name | there}", "'x"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escaped(cell) == cell


def test_the_receipt_says_what_was_made() -> None:
    files = bundle()
    html = files[f"{BUNDLE}/hidden-rework/economic-buyer/rw-hidden-cost-eb.html"]

    receipt = json.loads(files["sequences/receipt.json"])

    assert [entry["key"] for entry in receipt] == ["rw-hidden-cost-eb", "rw-hidden-cost-te"]
    assert {key: value for key, value in receipt[0].items() if key != "sha256"} == {
        "key": "rw-hidden-cost-eb",
        "subject": "The cost line nobody budgets for, {first name | there}",
        "claims": [{"id": "rework-share", "value": "28 %"}],
        "release": "spring",
    }
    assert receipt[0]["sha256"]["html"] == sha256(html.encode()).hexdigest()


def test_a_role_that_is_told_nothing_by_email_has_no_sequence() -> None:
    known = library()
    silent = replace(
        known,
        roles=tuple(replace(role, fields=role.fields.model_copy(update={"nurture": False})) for role in known.roles),
    )

    made = list(
        render_bundle(silent, sequences(), render_emails(sequences(), settings()), settings(), DAY, "0" * 12, "1")
    )

    assert json.loads(made[0].content)["storylines"][0]["sequences"] == []
