"""What was planned: the emails with their words, and one finding for all roles that it is true of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from samestory.diagnostics import Finding, Place
from samestory.each import Again, anew
from samestory.model.library import Beat, Library, Storyline
from samestory.model.sequence import Email, Sequence, Touch
from samestory.model.text import Node, OfferLink, plain


@dataclass(frozen=True, slots=True)
class Sent:
    """A beat's email as one role gets it: the paragraphs that all roles read, and those it reads alone."""

    storyline: Storyline
    beat: Beat
    touch: Touch
    email: Email
    shared: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where the email begins in the beat's file."""
        return self.beat.source.on(self.beat.email.line if self.beat.email else 1)

    @property
    def words(self) -> int:
        """How many words stand between greeting and signature, the button apart."""
        return self.own_words + sum(map(count_words, self.shared))

    @property
    def own_words(self) -> int:
        """How many of them only this role reads."""
        return sum(map(count_words, self.own))


def sent_emails(library: Library, sequences: tuple[Sequence, ...], again: Again = anew) -> Iterator[Sent]:
    """Every email of the planned sequences, by storyline, role and day."""
    for id, told in groupby(sequences, key=lambda sequence: sequence.storyline):
        yield from again(_sent_of_story, library.storyline[id], tuple(told))


def _sent_of_story(storyline: Storyline, sequences: tuple[Sequence, ...]) -> tuple[Sent, ...]:
    shared: dict[str, tuple[str, ...]] = {}
    beats = {beat.id: beat for beat in storyline.beats}
    made: list[Sent] = []
    for touch, email in (sent for sequence in sequences for sent in sequence.emails):
        if touch.beat not in shared:
            shared[touch.beat] = tuple(_paragraphs(node for node in email.body if node not in email.opening))
        own = tuple(_paragraphs(email.opening))
        made.append(Sent(storyline, beats[touch.beat], touch, email, shared[touch.beat], own))
    return tuple(made)


def _paragraphs(nodes: Iterable[Node]) -> Iterator[str]:
    """Each block as plain words; the button is none."""
    return (plain((node,)) for node in nodes if not (isinstance(node, OfferLink) and node.is_button))


@lru_cache(8192)
def count_words(text: str) -> int:
    """Marks that stand alone, such as a dash or `%`, are no words."""
    return sum(1 for word in text.split() if word.isalnum() or any(letter.isalnum() for letter in word))


def once_for_all_roles(found: Iterable[tuple[Place, str, str, str]], of: str = "for") -> Iterator[Finding]:
    """The same finding of several roles as one that names them; each is a place, a role, a message and a hint."""
    same: dict[tuple[Place, str, str], list[str]] = {}
    for place, role, message, hint in found:
        same.setdefault((place, message, hint), []).append(role)
    for (place, message, hint), roles in same.items():
        yield Finding(place, f"{message} {of} {names_of(dict.fromkeys(roles))}", hint)


def counted_for_all_roles(found: Iterable[tuple[Place, str, int, str, str]]) -> Iterator[Finding]:
    """The same for findings that count something: a place, a role, a count, a message with `{count}`, and a hint.

    The counts of all roles stand in one finding, as `128 to 134` where they differ.
    """
    same: dict[tuple[Place, str, str], list[tuple[str, int]]] = {}
    for place, role, count, message, hint in found:
        same.setdefault((place, message, hint), []).append((role, count))
    for (place, message, hint), counted in same.items():
        counts = [count for _, count in counted]
        shown = f"{min(counts)} to {max(counts)}" if min(counts) < max(counts) else f"{counts[0]}"
        roles = names_of(dict.fromkeys(role for role, _ in counted))
        yield Finding(place, f"{message.replace('{count}', shown)} for {roles}", hint)


def names_of(ids: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    names = [f"`{id}`" for id in ids]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
