"""Contact data in field notes: what is an address or a phone number, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samestory.checks import Context
from samestory.checks.personal import field_notes_hold_no_contact_data, what_must_not_be_named_is_not
from samestory.model.front_matter import NoteFields
from samestory.model.library import FieldNote, Source
from samestory.model.settings import Settings
from samestory.model.text import Text
from tests.library_fixtures import emailed, library, settings, storyline

DAY = date(2026, 11, 24)


def told_by(note: str, known: Settings | None = None, slug: str = "a-call") -> Context:
    """A library with one field note."""
    source = Source(f"stories/leaks/field/2026-11-20-{slug}.md")
    written = FieldNote("leaks", DAY, slug, source, NoteFields.model_construct(beat="cost"), Text(note, 6, (note,)))
    story = replace(storyline(emailed("cost", 0)), notes=(written,))
    return Context(library(story), known or settings(), DAY)


def contact_data(note: str, known: Settings | None = None) -> list[str]:
    """What the check says about a note."""
    return [found.message for found in field_notes_hold_no_contact_data(told_by(note, known))]


@pytest.mark.parametrize(
    "number",
    [
        "+44 20 7946 0018",
        "+49 (0)30 1234567",
        "0049 30 1234567",
        "030/1234567",
        "(030) 123 45 67",
        "0171-1234567",
        "555-123-4567",
        "(555) 123-4567",
        "5551234567",
    ],
)
def test_a_phone_number_is_refused(number: str) -> None:
    assert contact_data(f"Call {number}, please.") == [f"`{number}` is a phone number"]


@pytest.mark.parametrize(
    "words",
    [
        "on 2026-11-24",
        "on 01.10.2026",
        "on 01/10/2026",
        "0830-0915",
        "08:30-09:15",
        "1,310,000 orders",
        "2025-2026",
        "0.1234567 litres",
        "order 12-40-7",
        "4711",
    ],
)
def test_dates_hours_and_amounts_are_none(words: str) -> None:
    assert contact_data(f"They said {words}, and so on.") == []


@pytest.mark.parametrize(
    "around", ["jo@mill.example", "(jo@mill.example).", "<jo@mill.example>", "mailto:jo@mill.example"]
)
def test_an_email_address_is_refused(around: str) -> None:
    assert contact_data(f"Write to {around}") == ["`jo@mill.example` is an email address"]


def test_an_address_that_the_settings_allow_passes() -> None:
    known = settings(allow={"addresses": ["info@mill.example"]})

    assert contact_data("Write to info@mill.example or jo@mill.example.", known) == [
        "`jo@mill.example` is an email address"
    ]


def test_the_line_is_that_of_the_address() -> None:
    (found,) = field_notes_hold_no_contact_data(told_by("One.\nTwo, jo@mill.example.\n"))

    assert found.place.line == 7


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("at ACME", ["ACME"]),
        ("Acme's mill", ["Acme"]),
        ("at Mill\nof Tarn", ["Mill of Tarn"]),
        ("acmeite", []),
        ("a mill", []),
    ],
)
def test_a_name_is_found_as_whole_words_in_any_case(note: str, named: list[str]) -> None:
    known = settings(**{"never-name": ["Acme", "Mill of Tarn"]})

    found = what_must_not_be_named_is_not(told_by(note, known))

    assert [finding.message for finding in found] == [f"`{name}` is in the settings' `never-name`" for name in named]


def test_the_name_of_a_note_is_looked_at_too() -> None:
    known = settings(**{"never-name": ["Acme"]})

    (found,) = what_must_not_be_named_is_not(told_by("They said no.", known, slug="acme-cfo"))

    assert (found.place.line, found.message) == (1, "`acme` is in the settings' `never-name`")
