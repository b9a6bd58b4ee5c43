"""How commands end: their exit statuses, one sentence for what was refused, and what they count."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import click

CONTENT_ERRORS, REFUSED = 1, 2
P = ParamSpec("P")


def in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """What the machine refuses ends in one sentence and exit status 2, never in a traceback."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BrokenPipeError:
            raise  # whoever read along has read enough, as `head` does; click ends quietly
        except OSError as problem:
            stop(f"{problem.filename or 'the machine'}: {problem.strerror or problem}")
        except Exception as problem:
            from samestory.write import Refused

            if not isinstance(problem, Refused):
                raise
            stop(str(problem))

    return guarded


def stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error and exit status 2."""
    click.echo(f"samestory: {sentence}", err=True)
    sys.exit(REFUSED)


def counted(number: int, what: str) -> str:
    """A number and what it counts, e.g. `1 touch`, `1,000 pages`."""
    ending = "" if number == 1 else "es" if what.endswith("ch") else "s"
    return f"{number:,} {what}{ending}"
