"""What was planned: the emails with their words, and one finding for all roles that it is true of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.checks import Plan
from samestory.diagnostics import Finding, Place
from samestory.model.library import Beat, Storyline
from samestory.model.sequence import Email, Touch
from samestory.model.text import Nodes, OfferLink, plain


@dataclass(frozen=True, slots=True)
class Sent:
    """A beat's email as one role gets it."""

    storyline: Storyline
    beat: Beat
    touch: Touch
    email: Email

    @property
    def place(self) -> Place:
        """Where the email begins in the beat's file."""
        return self.beat.source.on(self.beat.email.line if self.beat.email else 1)


def sent_emails(plan: Plan) -> Iterator[Sent]:
    """Every email of the planned sequences, by storyline, role and day."""
    for sequence in plan.sequences:
        storyline = plan.library.storyline[sequence.storyline]
        beats = {beat.id: beat for beat in storyline.beats}
        for touch, email in sequence.emails:
            yield Sent(storyline, beats[touch.beat], touch, email)


def story_of(email: Email) -> Nodes:
    """The story without its button: shared text and the role's opening."""
    return tuple(node for node in email.body if not (isinstance(node, OfferLink) and node.is_button))


def count_words(text: str) -> int:
    """Marks that stand alone, such as a dash or `%`, are no words."""
    return sum(1 for word in text.split() if word.isalnum() or any(letter.isalnum() for letter in word))


def words_of_story(email: Email) -> int:
    """How many words somebody reads between greeting and signature."""
    return count_words(plain(story_of(email)))


def once_for_all_roles(found: Iterable[tuple[Place, str, str, str]], of: str = "for") -> Iterator[Finding]:
    """The same finding of several roles as one that names them; each is a place, a role, a message and a hint."""
    same: dict[tuple[Place, str, str], list[str]] = {}
    for place, role, message, hint in found:
        same.setdefault((place, message, hint), []).append(role)
    for (place, message, hint), roles in same.items():
        yield Finding(place, f"{message} {of} {names_of(dict.fromkeys(roles))}", hint)


def names_of(ids: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    names = [f"`{id}`" for id in ids]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
