"""What a public build cannot leave out. Only `samestory build --public` says it, `check` does not.

Where nothing is published for everybody to read, a promise may well rest on what only the house knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks.written import every_text
from samestory.diagnostics import Diagnostic, Finding, explained, in_reading_order, stamped
from samestory.model.library import Library
from samestory.model.text import typed

PUBLIC_CODE = "internal-stays"


def check_public(library: Library) -> tuple[Diagnostic, ...]:
    """What still cites a claim that is gone from the library made for the public, in reading order."""
    return in_reading_order(stamped(PUBLIC_CODE, "error", _still_cited(library)))


def _still_cited(library: Library) -> Iterator[Finding]:
    """A text that a public build cannot leave out cites a claim that internal proofs alone support.

    Why: a public build shows neither; a talk track goes on without the sentence, a promise, an idea or a message not.
    Fix: take the claim out of that text, or give it a proof that is not `internal`. Only `build --public` asks for it.
    """
    for passage in every_text(library):
        for token in passage.text.tokens:
            if token.kind == "claim" and token.name not in library.claim:
                message = (
                    f"a public build cannot leave out this text, and `{typed(token)}` rests on internal proof alone"
                )
                hint = f"Take the claim out of it, or give `{token.name}` a proof that is not `internal`."
                yield Finding(passage.at(token), message, hint)


explained(PUBLIC_CODE, "error", _still_cited.__doc__)
