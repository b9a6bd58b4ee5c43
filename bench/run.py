"""Measures us and others side by side, writes bench/results.md and the plot: `make bench ITEMS=100,1000,10000`.

Every round does all works once, next to each other those that are compared; every second one turns their order around,
so that a machine that is busy for a while slows both. A run that is broken off goes on where it stopped. After so many
minutes nothing new is begun, and the table says how many rounds there were.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time

from goals import rows_of
from growth import draw_growth
from measure import Failed
from peers import Absent
from records import ROOT, Record, Records
from results import write_results
from works import Given, Work, groups_of

FOLDER = ROOT / ".samestory" / "bench"
SHOWN = ("cpu", "wall", "mb", "wall_ms")
LARGE = 5_000  # from so many items on one round is enough
# What may go wrong with a work without being a fault of ours.
EXPECTED = (Absent, Failed, ValueError, OSError, TimeoutError, subprocess.CalledProcessError)


def main() -> None:
    """Measure what is not measured yet, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--items", default="100,1000", help="how many items the repositories have")
    asked.add_argument("--rounds", type=int, default=5, help="how often everything is done")
    asked.add_argument("--minutes", type=float, default=60, help="after which nothing new is begun")
    asked.add_argument("--fresh", action="store_true", help="forget what was measured before")
    asked.add_argument("--only", default="", help="only works whose names begin so, as in --only mjml")
    wanted = asked.parse_args()
    if wanted.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    records = Records(FOLDER)
    sizes = sorted({int(items) for items in wanted.items.split(",")})
    ends = time.monotonic() + 60 * wanted.minutes
    _measure(records, sizes, wanted.rounds, ends, wanted.only)
    write_results(records, rows_of(records), ROOT / "bench" / "results.md")
    draw_growth(records, ROOT / "docs" / "growth.svg")
    sys.stdout.write((ROOT / "bench" / "results.md").read_text("utf-8"))


def _measure(records: Records, sizes: list[int], rounds: int, ends: float, only: str) -> None:
    prepared: dict[int, tuple[tuple[Work, ...], ...]] = {}
    for number in range(rounds):
        for items in sizes:
            if items >= LARGE and number:
                continue
            if items not in prepared:
                prepared[items] = tuple(groups_of(Given(FOLDER / str(items), items)))
            for group in prepared[items]:
                _do(records, items, number, group[:: -1 if number % 2 else 1], ends, only)


def _do(records: Records, items: int, number: int, group: tuple[Work, ...], ends: float, only: str) -> None:
    for work in group:
        is_wanted = items <= work.up_to and number < work.rounds and work.name.startswith(only)
        if not is_wanted or records.has(items, work.name, number) or time.monotonic() > ends:
            continue
        try:
            load = os.getloadavg()[0]
            record = Record(items, work.name, number, {**work.do(), "load": load})
        except EXPECTED as problem:
            record = Record(items, work.name, number, problem=f"{type(problem).__name__}: {problem}")
        records.add(record)
        figures = "  ".join(f"{name} {value:,.3f}" for name, value in record.values.items() if name in SHOWN)
        _tell(f"{items:>6,} items, round {number + 1}: {work.name:20} {record.problem or figures}")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
