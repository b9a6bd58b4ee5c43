"""What commands write down in stories/: what was released, what sales agreed to, what an email tool runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

SCHEMA = 1  # a key more or less is a new number; who reads a record refuses numbers it does not know
RELEASES, SIGNED, APPLIED = "stories/_releases", "stories/_signed", "stories/_applied"
RELEASE_NAME = r"\d{4}-\d{2}-\d{2}(-([2-9]|[1-9]\d))?"


@dataclass(frozen=True, slots=True)
class ReleasedClaim:
    """A claim that an email shows, with the value it shows, or an empty one."""

    id: str
    value: str


@dataclass(frozen=True, slots=True)
class ReleasedTouch:
    """A touch as it was released. `text`, `look` and `talk` are hashes: of the email's words, of its HTML, of what
    reps say; neither holds the key or the stamp, so that a rename changes none of them."""

    key: str
    uuid: str
    beat: str
    role: str
    stage: str
    channel: str
    day: int | None
    segment_day: int | None
    wait_days: int | None
    message: str
    subject: str
    preview: str
    offer: str
    claims: tuple[ReleasedClaim, ...]
    stamp: str
    text: str
    look: str
    talk: str


@dataclass(frozen=True, slots=True)
class StoryRelease:
    """`stories/_releases/<release>/<storyline>.json`: a storyline as it was released."""

    release: str
    storyline: str
    day: str
    engine: str
    sources: str
    code: str
    title: str
    kind: str
    roles: tuple[str, ...]
    entry: tuple[str, ...]
    exit: tuple[str, ...]
    suppress: tuple[str, ...]
    after: str
    touches: tuple[ReleasedTouch, ...]

    @property
    def file(self) -> str:
        """Where it lies, relative to the project."""
        return f"{RELEASES}/{self.release}/{self.storyline}.json"


@dataclass(frozen=True, slots=True)
class SignedText:
    """A sentence sales agreed to: the beat's oldest id, what it is ("Open, plant manager"), its words."""

    beat: str
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """`stories/_signed/<storyline>.json`: sales' agreement to what is said in a storyline."""

    storyline: str
    by: str
    day: str
    texts: tuple[SignedText, ...]

    @property
    def file(self) -> str:
        """Where it lies, relative to the project."""
        return f"{SIGNED}/{self.storyline}.json"


@dataclass(frozen=True, slots=True)
class Applied:
    """`stories/_applied/<target>-<release>.json`: from a day on, an email tool runs a release.

    `order` counts what was applied to the tool before, for two on one day.
    """

    target: str
    release: str
    by: str
    day: str
    order: int
    storylines: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where it lies, relative to the project."""
        return f"{APPLIED}/{self.target}-{self.release}.json"


Record = StoryRelease | SignOff | Applied


@dataclass(frozen=True)
class Records:
    """All records of a repository: releases from the oldest on, the rest by file name."""

    releases: tuple[StoryRelease, ...] = ()
    signed: tuple[SignOff, ...] = ()
    applied: tuple[Applied, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the releases, from the oldest on."""
        return tuple(dict.fromkeys(release.release for release in self.releases))

    def named(self, name: str) -> tuple[StoryRelease, ...]:
        """The storylines of a release."""
        return tuple(release for release in self.releases if release.release == name)

    def latest(self, storyline: str) -> StoryRelease | None:
        """A storyline as it was last released."""
        return next((one for one in reversed(self.releases) if one.storyline == storyline), None)

    @cached_property
    def sign_off(self) -> Mapping[str, SignOff]:
        """Sign-offs by storyline."""
        return {signed.storyline: signed for signed in self.signed}

    def running(self) -> tuple[tuple[str, StoryRelease], ...]:
        """What email tools run: target and storyline as released, by what was applied last to each of the two."""
        last: dict[tuple[str, str], str] = {}
        for one in sorted(self.applied, key=lambda one: (one.day, one.order, release_order(one.release))):
            last.update({(one.target, storyline): one.release for storyline in one.storylines})
        known = {(release.release, release.storyline): release for release in self.releases}
        found = ((target, known.get((last[target, story], story))) for target, story in sorted(last))
        return tuple((target, release) for target, release in found if release)


NO_RECORDS = Records()


def release_order(name: str) -> tuple[str, int]:
    """By day, then by the number behind it: `2026-11-03-10` comes after `2026-11-03-9`."""
    return name[:10], int(name[11:] or 1)


def seal_of(fields: Mapping[str, Any]) -> str:
    """16 hex digits over what a record says: whoever edits it by hand breaks them."""
    said = {key: value for key, value in fields.items() if key != "seal"}
    return sha256(json.dumps(said, ensure_ascii=True, sort_keys=True).encode()).hexdigest()[:16]
