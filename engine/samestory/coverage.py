"""What is told to whom in which stage under which idea, who passes on to whom, and every gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from samestory.gaps import (
    empty_cells,
    long_silences,
    unanswered_questions,
    unconnected_roles,
    unheard_ideas,
    without_claims,
    without_opening,
)
from samestory.model.coverage import Cell, Coverage, Pair, StoryCoverage, Told
from samestory.model.library import Beat, Library, Stage, Storyline
from samestory.model.sequence import Sequence, Touch
from samestory.model.settings import Limits
from samestory.model.text import ClaimText, Nodes, leaves


def coverage_of(library: Library, sequences: Iterable[Sequence], limits: Limits) -> Coverage:
    """The coverage of every storyline that is told to somebody, in the library's order."""
    by_story: dict[str, list[Sequence]] = {}
    for sequence in sequences:
        by_story.setdefault(sequence.storyline, []).append(sequence)
    stories = tuple(_story(library.storyline[id], library, told, limits) for id, told in by_story.items())
    live = [library.storyline[id] for id in by_story if library.storyline[id].status == "live"]
    roles = tuple(role.id for role in library.roles if any(role.id in story.fields.roles for story in live))
    passed_on = Counter(_passed_on(live))
    nurture = Counter(
        beat.fields.stage for story in live if story.fields.kind == "nurture" for beat in story.beats if beat.is_live
    )
    top = top_stages(library)
    gaps = (
        *unanswered_questions(library, live),
        *unconnected_roles(library, live, passed_on),
        *without_opening(library, roles),
    )
    in_top, in_all = sum(nurture[stage] for stage in top), sum(nurture.values())
    return Coverage(stories, roles, dict(sorted(passed_on.items())), top, in_top, in_all, gaps)


def top_stages(library: Library) -> tuple[str, ...]:
    """The first two stages of buyers; of three the first one."""
    stages = [stage.id for stage in library.stages if stage.fields.side != "customer"]
    return tuple(stages[: min(2, len(stages) // 2)])


def _story(story: Storyline, library: Library, told: list[Sequence], limits: Limits) -> StoryCoverage:
    stages = tuple(stage for stage in story.fields.stages if stage in library.stage)
    cells = {
        (sequence.role, stage): _cell(sequence, library.stage[stage], library) for sequence in told for stage in stages
    }
    heard = Counter((sequence.role, touch.idea) for sequence in told for touch in _live(sequence))
    roles = tuple(sequence.role for sequence in told)
    ideas = tuple(idea.key for idea in story.ideas)
    gaps = (
        *empty_cells(story, stages, roles, cells, library),
        *unheard_ideas(story, roles, heard, library),
        *without_claims(story, stages, roles, cells, library),
        *long_silences(story, told, library, limits),
    )
    return StoryCoverage(story.id, roles, stages, ideas, cells, dict(sorted(heard.items())), gaps)


def _live(sequence: Sequence) -> tuple[Touch, ...]:
    return (*sequence.touches, *sequence.cards)


def _cell(sequence: Sequence, stage: Stage, library: Library) -> Cell:
    live = [touch for touch in _live(sequence) if touch.stage == stage.id]
    drafts = Counter(touch.idea for touch in sequence.drafts if touch.stage == stage.id)
    channels = Counter((touch.idea, touch.channel) for touch in live)
    told = tuple(
        Told(idea, channels[idea, "email"], channels[idea, "call"], channels[idea, "card"], drafts[idea])
        for idea in dict.fromkeys((*(touch.idea for touch in live), *drafts))
    )
    shown = dict.fromkeys(id for touch in live for id in claims_of(touch))
    claims = [library.claim[id] for id in shown if id in library.claim]
    is_mailed = library.gets_email(sequence.role) and stage.fields.email
    gap = "nothing" if not live else "no email" if is_mailed and not any(touch.email for touch in live) else ""
    return Cell(
        sequence.role,
        stage.id,
        told,
        tuple(claim.id for claim in claims if claim.fields.kind == "insight"),
        tuple(claim.id for claim in claims if claim.is_reserved),
        gap,
    )


def claims_of(touch: Touch) -> Iterator[str]:
    """The claims that an email and its talk track show, repeats repeated."""
    yield from (claim.id for claim in touch.email.claims) if touch.email else ()
    talk = touch.talk
    labels = (talk.open, talk.check, talk.further, talk.leave_with, talk.again)
    texts: list[Nodes] = [label for label in labels if label]
    texts += [talk.free, *(asked.question for asked in talk.questions), *(said.answer for said in talk.answers)]
    yield from (claim.id for text in texts for claim in leaves(text, ClaimText))


def _passed_on(live: list[Storyline]) -> Iterator[Pair]:
    """From whom to whom each Forward text can go: all who get the beat can pass it on."""
    for story in live:
        for beat in story.beats:
            yield from ((role, to) for to in _forwards(beat) for role in story.roles_of(beat) if role != to)


def _forwards(beat: Beat) -> Iterator[str]:
    return (forward.role for forward in beat.forwards if beat.is_live)
