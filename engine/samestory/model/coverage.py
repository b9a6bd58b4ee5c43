"""What is told to whom, counted: cells of role and stage, storylines, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samestory.diagnostics import Place

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """How many touches carry one idea in a cell, by channel; drafts are no live touches."""

    idea: str
    emails: int = 0
    calls: int = 0
    cards: int = 0
    drafts: int = 0

    @property
    def live(self) -> int:
        """How many touches there are, drafts apart."""
        return self.emails + self.calls + self.cards


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role of a storyline hears in one stage: its touches by idea, and which claims they show."""

    role: str
    stage: str
    told: tuple[Told, ...]
    insights: tuple[str, ...]
    reserved: tuple[str, ...]
    gap: str = ""  # "nothing", or "no email" where there could be one

    @property
    def all(self) -> Told:
        """The touches of all ideas."""
        return Told(
            "",
            sum(told.emails for told in self.told),
            sum(told.calls for told in self.told),
            sum(told.cards for told in self.told),
            sum(told.drafts for told in self.told),
        )

    @property
    def is_thin(self) -> bool:
        """Whether a single touch is all there is."""
        return self.all.live == 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not told: its code, where it would be mended, and a sentence for people."""

    code: str
    place: Place
    sentence: str
    storyline: str = ""
    stage: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """One storyline: its cells by role and stage, and how often each role hears each idea."""

    storyline: str
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    ideas: tuple[str, ...]
    cells: Mapping[Pair, Cell]
    heard: Mapping[Pair, int]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything: storylines, and over all of them the texts to pass on and the weight of the first stages.

    `passed_on` counts the Forward texts that a role can pass on to another one; `gaps` are of no single storyline.
    """

    stories: tuple[StoryCoverage, ...]
    roles: tuple[str, ...]
    passed_on: Mapping[Pair, int]
    top_stages: tuple[str, ...]
    top_beats: int
    nurture_beats: int
    gaps: tuple[Gap, ...]

    @property
    def all_gaps(self) -> tuple[Gap, ...]:
        """Those of storylines first."""
        return (*(gap for story in self.stories for gap in story.gaps), *self.gaps)

    def texts(self, role: str, to: str) -> int | None:
        """How many texts a role can pass on to another one; None where no storyline brings the two together."""
        together = any(role in story.roles and to in story.roles for story in self.stories)
        return self.passed_on.get((role, to), 0) if together and role != to else None

    @property
    def top_share(self) -> int:
        """How many per cent of the nurture beats stand in the first stages."""
        return round(self.top_beats * 100 / self.nurture_beats) if self.nurture_beats else 0
