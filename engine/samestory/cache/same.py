"""What this process made of the very same objects: for a preview that is built again after each save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
# Equal ones of one type cannot be told apart by any function.
PLAIN = (str, bytes, int, bool, type(None), date)


@dataclass(frozen=True, slots=True)
class _Made:
    arguments: tuple[Any, ...]  # held, so that nothing else is ever found at their place
    value: Any


class Same:
    """Results by the identity of what they were made of; what two builds did not need is forgotten."""

    def __init__(self) -> None:
        self._now: dict[Any, _Made] = {}
        self._before: dict[Any, _Made] = {}

    def again(self, function: Callable[[*Ts], T], /, *arguments: *Ts) -> T:
        """An `Again`: the object that was made before, or a new one."""
        key = (function, _key(arguments))
        made = self._now.get(key) or self._before.get(key) or _Made(arguments, function(*arguments))
        self._now[key] = made
        value: T = made.value
        return value

    def next_build(self) -> None:
        """Forget what the build before the last one made."""
        self._before, self._now = self._now, {}


def _key(value: Any) -> Any:
    if type(value) is tuple:
        return tuple(map(_key, value))
    if type(value) in PLAIN:
        return type(value), value
    return id(value)
