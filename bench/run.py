"""Measures us and others side by side, writes bench/results.md and the plot: `make bench ITEMS=100,1000,10000`.

Every round does all works once, next to each other those that are compared; every second one turns their order around,
so that a machine that is busy for a while slows both. A run that is broken off goes on where it stopped. After so many
minutes nothing new is begun, and the table says how many rounds there were.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goals import rows_of
from growth import draw_growth
from measure import Failed
from peers import Absent
from records import ROOT, Record, Records
from results import write_results
from scratch import is_in_memory, scratch_folder
from works import Given, Work, groups_of

FOLDER = ROOT / ".samestory" / "bench"
SHOWN = ("cpu", "wall", "mb", "wall_ms")
LARGE = 5_000  # from so many items on one round is enough
# What may go wrong with a work without being a fault of ours.
EXPECTED = (Absent, Failed, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Run:
    """When nothing new is begun any more, which works are wanted, and whether their files are written to memory."""

    ends: float
    only: tuple[str, ...]
    in_memory: bool


def main() -> None:
    """Measure what is not measured yet, and write the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--items", default="100,1000", help="how many items the repositories have")
    asked.add_argument("--rounds", type=int, default=5, help="how often everything is done")
    asked.add_argument("--minutes", type=float, default=60, help="after which nothing new is begun")
    asked.add_argument("--fresh", action="store_true", help="forget what was measured before")
    asked.add_argument("--only", default="", help="only these works, as in --only cold,mkdocs")
    asked.add_argument("--folder", type=Path, help="keep everything there, and write nothing into the checkout")
    wanted = asked.parse_args()
    folder = wanted.folder or FOLDER
    if wanted.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    records = Records(folder)
    ends = time.monotonic() + 60 * wanted.minutes
    only = tuple(filter(None, wanted.only.split(",")))
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as scratch:
        for number, items, group in _in_order(Path(scratch), wanted.items, wanted.rounds):
            _do(records, items, number, group, Run(ends, only, is_in_memory(Path(scratch))))
    table = (wanted.folder or ROOT / "bench") / "results.md"
    write_results(records, rows_of(records), table)
    draw_growth(records, (wanted.folder or ROOT / "docs") / "growth.svg")
    sys.stdout.write(table.read_text("utf-8"))


def _in_order(folder: Path, items: str, rounds: int) -> Iterator[tuple[int, int, tuple[Work, ...]]]:
    """The groups of works, round by round: the number of the round, how many items there are, the works."""
    sizes = sorted({int(number) for number in items.split(",")})
    groups = {size: tuple(groups_of(Given(folder / str(size), size))) for size in sizes}
    for number in range(rounds):
        for size in sizes:
            if size < LARGE or number == 0:
                yield from ((number, size, group[:: -1 if number % 2 else 1]) for group in groups[size])


def _do(records: Records, items: int, number: int, group: tuple[Work, ...], run: Run) -> None:
    for work in group:
        is_wanted = items <= work.up_to and number < work.rounds and (not run.only or work.name in run.only)
        if not is_wanted or records.has(items, work.name, number) or time.monotonic() > run.ends:
            continue
        try:
            around = {"load": os.getloadavg()[0], "in memory": float(run.in_memory)}
            record = Record(items, work.name, number, {**work.do(), **around})
        except EXPECTED as problem:
            record = Record(items, work.name, number, problem=f"{type(problem).__name__}: {problem}")
        records.add(record)
        figures = "  ".join(f"{name} {value:,.3f}" for name, value in record.values.items() if name in SHOWN)
        _tell(f"{items:>6,} items, round {number + 1}: {work.name:20} {record.problem or figures}")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
