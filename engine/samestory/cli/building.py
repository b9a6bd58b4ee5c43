"""Commands that build, and those about what a build holds."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import click

from samestory import __version__
from samestory.cli.endings import CONTENT_ERRORS, in_one_sentence, stop
from samestory.cli.options import project_option, today_option


@click.command(epilog="Example: samestory build --today 2026-11-03")
@today_option
@project_option
@click.option("--no-site", is_flag=True, help="Only the sequences.")
@click.option("--target", "targets", multiple=True, metavar="NAME", help="Write for this email tool and no other.")
@click.option("--public", is_flag=True, help="Leave out what is internal: proofs, field notes, Hold back, owners.")
@click.option("--release", metavar="NAME", help="Make the build of that release anew, from its sources.")
@click.option("--other-engine", is_flag=True, help="Even if another version of samestory released it.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes share the work; all cores.")
@click.option("--timings", is_flag=True, help="Say how long each station took, and what was there already.")
@in_one_sentence
def build(today: date | None, project: Path, jobs: int | None, timings: bool, **wanted: Any) -> None:
    """Check, render and publish build/. Nothing is published when there is an error."""
    from samestory.cache.unchanged import LastBuild
    from samestory.cli.one_build import Asked, built_and_told
    from samestory.day import day_of_build

    began = time.monotonic()
    try:
        asked = Asked(project.resolve(), day_of_build(project.resolve(), today), **wanted)
    except ValueError as problem:
        stop(str(problem))
    last = LastBuild(asked.root, asked.in_words)
    told = None if asked.release else last.still_told()
    if told:
        click.echo(told.err, nl=False, err=True)
        click.echo(told.out, nl=False)
        click.echo("Nothing has changed since the last build: build/ stays as it is")
        day = asked.day
    else:
        day = built_and_told(asked, last, jobs, timings)
    click.echo(f"Day {day.isoformat()}, {time.monotonic() - began:.1f} s")
    click.echo(f"Look at build/site/index.html and build/sequences/bundle/ in {asked.root.name}/")


@click.command(epilog="Example: samestory targets mautic")
@click.argument("name", required=False)
@in_one_sentence
def targets(name: str | None) -> None:
    """List the email tools, what each can express, and what it was checked on; with NAME, every statement of one."""
    from samestory.cli.one_build import only_known
    from samestory.targets import all_targets
    from samestory.targets.table import as_text, in_full

    only_known((name,) if name else ())
    click.echo(in_full(all_targets()[name]) if name else as_text(), nl=False)


@click.command(epilog="Example: samestory verify build --no-manifest")
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


@click.command(epilog="Example: samestory serve --port 8000")
@today_option
@project_option
@click.option("--port", type=int, default=8000, show_default=True)
@in_one_sentence
def serve(today: date | None, project: Path, port: int) -> None:
    """Build, then show the site on this machine, and build again whenever a story was saved."""
    from samestory.cli.one_build import seldom_collected
    from samestory.day import day_of_check
    from samestory.serve import serve_site

    with seldom_collected():
        serve_site(project.resolve(), day_of_check(today), port, click.echo)
