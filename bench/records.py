"""What was measured, line by line in a file: a run that was broken off goes on where it stopped."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Record:
    """One work done once, on a repository of so many items, in a round of all works."""

    items: int
    work: str
    round: int
    values: Values = field(default_factory=dict)
    problem: str = ""


class Records:
    """The records of this state of the engine; those of another are put aside."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{state_of_everything()}.jsonl"
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        self._all = [Record(**json.loads(line)) for line in lines]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._all)

    def has(self, items: int, work: str, round_: int) -> bool:
        """Whether this was measured, or was seen not to work."""
        return any((one.items, one.work, one.round) == (items, work, round_) for one in self._all)

    def add(self, record: Record) -> None:
        """Keep it, also if we end now."""
        self._all.append(record)
        with self._file.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(asdict(record)) + "\n")
            opened.flush()
            os.fsync(opened.fileno())

    def of(self, items: int, work: str, value: str = "cpu") -> tuple[float, ...]:
        """The values by round, those that failed left out."""
        found = [one for one in self._all if (one.items, one.work) == (items, work) and value in one.values]
        return tuple(one.values[value] for one in sorted(found, key=lambda one: one.round))

    def by_round(self, items: int, work: str, value: str = "cpu") -> dict[int, float]:
        """The same, by the number of the round."""
        return {
            one.round: one.values[value]
            for one in self._all
            if (one.items, one.work) == (items, work) and value in one.values
        }

    def problems(self) -> dict[str, str]:
        """What could not be measured, with the reason."""
        return {one.work: one.problem for one in self._all if one.problem}


def state_of_everything() -> str:
    """A hash over the engine, what is measured with, and what it runs on."""
    digest = sha256(f"{sys.version} {platform.machine()} {cpu_model()}".encode())
    folders = (ROOT / "engine" / "samestory", ROOT / "bench")
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts and path.suffix != ".md":
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def cpu_model() -> str:
    """What the system calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
