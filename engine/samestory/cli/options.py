"""What commands are given: the options that several share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click


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
