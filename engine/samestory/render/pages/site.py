"""What pages are made from, and how things are found and named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from samestory.each import Again, anew
from samestory.model.coverage import Coverage
from samestory.model.emails import RenderedEmail
from samestory.model.library import Beat, Claim, Library, Role, Stage, Storyline, library_of_story
from samestory.model.sequence import Sequence, Touch
from samestory.model.settings import Settings
from samestory.model.text import Nodes, Text, plain
from samestory.render.pages.used_claims import claims_in
from samestory.wording import Speaker, claim_text, resolved

StoryRole = tuple[str, str]


@dataclass(frozen=True)
class Site:
    """Everything a page may show. `stamp` is that of the whole, known only when files are made.

    `stories_told` are the storylines that each role is told, by role; those that are here where nothing else is said.
    """

    library: Library
    sequences: tuple[Sequence, ...]
    emails: Mapping[str, RenderedEmail]
    settings: Settings
    day: date
    stamp: str = ""
    written: Coverage | None = None  # where more is written than is shown
    stories_told: tuple[tuple[str, tuple[str, ...]], ...] = ()
    again: Again = field(default=anew, compare=False)

    @cached_property
    def sequence(self) -> Mapping[StoryRole, Sequence]:
        """Sequences by storyline and role."""
        return {(sequence.storyline, sequence.role): sequence for sequence in self.sequences}

    @cached_property
    def storylines(self) -> tuple[Storyline, ...]:
        """The storylines that are told to somebody, by priority, then id."""
        told = {sequence.storyline for sequence in self.sequences}
        return tuple(sorted((s for s in self.library.storylines if s.id in told), key=_urgency))

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles as reps meet them: those who get emails first, then by their part in the group, then by id."""
        return tuple(sorted(self.library.roles, key=_part))

    @cached_property
    def touches(self) -> Mapping[StoryRole, tuple[Touch, ...]]:
        """All touches of a beat, by storyline and beat, in the order of the storyline's roles."""
        found: dict[StoryRole, list[Touch]] = {}
        for sequence in self.sequences:
            for touch in all_touches(sequence):
                found.setdefault((touch.storyline, touch.beat), []).append(touch)
        return {key: tuple(touches) for key, touches in found.items()}

    @cached_property
    def timetable(self) -> Mapping[StoryRole, Touch]:
        """A dated touch of each dated beat, by storyline and beat: its day and channel are those of all roles."""
        return {
            key: dated
            for key, touches in self.touches.items()
            if (dated := next((touch for touch in touches if touch.day is not None), None))
        }

    @cached_property
    def claims_used(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the claims that each touch uses, by its key."""
        return {touch.key: tuple(claims_in(touch)) for touches in self.touches.values() for touch in touches}

    @cached_property
    def first_of_day(self) -> Mapping[tuple[str, str, int | None], str]:
        """The key of the first touch of each day, by storyline, role and day."""
        found: dict[tuple[str, str, int | None], str] = {}
        for sequence in self.sequences:
            for touch in sequence.touches:
                found.setdefault((sequence.storyline, sequence.role, touch.day), touch.key)
        return found

    def told_to(self, role: str) -> tuple[str, ...]:
        """The ids of the storylines that a role is told, the most urgent first."""
        return self._told_to.get(role, ())

    @cached_property
    def _told_to(self) -> Mapping[str, tuple[str, ...]]:
        return dict(self.stories_told) or {
            role.id: tuple(story.id for story in self.storylines if (story.id, role.id) in self.sequence)
            for role in self.library.roles
        }

    def of_story(self, storyline: Storyline) -> Site:
        """What the pages of one storyline may show: no text of another one is in it."""
        sequences = tuple(self.sequences_of(storyline))
        touches = (touch for sequence in sequences for touch in all_touches(sequence))
        emails = tuple(self.emails[touch.key] for touch in touches if touch.key in self.emails)
        around = library_of_story(storyline, self.library, self.again)
        told = tuple(self._told_to.items())
        return self.again(_site_of, around, sequences, emails, self.settings, self.day, told)

    def sequences_of(self, storyline: Storyline) -> Iterator[Sequence]:
        """One per role, in the storyline's order."""
        return (
            self.sequence[(storyline.id, role)]
            for role in storyline.fields.roles
            if (storyline.id, role) in self.sequence
        )

    def role(self, id: str) -> Role:
        """The role with that id."""
        return self.library.role[id]

    def stage(self, id: str) -> Stage:
        """The stage with that id."""
        return self.library.stage[id]

    def role_name(self, id: str) -> str:
        """What a role is called."""
        return self._role_names[id]

    def stage_name(self, id: str) -> str:
        """What a stage is called."""
        return self._stage_names[id]

    @cached_property
    def _role_names(self) -> Mapping[str, str]:
        return {role.id: plain(role.name.nodes) for role in self.library.roles}

    @cached_property
    def _stage_names(self) -> Mapping[str, str]:
        return {stage.id: plain(stage.name.nodes) for stage in self.library.stages}

    def beat_of(self, touch: Touch) -> Beat:
        """The beat a touch tells.

        Raises:
            ValueError: the touch does not belong to this library.
        """
        beat = self.library.storyline[touch.storyline].beat(touch.beat)
        if beat is None:
            raise ValueError(f"{touch.key} tells a beat that is not in its storyline")
        return beat

    def words(self, text: Text | None, role: str = "", storyline: Storyline | None = None) -> Nodes:
        """An author's text with its tokens resolved; nothing where there is none."""
        if text is None:
            return ()
        return resolved(text.nodes, Speaker(self.library, self.settings, storyline, None, role))

    def statement(self, claim: Claim) -> str:
        """A claim as a whole sentence."""
        sentence = claim_text(self.library, claim.id, "sentence")
        return sentence.text if sentence else claim.id


def _site_of(
    library: Library,
    sequences: tuple[Sequence, ...],
    emails: tuple[RenderedEmail, ...],
    settings: Settings,
    day: date,
    told: tuple[tuple[str, tuple[str, ...]], ...],
) -> Site:
    return Site(library, sequences, {email.key: email for email in emails}, settings, day, stories_told=told)


def story_name(id: str) -> str:
    """The short name of a storyline, from its id: `hidden-rework` is "Hidden rework"."""
    return id.replace("-", " ").capitalize()


def first_sentence(words: str) -> str:
    """A text up to the end of its first sentence, with the mark that ends it, on one line."""
    one_line = " ".join(words.split())
    found = re.match(r".*?[.?!][”\"’']?(?= |$)", one_line)
    return found[0] if found else one_line


def part_of(site: Site, role: Role) -> str:
    """How a role's part in the decision is said in a line."""
    return first_sentence(plain(site.words(role.answers_for, role.id))).rstrip(".")


def all_touches(sequence: Sequence) -> tuple[Touch, ...]:
    """Dated touches, cards and drafts of a sequence."""
    return (*sequence.touches, *sequence.cards, *sequence.drafts)


def _part(role: Role) -> tuple[bool, int, str]:
    parts = ("decision-maker", "champion", "evaluator", "user", "influencer", "ratifier", "blocker")
    part = role.fields.group_role
    return (not role.fields.nurture, parts.index(part) if part in parts else len(parts), role.id)


def _urgency(storyline: Storyline) -> tuple[int, str]:
    priority = storyline.fields.priority
    return (int(priority) if priority.isdigit() else 99, storyline.id)
