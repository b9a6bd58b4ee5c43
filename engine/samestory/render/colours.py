"""The colours of an email, light and dark, made from the one colour of the settings so that all can be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from samestory.contrast import DARK_LINK_CONTRAST, SHAPE_CONTRAST, TEXT_CONTRAST, WHITE, ink_on, seen_on


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
