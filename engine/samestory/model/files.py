"""A file that is to be written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file of a build: its path relative to `build/`, with `/`, and its bytes."""

    path: str
    content: bytes
