"""The rules, each a function of what was read back. A module in `rules/` is found by itself."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from samestory.prove.finding import Difference
from samestory.prove.read_back import ReadBack

Prove = Callable[[ReadBack], Iterator[Difference]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its number, what has to be true, in a sentence for everybody, and the parts of its proof."""

    number: int
    says: str
    parts: tuple[Prove, ...]


_RULES: dict[int, Rule] = {}


def rule(number: int, says: str) -> Callable[[Prove], Prove]:
    """Mark a function that yields where a rule is broken. A rule may have several parts, all under one sentence.

    Raises:
        ValueError: the rule is said in two ways, or the function does not say what it compares.
    """

    def mark(prove: Prove) -> Prove:
        if not inspect.getdoc(prove):
            raise ValueError(f"{prove.__name__} has to say what it compares")
        known = _RULES.get(number, Rule(number, says, ()))
        if known.says != says:
            raise ValueError(f"rule {number} is said in two ways")
        parts = {f"{part.__module__}.{part.__name__}": part for part in (*known.parts, prove)}
        _RULES[number] = Rule(number, says, tuple(parts[name] for name in sorted(parts)))
        return prove

    return mark


def all_rules() -> tuple[Rule, ...]:
    """Every rule by its number."""
    package = import_module("samestory.prove.rules")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return tuple(_RULES[number] for number in sorted(_RULES))
