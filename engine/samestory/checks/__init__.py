"""Station 2: what the model forbids. One module per subject, one function per check.

A `@check` looks at the library, a `@sequence_check` at the planned sequences too, an `@email_check` at what was
rendered. All yield findings;
code and severity are added here. The docstring is what `samestory explain` prints.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

# Modules of this package are called like these two.
from samestory.checks.passages import Citation, Passage
from samestory.checks.passages import citations as citations_of
from samestory.checks.passages import passages as passages_of
from samestory.checks.planned import Sent, sent_emails
from samestory.checks.spoken import Spoken, spoken_texts
from samestory.checks.written import evidence_texts
from samestory.diagnostics import Diagnostic, Finding, Severity, explained, in_reading_order, stamped
from samestory.each import Again, anew
from samestory.model.emails import RenderedEmail
from samestory.model.library import Library
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings


@dataclass(frozen=True)
class Context:
    """What every check may look at: what was read, the settings, and the day that decides what has expired."""

    library: Library
    settings: Settings
    day: date
    again: Again = field(default=anew, compare=False, kw_only=True)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text but those of claims and proofs, of field notes, and of what is retired."""
        return tuple(passages_of(self.library, self.again))

    @cached_property
    def texts(self) -> tuple[Passage, ...]:
        """The same, those of claims and proofs last."""
        return (*self.passages, *evidence_texts(self.library))

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The claims that passages show, those of the messages they quote included."""
        return tuple(citations_of(self.passages))

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """Every text that buyers read or hear."""
        return tuple(spoken for together in self.spoken_by_beat for spoken in together)

    @cached_property
    def spoken_by_beat(self) -> tuple[tuple[Spoken, ...], ...]:
        """The same, those of each beat together, and then the others."""
        return tuple(spoken_texts(self.library, self.settings.language, self.again))


@dataclass(frozen=True)
class Plan(Context):
    """The same with the planned sequences."""

    sequences: tuple[Sequence, ...]

    @cached_property
    def sent(self) -> tuple[Sent, ...]:
        """Every email of the sequences, by storyline, role and day."""
        return tuple(sent_emails(self.library, self.sequences, self.again))


@dataclass(frozen=True)
class Rendered(Plan):
    """The same with the rendered emails, by touch key."""

    emails: Mapping[str, RenderedEmail]


EmailCheck = Callable[[Rendered], Iterator[Finding]]
LibraryCheck = Callable[[Context], Iterator[Finding]]
SequenceCheck = Callable[[Plan], Iterator[Finding]]
LIBRARY_CHECKS: dict[str, tuple[Severity, LibraryCheck]] = {}
SEQUENCE_CHECKS: dict[str, tuple[Severity, SequenceCheck]] = {}
EMAIL_CHECKS: dict[str, tuple[Severity, EmailCheck]] = {}


def check(
    code: str, severity: Severity = "error", *, can_be_silenced: bool = False
) -> Callable[[LibraryCheck], LibraryCheck]:
    """Mark a function as the check with this code, run before there is a plan.

    What is about the wording of one sentence `can_be_silenced`: a writer may let it pass there, with a reason.
    """

    def mark(function: LibraryCheck) -> LibraryCheck:
        explained(code, severity, function.__doc__, can_be_silenced=can_be_silenced)
        LIBRARY_CHECKS[code] = (severity, function)
        return function

    return mark


def sequence_check(
    code: str, severity: Severity = "error", *, can_be_silenced: bool = False
) -> Callable[[SequenceCheck], SequenceCheck]:
    """Mark a function as the check with this code, run over the planned sequences."""

    def mark(function: SequenceCheck) -> SequenceCheck:
        explained(code, severity, function.__doc__, can_be_silenced=can_be_silenced)
        SEQUENCE_CHECKS[code] = (severity, function)
        return function

    return mark


def email_check(code: str, severity: Severity = "error") -> Callable[[EmailCheck], EmailCheck]:
    """Mark a function as the check with this code, run over the rendered emails of stories without errors."""

    def mark(function: EmailCheck) -> EmailCheck:
        explained(code, severity, function.__doc__)
        EMAIL_CHECKS[code] = (severity, function)
        return function

    return mark


def check_library(library: Library, settings: Settings, day: date, again: Again = anew) -> tuple[Diagnostic, ...]:
    """What is wrong with what was read, in reading order."""
    load_checks()
    context = Context(library, settings, day, again=again)
    return in_reading_order(
        diagnostic
        for code, (severity, function) in LIBRARY_CHECKS.items()
        for diagnostic in stamped(code, severity, function(context))
    )


def check_sequences(
    sequences: tuple[Sequence, ...], library: Library, settings: Settings, day: date, again: Again = anew
) -> tuple[Diagnostic, ...]:
    """What is wrong with who is told what on which day, in reading order."""
    load_checks()
    # Days that follow from a beat nobody could read would be reported as faults of the beats after it.
    dated = tuple(sequence for sequence in sequences if library.storyline[sequence.storyline].has_timetable)
    plan = Plan(library, settings, day, dated, again=again)
    return in_reading_order(
        diagnostic
        for code, (severity, function) in SEQUENCE_CHECKS.items()
        for diagnostic in stamped(code, severity, function(plan))
    )


def check_emails(
    sequences: tuple[Sequence, ...],
    library: Library,
    settings: Settings,
    day: date,
    emails: Mapping[str, RenderedEmail],
) -> tuple[Diagnostic, ...]:
    """What is wrong with the rendered emails, in reading order."""
    load_checks()
    rendered = Rendered(library, settings, day, sequences, emails)
    return in_reading_order(
        diagnostic
        for code, (severity, function) in EMAIL_CHECKS.items()
        for diagnostic in stamped(code, severity, function(rendered))
    )


def load_checks() -> None:
    """Import every module of this folder, so that its checks are known, and what may be said of a `Let pass:`."""
    importlib.import_module("samestory.silence")
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
