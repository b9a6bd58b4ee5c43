"""How a station calls a pure function for many arguments: one by one, unless who calls the station knows better.

The pipeline hands in a way that keeps what was made before, and shares the rest among processes. No station knows.
A station that builds a large value of many calls them one by one
through an `Again`, which may give the very object that an earlier look made of the same arguments.
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


class Again(Protocol):
    """What a pure function makes of its arguments; where they are those of an earlier call, it may be that very object.

    Nothing changes what comes out: it is shared. A text is the same where it reads the same, a tuple where its parts
    are; any other argument is the same only if it is that very object.
    """

    def __call__(self, function: Callable[[*Ts], T], /, *arguments: *Ts) -> T:
        """The result."""


def anew(function: Callable[[*Ts], T], /, *arguments: *Ts) -> T:
    """Called here and now."""
    return function(*arguments)


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
