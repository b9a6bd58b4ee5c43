"""One row for each email, for people who import by hand or plan in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from samestory.model.emails import RenderedEmail
from samestory.model.sequence import Email, Sequence, Touch

COLUMNS = (
    "key",
    "storyline",
    "role",
    "stage",
    "day",
    "segment_day",
    "wait_days",
    "subject",
    "preview",
    "offer_url",
    "html_file",
    "text_file",
)
# What spreadsheets take for the beginning of a formula, the full-width forms of Asian keyboards included.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def touches_csv(sequences: Iterable[Sequence], emails: Mapping[str, RenderedEmail]) -> str:
    """The emails of sequences as CSV with a header line, in the order of the plan; calls have no row.

    A cell of any column that a spreadsheet would take for a formula begins with `'`.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sequence in sequences:
        for touch, email in sequence.emails:
            writer.writerow(escaped(cell) for cell in _row(touch, email, emails[touch.key]))
    return table.getvalue()


def file_of(touch: Touch, suffix: str) -> str:
    """The file of an email, relative to the bundle."""
    return f"{touch.storyline}/{touch.role}/{touch.key}.{suffix}"


def escaped(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _row(touch: Touch, email: Email, rendered: RenderedEmail) -> tuple[str, ...]:
    return (
        touch.key,
        touch.storyline,
        touch.role,
        touch.stage,
        str(touch.day),
        str(touch.segment_day),
        str(touch.wait_days),
        rendered.subject,
        rendered.preview,
        email.offer.url,
        file_of(touch, "html"),
        file_of(touch, "txt"),
    )
