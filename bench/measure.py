"""What a command costs: CPU seconds and wall seconds of its whole process tree, and the memory it takes at most."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"  # pip compiles what it installs, peers too; a checkout is compiled when it runs
LOOK_EVERY_SECONDS = 0.1
KB_IN_MB = 1024
LAUNCH = Path(__file__).resolve().with_name("launch.py")
TOLD = 2_000  # characters of what a failed command said


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU is user and system; memory is that of all processes together, pages they share counted once."""

    cpu_seconds: float
    wall_seconds: float
    peak_mb: float


class Failed(Exception):
    """A command that was measured did not end well; what it said is the message."""


def cost_of(command: Sequence[str], folder: Path, more_env: Mapping[str, str] | None = None) -> Cost:
    """Run a command and say what it cost.

    Raises:
        Failed: it ended with another status than 0.
    """
    began = time.monotonic()
    told, tell = os.pipe()
    with subprocess.Popen(
        (sys.executable, "-I", "-S", str(LAUNCH), str(tell), *command),
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != NO_BYTECODE} | dict(more_env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(tell,),
    ) as running:
        os.close(tell)
        memory, said = _Memory(running.pid), _Reader(running)
        with os.fdopen(told) as opened:
            # Ends when the command has, and whatever it started and left running.
            used = opened.read().split()
        wall = time.monotonic() - began
        peak_mb, words = memory.peak_mb(), said.words()
    if not used or used[0] != "0":
        raise Failed(f"{' '.join(map(str, command))} ended with {used[:1]}:\n{words[-TOLD:]}")
    return Cost(float(used[1]), wall, max(peak_mb, int(used[2]) / KB_IN_MB))


class _Reader(threading.Thread):
    """Reads what a command says, so that it never waits for us."""

    def __init__(self, running: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._running, self._said = running, b""
        self.start()

    def run(self) -> None:
        assert self._running.stdout
        self._said = self._running.stdout.read()

    def words(self) -> str:
        """All of it; a process that outlives the command is not waited for."""
        self.join(5)
        return self._said.decode(errors="replace")


class _Memory(threading.Thread):
    """Looks at a process tree now and then. Linux alone tells how much several processes hold together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak_kb = pid, 0
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            tree = list(_tree(self._pid))[1:]  # the first one starts the command, and does nothing else
            if len(tree) > 1:  # of a single process the system itself keeps the peak
                self._peak_kb = max(self._peak_kb, sum(map(_held_kb, tree)))

    def peak_mb(self) -> float:
        """The most that was seen."""
        self._ended.set()
        self.join()
        return self._peak_kb / KB_IN_MB


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _held_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
