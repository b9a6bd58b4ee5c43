"""Repositories of stories in Git, made by tests: signed, committed, released."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

from samestory.releases.release import Released, release_stories
from samestory.releases.sign_off import sign_off
from tests.case_fixtures import copy_base

DAY = date(2026, 11, 24)
STORIES = ("slow-leaks", "stalled-trial")
NOBODY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@tarn.example",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@tarn.example",
    "GIT_AUTHOR_DATE": "2026-11-24T12:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-24T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *arguments: str) -> str:
    """Run Git in a repository of a test."""
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | NOBODY).stdout.strip()


def commit(root: Path, says: str = "A change") -> str:
    """Commit everything; the commit."""
    git(root, "add", "--all")
    git(root, "commit", "-q", "--allow-empty", "-m", says)
    return git(root, "rev-parse", "HEAD")


def committed(root: Path) -> Path:
    """The base of the checks, in a repository of its own."""
    copy_base(root)
    git(root, "init", "-q")
    commit(root, "Begin")
    return root


def signed(root: Path, *stories: str) -> Path:
    """Sales agrees to what all storylines say now; committed."""
    for story in stories or STORIES:
        assert sign_off(root, story, "TK", DAY).value
    commit(root, "Sign off")
    return root


def released(root: Path, name: str, *stories: str, day: date = DAY) -> Released:
    """A release, committed by itself."""
    made = release_stories(root, name, stories, day, None)
    assert made.value, made.diagnostics
    commit(root, f"Release {name}")
    return made.value


def edit(path: Path, before: str, after: str) -> None:
    """Change words of a file that are there once."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path.name}"
    path.write_text(text.replace(before, after), "utf-8")


def copied(root: Path, into: Path) -> Path:
    """A repository with its history, to change."""
    return Path(shutil.copytree(root, into, symlinks=True))


def beat_file(root: Path, beat: str, story: str = "slow-leaks") -> Path:
    """The file of a beat."""
    (found,) = (root / "stories" / story).glob(f"[0-9]*-{beat}.md")
    return found
