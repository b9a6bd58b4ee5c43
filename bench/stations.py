"""What a cold build costs, station by station: `python bench/stations.py [--touches N] [--rounds N] [--json]`.

CPU seconds of one process, imports left out; the median of some rounds, each on a repository of its own. The share of
the proof is the figure to watch: performance goal P11 allows it 60 % of a cold build.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from generate import files_of
from samestory.mkdocs_plugin import make_site
from samestory.pipeline import STATIONS, build
from samestory.report import as_text
from samestory.targets import all_targets
from scratch import scratch_folder

DAY = date(2026, 11, 24)
# MkDocs runs while the stage is filled; here it counts by itself.
PARTS = (*STATIONS[: STATIONS.index("Stage") + 1], "Site", *STATIONS[STATIONS.index("Stage") + 1 :])


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--touches", type=int, default=240, help="how many touches the repository has")
    asked.add_argument("--rounds", type=int, default=3, help="how often it is built")
    asked.add_argument("--all-targets", action="store_true", help="write for every email tool too")
    asked.add_argument("--json", action="store_true", help="print nothing but the seconds")
    asked.add_argument("--profile", action="store_true", help="print which functions take most, as JSON")
    wanted = asked.parse_args()
    tools = tuple(all_targets()) if wanted.all_targets else ()
    if wanted.profile:
        sys.stdout.write(f"{json.dumps(seconds_by_function(wanted.touches))}\n")
        return
    rounds = [seconds_by_station(wanted.touches, tools) for _ in range(wanted.rounds)]
    medians = {station: statistics.median(seconds[station] for seconds in rounds) for station in PARTS}
    whole = sum(medians.values())
    if wanted.json:
        sys.stdout.write(f"{json.dumps(medians)}\n")
        return
    for station, seconds in medians.items():
        sys.stdout.write(f"{station:8} {seconds:7.2f} s  {seconds / whole:5.0%}\n")
    sys.stdout.write(f"{'all':8} {whole:7.2f} s, {wanted.touches} touches, median of {wanted.rounds}\n")


def seconds_by_station(touches: int, targets: tuple[str, ...] = ()) -> dict[str, float]:
    """CPU seconds of each station of one cold build of a generated repository, for these email tools.

    Raises:
        RuntimeError: the repository has errors, so nothing was built.
    """
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        root = Path(folder) / "stories"
        write_repository(root, touches)
        return seconds_of_build(root, targets)


def seconds_by_function(touches: int) -> dict[str, float]:
    """CPU seconds that functions take by themselves in a cold build, the twelve that take most."""
    watched = cProfile.Profile(time.process_time)
    with watched:
        seconds_by_station(touches)
    stats: Any = pstats.Stats(watched).stats  # type: ignore[attr-defined]  # there, and not in the types
    most = sorted(((one[2], where) for where, one in stats.items()), reverse=True)[:12]
    return {f"{_where(file)}{name}": round(seconds, 3) for seconds, (file, _, name) in most}


def _where(file: str) -> str:
    """The module a function stands in, from its package on; built-in functions have none."""
    path = Path(file)
    return "" if file == "~" else f"{path.parent.name}/{path.stem}: "


def write_repository(root: Path, touches: int) -> None:
    """Write a generated repository into a folder."""
    for path, text in files_of(touches):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def seconds_of_build(root: Path, targets: tuple[str, ...] = ()) -> dict[str, float]:
    """CPU seconds of each station of one cold build, for these email tools.

    Raises:
        RuntimeError: the repository has errors, so nothing was built.
    """
    _forget_what_was_read()
    seconds, on_station = _clock()

    def site(*arguments: Any) -> None:
        on_station("Site")
        make_site(*arguments)
        on_station("Stage")

    made = build(root, DAY, site, on_station, targets)
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
    seconds = dict.fromkeys(PARTS, 0.0)
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
