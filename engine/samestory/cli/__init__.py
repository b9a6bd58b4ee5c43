"""Door: the `samestory` command. Only this room knows click; what a command needs is imported when it runs."""

from __future__ import annotations

import click

from samestory import __version__
from samestory.cli import building, checking, comparing, releasing, writing

COMMANDS = (
    checking.check,
    checking.explain,
    checking.coverage,
    checking.where,
    building.build,
    building.verify,
    building.targets,
    building.serve,
    writing.new,
    writing.schema,
    releasing.release,
    releasing.sign_off,
    releasing.applied,
    comparing.diff,
    comparing.stale,
    comparing.review,
)


@click.group(commands=COMMANDS, epilog="Example: samestory check")
@click.version_option(__version__, prog_name="samestory")
def main() -> None:
    """One storyline in Markdown, compiled into email sequences and the reps' site."""
