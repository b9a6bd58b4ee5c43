"""Sequences -> what an email tool imports. One module per tool; each is found by itself.

A tool's table is data: how it spells fields, what it can express, what it was checked against. One that lacks an
answer for an ability cannot be registered. A signal may lack a rule: then no storyline in which it is in force can be
built for that tool, so that no rule is dropped in silence.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Library
from samestory.model.sequence import Sequence
from samestory.model.settings import Settings
from samestory.targets.capability import ABILITIES, NOTICED, Fact, How, Limits
from samestory.targets.dialect import Dialect
from samestory.targets.story import Story, cutter, stories_of


@dataclass(frozen=True, slots=True)
class Target:
    """An email tool. `set_up`, `bring_in` and `go_back` are its part of the runbook, `write` makes its files."""

    name: str
    title: str
    version: str
    dialect: Dialect
    abilities: Mapping[str, How]
    rules: Mapping[str, How]
    limits: Limits
    set_up: tuple[Fact, ...]
    bring_in: tuple[Fact, ...]
    go_back: tuple[Fact, ...]
    write: Write

    def at_level(self, level: str) -> tuple[str, ...]:
        """The abilities that the tool has at a level."""
        return tuple(name for name in ABILITIES if self.abilities[name].level == level)


Write = Callable[[Target, Story], Iterator[OutFile]]
NO_LIMITS = Limits()
_TARGETS: dict[str, Target] = {}


def target(
    name: str,
    *,
    title: str,
    version: str,
    dialect: Dialect,
    abilities: Mapping[str, How],
    rules: Mapping[str, How],
    set_up: tuple[Fact, ...],
    bring_in: tuple[Fact, ...],
    go_back: tuple[Fact, ...],
    limits: Limits = NO_LIMITS,
) -> Callable[[Write], Write]:
    """Mark the function that writes a storyline for a tool; what the tool is stands beside it.

    Raises:
        ValueError: the name is taken, or an ability or a part of the runbook has no answer.
    """

    def mark(write: Write) -> Write:
        made = Target(name, title, version, dialect, abilities, rules, limits, set_up, bring_in, go_back, write)
        for problem in lacking(made):
            raise ValueError(f"the email tool {name!r} {problem}")
        if _TARGETS.setdefault(name, made) is not made:
            raise ValueError(f"two email tools are called {name!r}")
        return write

    return mark


def lacking(made: Target) -> Iterator[str]:
    """What a tool does not say of itself, each as the end of a sentence."""
    for ability in ABILITIES:
        if ability not in made.abilities:
            yield f"does not say how it does {ability!r}"
    for signal in made.rules:
        if signal not in NOTICED:
            yield f"has a rule for {signal!r}, which is no signal"
    for what, facts in (("set up", made.set_up), ("brought in", made.bring_in), ("taken back", made.go_back)):
        if not facts:
            yield f"does not say how it is {what}"
    if not made.version or not made.title:
        yield "does not say on which version it was checked"


def all_targets() -> Mapping[str, Target]:
    """Every tool by its name."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return dict(sorted(_TARGETS.items()))


def chosen_targets(settings: Settings) -> tuple[Target, ...]:
    """The tools that the settings name, each once, by name; unknown ones are a check's."""
    known = all_targets()
    return tuple(known[name] for name in sorted(set(settings.targets)) if name in known)


def render_targets(
    library: Library, sequences: Iterable[Sequence], emails: Mapping[str, RenderedEmail], settings: Settings
) -> Iterator[OutFile]:
    """Every file of every tool that the settings name; live storylines, nurtured roles, in the order of the plan."""
    planned, cut = tuple(sequences), cutter(emails)
    for tool in chosen_targets(settings):
        for story in stories_of(tool.name, tool.dialect, library, planned, cut, settings):
            yield from tool.write(tool, story)
