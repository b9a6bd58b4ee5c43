"""The values that travel on the way from a repository to `build/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samestory.model.coverage import Coverage
from samestory.model.emails import RenderedEmail
from samestory.model.library import Library
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings
from samestory.silence import Silenced


@dataclass(frozen=True, slots=True)
class Project:
    """A repository as it was read and planned, on a day."""

    root: Path
    settings: Settings
    library: Library
    sequences: tuple[Sequence, ...]
    emails: Mapping[str, RenderedEmail]
    day: date
    silenced: tuple[Silenced, ...] = ()
    release: str | None = None  # which one is being made anew
    stories: tuple[str, ...] | None = None  # those whose emails are written, where a release does not hold all
    written: Coverage | None = None  # of what is written, where not all of it is built
