"""How long each station of a build took, and what of its work was there already: `--timings`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory.cache.kept import Calls

OnStation = Callable[[str], None]


class Stopwatch:
    """Seconds by station: on the clock, and of all processes' work."""

    def __init__(self) -> None:
        self._seconds: dict[str, tuple[float, float]] = {}

    @contextmanager
    def running(self, on_station: OnStation) -> Iterator[OnStation]:
        """Tells `on_station` what it is told, and measures from one station to the next."""
        now = ("", *_now())

        def next_station(station: str) -> None:
            nonlocal now
            name, wall, work = now
            now = (station, *_now())
            before = self._seconds.get(name, (0.0, 0.0))
            if name:
                self._seconds[name] = (before[0] + now[1] - wall, before[1] + now[2] - work)
            if station:
                on_station(station)

        yield next_station
        next_station("")

    def told(self, calls: Mapping[str, Calls]) -> Iterator[str]:
        """A line for each station, then one for each function whose results are kept: what was there, what was made."""
        for station, (wall, work) in self._seconds.items():
            yield f"{station:<24}{wall:>8.2f} s{work:>8.2f} s of work"
        for function, of_it in sorted(calls.items()):
            by = f"by {of_it.processes} processes" if of_it.processes > 1 else "in one process"
            made = f"{of_it.made:>8,} made {by}" if of_it.made else f"{0:>8} made"
            yield f"{function.replace('_', ' '):<24}{of_it.kept:>8,} kept{made}"


def _now() -> tuple[float, float]:
    spent = os.times()
    return time.perf_counter(), spent.user + spent.system + spent.children_user + spent.children_system
