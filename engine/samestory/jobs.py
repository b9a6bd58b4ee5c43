"""The same work by several processes: what comes out, and its order, are those of one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, TypeVarTuple

from samestory.each import in_turn

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Arguments = Sequence[tuple[Any, ...]]
# A process costs some 50 ms, and what it made has to travel; an email takes 2 ms, a page that is read back 5.
LEAST = 100


@dataclass(frozen=True, slots=True)
class Jobs:
    """How many processes may work at once; as few as one where a share would be too small to pay."""

    number: int = 1

    def processes_for(self, calls: int) -> int:
        """How many share that many calls."""
        return max(1, min(self.number, calls // LEAST)) if _can_fork() else 1

    def each(self, function: Callable[[*Ts], T], arguments: Iterable[tuple[*Ts]], /) -> list[T]:
        """An `Each`; what the function raises is raised."""
        given = tuple(arguments)
        number = self.processes_for(len(given))
        # Neighbours cost about the same, so each process gets every second, third … one.
        mine, *others = (given[start::number] for start in range(number))
        begun = [_begun(function, share) for share in others]
        made = [[function(*values) for values in mine], *(_ended(one, function) for one in begun)]
        return [made[place % number][place // number] for place in range(len(given))]

    def beside(self, work: Callable[[], T], touches: int, /) -> Callable[[], T]:
        """A `Beside`: begun at once by another process, where that many touches are worth one."""
        if self.processes_for(touches) == 1:
            return in_turn(work, touches)
        begun = _begun(work, ((),))
        return lambda: _ended(begun, work)[0]


ONE = Jobs()


def all_cores() -> Jobs:
    """One process for each core that this one may use."""
    return Jobs(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _can_fork() -> bool:
    # A fork copies one thread only, and others may hold a lock; on a Mac, system libraries do not survive it.
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(frozen=True, slots=True)
class _Begun:
    process: BaseProcess
    results: Connection
    share: Arguments


def _begun(function: Callable[..., T], share: Arguments) -> _Begun:
    results, ours = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(function, share, ours), daemon=True)
    process.start()
    ours.close()
    return _Begun(process, results, share)


def _work(function: Callable[..., T], share: Arguments, results: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this one ends it
    gc.disable()  # looking through all that is shared, for what nobody holds, would copy it
    try:
        made = [function(*values) for values in share]
    except Exception:
        return  # whoever began this one meets the same, and can tell it
    try:
        results.send(made)
    except BrokenPipeError:
        return  # was killed meanwhile


def _ended(begun: _Begun, function: Callable[..., T]) -> list[T]:
    """What the process made; made here where it ended without."""
    try:
        made: list[T] = begun.results.recv()
    except (EOFError, OSError):
        made = [function(*values) for values in begun.share]
    begun.results.close()
    begun.process.join()
    return made
