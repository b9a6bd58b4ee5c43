"""The plot of how the stations grow with the repository: docs/growth.svg, from the records and from nothing else."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path

from records import Records

# What a reader knows the parts by; writing is filling the stage and exchanging it.
LINES: Mapping[str, tuple[str, ...]] = {
    "read": ("Read",),
    "check": ("Check",),
    "plan": ("Plan",),
    "render": ("Render",),
    "site": ("Site",),
    "prove": ("Prove",),
    "write": ("Stage", "Publish"),
}
COLOURS = ("#0b5a6f", "#b4510f", "#5b3f8c", "#1a7f37", "#9a1750", "#1f2328", "#8a6d00")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 480, 70, 110, 40, 60
SMALLEST = 0.001  # seconds; what is quicker lies on the axis


def seconds_by_line(records: Records) -> dict[str, dict[int, float]]:
    """CPU seconds by line and by number of items, medians of the rounds."""
    sizes = sorted({one.items for one in records if one.work == "stations" and one.values})
    return {
        line: {
            items: sum(statistics.median(records.of(items, "stations", station)) for station in stations)
            for items in sizes
        }
        for line, stations in LINES.items()
    }


def draw_growth(records: Records, into: Path) -> None:
    """Write the plot; with fewer than two sizes there is no growth to be seen, and what is there stays."""
    seconds = seconds_by_line(records)
    if len(seconds["read"]) >= 2:
        into.write_text("".join(_svg(seconds)), "utf-8", newline="\n")


def _svg(seconds: Mapping[str, Mapping[int, float]]) -> Iterator[str]:
    sizes = list(seconds["read"])
    most = max(value for by_size in seconds.values() for value in by_size.values())
    x, y = _Scale(sizes[0], sizes[-1], LEFT, WIDTH - RIGHT), _Scale(0.01, _power_above(most), HEIGHT - BOTTOM, TOP)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">\n'
        "<title>CPU seconds of each station by number of items</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
    )
    yield f'<text x="{LEFT}" y="22" fill="#1f2328">CPU seconds of a cold build, station by station</text>\n'
    yield from _axes(sizes, _power_above(most), x, y)
    for by_size, colour in zip(seconds.values(), COLOURS, strict=True):
        points = [(x(items), y(max(value, SMALLEST))) for items, value in by_size.items()]
        path = " ".join(f"{left:.1f},{top:.1f}" for left, top in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        yield from (f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3.5" fill="{colour}"/>\n' for left, top in points)
    yield from _names(seconds, y)
    yield "</svg>\n"


def _axes(sizes: list[int], top: float, x: _Scale, y: _Scale) -> Iterator[str]:
    for items in sizes:
        yield _rule(x(items), TOP, x(items), HEIGHT - BOTTOM)
        below = HEIGHT - BOTTOM + 20
        yield f'<text x="{x(items):.1f}" y="{below}" text-anchor="middle" fill="#57606a">{items:,}</text>\n'
    seconds = 0.01
    while seconds <= top * 1.001:
        yield _rule(LEFT, y(seconds), WIDTH - RIGHT, y(seconds))
        yield f'<text x="{LEFT - 8}" y="{y(seconds) + 4:.1f}" text-anchor="end" fill="#57606a">{seconds:g} s</text>\n'
        seconds *= 10
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle:.1f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#57606a">items (emails)</text>\n'


def _rule(left: float, top: float, right: float, bottom: float) -> str:
    return f'<path d="M{left:.1f} {top:.1f}L{right:.1f} {bottom:.1f}" stroke="#d8dee4"/>\n'


def _names(seconds: Mapping[str, Mapping[int, float]], y: _Scale) -> Iterator[str]:
    """The name of each line at its end, those that would lie over each other moved apart."""
    ends = {line: y(max([*by_size.values()][-1], SMALLEST)) for line, by_size in seconds.items()}
    colours = dict(zip(seconds, COLOURS, strict=True))
    lowest = TOP - 16.0
    for line, height in sorted(ends.items(), key=lambda end: end[1]):
        lowest = max(height, lowest + 16)
        yield f'<text x="{WIDTH - RIGHT + 10}" y="{lowest + 4:.1f}" fill="{colours[line]}">{line}</text>\n'


class _Scale:
    """Powers of ten at equal distances."""

    def __init__(self, low: float, high: float, at_low: float, at_high: float) -> None:
        self._low, self._per = math.log10(low), (at_high - at_low) / (math.log10(high) - math.log10(low))
        self._at_low = at_low

    def __call__(self, value: float) -> float:
        return self._at_low + (max(math.log10(value), self._low) - self._low) * self._per


def _power_above(value: float) -> float:
    return float(10 ** max(math.ceil(math.log10(value)), -1))
