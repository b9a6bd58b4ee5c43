"""What a command tells, written down as it is told: so that it can be told again when nothing has changed."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import TextIO

import click


class Heard:
    """What was told so far."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._err: list[str] = []

    def tell(self, text: str, *, err: bool = False) -> None:
        """Tell it, with a line end where it has none."""
        text = text if text.endswith("\n") else f"{text}\n"
        (self._err if err else self._out).append(text)
        click.echo(text, nl=False, err=err)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear also what others write to standard error meanwhile."""
        with redirect_stderr(_Ear(sys.stderr, self._err)):
            yield

    @property
    def out(self) -> str:
        """What went to standard output."""
        return "".join(self._out)

    @property
    def err(self) -> str:
        """What went to standard error."""
        return "".join(self._err)


class _Ear(io.TextIOBase):
    """Passes on what is written, and notes it."""

    def __init__(self, to: TextIO, notes: list[str]) -> None:
        self._to, self._notes = to, notes

    def write(self, text: str) -> int:
        self._notes.append(text)
        return self._to.write(text)

    def flush(self) -> None:
        self._to.flush()

    def isatty(self) -> bool:
        return self._to.isatty()
