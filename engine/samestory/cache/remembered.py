"""What this process made in its last build: for a preview that is built again after each save."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, TypeVarTuple

from samestory.cache.kept import key_of
from samestory.each import Each

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Remembered:
    """Results as they were made, which cost nothing to find again; what two builds did not need is forgotten."""

    def __init__(self, otherwise: Each) -> None:
        self._otherwise = otherwise
        self._now: dict[bytes, Any] = {}
        self._before: dict[bytes, Any] = {}

    def each(self, function: Callable[[*Ts], T], arguments: Iterable[tuple[*Ts]], /) -> list[T]:
        """An `Each`: what is not known is asked of another one."""
        given = tuple(arguments)
        keys = [key_of(function, values) for values in given]
        known = {key: value for key in keys if key and (value := self._now.get(key, self._before.get(key)))}
        missing = [place for place, key in enumerate(keys) if key is None or key not in known]
        made = dict(zip(missing, self._otherwise(function, [given[place] for place in missing]), strict=True))
        self._now |= known | {key: value for place, value in made.items() if (key := keys[place])}
        return [made[place] if place in made else known[key or b""] for place, key in enumerate(keys)]

    def next_build(self) -> None:
        """Forget what the build before the last one made."""
        self._before, self._now = self._now, {}
