"""Ids that are derived, never stored: the same on every machine, unchanged by renumbering, retitling and edits."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from samestory.model.library import Beat, Role, Storyline

OURS: UUID = uuid5(NAMESPACE_URL, "samestory")


def derived_id(project: str, kind: str, *names: str) -> str:
    """The UUIDv5 of a thing of a project; `names` lead to it: storyline, beat, role, or stage."""
    return str(uuid5(OURS, "\n".join((project, kind, *names))))


def oldest_id(beat: Beat) -> str:
    """The id under which a beat was first known; derived ids hang on it, so a rename changes none."""
    return beat.fields.was[0] if beat.fields.was else beat.id


def touch_key(storyline: Storyline, beat: str, role: Role) -> str:
    """The key of a touch, e.g. `rw-hidden-cost-eb`: the anchor in files, links, tracking and pages."""
    return f"{storyline.fields.code}-{beat}-{role.fields.code}"
