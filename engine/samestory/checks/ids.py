"""Names that must be one thing's alone: numbers, ids, codes, former ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samestory.checks import Context, check
from samestory.diagnostics import Finding, Place
from samestory.model.library import Library, Role, Storyline

Named = tuple[str, Place]  # a name, and where it is given


def _taken_before(named: Iterable[Named]) -> Iterator[tuple[str, Place, Place]]:
    """Each name that was given before, where it is given again, and where first."""
    first: dict[str, Place] = {}
    for name, place in named:
        if name in first:
            yield name, place, first[name]
        elif name:
            first[name] = place


def _numbered_folders(library: Library) -> Iterator[tuple[str, list[tuple[int, str, Place]]]]:
    """What is numbered in each folder, under what it is called: number, id, place."""
    yield "stage", [(stage.number, stage.id, stage.source.at()) for stage in library.stages]
    for storyline in library.storylines:
        yield "beat", [(beat.number, beat.id, beat.source.at()) for beat in storyline.beats]


def _name_of(file: str) -> str:
    return file.rsplit("/", 1)[-1]


@check("same-number")
def every_number_stands_once(context: Context) -> Iterator[Finding]:
    """Two files of a folder begin with the same number.

    Why: the number is the order. Git merges two new files with one number without a word, and the order becomes chance.
    Fix: give one of them another number; renumbering changes no id.
    """
    for what, numbered in _numbered_folders(context.library):
        for number, place, first in _taken_before((str(number), place) for number, _, place in numbered):
            message = f"number `{number}` is taken by `{_name_of(first.file)}`"
            yield Finding(place, message, f"Give this {what} another number; its id stays as it is.")


@check("same-id")
def every_id_stands_once(context: Context) -> Iterator[Finding]:
    """Two beats, two stages or two ideas have the same id.

    Why: keys, links and the ids in email tools are made from it, so one of the two would take the other's place.
    Fix: rename the one that is newer.
    """
    for what, numbered in _numbered_folders(context.library):
        for id, place, first in _taken_before((id, place) for _, id, place in numbered):
            message = f"the id `{id}` is taken by `{_name_of(first.file)}`"
            yield Finding(place, message, f"Rename this {what}: the id is what follows the number in the file's name.")
    for storyline in context.library.storylines:
        ideas = ((idea.key, storyline.source.on(idea.line)) for idea in storyline.ideas)
        for key, place, first in _taken_before(ideas):
            yield Finding(
                place, f"the idea `{key}` stands twice, first in line {first.line}", "Give it a key of its own."
            )


@check("same-code")
def every_code_stands_once(context: Context) -> Iterator[Finding]:
    """Two roles, or two storylines, have the same code.

    Why: the code is part of every touch key, so two emails would have one key and one page.
    Fix: give the newer one another code. The code of one that was released must never change.
    """
    named: tuple[tuple[str, tuple[Role, ...] | tuple[Storyline, ...]], ...] = (
        ("role", context.library.roles),
        ("storyline", context.library.storylines),
    )
    for what, things in named:
        for code, place, first in _taken_before((thing.fields.code, thing.source.at("code")) for thing in things):
            hint = f"Give the newer {what} another code of two to four letters."
            yield Finding(place, f"the code `{code}` is taken in `{first.file}`", hint)


@check("same-name")
def every_role_has_a_name_of_its_own(context: Context) -> Iterator[Finding]:
    """Two roles go by the same name: an H1 is the same as the H1 or the id of another role.

    Why: headings such as `### For the user` name roles; a text meant for one would reach the other.
    Fix: change the H1 of one of them.
    """
    owners: dict[str, Role] = {}
    for role in context.library.roles:
        for name in dict.fromkeys((_as_heard(role.name.source), _as_heard(role.id))):
            other = owners.setdefault(name, role)
            if name and other is not role:
                message = f"the name `{name}` belongs to `{other.source.file}` already"
                yield Finding(role.source.on(role.name), message, "Give one of the two roles another H1.")


def _as_heard(name: str) -> str:
    """How headings name a role: any case, hyphens as spaces, with or without *the*."""
    return " ".join(name.casefold().replace("-", " ").split()).removeprefix("the ")


@check("former-id-used")
def no_former_id_is_used_again(context: Context) -> Iterator[Finding]:
    """An id that stands in a beat's `was` is used again: by a beat, or in another `was`.

    Why: emails with the old key are in mailboxes and lead to the beat that had it; derived ids hang on it too.
    Fix: choose an id that no beat of this storyline ever had.
    """
    for storyline in context.library.storylines:
        present = {beat.id: beat for beat in storyline.beats}
        former: dict[str, str] = {}
        for beat in storyline.beats:
            for id in beat.fields.was:
                hint = "A former id is never used again: rename that beat, or correct this list."
                if id in present:
                    message = f"the former id `{id}` is in use: `{_name_of(present[id].source.file)}`"
                    yield Finding(beat.source.at("was"), message, hint)
                elif id in former:
                    message = f"the former id `{id}` stands in `{_name_of(former[id])}` too"
                    yield Finding(beat.source.at("was"), message, hint)
                former.setdefault(id, beat.source.file)
