"""What the proof takes to be quick, held against the slow way: phrases, figures, drafts, and HTML that is too deep."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from samestory.figure_kinds import DIGIT, KINDS, NO_FIGURE, could_have_figures, figures_of
from samestory.prove.draft import _of_any_form, _of_usual_form, read_draft
from samestory.prove.html import read_html
from samestory.prove.phrases import Phrases
from samestory.prove.told_figures import _without

ANY_FIGURE = re.compile("|".join(f"(?:{kind})" for kind in KINDS), re.IGNORECASE)
WORDS = (
    *("28 %", "a", "the hours", "half of", "one third of", "twice as", "version 2", "ten times the", "5", "€ 1,000"),
    *("percent", "per cent", "two", "out of", "every ten", "doubled", "B2B", "24/7", "İ", "ſix", "third-party", "¦"),
    *(".", ",", "-", "(", ")", "°", "5–10", "3.5 million dollars", "quarter of the day", "Über", "x_1"),
)


def sentences(seed: int, count: int, most: int) -> list[str]:
    chance = random.Random(seed)
    return [
        "".join(chance.choice(WORDS) + chance.choice(("", " ", " ")) for _ in range(chance.randint(1, most))).strip()
        for _ in range(count)
    ]


@pytest.mark.parametrize("whole_words", [False, True])
def test_a_phrase_that_stands_in_a_text_is_possible_there(whole_words: bool) -> None:
    known = sentences(1, 300, 6)
    phrases = Phrases(known, whole_words=whole_words)
    found = 0

    for text in sentences(2, 400, 40):
        possible = set(phrases.possible_in(text))
        for phrase in known:
            pattern = rf"(?<![\w.,]){re.escape(phrase)}(?!\w)" if whole_words else re.escape(phrase)
            if phrase and re.search(pattern, text):
                assert phrase in possible
                found += 1

    assert found > 1000


def test_few_phrases_are_looked_for_in_a_text_that_has_none_of_them() -> None:
    phrases = Phrases(f"Rework takes {share} % of all booked hours in plants" for share in range(1000))

    possible = set(phrases.possible_in("Rework takes 28 % of all booked hours in plants like yours"))

    assert possible == {"Rework takes 28 % of all booked hours in plants"}


def test_what_accounts_for_figures_is_taken_away_where_it_stands_as_whole_words() -> None:
    for text in sentences(3, 400, 30):
        for known in sentences(4, 40, 2):
            if known:
                expected = re.sub(rf"(?<![\w.,]){re.escape(known)}(?!\w)", " ¦ ", text)
                assert _without(text, known) == expected


def test_figures_in_digits_and_in_words_are_those_of_one_pattern() -> None:
    found = 0
    for text in sentences(5, 3000, 9):
        named = [each.span() for each in NO_FIGURE.finditer(text)] if DIGIT.search(text) else []
        every = [each.span() for each in ANY_FIGURE.finditer(text)]
        expected = [span for span in every if not any(start <= span[0] < end for start, end in named)]

        assert [each.span() for each in figures_of(text)] == expected
        assert could_have_figures(text) or not expected
        found += len(expected)

    assert found > 1000


def test_a_draft_reads_the_same_in_its_usual_form_and_in_any(built_example: Path) -> None:
    drafts = sorted((built_example / "build").rglob("*.eml"))

    for draft in drafts:
        content = draft.read_bytes()
        usual, general = _of_usual_form(content), _of_any_form(content)
        assert usual is not None
        assert usual[1] == general[1]
        assert {name: " ".join(value.split()) for name, value in usual[0].items()} == {
            name: " ".join(value.split()) for name, value in general[0].items()
        }

    assert len(drafts) > 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"quoted-printable", b"Quoted-Printable"),
        (b"Content-Type: text/plain; charset=utf-8", b'Content-Type: text/plain; charset="utf-8"; format=flowed'),
        (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nX-Other: one\r\n\ttwo\r\n"),
    ],
)
def test_a_draft_in_an_unusual_form_is_read_all_the_same(built_example: Path, old: bytes, new: bytes) -> None:
    content = min((built_example / "build").rglob("*.eml")).read_bytes()
    assert old in content

    unusual = read_draft(content.replace(old, new))

    usual = read_draft(content)
    assert usual
    assert unusual
    assert (unusual.subject, unusual.key, unusual.text) == (usual.subject, usual.key, usual.text)
    assert unusual.html == usual.html


def test_html_whose_end_would_not_be_seen_is_refused() -> None:
    with pytest.raises(RecursionError):
        read_html(f"<p>a</p>{'<div>' * 3000}<p>31 % of the hours</p>")


@pytest.mark.parametrize("content", ["", " ", "<!-- no -->", "a\0b", "\ud800"])
def test_what_is_hardly_html_is_read_as_far_as_it_goes(content: str) -> None:
    words = read_html(content).words().split()

    assert len(words) <= 1
