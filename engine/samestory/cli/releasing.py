"""Commands that put on record what was released, agreed to and imported."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from samestory.cli.endings import CONTENT_ERRORS, counted, in_one_sentence
from samestory.cli.options import project_option, today_option


@click.command(epilog="Example: samestory release --name 2026-11-03")
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
    click.echo(f"Released {counted(len(released.stories), 'storyline')}, {counted(released.touches, 'touch')}")
    click.echo(f"{compared_in_words(released.proof)}\nDay {day.isoformat()}")
    if released.is_in_git:
        click.echo(f"Commit it by itself: git add stories/_releases/{named} && git commit -m 'Release {named}'")
    else:
        click.echo("There is no Git here: nobody can go back to these sources. Keep a copy of them.")


@click.command("sign-off", epilog="Example: samestory sign-off hidden-rework --by TK")
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
    click.echo(f"{by} agrees to {counted(len(signed.texts), 'text')}, {changed:,} of them new or changed; commit it")


@click.command(epilog="Example: samestory applied mautic 2026-11-03 --by IL")
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
