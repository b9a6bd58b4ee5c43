"""`samestory build --release NAME`: the build of a release, made anew from the sources that were released."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from samestory.diagnostics import Outcome, has_errors
from samestory.model.records import Records, ReleasedTouch, StoryRelease, release_order
from samestory.nearest import did_you_mean
from samestory.pipeline import Built, MakeSite, OnStation, Project, build_looked, in_public, look_at
from samestory.releases.record import engine, story_release
from samestory.releases.snapshot import records_of, released_sources
from samestory.write import Refused


class OtherBuild(Exception):
    """What would be built is not what was released: a sentence for each difference."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


def released_records(root: Path, name: str) -> tuple[StoryRelease, ...]:
    """The records of a release.

    Raises:
        Refused: there is no such release.
    """
    records = records_of(root)[1].records
    if name not in records.names:
        raise Refused(f"there is no release `{name}`. {did_you_mean(name, records.names, 'releases')}")
    return records.named(name)


def build_release(
    root: Path,
    name: str,
    make_site: MakeSite | None,
    on_station: OnStation,
    *,
    targets: tuple[str, ...] = (),
    with_other_engine: bool = False,
    public: bool = False,
) -> Outcome[Built | None]:
    """Build a release on its day. By the engine that released it, its bundle is the same, byte for byte.

    The bundle, and what is for email tools, has the storylines of the release and no others; the site has all that
    were live with it, because reps lose nobody's page by a release of something else.

    A `public` build leaves out what is internal, and an email whose source line named such a proof is another one.

    Raises:
        Refused: there is no such release, it has more than one source, or that is not to be had.
        OtherBuild: the engine is another one and that was not allowed; or it makes something else of the sources.
        Unproved: two places of what was rendered differ.
    """
    records = released_records(root, name)
    if len({record.sources for record in records}) > 1:
        raise Refused(
            f"the storylines of {name} were released from different sources, on two branches, and a build has one; "
            "check out the commit that added the record of one of them, and build it there"
        )
    is_other = records[0].engine != engine()
    if is_other and not with_other_engine:
        was = records[0].engine
        hint = "--other-engine builds it all the same, and compares messages, values, offers, waits and subjects"
        raise OtherBuild((f"{name} was released with samestory {was}, and this is {engine()}; {hint}",))
    with released_sources(root, records[0]) as folder:
        looked = look_at(folder, date.fromisoformat(records[0].day), on_station, targets)
        if not has_errors(looked.diagnostics) and is_other:
            differ = tuple(sentence for record in records for sentence in _differences(record, looked.value))
            if differ:
                raise OtherBuild(differ)
        looked = replace(looked, value=_as_of(looked.value, name, tuple(record.storyline for record in records)))
        return build_looked(in_public(looked) if public else looked, root / "build", make_site, on_station)


def _as_of(project: Project, name: str, stories: tuple[str, ...]) -> Project:
    """The project with what was known when it was released: what came later must not change a byte."""
    records = project.library.records
    then = tuple(one for one in records.releases if release_order(one.release) <= release_order(name))
    library = replace(project.library, records=Records(then, records.signed))
    return replace(project, library=library, release=name, stories=stories)


def _differences(record: StoryRelease, project: Project) -> Iterator[str]:
    """What this engine makes of the sources that is not as it was released."""
    story = project.library.storyline[record.storyline]
    day = date.fromisoformat(record.day)
    made = story_release(story, project.sequences, project.emails, name=record.release, day=day, sources=record.sources)
    present = {touch.uuid: touch for touch in made.touches}
    for touch in record.touches:
        now = present.pop(touch.uuid, None)
        if now is None:
            yield f"{touch.key} was released, and this engine makes no such touch"
        else:
            yield from _in_touch(touch, now)
    yield from (f"{touch.key} was not released, and this engine makes it" for touch in present.values())


def _in_touch(was: ReleasedTouch, now: ReleasedTouch) -> Iterator[str]:
    compared = (
        ("message", was.message, now.message),
        ("subject", was.subject, now.subject),
        ("offer", was.offer, now.offer),
        ("wait", str(was.wait_days), str(now.wait_days)),
        ("values", _values(was), _values(now)),
    )
    for what, before, after in compared:
        if before != after:
            yield f"{was.key}: the {what} was released as “{before}”, and this engine makes “{after}”"


def _values(touch: ReleasedTouch) -> str:
    return ", ".join(f"{claim.id} {claim.value}".strip() for claim in touch.claims)
