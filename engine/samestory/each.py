"""How a station calls a pure function for many arguments: one by one, unless who calls the station knows better.

The pipeline hands in a way that keeps what was made before, and shares the rest among processes. No station knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Each(Protocol):
    """What the function makes of each tuple of arguments, in their order.

    The function stands in a module, and what it makes depends on nothing but its arguments. Its annotation tells what
    comes out: texts, bytes, numbers, tuples, and dataclasses of such.
    """

    def __call__(self, function: Callable[[*Ts], T], arguments: Iterable[tuple[*Ts]], /) -> list[T]:
        """The results."""


def one_by_one(function: Callable[[*Ts], T], arguments: Iterable[tuple[*Ts]], /) -> list[T]:
    """Every call made here and now."""
    return [function(*values) for values in arguments]
