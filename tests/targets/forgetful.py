"""An email tool that is registered for a while and cannot keep one rule: nobody in it knows who is a competitor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from samestory import targets
from samestory.targets import Target, all_targets, target

NAME = "forgetful"


@contextmanager
def forgetful_tool() -> Iterator[None]:
    """Register it, and take it out again."""
    known = all_targets()["brevo"]
    rules = {name: how for name, how in known.rules.items() if name != "competitor"}
    mark(replace(known, name=NAME, title="Forgetful", rules=rules))
    try:
        yield
    finally:
        del targets._TARGETS[NAME]


def mark(made: Target) -> None:
    """Register a tool as its module would."""
    target(
        made.name,
        title=made.title,
        version=made.version,
        dialect=made.dialect,
        abilities=made.abilities,
        rules=made.rules,
        set_up=made.set_up,
        bring_in=made.bring_in,
        go_back=made.go_back,
    )(made.write)
