"""The day that decides what has expired, and what is dated."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path


def day_of_build(root: Path, asked: date | None) -> date:
    """The day asked for, else `SOURCE_DATE_EPOCH`, else the last commit's in UTC, else today: builds are repeatable.

    Raises:
        ValueError: `SOURCE_DATE_EPOCH` is set and is no number of seconds.
    """
    if asked:
        return asked
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch:
        return _day(_seconds(epoch))
    committed = _last_commit(root)
    return _day(committed) if committed is not None else day_of_check(None)


def day_of_check(asked: date | None) -> date:
    """The day asked for, else today: a nightly check of a quiet repository must see things expire."""
    return asked or datetime.now(UTC).date()


def _seconds(epoch: str) -> int:
    try:
        _day(int(epoch))
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is {epoch!r}; it has to be a number of seconds since 1970") from None
    return int(epoch)


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def _last_commit(root: Path) -> int | None:
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return int(ran.stdout) if ran.returncode == 0 and ran.stdout.strip().isdigit() else None
