"""Colours that can be read: any brand colour becomes one, with its hue, and no darker than it must be."""

from __future__ import annotations

import re
from colorsys import rgb_to_hls

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.contrast import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    TEXT_CONTRAST,
    WHITE,
    Accent,
    accent_of,
    contrast,
    is_readable,
    nearest_readable,
)
from tests.conftest import ROOT

CSS = (ROOT / "engine/samestory/theme/assets/site.css").read_text("utf-8")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def hls(colour: str) -> tuple[float, float, float]:
    """Hue, lightness, saturation."""
    return rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))


def token(name: str) -> list[str]:
    """The values of a token of the site's style sheet, for light and for dark, with six digits."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", CSS)
    assert found
    return [one if len(one) == 7 else "#" + "".join(digit * 2 for digit in one[1:]) for one in found.groups()]


def test_the_grounds_are_those_of_the_site() -> None:
    assert [list(pair) for pair in zip(LIGHT_GROUNDS, DARK_GROUNDS, strict=True)] == [
        token("bg"),
        token("surface"),
        token("well"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_what_is_offered_can_be_read_and_words_on_it_too(colour: str) -> None:
    offered = nearest_readable(colour)

    assert re.fullmatch(r"#[0-9a-f]{6}", offered)
    assert is_readable(offered)
    assert all(contrast(offered, ground) >= TEXT_CONTRAST for ground in (*LIGHT_GROUNDS, WHITE))


@given(COLOURS)
def test_what_can_be_read_stays_as_it_is(colour: str) -> None:
    assert (nearest_readable(colour) == colour) == is_readable(colour)


@given(COLOURS)
def test_what_is_offered_has_the_hue_and_is_no_darker_than_it_must_be(colour: str) -> None:
    hue, lightness, saturation = hls(colour)
    offered = nearest_readable(colour)

    found_hue, found, found_saturation = hls(offered)

    assert found <= lightness + 1 / 255
    # Channels are whole numbers, so that of a nearly grey colour the hue is a matter of rounding.
    if saturation * min(found, 1 - found) > 0.05:
        assert min(abs(hue - found_hue), 1 - abs(hue - found_hue)) < 0.03
        assert found_saturation == pytest.approx(saturation, abs=0.08)
    if offered != colour:
        least = min(contrast(offered, ground) for ground in LIGHT_GROUNDS)
        assert least < TEXT_CONTRAST + 0.15, "a shade that is a little lighter would do"


@given(COLOURS)
def test_the_site_can_be_read_in_light_and_dark_whatever_the_colour(colour: str) -> None:
    made = accent_of(colour)

    assert all(contrast(made.light, ground) >= TEXT_CONTRAST for ground in (*LIGHT_GROUNDS, made.light_wash))
    assert all(contrast(made.dark, ground) >= TEXT_CONTRAST for ground in (*DARK_GROUNDS, made.dark_wash))
    ink, muted = token("ink"), token("muted")
    assert contrast(ink[0], made.light_wash) >= TEXT_CONTRAST
    assert contrast(ink[1], made.dark_wash) >= TEXT_CONTRAST
    assert contrast(muted[0], made.light_wash) >= TEXT_CONTRAST
    assert contrast(muted[1], made.dark_wash) >= TEXT_CONTRAST


def test_a_yellow_becomes_a_dark_yellow() -> None:
    assert accent_of("#ffcc00") == Accent("#836800", "#c1b480", "#f0ede0", "#3f3816")
