"""`samestory release`: what is live is checked, proved and frozen; and every reason why it may not be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samestory.checks import Plan
from samestory.checks.agreed import changes_since
from samestory.checks.last_send import nothing_expires_before_it_is_sent
from samestory.diagnostics import Outcome, has_errors
from samestory.model.library import Library, Storyline
from samestory.model.records import RELEASE_NAME, StoryRelease, release_order
from samestory.nearest import did_you_mean
from samestory.pipeline import MakeSite, Project, Unproved, compile_project, look_at
from samestory.prove import Proof, prove_same_story
from samestory.read.sources import hash_of_sources
from samestory.releases.history import has_git, uncommitted
from samestory.releases.record import live_stories, story_release, write_release
from samestory.write import Refused, discard, open_stage, refusing, stage_files

Write = Callable[[Path, Iterable[StoryRelease]], tuple[str, ...]]


class NotReleasable(Exception):
    """Why these storylines cannot be released: a sentence each."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(f"{len(sentences)} things stand against this release")
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Released:
    """The name, the files that were written, what was proved, and whether Git watches over them."""

    name: str
    files: tuple[str, ...]
    stories: tuple[str, ...]
    touches: int
    proof: Proof
    is_in_git: bool


def name_and_day(name: str | None, today: date | None, default: Callable[[], date]) -> tuple[str, date]:
    """A release is named by its day; one of the two is enough.

    Raises:
        Refused: the name is none, or is of another day than the one given.
    """
    if name is None:
        day = today or default()
        return day.isoformat(), day
    try:
        named = date.fromisoformat(name[:10])
    except ValueError:
        named = None
    if named is None or not re.fullmatch(RELEASE_NAME, name):
        raise Refused(f"`{name}` names no release; write its day, like 2026-11-03, and a second one 2026-11-03-2")
    if today and today != named:
        raise Refused(f"the name says {named} and --today says {today}; give one of the two")
    return name, named


def release_stories(
    root: Path, name: str, stories: tuple[str, ...], day: date, make_site: MakeSite | None
) -> Outcome[Released | None]:
    """Check, prove and write the record of a release; None where there are errors.

    Raises:
        Refused: there is no such storyline, the name is taken or older than the last, or the machine does not let us.
        NotReleasable: something is not committed, owned, signed, or does not hold until it is sent for the last time.
        Unproved: two places of what would be published differ.
    """
    looked = look_at(root, day)
    project = looked.value
    chosen = _chosen(project.library, stories)
    _refuse_name(name, project.library)
    if has_errors(looked.diagnostics):
        return Outcome(None, looked.diagnostics)
    is_in_git = has_git(root)
    against = tuple(_reasons_against(project, chosen, is_in_git))
    if against:
        raise NotReleasable(against)
    proof = _proved(project, make_site)
    sources = hash_of_sources(root)
    records = tuple(
        story_release(storyline, project.sequences, project.emails, name=name, day=day, sources=sources)
        for storyline in chosen
    )
    files = write_release(root, records)
    touches = sum(len(record.touches) for record in records)
    made = Released(name, files, tuple(one.id for one in chosen), touches, proof, is_in_git)
    return Outcome(made, looked.diagnostics)


def _chosen(library: Library, stories: tuple[str, ...]) -> tuple[Storyline, ...]:
    live = {storyline.id: storyline for storyline in live_stories(library)}
    for story in stories:
        if story not in library.storyline:
            raise Refused(f"there is no storyline `{story}`. {did_you_mean(story, library.storyline, 'storylines')}")
        if story not in live:
            raise Refused(f"`{story}` is {library.storyline[story].status}, and only what is live is released")
    if not live:
        raise Refused("there is no live storyline to release")
    return tuple(live[story] for story in sorted(set(stories) or live))


def _refuse_name(name: str, library: Library) -> None:
    names = library.records.names
    if name in names:
        following = max(number for day, number in map(release_order, names) if day == name[:10]) + 1
        raise Refused(f"there is a release {name} already; name this one --name {name[:10]}-{following}")
    if names and release_order(name) < release_order(names[-1]):
        raise Refused(f"{names[-1]} was released after {name}; a release is never put before another")


def _reasons_against(project: Project, chosen: tuple[Storyline, ...], is_in_git: bool) -> Iterator[str]:
    changed = uncommitted(project.root) if is_in_git else ()
    if changed:
        more = f" and {len(changed) - 1} more are" if len(changed) > 1 else " is"
        yield f"{changed[0]}{more} not committed; commit first, so that Git knows what was released"
    for storyline in chosen:
        yield from _without_owner(storyline)
        yield from _unsigned(storyline, project)
    ids = {storyline.id for storyline in chosen}
    sequences = tuple(sequence for sequence in project.sequences if sequence.storyline in ids)
    for found in nothing_expires_before_it_is_sent(Plan(project.library, project.settings, project.day, sequences)):
        yield f"{found.place.file}:{found.place.line}: {found.message}; {found.hint[0].lower()}{found.hint[1:-1]}"


def _without_owner(storyline: Storyline) -> Iterator[str]:
    owners = {"marketing-owner": storyline.fields.marketing_owner, "sales-owner": storyline.fields.sales_owner}
    for key, owner in owners.items():
        if not owner.strip():
            yield f"{storyline.source.file} has no `{key}`; both sides own a storyline that is released"


def _unsigned(storyline: Storyline, project: Project) -> Iterator[str]:
    command = f"samestory sign-off {storyline.id} --by INITIALS"
    signed = project.library.records.sign_off.get(storyline.id)
    if signed is None:
        yield f"nobody in sales has signed off `{storyline.id}`; let sales read it, then run `{command}`"
        return
    changed = len(changes_since(signed, storyline, project.library, project.settings))
    if changed:
        sentences = "1 sentence has" if changed == 1 else f"{changed} sentences have"
        yield (
            f"{sentences} changed in `{storyline.id}` since {signed.by} signed on {signed.day}; "
            f"`samestory check` lists them, then run `{command}`"
        )


def _proved(project: Project, make_site: MakeSite | None) -> Proof:
    """The proof over all that would be published; nothing is."""
    compiled = compile_project(project)
    with open_stage(project.root / "build") as stage:
        stage_files(stage, compiled.bundle)
        if make_site:
            with refusing(stage.build):
                make_site(project.root, compiled.pages, compiled.site_files, stage.folder / "site")
        proof = prove_same_story(stage.folder)
        discard(stage)
    if not proof.holds:
        raise Unproved(proof)
    return proof
