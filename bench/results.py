"""bench/results.md: every goal with its figure, what everything cost, and on what machine."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

from goals import Row, size_of
from peers import MAILERS, SITES
from records import Records, cpu_model

HEAD = """# What it costs, and what the goals are

Made by `make bench` (`python bench/run.py --help` says how); do not edit. All works of a round are done one after the
other, those that are compared next to each other, and every second round in the opposite order. A ratio is taken within
a round; what stands here are medians over the rounds. CPU is user and system of the whole process tree. Peers are given
the same text: as many pages as the build has, with the words that stand in them, and as many mails. What they made is
counted: a peer that left out a page or a word is no figure. Ours also writes plain text, `.eml`, JSON, CSV and a
runbook, and proves what it wrote.

"""
# What a value of a record is called in the table, and its digits.
COSTS = (("cpu", "CPU s", 2), ("wall", "wall s", 2), ("mb", "peak MB", 0), ("files", "pages or mails", 0))
COUNTED = (*COSTS, ("words", "words", 0))
LIMITS = Path(__file__).with_name("limits.md")
AROUND = ("load", "in memory")  # what was the case while it was measured
MARKS = {True: "reached", False: "**missed**", None: ""}


def write_results(records: Records, rows: tuple[Row, ...], into: Path) -> None:
    """Write the page anew."""
    parts = [
        HEAD,
        *_machine(records),
        *_goals(rows, size_of(records)),
        *_costs(records),
        *_stations(records),
        *_problems(records),
    ]
    into.write_text("".join(parts), "utf-8", newline="\n")


def _machine(records: Records) -> Iterator[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    loads = [value for one in records if (value := one.values.get("load")) is not None]
    yield (
        f"Machine: {os.cpu_count()} cores of {cpu_model() or platform.machine()}, {memory:.0f} GB, {_system()}, "
        f"Python {platform.python_version()}"
    )
    if loads:
        yield f"; load while it was measured: median {statistics.median(loads):.1f}, at most {max(loads):.1f}"
    if any(one.values.get("in memory") for one in records):
        yield "; files were written to memory, ours and theirs"
    there = {one.work for one in records if one.values}
    versions = ", ".join(f"{peer.name} {peer.install()}" for peer in (*SITES, *MAILERS) if peer.name in there)
    yield f".\nPeers: {versions or 'none'}.\n\n"


def _system() -> str:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return platform.system()
    return release.get("PRETTY_NAME", platform.system())


def _goals(rows: tuple[Row, ...], items: int) -> Iterator[str]:
    yield f"## Goals\n\nAt {items:,} items, where no other number stands.\n\n"
    yield from _table(
        ("goal", "work", "wanted", "measured", ""),
        ((row.goal, row.work, row.wanted, row.figure, MARKS[row.is_reached]) for row in rows),
    )
    missed = dict.fromkeys(row.goal for row in rows if row.is_reached is False)
    reasons = reasons_by_goal()
    if any(goal in reasons for goal in missed):
        yield "\n## What stands in the way of the goals that were missed\n"
        yield from (f"\n**{goal}.** {reasons[goal]}\n" for goal in missed if goal in reasons)


def reasons_by_goal() -> dict[str, str]:
    """What `limits.md` says of each goal."""
    _, *sections = LIMITS.read_text("utf-8").split("\n## ")
    return {goal: text.strip() for goal, _, text in (section.partition("\n") for section in sections)}


def _costs(records: Records) -> Iterator[str]:
    for items in sorted({one.items for one in records}):
        works = list(dict.fromkeys(one.work for one in records if one.items == items and "wall" in one.values))
        shown = COUNTED if works else COSTS
        yield f"\n## {items:,} items\n\n"
        yield from _table(
            ("work", *(title for _, title, _ in shown), "rounds"),
            (
                (
                    work,
                    *(_median(records.of(items, work, value), digits) for value, _, digits in shown),
                    str(len(records.of(items, work, "wall"))),
                )
                for work in works
            ),
        )


def _median(values: tuple[float, ...], digits: int) -> str:
    if not values:
        return ""
    value = statistics.median(values)
    return f"{value:,.{3 if 0 < value < 0.2 and digits else digits}f}"


def _stations(records: Records) -> Iterator[str]:
    sizes = sorted({one.items for one in records if one.work == "stations" and one.values})
    if not sizes:
        return
    stations = [name for name in next(one for one in records if one.work == "stations").values if name[0].isupper()]
    yield "\n## Stations of a cold build\n\nCPU seconds in one process, imports left out.\n\n"
    yield from _table(
        ("station", *(f"{items:,} items" for items in sizes)),
        ((name, *(_median(records.of(items, "stations", name), 2) for items in sizes)) for name in stations),
    )
    yield from _most(
        records, "profile", "Functions by what they take themselves, of a cold build that is watched:", "function"
    )
    yield from _most(records, "imports", "What `check` of one file imports, in seconds that went by:", "package")


def _most(records: Records, work: str, says: str, what: str) -> Iterator[str]:
    """A table of the parts that took most, of the largest repository it was measured on."""
    watched = max((one for one in records if one.work == work and one.values), key=lambda one: one.items, default=None)
    if watched:
        parts = sorted(((value, name) for name, value in watched.values.items() if name not in AROUND), reverse=True)
        yield f"\n{says}\n\n"
        yield from _table((what, "s"), ((f"`{name}`", f"{value:.2f}") for value, name in parts))


def _problems(records: Records) -> Iterator[str]:
    problems = records.problems()
    if problems:
        yield "\n## Not measured\n\n"
        yield from (f"- {work}: {' '.join(problem.split())[:300]}\n" for work, problem in problems.items())


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = tuple(head)
    for line in (head, tuple("---" for _ in head), *rows):
        yield f"| {' | '.join(line)} |\n"
