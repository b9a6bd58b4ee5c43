"""Sign-off: sales agrees to what a storyline says now."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from samestory.checks.agreed import agreed_texts, changes_since
from samestory.diagnostics import Outcome, has_errors
from samestory.model.records import SignOff
from samestory.nearest import did_you_mean
from samestory.pipeline import look_at
from samestory.releases.record import write_record
from samestory.write import Refused

INITIALS = r"[^\W\d_]{2,4}"


def sign_off(root: Path, story: str, by: str, day: date) -> Outcome[tuple[SignOff, int] | None]:
    """Write down the agreement to a storyline's present text, and how many sentences are new or changed in it.

    Raises:
        Refused: there is no such storyline, it is not live, or these are no initials.
    """
    initials(by)
    looked = look_at(root, day)
    library, settings = looked.value.library, looked.value.settings
    storyline = library.storyline.get(story)
    if storyline is None:
        raise Refused(f"there is no storyline `{story}`. {did_you_mean(story, library.storyline, 'storylines')}")
    if storyline.status != "live":
        raise Refused(
            f"`{story}` is {storyline.status}, and nothing of it is said to buyers; sign it off once it is live"
        )
    if has_errors(looked.diagnostics):
        return Outcome(None, looked.diagnostics)
    before = library.records.sign_off.get(story)
    agreed = tuple(one.signed for one in agreed_texts(storyline, library, settings))
    changed = len(changes_since(before, storyline, library, settings)) if before else len(agreed)
    signed = SignOff(story, by, day.isoformat(), agreed)
    if changed or before is None:
        write_record(root, signed)
    return Outcome((signed, changed), looked.diagnostics)


def initials(by: str) -> str:
    """The initials of somebody: no name and no address belongs in the repository.

    Raises:
        Refused: these are none.
    """
    if not re.fullmatch(INITIALS, by):
        raise Refused(
            f"`{by}` are no initials; write two to four letters, like --by TK: names stay out of the repository"
        )
    return by
