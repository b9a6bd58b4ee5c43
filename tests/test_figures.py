"""Values: when two are equal, and where a text has one typed out."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samestory.checks.figures import bare_words
from samestory.figures import Finder, figure_of, is_figure, same_value, typed_values

NUMBERS = st.one_of(st.integers(1, 999_999).map(str), st.decimals(0, 999, places=1).map(str))
UNITS = st.sampled_from(["%", " %", "\u00a0%", " percent", " days", " orders", " hours", "×"])
WORDS = st.text(st.sampled_from("abcdefgh ,;\n"), max_size=30)


def found(text: str, *values: str) -> list[tuple[str, str]]:
    """The values found in a text, each with the words that stand there."""
    return [(typed.id, typed.words) for typed in typed_values(text, [(value, value) for value in values])]


# ---- equality -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("28 %", "28%"),
        ("28 %", "28 percent"),
        ("28 %", "28 per cent"),
        ("28 %", "28\u00a0%"),
        ("5–10 %", "5-10 %"),
        ("5–10 %", "5 to 10 %"),
        ("5–10 %", "5 %–10 %"),
        ("1,310 orders", "1310 orders"),
        ("3 days", "3 day"),
        ("+20 %", "20 %"),
        ("€ 5 million", "€5 mio"),
        ("one third", "One third"),
        ("4 in 10", "4 of 10"),
    ],
)
def test_values_with_the_same_numbers_and_unit_are_equal(one: str, other: str) -> None:
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("28 %", "29 %"),
        ("28 %", "28 days"),
        ("5–10 %", "10–5 %"),
        ("5–10 %", "10 %"),
        ("−59 %", "59 %"),
        ("1,310 orders", "310 orders"),
        ("1.5 %", "15 %"),
        ("one third", "two thirds"),
        ("3 days", "3 weeks"),
        ("€ 5", "$ 5"),
        ("28 %", "one third"),
    ],
)
def test_values_with_other_numbers_or_another_unit_are_not(one: str, other: str) -> None:
    assert not same_value(one, other)


@given(NUMBERS, UNITS, NUMBERS, UNITS)
def test_equality_goes_both_ways(one: str, unit: str, other: str, its_unit: str) -> None:
    left, right = f"{one}{unit}", f"{other}{its_unit}"

    assert same_value(left, left)
    assert same_value(left, right) == same_value(right, left)
    assert same_value(left, right) == (figure_of(left) == figure_of(right))


@pytest.mark.parametrize(
    ("value", "says_a_number"), [("12 %", True), ("twice", True), ("one third", True), ("soon", False)]
)
def test_a_value_says_a_number_in_digits_or_words(value: str, says_a_number: bool) -> None:
    assert is_figure(value) is says_a_number


# ---- whole tokens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It is 28 % of the hours.", "28 %"),
        ("It is 28% of the hours.", "28 %"),
        ("It is 28\npercent.", "28 %"),
        ("It is 28 per cent.", "28 %"),
        ("From 5 to 10 % of them.", "5–10 %"),
        ("Between 5 and 10 % of them.", "5–10 %"),
        ("5-10% of them.", "5–10 %"),
        ("A 3-day wait.", "3 days"),
        ("1,310 orders came.", "1,310 orders"),
        ("1\u202f310 orders came.", "1,310 orders"),
        ("A third of the hours.", "one third"),
        ("One-third of the hours.", "one third"),
        ("There are twice as many.", "twice"),
        ("A −59 % change.", "-59 %"),
        ("It costs €5 million.", "€ 5 million"),
        ("(28 %)", "28 %"),
        ("310 came.", "310"),
    ],
)
def test_a_value_typed_out_is_found(text: str, value: str) -> None:
    assert [id for id, _ in found(text, value)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,310 orders", "31"),
        ("1,310 orders", "310 orders"),
        ("128 % more", "28 %"),
        ("28.5 % more", "28 %"),
        ("1.28 % more", "28 %"),
        ("28 days", "28 %"),
        ("5–10 %", "10 %"),
        ("5–10 %", "5 %"),
        ("from 5 to 10 %", "10 %"),
        ("ISO 9001:2015 and 28/30 %", "28 %"),
        ("on 2026-11-28 % we say", "28 %"),
        ("version-3 days", "3 days"),
        ("half of an hour", "half"),
        ("one thirdly", "one third"),
        ("a third party", "one third"),
        ("twice", "twice"),
        ("12 came", "12"),
        ("the quarterly report", "one quarter"),
    ],
)
def test_a_part_of_another_figure_is_not(text: str, value: str) -> None:
    assert found(text, value) == []


@given(WORDS, NUMBERS, UNITS, UNITS, WORDS)
def test_a_value_is_found_wherever_it_stands_alone(
    before: str, number: str, unit: str, other_unit: str, after: str
) -> None:
    value = f"{number}{unit}"
    text = f"{before} {number}{other_unit}. {after}"

    ids = [id for id, _ in found(text, value)]

    assert ids == ([value] if same_value(value, f"{number}{other_unit}") else [])


@given(NUMBERS, st.integers(0, 9), st.sampled_from(["", ",", "."]), st.booleans())
def test_a_value_with_more_digits_beside_it_is_another_figure(
    number: str, digit: int, mark: str, in_front: bool
) -> None:
    beside = f"{digit}{mark}{number} %" if in_front else f"{number}{mark}{digit} %"
    assume(figure_of(beside) != figure_of(f"{number} %"))

    assert found(f"It is {beside} of it", f"{number} %") == []


@given(NUMBERS, NUMBERS, st.sampled_from(["-", "–", "—", " - ", " – ", " to "]))
def test_the_dash_of_a_range_does_not_matter(low: str, high: str, dash: str) -> None:
    value, text = f"{low}–{high} %", f"some {low}{dash}{high} % of it"

    ids = [id for id, _ in found(text, value, f"{high} %", f"{low} %")]

    assert ids == [value]


@given(WORDS, NUMBERS, UNITS, WORDS)
def test_what_was_found_stands_at_its_position(before: str, number: str, unit: str, after: str) -> None:
    text = f"{before} {number}{unit}. {after}"

    for typed in Finder([("it", f"{number}{unit}")]).find(text):
        assert text[typed.position :].startswith(number)


@given(st.text(max_size=60), st.text(max_size=20))
def test_nothing_that_people_type_is_too_strange(text: str, value: str) -> None:
    list(typed_values(text, [("it", value)]))
    assert same_value(value, value)
    assert len(bare_words(text).split("\n")) == len(text.split("\n"))


def test_two_claims_with_one_value_are_both_found() -> None:
    assert found("It is 28 % there", "28 %", "28 percent") == [("28 %", "28 %"), ("28 percent", "28 %")]


# ---- the words of a text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("It is {as-is: 28 %} and {claim: a.value} %", "It is ¤ and ¤ %"),
        ("It is **28** % of _it_", "It is 28 % of it"),
        ("Look [at 28 %](https://a.example/28%25) there", "Look [at 28 %¤ there"),
        ("A literal \\{28 %", "A literal ¤28 %"),
        ("snake_case_28 %", "snake_case_28 %"),
    ],
)
def test_tokens_addresses_and_marks_are_taken_out(source: str, words: str) -> None:
    assert bare_words(source) == words
