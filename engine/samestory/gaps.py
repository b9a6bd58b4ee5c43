"""What is not told, as sentences: cells without a touch, ideas nobody hears, questions nobody answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from samestory.model.coverage import Cell, Gap, Pair
from samestory.model.library import Library, Storyline
from samestory.model.sequence import Sequence
from samestory.model.settings import Limits
from samestory.model.text import Nodes, plain


def empty_cells(
    story: Storyline, stages: tuple[str, ...], roles: tuple[str, ...], cells: Mapping[Pair, Cell], library: Library
) -> Iterator[Gap]:
    """Roles that hear nothing in a stage, or get no email where others do."""
    place = story.source.at("stages")
    for stage in stages:
        where = _name(library.stage[stage].name.nodes)
        for gap, code, one, more in (
            ("nothing", "nothing-told", "hears nothing", "hear nothing"),
            ("no email", "nothing-emailed", "gets no email", "get no email"),
        ):
            lacking = tuple(role for role in roles if cells[role, stage].gap == gap)
            if lacking:
                says = one if len(lacking) == 1 else more
                yield Gap(code, place, f"{_names(lacking, library)} {says} in {where}.", story.id, stage, lacking)


def unheard_ideas(
    story: Storyline, roles: tuple[str, ...], heard: Mapping[Pair, int], library: Library
) -> Iterator[Gap]:
    """Roles that never hear an idea of the storyline."""
    for idea in story.ideas:
        lacking = tuple(role for role in roles if not heard.get((role, idea.key)))
        if lacking:
            says = "never hears" if len(lacking) == 1 else "never hear"
            sentence = f"{_names(lacking, library)} {says} the idea “{idea.key}”."
            yield Gap("idea-not-heard", story.source.on(idea.line), sentence, story.id, roles=lacking)


def without_claims(
    story: Storyline, stages: tuple[str, ...], roles: tuple[str, ...], cells: Mapping[Pair, Cell], library: Library
) -> Iterator[Gap]:
    """Stages in which a role hears something, but no insight, or nothing that was kept back."""
    for stage in stages:
        heard = [cells[role, stage] for role in roles if cells[role, stage].all.live]
        place, where = story.source.at("stages"), _name(library.stage[stage].name.nodes)
        blind = tuple(cell.role for cell in heard if not cell.insights)
        if blind:
            whom = "anybody" if len(blind) == len(heard) else _names(blind, library)
            yield Gap("no-insight", place, f"There is no insight for {whom} in {where}.", story.id, stage, blind)
        bare = tuple(cell.role for cell in heard if not cell.reserved)
        if bare:
            whom = "anybody" if len(bare) == len(heard) else _names(bare, library)
            sentence = f"Reps have nothing kept back for {whom} in {where}."
            yield Gap("nothing-kept-back", place, sentence, story.id, stage, bare)


def long_silences(story: Storyline, told: list[Sequence], library: Library, limits: Limits) -> Iterator[Gap]:
    """Roles that wait longer for their next touch than `gap-long` allows."""
    for sequence in told:
        for before, after in pairwise(sequence.touches):
            days = after.dated - before.dated
            if days > limits.gap_long:
                name = _names((sequence.role,), library)
                sentence = f"{name} hears nothing for {days} days, from day {before.day} to day {after.day}."
                place = story.source.at("roles")
                yield Gap("long-silence", place, sentence, story.id, after.stage, (sequence.role,))


def unanswered_questions(library: Library, live: list[Storyline]) -> Iterator[Gap]:
    """Questions of stages in which fewer beats stand, over all storylines, than buyers ask questions."""
    beats = Counter(beat.fields.stage for story in live for beat in story.beats if beat.is_live)
    used = {stage for story in live for stage in story.fields.stages}
    for stage in library.stages:
        name, asked, told = _name(stage.name.nodes), len(stage.questions), beats[stage.id]
        if stage.id in used and not told:
            for question in stage.questions:
                sentence = f"No beat answers “{plain(question.nodes)}” in {name}."
                yield Gap("unanswered-question", stage.source.on(question), sentence, stage=stage.id)
        elif stage.id in used and told < asked:
            sentence = f"Buyers ask {asked} questions in {name}, and {told} beat{'' if told == 1 else 's'} can answer."
            yield Gap("unanswered-question", stage.source.on(stage.questions[told]), sentence, stage=stage.id)


def unconnected_roles(library: Library, live: list[Storyline], passed_on: Mapping[Pair, int]) -> Iterator[Gap]:
    """Roles that cannot pass anything on to another role of one of their storylines."""
    for role in library.roles:
        met = {other for story in live if role.id in story.fields.roles for other in story.fields.roles}
        lacking = tuple(
            other.id
            for other in library.roles
            if other.id in met and other.id != role.id and not passed_on.get((role.id, other.id))
        )
        if lacking:
            sentence = f"{_names((role.id,), library)} has nothing to pass on to {_names(lacking, library)}."
            yield Gap("nothing-to-pass-on", role.source.at(), sentence, roles=(role.id, *lacking))


def without_opening(library: Library, roles: tuple[str, ...]) -> Iterator[Gap]:
    """Roles whose page has no opening with a reserved claim."""
    for role in (library.role[id] for id in roles):
        tokens = role.opening.tokens if role.opening else ()
        cited = [library.claim.get(token.name) for token in tokens if token.kind == "claim"]
        if not any(claim and claim.is_reserved for claim in cited):
            sentence = f"Reps have no opening for {_names((role.id,), library)} with a claim that is kept for them."
            yield Gap("no-opening", role.source.at(), sentence, roles=(role.id,))


def _names(roles: tuple[str, ...], library: Library) -> str:
    names = [_name(library.role[role].name.nodes) if role in library.role else role for role in roles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(nodes: Nodes) -> str:
    return plain(nodes)
