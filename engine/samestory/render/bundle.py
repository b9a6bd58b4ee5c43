"""The bundle: everything an email tool needs, in files that need no email tool; and the receipt of what was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from samestory.model.emails import RenderedEmail
from samestory.model.files import OutFile
from samestory.model.library import Library, Storyline
from samestory.model.sequence import Sequence, Touch
from samestory.model.settings import Settings
from samestory.render.eml import eml
from samestory.render.runbook import runbook
from samestory.render.sequences_json import as_json, receipt, sequences_json, sequences_schema
from samestory.render.touches_csv import file_of, touches_csv

BUNDLE = "sequences/bundle"


def render_bundle(
    library: Library,
    sequences: Iterable[Sequence],
    emails: Mapping[str, RenderedEmail],
    settings: Settings,
    day: date,
    stamp: str,
    version: str,
    release: str | None = None,
) -> Iterator[OutFile]:
    """Every file of the bundle, then the receipt: live storylines, nurtured roles, in the order of the plan.

    `stamp` is the stamp of the whole, `version` the engine's; `emails` has an entry for each emailed touch.
    """
    stories = live_storylines(library)
    sent = sent_sequences(library, sequences)
    everything = sequences_json(stories, sent, emails, settings, day=day, stamp=stamp, release=release)
    yield _file(f"{BUNDLE}/sequences.json", as_json(everything))
    yield _file(f"{BUNDLE}/sequences.schema.json", as_json(sequences_schema()))
    yield _file(f"{BUNDLE}/touches.csv", touches_csv(sent, emails))
    for sequence in sent:
        for touch, _ in sequence.emails:
            yield from _email_files(touch, emails[touch.key], settings, day)
    for story in stories:
        yield _file(f"{BUNDLE}/{story.id}/RUNBOOK.md", runbook(library, story, sent, settings, version))
    yield _file("sequences/receipt.json", as_json(receipt(sent, emails, release)))


def live_storylines(library: Library) -> tuple[Storyline, ...]:
    """The storylines that email tools get."""
    return tuple(story for story in library.storylines if story.status == "live")


def sent_sequences(library: Library, sequences: Iterable[Sequence]) -> tuple[Sequence, ...]:
    """The sequences that email tools get: of live storylines, for nurtured roles, with something on a day."""
    return tuple(
        sequence
        for sequence in sequences
        if library.storyline[sequence.storyline].status == "live"
        and library.gets_email(sequence.role)
        and sequence.touches
    )


def _file(path: str, content: str) -> OutFile:
    return OutFile(path, content.encode())


def _email_files(touch: Touch, email: RenderedEmail, settings: Settings, day: date) -> Iterator[OutFile]:
    yield _file(f"{BUNDLE}/{file_of(touch, 'html')}", email.html)
    yield _file(f"{BUNDLE}/{file_of(touch, 'txt')}", email.text)
    yield OutFile(f"{BUNDLE}/{file_of(touch, 'eml')}", eml(email, touch, settings, day))
