"""What can be said about an author's file: where, what, and what to do next."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Concatenate, Generic, Literal, ParamSpec, TypeVar

Severity = Literal["error", "warning", "info"]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of an author's file: path relative to the project, with `/`; lines count from 1."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check noticed at one place; the check's code and severity are added by who runs it."""

    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One thing to tell an author. Sorts in reading order: by file, then line."""

    file: str
    line: int
    severity: Severity
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a station made, and what it noticed on the way."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `samestory explain CODE` says: one sentence what is wrong, then why it matters and how to mend it."""

    code: str
    severity: Severity
    what: str
    why: str
    fix: str
    can_be_silenced: bool = False


EXPLANATIONS: dict[str, Explanation] = {}


def explained(code: str, severity: Severity, docstring: str | None, *, can_be_silenced: bool = False) -> Explanation:
    """Register the explanation that stands in a docstring.

    Raises:
        ValueError: the code is taken, is not kebab-case, or the docstring lacks `Why:` or `Fix:`.
    """
    if code in EXPLANATIONS:
        raise ValueError(f"two checks are called {code!r}")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code):
        raise ValueError(f"a check's code is kebab-case without numbers, not {code!r}")
    parts = re.split(r"^(?:Why|Fix):", inspect.cleandoc(docstring or ""), flags=re.MULTILINE)
    if len(parts) != 3 or not all(part.strip() for part in parts):
        raise ValueError(f"the docstring of check {code!r} has to say what is wrong, then `Why:`, then `Fix:`")
    what, why, fix = (part.strip() for part in parts)
    EXPLANATIONS[code] = Explanation(code, severity, what, why, fix, can_be_silenced)
    return EXPLANATIONS[code]


def fault(
    code: str, severity: Severity = "error"
) -> Callable[[Callable[P, tuple[str, str]]], Callable[Concatenate[Place, P], Diagnostic]]:
    """Mark a function that words a fault seen while reading: it returns (message, hint).

    What comes out takes the place as its first argument and returns the whole diagnostic.
    """

    def mark(words: Callable[P, tuple[str, str]]) -> Callable[Concatenate[Place, P], Diagnostic]:
        explained(code, severity, words.__doc__)

        def at(place: Place, /, *args: P.args, **kwargs: P.kwargs) -> Diagnostic:
            message, hint = words(*args, **kwargs)
            return Diagnostic(place.file, place.line, severity, code, message, hint)

        at.__doc__ = words.__doc__
        return at

    return mark


def stamped(code: str, severity: Severity, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """The findings of one check as diagnostics that carry its code and severity."""
    for found in findings:
        yield Diagnostic(found.place.file, found.place.line, severity, code, found.message, found.hint)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything in there stops a build."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, by file and line."""
    return tuple(sorted(set(diagnostics)))
