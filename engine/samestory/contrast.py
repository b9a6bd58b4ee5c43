"""Which colours can be read on which: contrast as WCAG computes it, and the nearest colour that has enough of it."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
DARK_LINK_CONTRAST = 7.0  # WCAG 2.2, 1.4.6: a colour that just passes looks dim among light words
SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
BLACK, WHITE = "#000000", "#ffffff"
STEPS = 50  # how finely a colour is moved towards black or white
LIGHTNESS_STEPS = 1000  # finer than two neighbours among 256 values of a channel
# What the site paints text on, as in site.css: page, card, well. Words on a button have the colour of a card.
LIGHT_GROUNDS = ("#f6f5f1", "#ffffff", "#eeece6")
DARK_GROUNDS = ("#121518", "#1a1e22", "#23282d")
CARD, LIGHT_WASH, DARK_WASH = 1, 12, 35  # the place of the card's ground, and how much colour a wash holds, in per cent


@dataclass(frozen=True, slots=True)
class Accent:
    """The brand colour as the site uses it, and a wash of it for backgrounds, on light and on dark grounds."""

    light: str
    dark: str
    light_wash: str
    dark_wash: str


def accent_of(colour: str) -> Accent:
    """The colour as it is where it can be read, else the nearest one; lighter on dark grounds."""
    light = nearest_readable(colour)
    dark = seen_on(DARK_GROUNDS[-1], light, DARK_LINK_CONTRAST)
    return Accent(
        light,
        dark,
        _wash(LIGHT_GROUNDS[CARD], light, light, LIGHT_WASH),
        _wash(DARK_GROUNDS[CARD], light, dark, DARK_WASH),
    )


def nearest_readable(colour: str) -> str:
    """The colour, or the one of its hue and saturation that is only as much darker as it must be to be read.

    It is read on every light ground of the site, and light words on it.
    """
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    shades = (_hex(hls_to_rgb(hue, lightness * step / LIGHTNESS_STEPS, saturation)) for step in _downwards())
    return next((shade for shade in (colour, *shades) if is_readable(shade)), BLACK)


def is_readable(colour: str) -> bool:
    """Whether it can be read on each light ground, and the ground of a card on it."""
    return all(contrast(colour, ground) >= TEXT_CONTRAST for ground in LIGHT_GROUNDS)


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


def _wash(ground: str, colour: str, ink: str, most: int) -> str:
    """The ground with as much of a colour as leaves the ink on it readable."""
    washes = (_mixed(ground, colour, share / 100) for share in range(most, 0, -1))
    return next((wash for wash in washes if contrast(ink, wash) >= TEXT_CONTRAST), ground)


def _downwards() -> range:
    return range(LIGHTNESS_STEPS, -1, -1)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def _mixed(colour: str, end: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(end), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
