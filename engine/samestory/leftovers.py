"""Whose a folder is, and what a killed build left beside it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

MANIFEST = "manifest.json"
MANIFEST_KEYS = {"samestory", "stamp", "files"}


def stage_of(build: Path) -> Path:
    """Where the next build is made, and after the exchange the previous one lies."""
    return build.with_name(f".{build.name}.stage")


def aside_of(build: Path) -> Path:
    """Where the previous build lies for a moment, where folders cannot be exchanged in one step."""
    return build.with_name(f".{build.name}.old")


def why_not_ours(build: Path) -> str:
    """Why a folder is not ours to replace, with what to do next; empty where it is, or is not there."""
    if build.is_symlink():
        return f"{build} is a link, and what it leads to is left alone; remove the link, then build again"
    if os.path.ismount(build):
        return f"{build} is a disk of its own and cannot be exchanged; mount the folder above it instead"
    if os.path.lexists(build) and not _is_ours(build):
        return f"{build} was not made by samestory and is left alone; move it away, then build again"
    return ""


def _is_ours(folder: Path) -> bool:
    """Whether the folder is empty, or bears our manifest."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    manifest = folder / MANIFEST
    if manifest.is_symlink() or not manifest.is_file():
        return False
    try:
        fields = json.loads(manifest.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and fields.keys() >= MANIFEST_KEYS


def mend(build: Path) -> None:
    """Put back a build that was moved aside, remove what is left of other stages."""
    stage, aside = stage_of(build), aside_of(build)
    if os.path.lexists(aside) and not os.path.lexists(build):
        aside.rename(build)
    _remove(stage)
    if os.path.lexists(aside):
        # Removed under the stage's name: what lies aside is always complete, and can always be put back.
        aside.rename(stage)
        _remove(stage)


def _remove(leftover: Path) -> None:
    if leftover.is_dir() and not leftover.is_symlink():
        shutil.rmtree(leftover)
    else:
        leftover.unlink(missing_ok=True)
