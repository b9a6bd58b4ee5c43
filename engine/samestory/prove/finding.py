"""What a proof says: what was compared, and where two places disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Unreadable(Exception):
    """A folder that cannot be proved at all, because it is no build or not a whole one: one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file of the build (`/`, from 1), and what stands there; empty where something is missing."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Places that do not tell the same, for one touch; no key where it is about no touch or about several."""

    touch: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A difference, with the rule that it breaks."""

    rule: int
    touch: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How much a proof rests on. `values` and `links` count the places where one is shown."""

    touches: int
    rules: int
    values: int
    links: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What was compared on which day, and what differed.

    `formers` are the texts marked as no longer true, each once: they are shown on purpose. `sealed` are the SHA-256 of
    files as they were read for the proof, by path.
    """

    day: str
    stamp: str
    compared: Compared
    findings: tuple[Finding, ...]
    formers: tuple[str, ...] = ()
    sealed: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def holds(self) -> bool:
        """Whether everything agrees."""
        return not self.findings
