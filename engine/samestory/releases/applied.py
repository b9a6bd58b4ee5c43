"""`samestory applied`: from now on an email tool runs a release."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from samestory.model.records import Applied
from samestory.model.settings import Settings
from samestory.nearest import did_you_mean
from samestory.releases.reach import REACHES
from samestory.releases.record import write_record
from samestory.releases.sign_off import initials
from samestory.releases.snapshot import records_of
from samestory.targets import all_targets
from samestory.write import Refused

BUNDLE = "bundle"  # for a tool that is filled by hand or by a script, from the neutral files


def known_targets(settings: Settings) -> tuple[str, ...]:
    """The email tools that can be named: those written for, those whose rules are known, and `bundle`."""
    return tuple(sorted({*settings.targets, *all_targets(), *REACHES, BUNDLE}))


def apply_release(root: Path, target: str, release: str, by: str, day: date) -> Applied:
    """Write down what a tool runs from this day on.

    Raises:
        Refused: there is no such tool or no such release, a record is broken, or these are no initials.
    """
    initials(by)
    settings, library = records_of(root)
    records = library.records
    targets = known_targets(settings)
    if target not in targets or not re.fullmatch(r"[a-z0-9-]+", target):
        raise Refused(f"there is no email tool `{target}`. {did_you_mean(target, targets, 'email tools')}")
    if release not in records.names:
        raise Refused(f"there is no release `{release}`. {did_you_mean(release, records.names, 'releases')}")
    order = max((one.order for one in records.applied if one.target == target), default=0) + 1
    stories = tuple(one.storyline for one in records.named(release))
    applied = Applied(target, release, by, day.isoformat(), order, stories)
    write_record(root, applied)
    return applied
