"""The colours of an email, light and dark, made from the one colour of the settings so that all can be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
DARK_LINK_CONTRAST = 7.0  # WCAG 2.2, 1.4.6: a colour that just passes looks dim among light words
SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
BLACK, WHITE = "#000000", "#ffffff"
STEPS = 50  # how finely a colour is moved towards black or white


@dataclass(frozen=True, slots=True)
class Palette:
    """What an email is painted with on one ground; every text is readable on it."""

    ground: str
    ink: str
    faint: str
    rule: str
    shade: str  # behind code
    link: str
    button: str
    button_ink: str


@cache
def light_palette(colour: str) -> Palette:
    """Dark ink on white."""
    button = seen_on(WHITE, colour, SHAPE_CONTRAST)
    return Palette(
        ground=WHITE,
        ink="#1f2328",
        faint="#59636e",
        rule="#d9dee4",
        shade="#f2f4f6",
        link=seen_on(WHITE, colour, TEXT_CONTRAST),
        button=button,
        button_ink=ink_on(button),
    )


@cache
def dark_palette(colour: str) -> Palette:
    """Light ink on a dark grey; mail clients paint their own frame around it, so it is not black."""
    ground = "#17191c"
    button = seen_on(ground, colour, SHAPE_CONTRAST)
    return Palette(
        ground=ground,
        ink="#e8eaed",
        faint="#a4acb6",
        rule="#3a4048",
        shade="#262a30",
        link=seen_on(ground, colour, DARK_LINK_CONTRAST),
        button=button,
        button_ink=ink_on(button),
    )


def ink_on(ground: str) -> str:
    """White where white is readable on a colour, else black; one of them always is."""
    return WHITE if contrast(WHITE, ground) >= TEXT_CONTRAST else BLACK


def seen_on(ground: str, colour: str, wanted: float) -> str:
    """The colour, moved towards black or white just as far as it needs to have a contrast on a ground."""
    end = BLACK if contrast(BLACK, ground) > contrast(WHITE, ground) else WHITE
    shades = (_mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if contrast(shade, ground) >= wanted), end)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG computes it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, end: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(end), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
