"""Door: the `samestory` command."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click

from samestory import __version__

CONTENT_ERRORS, REFUSED = 1, 2
P = ParamSpec("P")


class DayType(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic from click 8.5 on
    """A day such as 2026-11-03."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2026-11-03", param, ctx)


today_option = click.option("--today", type=DayType(), help="Take this day for today, e.g. 2026-11-03.")
project_option = click.option(
    "--project",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The repository, if it is not the current folder.",
)


def in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """What the machine refuses ends in one sentence and exit status 2, never in a traceback."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        from samestory.write import Refused

        try:
            command(*args, **kwargs)
        except Refused as problem:
            stop(str(problem))
        except OSError as problem:
            stop(f"{problem.filename or 'the machine'}: {problem.strerror or problem}")

    return guarded


def stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error and exit status 2."""
    click.echo(f"samestory: {sentence}", err=True)
    sys.exit(REFUSED)


@click.group(epilog="Example: samestory check")
@click.version_option(__version__, prog_name="samestory")
def main() -> None:
    """One storyline in Markdown, compiled into email sequences and the reps' site."""


@main.command(epilog="Example: samestory check stories/one-story --format github")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--silenced", is_flag=True, help="Tell instead what was let pass under `## Note`, and why.")
@today_option
@project_option
@in_one_sentence
def check(paths: tuple[Path, ...], form: str, silenced: bool, today: date | None, project: Path) -> None:
    """Tell every problem of every file, in reading order. Writes nothing."""
    from samestory.day import day_of_check
    from samestory.diagnostics import has_errors
    from samestory.pipeline import look_at
    from samestory.report import FORMATS
    from samestory.silence import as_notes

    wanted = [_within(path, project) for path in paths]
    looked = look_at(project.resolve(), day_of_check(today))
    found = as_notes(looked.value.silenced) if silenced else looked.diagnostics
    shown = tuple(one for one in found if not wanted or any(_is_under(one.file, path) for path in wanted))
    click.echo(FORMATS[form](shown), nl=False)
    sys.exit(CONTENT_ERRORS if has_errors(shown) else 0)


def _within(path: Path, project: Path) -> str:
    full, root = path.resolve(), project.resolve()
    if not full.exists():
        stop(f"there is no {path}")
    if not full.is_relative_to(root):
        stop(f"{path} lies outside of the project {root}")
    return full.relative_to(root).as_posix()


def _is_under(file: str, path: str) -> bool:
    return path == "." or file == path or file.startswith(f"{path}/")


@main.command(epilog="Example: samestory explain typed-value")
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


@main.command(epilog="Example: samestory build --today 2026-11-03")
@today_option
@project_option
@click.option("--no-site", is_flag=True, help="Only the sequences.")
@in_one_sentence
def build(today: date | None, project: Path, no_site: bool) -> None:
    """Check, render and publish build/. Nothing is published when there is an error."""
    from samestory.day import day_of_build
    from samestory.mkdocs_plugin import make_site
    from samestory.pipeline import Unproved
    from samestory.pipeline import build as build_project
    from samestory.prove import compared_in_words, proof_as_text
    from samestory.report import as_text

    began = time.monotonic()
    root = project.resolve()
    try:
        day = day_of_build(root, today)
    except ValueError as problem:
        stop(str(problem))
    try:
        with progress() as on_station:
            made = build_project(root, day, None if no_site else make_site, on_station)
    except Unproved as problem:
        click.echo(f"{proof_as_text(problem.proof)}{problem}", err=True)
        sys.exit(CONTENT_ERRORS)
    problems = tuple(found for found in made.diagnostics if found.severity != "info")
    if problems:
        click.echo(as_text(problems), nl=False, err=True)
    if made.value is None:
        click.echo("Nothing was published; build/ is as it was.", err=True)
        sys.exit(CONTENT_ERRORS)
    compiled, published = made.value.compiled, made.value.published
    sequences = compiled.project.sequences
    touches = sum(len(sequence.touches) for sequence in sequences)
    emails = sum(file.path.endswith(".eml") for file in compiled.bundle)
    stories = len({sequence.storyline for sequence in sequences})
    roles = len(compiled.project.library.roles)
    click.echo(f"{_counted(stories, 'storyline')}, {_counted(roles, 'role')}, {_counted(touches, 'touch')}")
    click.echo(f"{_counted(emails, 'email')}, {_counted(len(compiled.pages), 'page')}; {published.files} files")
    if notes := len(made.diagnostics) - len(problems):
        click.echo(f"{_counted(notes, 'note')}: samestory check lists what is still to write")
    if made.value.proof:
        click.echo(compared_in_words(made.value.proof))
    click.echo(f"Day {day.isoformat()}, {time.monotonic() - began:.1f} s")
    click.echo(f"Look at build/site/index.html and build/sequences/bundle/ in {root.name}/")


@main.command(epilog="Example: samestory verify build --no-manifest")
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@click.option("--no-manifest", is_flag=True, help="Look at words alone: no hash, and no stamp of the whole.")
@today_option
@in_one_sentence
def verify(build: Path, no_manifest: bool, today: date | None) -> None:
    """Read a build back, and prove that its emails and its pages tell the same story."""
    from samestory.prove import Unreadable, proof_as_text, verify_build

    try:
        proof = verify_build(build, __version__, with_manifest=not no_manifest, day=today.isoformat() if today else "")
    except Unreadable as problem:
        stop(str(problem))
    click.echo(proof_as_text(proof), nl=False)
    sys.exit(0 if proof.holds else CONTENT_ERRORS)


def _counted(number: int, what: str) -> str:
    ending = "" if number == 1 else "es" if what.endswith("ch") else "s"
    return f"{number:,} {what}{ending}"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    from samestory.pipeline import STATIONS

    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        task = bar.add_task("", total=len(STATIONS))
        yield lambda station: bar.update(task, description=station, completed=STATIONS.index(station))


@main.command(epilog="Example: samestory serve --port 8000")
@today_option
@project_option
@click.option("--port", type=int, default=8000, show_default=True)
@in_one_sentence
def serve(today: date | None, project: Path, port: int) -> None:
    """Build, then show the site on this machine, and build again whenever a story was saved."""
    from samestory.day import day_of_check
    from samestory.serve import serve_site

    serve_site(project.resolve(), day_of_check(today), port, click.echo)


@main.command(epilog="Example: samestory new our-stories; in there, samestory new beat first-story/why-us")
@click.argument("what", metavar="DIR|KIND")
@click.argument("id", required=False)
@today_option
@project_option
@in_one_sentence
def new(what: str, id: str | None, today: date | None, project: Path) -> None:
    """Make a repository of stories in DIR, or one file: story ID, beat STORY/ID, claim, proof, offer, role or stage ID.

    The sentences that only a person can write are marked with TODO; samestory check lists them.
    """
    from samestory.day import day_of_check
    from samestory.new import KINDS, new_file, new_repository

    day = day_of_check(today)
    if id is not None:
        made = new_file(project.resolve(), what, id, day)
        next_step = "Write what stands after TODO: samestory check lists what is left."
    elif what in KINDS:
        stop(f"which {what}? Write `samestory new {what} ID`; for a folder of that name, `samestory new ./{what}`")
    else:
        made = new_repository(Path(what), day)
        next_step = f"Go to {what}, and run samestory check: it lists what is still to write."
    for path in made:
        click.echo(path)
    click.echo(next_step)


@main.command(epilog="Example: samestory schema beat > beat.schema.json")
@click.argument("kind", required=False)
@in_one_sentence
def schema(kind: str | None) -> None:
    """Print the JSON Schema of a kind of file for editors: role, beat, claim, settings …; without KIND all of them."""
    import json

    from samestory.nearest import did_you_mean
    from samestory.schema import KINDS, all_schemas, schema_of

    if kind is not None and kind not in KINDS:
        stop(f"there is no kind `{kind}`. {did_you_mean(kind, KINDS, 'kinds')}")
    made = all_schemas() if kind is None else schema_of(kind)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


@main.command(epilog="Example: samestory coverage --format csv > coverage.csv")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@today_option
@project_option
@in_one_sentence
def coverage(form: str, today: date | None, project: Path) -> None:
    """Show what is told to whom in which stage under which idea, and every gap as a sentence."""
    from samestory.coverage import coverage_of
    from samestory.coverage_report import FORMS
    from samestory.day import day_of_check
    from samestory.pipeline import look_at

    looked = look_at(project.resolve(), day_of_check(today)).value
    click.echo(FORMS[form](coverage_of(looked.library, looked.sequences, looked.settings.limits)), nl=False)


@main.command(epilog="Example: samestory where rework-share")
@click.argument("id")
@today_option
@project_option
@in_one_sentence
def where(id: str, today: date | None, project: Path) -> None:
    """List every use of a claim, a proof, an offer, an idea, a role, a stage or a signal."""
    from samestory.day import day_of_check
    from samestory.pipeline import look_at
    from samestory.where import as_text, nearest_to, where_used

    looked = look_at(project.resolve(), day_of_check(today)).value
    found = where_used(id, looked.library, looked.sequences)
    if not found:
        stop(f"there is no claim, proof, offer, idea, role, stage or signal `{id}`. {nearest_to(id, looked.library)}")
    click.echo(as_text(found), nl=False)
