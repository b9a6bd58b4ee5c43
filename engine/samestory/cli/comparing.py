"""Commands that compare what was released with what is there now."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from samestory.cli.endings import CONTENT_ERRORS, in_one_sentence
from samestory.cli.options import project_option, today_option


@click.command(epilog="Example: samestory diff 2026-11-03 --target mautic")
@click.argument("from_", metavar="FROM")
@click.argument("to", required=False)
@click.option("--target", help="The email tool people are in; without it, those of the settings.")
@click.option("--format", "form", type=click.Choice(["text", "md", "json", "html"]), default="text")
@today_option
@project_option
@in_one_sentence
def diff(from_: str, to: str | None, target: str | None, form: str, today: date | None, project: Path) -> None:
    """Tell what changed from one release or Git revision to another, whom it reaches, and who reads two numbers.

    Without TO, to the files as they are now.
    """
    from samestory.day import day_of_check
    from samestory.releases.diff import as_document, as_json
    from samestory.releases.diff import diff as compared
    from samestory.releases.document import FORMATS

    found = compared(project.resolve(), from_, to, target, day_of_check(today))
    click.echo(as_json(found) if form == "json" else FORMATS[form](as_document(found)), nl=False)


@click.command(epilog="Example: samestory stale --today 2027-11-03")
@today_option
@project_option
@in_one_sentence
def stale(today: date | None, project: Path) -> None:
    """List what email tools run that has expired: tool, sequence, touch, since when. Exit status 1 if there is any."""
    from samestory.day import day_of_check
    from samestory.releases.stale import as_text, what_is_applied
    from samestory.releases.stale import stale as find_stale

    root, day = project.resolve(), day_of_check(today)
    found = find_stale(root, day)
    click.echo(as_text(found, day, what_is_applied(root)), nl=False)
    sys.exit(CONTENT_ERRORS if found else 0)


@click.command(epilog="Example: samestory review origin/main > review.md")
@click.argument("from_", metavar="FROM")
@today_option
@project_option
@in_one_sentence
def review(from_: str, today: date | None, project: Path) -> None:
    """Print one comment for a pull request: what changes for buyers, reps and email tools, and who has to look.

    FROM is a release or a Git revision. The same commits give the same comment.
    """
    from samestory.day import day_of_build
    from samestory.releases.review import review as reviewed

    root = project.resolve()
    click.echo(reviewed(root, from_, day_of_build(root, today)), nl=False)
