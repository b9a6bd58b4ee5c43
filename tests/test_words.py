"""Word lists and what counts as a figure: what they find, and what ordinary prose they leave alone."""

from __future__ import annotations

import pytest

from samestory.figure_kinds import figures_of
from samestory.words import unquoted, words_of


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_language_has_all_kinds_of_words(language: str) -> None:
    words = words_of(language)

    assert words
    assert all(phrases.telling for phrases in (words.empty, words.empty_beginning, words.relative, words.praise))
    assert words.we
    assert words.you


@pytest.mark.parametrize("language", ["fr", "EN", "../en", ""])
def test_another_language_has_none(language: str) -> None:
    assert words_of(language) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I’m just touching\nbase.", "touching\nbase"),
        ("Any thoughts?", "Any thoughts?"),
        ("Check in your code and follow up on reports.", None),
        ("He had thoughts on any of it.", None),
    ],
)
def test_empty_phrases_are_whole_words_over_a_line_end(text: str, found: str | None) -> None:
    words = words_of("en")

    assert words
    assert next((one[0] for one in words.empty.find(text)), None) == found


@pytest.mark.parametrize(
    ("text", "is_praise"),
    [
        ("We are by far the largest maker of seals.", True),
        ("Ours is the leading platform for it.", True),
        ("We never miss a leak.", True),
        ("The only tool that listens.", True),
        ("You are the largest plant of the region.", False),
        ("Your team always finds something.", False),
        ("The best way is a list.", False),
        ("We wrote that the largest leaks are silent ones", False),
    ],
)
def test_praise_is_of_ourselves(text: str, is_praise: bool) -> None:
    words = words_of("en")

    assert words
    assert bool(list(words.praise.find(text))) == is_praise


@pytest.mark.parametrize(
    ("text", "is_relative"),
    [
        ("We met last Tuesday.", True),
        ("It opens next quarter.", True),
        ("Three weeks ago, a few days ago.", True),
        ("Use the last week of the month.", False),
        ("Take a week for it, and the next day off.", False),
    ],
)
def test_relative_dates_count_from_a_day(text: str, is_relative: bool) -> None:
    words = words_of("en")

    assert words
    assert bool(list(words.relative.find(text))) == is_relative


def test_quoted_words_are_somebody_elses() -> None:
    assert unquoted('He said "any thoughts?" twice') == "He said ¤¤¤¤ ¤¤¤¤¤¤¤¤¤¤ twice"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("28 % of 1,310 hours", ["28 %", "1,310"]),
        ("€ 5–10 million", ["€ 5–10"]),
        ("two in five, twice as many", ["two in five", "twice as"]),
        ("half of the hours", ["half of"]),
        ("half of the day", []),
        ("in 2009", ["2009"]),
        ("since May 2025, on 3 November, at 10:30 am", []),
        ("B2B, ISO-9001, 18F, 37signals, room 12, step 3, #4, 24/7", []),
        ("5x faster, 10k leads, 3h", ["5", "10", "3"]),
        ("our 10th anniversary, the 90th percentile", ["90"]),
    ],
)
def test_a_figure_says_how_many(text: str, figures: list[str]) -> None:
    assert [found[0].strip() for found in figures_of(text)] == figures
