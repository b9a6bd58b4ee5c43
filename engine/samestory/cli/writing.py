"""Commands for writers: new files, and what editors need to know of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from samestory.cli.endings import in_one_sentence, stop
from samestory.cli.options import project_option, today_option


@click.command(epilog="Example: samestory new our-stories; in there, samestory new beat first-story/why-us")
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


@click.command(epilog="Example: samestory schema beat > beat.schema.json")
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
