"""How a station calls a pure function for many arguments: one by one, unless who calls the station knows better.

The pipeline hands in a way that keeps what was made before, and shares the rest among processes. No station knows.
What is one piece of work, and needs nothing of what is done meanwhile, may be done beside it.
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


class Beside(Protocol):
    """Begins a piece of work about so many touches, and gives a function that waits for what comes of it.

    What comes out is all that the work does: nobody sees whether it is done here, elsewhere, or twice.
    """

    def __call__(self, work: Callable[[], T], touches: int, /) -> Callable[[], T]:
        """The function that waits; it is called once."""


def in_turn(work: Callable[[], T], _touches: int, /) -> Callable[[], T]:
    """Done before anything else goes on."""
    made = work()
    return lambda: made
