"""What is measured of ours: a generated repository, and the ways it is built, edited, checked and served."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any

from beat import Beat
from corpus import pages_of
from generate import files_of
from measure import Cost, Failed, cost_of
from plan import stories_of
from samestory.targets import all_targets

DAY = "2026-11-24"
HERE = Path(__file__).resolve().parent
SAMESTORY = (str(Path(sys.executable).parent / "samestory"),)
ENDINGS = (" as well", " all the same", " in the end")  # what an edit turns a sentence into, turn by turn
HOLD_SECONDS = 120


@dataclass
class Repository:
    """A generated repository in a folder of its own."""

    folder: Path
    items: int
    edits: int = 0

    @classmethod
    def generated(cls, folder: Path, items: int) -> Repository:
        """Written anew."""
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in files_of(items):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="\n")
        return cls(folder, items)

    @property
    def _beat(self) -> Path:
        beat = Beat(stories_of(self.items)[0], 1)
        return self.folder / "stories" / beat.story.id / f"{(beat.place + 1) * 10}-{beat.id}.md"

    @property
    def _claim(self) -> Path:
        """The claim that the answers to an objection cite: of 1,000 touches some 30 have it."""
        return self.folder / "stories" / "_claims" / f"{Beat(stories_of(self.items)[0], 0).claim}.md"

    def forget(self) -> None:
        """Remove what was built and kept."""
        for name in ("build", ".samestory"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def build(self, *more: str) -> Cost:
        """`samestory build` on what there is."""
        return cost_of((*SAMESTORY, "build", "--today", DAY, *more), self.folder)

    def cold(self, *more: str) -> Cost:
        """The same with nothing kept."""
        self.forget()
        return self.build(*more)

    def edit_beat(self) -> str:
        """Change a sentence that four emails begin with; the new one."""
        return self._edit(self._beat, r"^(Preview: .*?)(?:%s)?\.$")

    def edit_claim(self) -> str:
        """Change the sentence of a claim; the new one."""
        return self._edit(self._claim, r"^(# .*?)(?:%s)?$")

    def _edit(self, path: Path, line: str) -> str:
        stop = "." if line.endswith(r"\.$") else ""
        text = path.read_text("utf-8")
        found = re.search(line % "|".join(ENDINGS), text, re.MULTILINE)
        if not found:
            raise ValueError(f"{path.name} has no line like {line}")
        # Others edit too, so the next ending in turn may be the one that stands there.
        endings = cycle(ENDINGS[self.edits % len(ENDINGS) :] + ENDINGS[: self.edits % len(ENDINGS)])
        edited = next(one for ending in endings if (one := f"{found[1]}{ending}{stop}") != found[0])
        self.edits += 1
        path.write_text(text.replace(found[0], edited), "utf-8", newline="\n")
        return edited.partition(" ")[2]

    def check_one(self) -> Cost:
        """`samestory check` of the beat, as an editor asks for it: when it was saved with another text."""
        self.edit_beat()
        return cost_of((*SAMESTORY, *self._check), self.folder)

    def check_again(self) -> Cost:
        """The same with nothing changed since a check."""
        cost_of((*SAMESTORY, *self._check), self.folder)
        return cost_of((*SAMESTORY, *self._check), self.folder)

    def check_served(self) -> dict[str, float]:
        """The same beside `samestory serve`, once that has looked at what was saved.

        `server` is the CPU of the server for that save, its preview included.
        """
        command = (*SAMESTORY, "serve", "--today", DAY, "--port", "0")
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                _address(server)
                before, began_ns = _cpu_of(server.pid), time.time_ns()
                self.edit_beat()
                self._look_written_after(began_ns)
                spent = _cpu_of(server.pid) - before
                cost = cost_of((*SAMESTORY, *self._check), self.folder)
            finally:
                server.terminate()
        return {"cpu": cost.cpu_seconds, "wall": cost.wall_seconds, "mb": cost.peak_mb, "server": spent}

    def _look_written_after(self, began_ns: int) -> None:
        """Wait until the server has written down what it found in files that were saved at a moment."""
        file = self.folder / ".samestory" / "cache" / "last-look.json"
        ends = time.monotonic() + HOLD_SECONDS
        while not file.exists() or file.stat().st_mtime_ns <= began_ns:
            if time.monotonic() > ends:
                raise TimeoutError(f"{file.name} was never written")
            time.sleep(0.01)

    @property
    def _check(self) -> tuple[str, ...]:
        return ("check", "--today", DAY, self._beat.relative_to(self.folder).as_posix())

    def imports(self) -> dict[str, float]:
        """Seconds that `samestory check` of the saved beat takes to import, by package, the eight that take most."""
        self.edit_beat()
        command = (sys.executable, "-X", "importtime", "-m", "samestory", *self._check)
        told = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        seconds: dict[str, float] = defaultdict(float)
        for own_us, name in re.findall(r"^import time: +(\d+) \| +\d+ \| +(\S+)$", told.stderr, re.MULTILINE):
            seconds[name.split(".")[0]] += int(own_us) / 1e6
        return dict(sorted(seconds.items(), key=lambda one: -one[1])[:8])

    def stations(self, *more: str) -> dict[str, float]:
        """CPU seconds by station of a cold build in one process."""
        seconds = self._watched("--rounds", "1", "--json", *more)
        return {**seconds, "cpu": sum(seconds.values()), "tools": len(all_targets()) if more else 0}

    def profile(self) -> dict[str, float]:
        """CPU seconds that functions take by themselves in a cold build, the twelve that take most."""
        return self._watched("--profile")

    def _watched(self, *more: str) -> dict[str, float]:
        command = (sys.executable, str(HERE / "stations.py"), "--touches", str(self.items), *more)
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            raise Failed(told.stderr[-500:])
        return {name: float(seconds) for name, seconds in json.loads(told.stdout).items()}

    def hash(self) -> str:
        """One hash over every file that was built."""
        digest = sha256()
        build = self.folder / "build"
        for path in sorted(path for path in build.rglob("*") if path.is_file()):
            digest.update(path.relative_to(build).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def saved_to_seen(self, saves: int) -> dict[str, float]:
        """Milliseconds from saving a beat to its page, as the median of some saves.

        What the page's own script does: it waits for the answer that there is a new site, and asks for the page. How
        long a browser paints is not in it.
        """
        words = self.edit_beat()
        self.cold()
        pages = pages_of(self.folder / "build")
        shows = [page.path for page in pages if any(words in block.text for block in page.blocks)]
        if not shows:
            raise ValueError(f"no page shows {words!r}")
        command = (*SAMESTORY, "serve", "--today", DAY, "--port", "0")
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                address = _address(server)
                seconds = [self._seen_after_saving(address, f"{shows[0]}.html") for _ in range(saves)]
            finally:
                server.terminate()
        return {"wall_ms": statistics.median(seconds) * 1000, "saves": len(seconds)}

    def _seen_after_saving(self, address: str, page: str) -> float:
        number = json.loads(_get(f"{address}-/samestory/state?since=-1"))["number"]
        new = self.edit_beat()
        began = time.monotonic()
        while True:
            state = json.loads(_get(f"{address}-/samestory/state?since={number}"))
            if new in _get(f"{address}{page}"):
                return time.monotonic() - began
            if time.monotonic() - began > HOLD_SECONDS:
                raise TimeoutError(f"{page} never showed what was saved: {state}")
            number = state["number"]


def _cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has taken, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise ValueError("samestory serve ended before it said where the site is")


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=HOLD_SECONDS) as answer:
        content: Any = answer.read()
    return str(content, "utf-8")
