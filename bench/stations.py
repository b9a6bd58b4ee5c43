"""What a cold build costs, station by station: `python bench/stations.py [--touches N] [--rounds N]`.

CPU seconds of one process, imports left out; the median of some rounds, each on a repository of its own. The share of
the proof is the figure to watch: performance goal P11 allows it 60 % of a cold build.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from generate import files_of
from samestory.mkdocs_plugin import make_site
from samestory.pipeline import STATIONS, build
from samestory.report import as_text

DAY = date(2026, 11, 24)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--touches", type=int, default=240, help="how many touches the repository has")
    asked.add_argument("--rounds", type=int, default=3, help="how often it is built")
    wanted = asked.parse_args()
    rounds = [seconds_by_station(wanted.touches) for _ in range(wanted.rounds)]
    medians = {station: statistics.median(seconds[station] for seconds in rounds) for station in STATIONS}
    whole = sum(medians.values())
    for station, seconds in medians.items():
        sys.stdout.write(f"{station:8} {seconds:7.2f} s  {seconds / whole:5.0%}\n")
    sys.stdout.write(f"{'all':8} {whole:7.2f} s, {wanted.touches} touches, median of {wanted.rounds}\n")


def seconds_by_station(touches: int) -> dict[str, float]:
    """CPU seconds of each station of one cold build.

    Raises:
        RuntimeError: the repository has errors, so nothing was built.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "stories"
        for path, text in files_of(touches):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        _forget_what_was_read()
        seconds, on_station = _clock()
        made = build(root, DAY, make_site, on_station)
        on_station("")
        if made.value is None:
            raise RuntimeError(as_text(made.diagnostics))
        return seconds


def _forget_what_was_read() -> None:
    """Empty the caches that a first build finds empty: the proof keeps files it has read by their bytes."""
    for name, module in list(sys.modules.items()):
        if name.startswith("samestory.prove"):
            for value in vars(module).values():
                getattr(value, "cache_clear", lambda: None)()


def _clock() -> tuple[dict[str, float], Callable[[str], None]]:
    """A dictionary that fills, and the function that says which station begins."""
    seconds = dict.fromkeys(STATIONS, 0.0)
    running, since = "", time.process_time()

    def on_station(station: str) -> None:
        nonlocal running, since
        now = time.process_time()
        if running:
            seconds[running] += now - since
        running, since = station, now

    return seconds, on_station


if __name__ == "__main__":
    main()
