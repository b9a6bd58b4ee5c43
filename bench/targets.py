"""What the email tools add to a cold build: `python bench/targets.py [--touches N] [--pairs N] [--target NAME]`.

One repository is built without and with the tools, turn by turn, so that a busy machine slows both; the median of the
pairs counts. CPU seconds of one process that has built before, so imports and templates are left out; what Python
collects is set as in `samestory build`. Each build finds no other one. All of it lies in memory where there is room,
and the first line says whether it did: a disk can take more CPU for each file than we do.

All tools together may add 60 % to a build of 1,000 touches, and each payload may add 0.5 ms an email to the proof
(performance goal P11).
"""

from __future__ import annotations

import argparse
import gc
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from samestory.cli.one_build import seldom_collected
from samestory.targets import all_targets
from scratch import is_in_memory, scratch_folder
from stations import PARTS, seconds_of_build, write_repository

Seconds = dict[str, float]
Pair = tuple[Seconds, Seconds]
FEW = 40  # touches of the build that comes first, and is not counted


def main() -> None:
    """Print what each station costs without and with the tools, and the two figures that are limited."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--touches", type=int, default=1000, help="how many touches the repository has")
    asked.add_argument("--pairs", type=int, default=3, help="how often it is built without and with the tools")
    asked.add_argument("--target", action="append", choices=sorted(all_targets()), help="only this tool")
    wanted = asked.parse_args()
    tools = tuple(wanted.target or all_targets())
    with seldom_collected(), tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        sys.stdout.write(f"in {folder}, {'in memory' if is_in_memory(Path(folder)) else 'on a disk'}\n")
        pairs = tuple(seconds_in_pairs(Path(folder), wanted.touches, tools, wanted.pairs))
    for station in PARTS:
        without, with_tools = (statistics.median(each[at][station] for each in pairs) for at in (0, 1))
        sys.stdout.write(f"{station:8} {without:7.2f} s {with_tools:7.2f} s\n")
    sys.stdout.write(f"added     {added_share(pairs):5.0%} of a build, {wanted.touches} touches, {len(tools)} tools\n")
    sys.stdout.write(f"proof     {proof_ms(pairs, wanted.touches, len(tools)):5.2f} ms an email and payload\n")


def seconds_in_pairs(folder: Path, touches: int, tools: tuple[str, ...], pairs: int) -> Iterator[Pair]:
    """CPU seconds of each station, without and with the tools; every second pair begins with the tools."""
    write_repository(folder / "few", FEW)
    seconds_of_cold_build(folder / "few", tools)
    root = folder / "stories"
    write_repository(root, touches)
    for number in range(pairs):
        in_turn = ((), tools) if number % 2 == 0 else (tools, ())
        first, second = (seconds_of_cold_build(root, each) for each in in_turn)
        yield (first, second) if number % 2 == 0 else (second, first)


def seconds_of_cold_build(root: Path, tools: tuple[str, ...]) -> Seconds:
    """CPU seconds of each station where nothing was built before, and nothing is left to be collected."""
    shutil.rmtree(root / "build", ignore_errors=True)
    gc.collect()
    return seconds_of_build(root, tools)


def added_share(pairs: tuple[Pair, ...]) -> float:
    """What the tools add to a build, of what it costs without: the median over the pairs."""
    return statistics.median(sum(tools.values()) / sum(alone.values()) - 1 for alone, tools in pairs)


def proof_ms(pairs: tuple[Pair, ...], touches: int, tools: int) -> float:
    """Milliseconds that one email of one tool adds to the proof: the median over the pairs."""
    seconds = statistics.median(tools["Prove"] - alone["Prove"] for alone, tools in pairs)
    return 1000 * seconds / (touches * tools)


if __name__ == "__main__":
    main()
