"""Calls pure functions, or gives what an earlier call with the same arguments made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Any, Self, TypeVar, TypeVarTuple

import msgspec

from samestory.cache.engine import engine_hash, is_as_loaded
from samestory.cache.made import Made, decoder_of, encoded, make, make_to_keep
from samestory.cache.store import Store
from samestory.jobs import ONE, Jobs

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Calls:
    """How many results of a function were there already, how many were made, and by how many processes."""

    kept: int = 0
    made: int = 0
    processes: int = 1


class Kept:
    """What pure functions made, by the values they made it of and by the engine. Use it in a `with`, which saves it.

    Without a store nothing is kept. `calls` counts by function those whose value was there, those that were made, and
    the processes that shared those.
    """

    def __init__(self, store: Store | None, jobs: Jobs = ONE) -> None:
        self._store = store if store and is_as_loaded() else None
        self._jobs = jobs
        self.calls: dict[str, Calls] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _where: TracebackType | None
    ) -> None:
        self.save()

    def save(self) -> None:
        """Have later builds find what was made; not what two engines made, when somebody works on this one."""
        if self._store and is_as_loaded():
            self._store.save()

    def each(self, function: Callable[[*Ts], T], arguments: Iterable[tuple[*Ts]], /) -> list[T]:
        """An `Each`: what was made before is found, the rest is made now and found from now on."""
        given = tuple(arguments)
        keys = [key_of(function, values) if self._store else None for values in given]
        found = self._found(function, [key for key in keys if key])
        missing = [place for place, key in enumerate(keys) if key is None or key not in found]
        made = dict(zip(missing, self._made(function, [given[place] for place in missing]), strict=True))
        self._keep((key, one) for place, one in made.items() if (key := keys[place]))
        before = self.calls.get(function.__name__, Calls())
        self.calls[function.__name__] = Calls(
            before.kept + len(given) - len(missing),
            before.made + len(missing),
            max(before.processes, self._jobs.processes_for(len(missing))),
        )
        return [made[place].value if place in made else found[key or b""] for place, key in enumerate(keys)]

    def beside(self, work: Callable[[], T], touches: int, /) -> Callable[[], T]:
        """A `Beside`; nothing of it is kept."""
        before = self.calls.get("pieces_of_work", Calls())
        processes = max(before.processes, self._jobs.processes_for(touches))
        self.calls["pieces_of_work"] = Calls(made=before.made + 1, processes=processes)
        return self._jobs.beside(work, touches)

    def _found(self, function: Callable[..., T], keys: list[bytes]) -> dict[bytes, T]:
        return dict(_decoded(function, self._store.found(keys))) if self._store else {}

    def _made(self, function: Callable[..., T], arguments: list[tuple[Any, ...]]) -> list[Made[T]]:
        how: Callable[..., Made[T]] = make_to_keep if self._store else make
        return self._jobs.each(how, ((function, values) for values in arguments))

    def _keep(self, made: Iterable[tuple[bytes, Made[Any]]]) -> None:
        if self._store:
            self._store.keep_shortened({key: one.kept for key, one in made if one.kept is not None})


def _decoded(function: Callable[..., T], packed: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, T]]:
    decoder = decoder_of(function)
    for key, value in packed.items():
        try:
            yield key, decoder.decode(value)
        except msgspec.MsgspecError:  # another engine's, if two hashes were ever the same; never ours
            continue


def key_of(function: Callable[..., Any], values: tuple[Any, ...]) -> bytes | None:
    """32 bytes that no other function, engine or values have; None where there are none."""
    try:
        # A text that msgspec has encoded keeps those bytes as long as it lives.
        plain = (value.encode() if isinstance(value, str) else value for value in values)
        whole = encoded((function.__module__, function.__qualname__, *plain))
    except UnicodeEncodeError:
        return None
    return None if whole is None else sha256(engine_hash() + whole).digest()
