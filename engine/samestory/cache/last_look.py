"""What was found wrong when all files were looked at last, for a `samestory check` of the very same files.

An editor asks for one file after each save. To answer, all files have to be known; who serves them has just read them,
and who asked for another one of them a moment ago has too.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import astuple
from datetime import date
from pathlib import Path

from samestory.cache.engine import installed, is_as_loaded
from samestory.cache.folder import is_plain_or_missing, made_cache_folder
from samestory.cache.looks import Clock, Look, NotPlain, look_of
from samestory.cache.sealed import read_sealed, write_sealed
from samestory.cache.unchanged import CLOCK, sources_of
from samestory.diagnostics import Diagnostic

NAME = "last-look.json"


class LastLook:
    """What was found in a repository on a day by this engine."""

    def __init__(self, root: Path, day: date) -> None:
        self._root = root
        self._about = [day.isoformat(), sys.version, *installed()]

    def now(self) -> str:
        """How all files look, once no change can hide behind it; empty where one may. Ask before they are read.

        Empty too where no stories are: in somebody's other folder nothing is left behind.
        """
        if not (self._root / "stories").is_dir():
            return ""
        with suppress(OSError, NotPlain):
            look = self._look()
            folder = made_cache_folder(self._root)
            if folder and is_plain_or_missing(folder / CLOCK) and look.is_settled(*Clock(folder / CLOCK).after(look)):
                return look.signature
        return ""

    def remember(self, signature: str, found: tuple[Diagnostic, ...]) -> None:
        """Write down what was found, unless a file was changed since they looked like that."""
        if signature and is_as_loaded() and self._signature() == signature:
            record = {"about": self._about, "signature": signature, "found": [astuple(one) for one in found]}
            write_sealed(self._root, NAME, json.dumps(record).encode())

    def still_found(self) -> tuple[Diagnostic, ...] | None:
        """What was found, where all files look as they did; None where that is not known. Writes nothing."""
        try:
            record = json.loads(read_sealed(self._root, NAME) or b"{}")
            if record["about"] != self._about or record["signature"] != self._signature():
                return None
            return tuple(Diagnostic(*one) for one in record["found"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    def _signature(self) -> str:
        with suppress(OSError, NotPlain):
            return self._look().signature
        return ""

    def _look(self) -> Look:
        return look_of(sources_of(self._root))
