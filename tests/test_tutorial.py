"""The tutorial works as it stands: its files and commands, in order, in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A file to write, or a command to run."""

    line: int
    file: str
    text: str


def steps(tutorial: str) -> Iterator[Step]:
    """The fenced blocks in order: those under `path`: are files, those marked sh are commands, one a line."""
    for block in BLOCK.finditer(tutorial):
        line = tutorial.count("\n", 0, block.start()) + 1
        if block["file"]:
            yield Step(line, block["file"], block["text"])
        elif block["kind"] == "sh":
            yield from (Step(line, "", command) for command in block["text"].splitlines())


@pytest.mark.skipif(os.name == "nt", reason="its commands are those of a Unix shell")
# Requirement: R03
def test_the_tutorial_leads_to_a_built_storyline(root: Path, tmp_path: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    commands = tmp_path / "bin"
    commands.mkdir()
    script = f'#!/bin/sh\nexec {sys.executable} -c "from samestory.cli import main; main()" "$@"\n'
    (commands / "samestory").write_text(script, "utf-8")
    (commands / "samestory").chmod(0o755)
    environment = {**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    folder = tmp_path / "work"
    folder.mkdir()
    told = ""

    for step in steps((root / "docs" / "tutorial.md").read_text("utf-8")):
        if step.file:
            assert (folder / step.file).exists(), f"line {step.line}: {step.file} should be there by now"
            # Readers check their claims on the day they read this.
            (folder / step.file).write_text(step.text.replace("checked: 2026-11-02", f"checked: {today}"), "utf-8")
        elif step.text.startswith("cd "):
            folder /= step.text.removeprefix("cd ")
        else:
            ran = subprocess.run(
                step.text, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, f"line {step.line}: {step.text}\n{ran.stdout}{ran.stderr}"
            told = ran.stdout
            if step.text == "samestory check":
                assert "warning" not in ran.stdout

    assert told.count(".txt") == 2
    assert shutil.which("git") is None or (folder / ".git").is_dir()
    site = folder / "build" / "site"
    for key in ("lp-somebody-knew-ch", "lp-no-place-for-it-eb"):
        assert (site / "t" / f"{key}.html").is_file()
