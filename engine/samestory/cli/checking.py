"""Commands that say what stands in the stories and what is wrong there: nothing is written but to the cache."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samestory.cli.endings import CONTENT_ERRORS, in_one_sentence, stop
from samestory.cli.options import project_option, today_option

if TYPE_CHECKING:
    from samestory.diagnostics import Diagnostic


@click.command(epilog="Example: samestory check stories/one-story --format github")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--silenced", is_flag=True, help="Tell instead what was let pass under `## Note`, and why.")
@today_option
@project_option
@in_one_sentence
def check(paths: tuple[Path, ...], form: str, silenced: bool, today: date | None, project: Path) -> None:
    """Tell every problem of every file, in reading order. Changes no file of yours."""
    from samestory.cache.last_look import LastLook
    from samestory.day import day_of_check
    from samestory.diagnostics import has_errors
    from samestory.report import FORMATS

    wanted = [_within(path, project) for path in paths]
    root, day = project.resolve(), day_of_check(today)
    # A report of all rules needs the checks themselves, and what is let pass is not written down.
    last = None if silenced or form == "sarif" else LastLook(root, day)
    found = last.still_found() if last else None
    if found is None:
        looks = last.now() if last else ""
        found = _found(root, day, silenced=silenced)
        if last:
            last.remember(looks, found)
    shown = tuple(one for one in found if not wanted or any(_is_under(one.file, path) for path in wanted))
    click.echo(FORMATS[form](shown), nl=False)
    sys.exit(CONTENT_ERRORS if has_errors(shown) else 0)


def _found(root: Path, day: date, *, silenced: bool) -> tuple[Diagnostic, ...]:
    """What is found by reading and checking everything."""
    from samestory.cache.kept import Kept
    from samestory.cache.store import Store
    from samestory.jobs import all_cores
    from samestory.look import look_at
    from samestory.silence import as_notes

    kept = Kept(Store(root), all_cores())  # what builds kept is used, and nothing is saved
    looked = look_at(root, day, each=kept.each)
    return as_notes(looked.value.silenced) if silenced else looked.diagnostics


def _within(path: Path, project: Path) -> str:
    full, root = path.resolve(), project.resolve()
    if not full.exists():
        stop(f"there is no {path}")
    if not full.is_relative_to(root):
        stop(f"{path} lies outside of the project {root}")
    return full.relative_to(root).as_posix()


def _is_under(file: str, path: str) -> bool:
    return path == "." or file == path or file.startswith(f"{path}/")


@click.command(epilog="Example: samestory explain typed-value")
@click.argument("code")
def explain(code: str) -> None:
    """Say what a check means, why it is there, and how to mend what it found."""
    from samestory.checks import load_checks
    from samestory.diagnostics import EXPLANATIONS
    from samestory.nearest import did_you_mean
    from samestory.read import faults

    load_checks()
    if code not in EXPLANATIONS:
        stop(f"there is no check `{code}`. {did_you_mean(code, EXPLANATIONS, 'checks')}")
    found = EXPLANATIONS[code]
    click.echo(f"{found.code} ({found.severity})\n\n{found.what}\n\nWhy: {found.why}\nFix: {found.fix}")
    del faults  # imported for the codes it registers


@click.command(epilog="Example: samestory coverage --format csv > coverage.csv")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@today_option
@project_option
@in_one_sentence
def coverage(form: str, today: date | None, project: Path) -> None:
    """Show what is told to whom in which stage under which idea, and every gap as a sentence."""
    from samestory.coverage import coverage_of
    from samestory.coverage_report import FORMS
    from samestory.day import day_of_check
    from samestory.look import look_at

    looked = look_at(project.resolve(), day_of_check(today)).value
    click.echo(FORMS[form](coverage_of(looked.library, looked.sequences, looked.settings.limits)), nl=False)


@click.command(epilog="Example: samestory where rework-share")
@click.argument("id")
@today_option
@project_option
@in_one_sentence
def where(id: str, today: date | None, project: Path) -> None:
    """List every use of a claim, a proof, an offer, an idea, a role, a stage or a signal."""
    from samestory.day import day_of_check
    from samestory.look import look_at
    from samestory.where import as_text, nearest_to, where_used

    looked = look_at(project.resolve(), day_of_check(today)).value
    found = where_used(id, looked.library, looked.sequences)
    if not found:
        stop(f"there is no claim, proof, offer, idea, role, stage or signal `{id}`. {nearest_to(id, looked.library)}")
    click.echo(as_text(found), nl=False)
