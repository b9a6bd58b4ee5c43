"""Readers of what email tools import, one module per tool; each is found by itself.

A reader gives the emails of `sequences/<tool>/` back in the neutral form: the tool's spelling of a contact field
has become `{first name | there}` again, its unsubscribe tag `{unsubscribe}`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PayloadEmail:
    """An email as a tool would import it; `file` is relative to the tool's folder. Without a text part it is None."""

    key: str
    subject: str
    preview: str
    html: str
    text: str | None
    file: str
    line: int


ReadPayload = Callable[[Path], Iterator[PayloadEmail]]
_READERS: dict[str, ReadPayload] = {}


def payload_reader(tool: str) -> Callable[[ReadPayload], ReadPayload]:
    """Mark the function that reads the payload of an email tool from its folder.

    Raises:
        ValueError: the tool has a reader already.
    """

    def mark(read: ReadPayload) -> ReadPayload:
        if _READERS.setdefault(tool, read) is not read:
            raise ValueError(f"two readers of payloads are called {tool!r}")
        return read

    return mark


def payload_readers() -> dict[str, ReadPayload]:
    """Every reader by its tool."""
    package = import_module("samestory.prove.payloads")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return dict(sorted(_READERS.items()))
