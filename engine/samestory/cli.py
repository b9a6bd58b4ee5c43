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
@click.option("--target", "targets", multiple=True, metavar="NAME", help="Write for this email tool and no other.")
@click.option("--release", metavar="NAME", help="Make the build of that release anew, from its sources.")
@click.option("--other-engine", is_flag=True, help="Even if another version of samestory released it.")
@in_one_sentence
def build(
    today: date | None, project: Path, no_site: bool, targets: tuple[str, ...], release: str | None, other_engine: bool
) -> None:
    """Check, render and publish build/. Nothing is published when there is an error."""
    from samestory.day import day_of_build
    from samestory.mkdocs_plugin import make_site
    from samestory.pipeline import Unproved
    from samestory.pipeline import build as build_project
    from samestory.prove import compared_in_words, proof_as_text
    from samestory.releases.rollback import OtherBuild, build_release
    from samestory.report import as_text
    from samestory.targets.table import told_in_build

    began = time.monotonic()
    root = project.resolve()
    _only_known(targets)
    try:
        day = day_of_build(root, today)
    except ValueError as problem:
        stop(str(problem))
    try:
        with progress() as on_station:
            site = None if no_site else make_site
            if release:
                made = build_release(root, release, site, on_station, targets=targets, with_other_engine=other_engine)
            else:
                made = build_project(root, day, site, on_station, targets)
    except OtherBuild as problem:
        for sentence in problem.sentences:
            click.echo(f"{sentence}.", err=True)
        click.echo("Nothing was published; build/ is as it was.", err=True)
        sys.exit(CONTENT_ERRORS)
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
    for line in told_in_build(compiled.project.settings):
        click.echo(line)
    if targets:
        click.echo(f"Only {', '.join(sorted(set(targets)))}: what build/ had for other email tools is absent")
    click.echo(f"Day {compiled.project.day.isoformat()}, {time.monotonic() - began:.1f} s")
    click.echo(f"Look at build/site/index.html and build/sequences/bundle/ in {root.name}/")


def _only_known(targets: tuple[str, ...]) -> None:
    from samestory.nearest import did_you_mean
    from samestory.targets import all_targets

    for name in targets:
        if name not in all_targets():
            stop(f"there is no email tool `{name}`. {did_you_mean(name, all_targets(), 'email tools')}")


@main.command(epilog="Example: samestory targets mautic")
@click.argument("name", required=False)
@in_one_sentence
def targets(name: str | None) -> None:
    """List the email tools, what each can express, and what it was checked on; with NAME, every statement of one."""
    from samestory.targets import all_targets
    from samestory.targets.table import as_text, in_full

    _only_known((name,) if name else ())
    click.echo(in_full(all_targets()[name]) if name else as_text(), nl=False)


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


@main.command(epilog="Example: samestory release --name 2026-11-03")
@click.argument("stories", nargs=-1, metavar="[STORY]...")
@click.option("--name", help="Its name: the day, and for a second one on that day 2026-11-03-2.")
@today_option
@project_option
@in_one_sentence
def release(stories: tuple[str, ...], name: str | None, today: date | None, project: Path) -> None:
    """Check and prove what is live, and freeze it under stories/_releases/. Without STORY, all live storylines."""
    from samestory.day import day_of_build
    from samestory.mkdocs_plugin import make_site
    from samestory.pipeline import Unproved
    from samestory.prove import compared_in_words, proof_as_text
    from samestory.releases.release import NotReleasable, name_and_day, release_stories
    from samestory.report import as_text

    root = project.resolve()
    named, day = name_and_day(name, today, lambda: day_of_build(root, None))
    try:
        made = release_stories(root, named, stories, day, make_site)
    except NotReleasable as problem:
        for sentence in problem.sentences:
            click.echo(f"{sentence}.", err=True)
        click.echo("Nothing was released.", err=True)
        sys.exit(CONTENT_ERRORS)
    except Unproved as problem:
        click.echo(f"{proof_as_text(problem.proof)}Nothing was released.", err=True)
        sys.exit(CONTENT_ERRORS)
    if made.value is None:
        click.echo(f"{as_text(made.diagnostics)}Nothing was released.", err=True)
        sys.exit(CONTENT_ERRORS)
    released = made.value
    for file in released.files:
        click.echo(file)
    click.echo(f"Released {_counted(len(released.stories), 'storyline')}, {_counted(released.touches, 'touch')}")
    click.echo(f"{compared_in_words(released.proof)}\nDay {day.isoformat()}")
    if released.is_in_git:
        click.echo(f"Commit it by itself: git add stories/_releases/{named} && git commit -m 'Release {named}'")
    else:
        click.echo("There is no Git here: nobody can go back to these sources. Keep a copy of them.")


@main.command("sign-off", epilog="Example: samestory sign-off hidden-rework --by TK")
@click.argument("story")
@click.option("--by", required=True, metavar="INITIALS", help="Who agrees, in two to four letters.")
@today_option
@project_option
@in_one_sentence
def sign_off(story: str, by: str, today: date | None, project: Path) -> None:
    """Write down that sales agrees to what a storyline says now: messages, values, and all that reps say."""
    from samestory.day import day_of_check
    from samestory.releases.sign_off import sign_off as sign
    from samestory.report import as_text

    made = sign(project.resolve(), story, by, day_of_check(today))
    if made.value is None:
        click.echo(f"{as_text(made.diagnostics)}Nothing was signed off.", err=True)
        sys.exit(CONTENT_ERRORS)
    signed, changed = made.value
    if not changed:
        click.echo(f"Nothing has changed since {signed.storyline} was signed off; the record stays as it is")
        return
    click.echo(signed.file)
    click.echo(f"{by} agrees to {_counted(len(signed.texts), 'text')}, {changed:,} of them new or changed; commit it")


@main.command(epilog="Example: samestory applied mautic 2026-11-03 --by IL")
@click.argument("target")
@click.argument("release")
@click.option("--by", required=True, metavar="INITIALS", help="Who imported it, in two to four letters.")
@today_option
@project_option
@in_one_sentence
def applied(target: str, release: str, by: str, today: date | None, project: Path) -> None:
    """Write down that an email tool runs a release from today on; TARGET `bundle` is a tool filled by hand."""
    from samestory.day import day_of_check
    from samestory.releases.applied import apply_release

    made = apply_release(project.resolve(), target, release, by, day_of_check(today))
    click.echo(made.file)
    click.echo(f"{target} runs {release} from {made.day} on: {', '.join(made.storylines)}; commit it")


@main.command(epilog="Example: samestory diff 2026-11-03 --target mautic")
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


@main.command(epilog="Example: samestory stale --today 2027-11-03")
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


@main.command(epilog="Example: samestory review origin/main > review.md")
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
