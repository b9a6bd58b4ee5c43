"""The brand in the settings: whether its colour can be read."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.contrast import LIGHT_GROUNDS, TEXT_CONTRAST, contrast, is_readable, nearest_readable
from samestory.diagnostics import Finding


@check("pale-colour", "warning")
def the_colour_can_be_read(context: Context) -> Iterator[Finding]:
    """The `colour` of the settings is too pale to be read on the pages of the site.

    Why: links and headings have that colour, and words on buttons stand on it; with a contrast below 4.5 : 1 many
    people cannot read them (WCAG 2.2, 1.4.3). The site takes the nearest colour that can be read; on dark pages and in
    emails a shade of it that can be read is taken in any case.
    Fix: write the colour that is offered: it has the same hue, and is only as much darker as it must be.
    """
    colour, frames = context.settings.colour, context.library.frames
    if frames and not is_readable(colour):
        least = min(contrast(colour, ground) for ground in LIGHT_GROUNDS)
        message = (
            f"`{colour}` has a contrast of {least:.1f} : 1 with the site's pages, and {TEXT_CONTRAST} : 1 is needed"
        )
        hint = f"The nearest colour that can be read: `{nearest_readable(colour)}`."
        yield Finding(frames.source.at("colour"), message, hint)
