"""What was read: roles, stages, the hand-off, storylines with their beats, claims, proofs and offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, cast

from samestory.diagnostics import Place
from samestory.each import Again, anew
from samestory.model.front_matter import (
    BeatFields,
    ClaimFields,
    HandoffFields,
    NoteFields,
    OfferFields,
    ProofFields,
    RoleFields,
    StageFields,
    StoryFields,
)
from samestory.model.records import NO_RECORDS, Records
from samestory.model.text import Text

Status = Literal["draft", "live", "retired"]


@dataclass(frozen=True, slots=True)
class Source:
    """The file something stands in, and the lines of its front-matter keys.

    `is_whole` is False where the file could not be read to its end: then nothing is said about what it lacks.
    """

    file: str
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    is_whole: bool = True
    text: str = field(default="", compare=False, repr=False)  # the whole file, for what a writer lets pass

    def at(self, key: str = "") -> Place:
        """The line of a key, or the first line."""
        return Place(self.file, self.lines.get(key, 1))

    def on(self, text: Text | int) -> Place:
        """The line a text begins on."""
        return Place(self.file, text if isinstance(text, int) else text.line)


@dataclass(frozen=True, slots=True)
class ForRole:
    """A text under `### For <role>` (or `From`, `To`): the role's id, the line of the heading, the text."""

    role: str
    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Role:
    """`buyers/roles/<id>.md`"""

    id: str
    source: Source
    fields: RoleFields
    name: Text
    answers_for: Text | None = None
    words: Text | None = None
    worries: Text | None = None
    measured_on: Text | None = None
    never_say: Text | None = None
    opening: Text | None = None
    needs: tuple[ForRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """`buyers/stages/<nn>-<id>.md`; stages are ordered by their number."""

    id: str
    number: int
    source: Source
    fields: StageFields
    name: Text
    questions: tuple[Text, ...] = ()
    ready: Text | None = None


@dataclass(frozen=True, slots=True)
class WayBack:
    """A row of *Not ready*: a reason, and the storyline and stage it leads to, or days of rest.

    `stage` is an id or `where it stopped`.
    """

    reason: str
    line: int
    storyline: str = ""
    stage: str = ""
    rest_days: int | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """`buyers/handoff.md`"""

    source: Source
    fields: HandoffFields
    name: Text
    ready: Text | None = None
    gets: Text | None = None
    not_ready: Text | None = None  # what stands around the table
    ways_back: tuple[WayBack, ...] = ()


@dataclass(frozen=True, slots=True)
class Idea:
    """An argument of a storyline: its key, and the sentence that says it."""

    key: str
    line: int
    sentence: Text


@dataclass(frozen=True, slots=True)
class Opening:
    """One role's opening of an email, with a subject and preview of its own where it has them."""

    role: str
    line: int
    text: Text | None
    subject: Text | None = None
    preview: Text | None = None


@dataclass(frozen=True, slots=True)
class EmailText:
    """`## Email`: what all roles read, and each role's opening."""

    line: int
    subject: Text | None
    preview: Text | None
    body: Text
    openings: tuple[Opening, ...] = ()

    def opening_for(self, role: str) -> Opening | None:
        """That role's opening, if it has one."""
        return next((opening for opening in self.openings if opening.role == role), None)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a talk track."""

    open: Text | None = None
    check: Text | None = None
    further: Text | None = None
    leave_with: Text | None = None
    again: Text | None = None
    hold_back: Text | None = None


LABELS: Mapping[str, str] = MappingProxyType(
    {
        "open": "Open",
        "check": "Check",
        "further": "Further",
        "leave_with": "Leave with",
        "again": "Again",
        "hold_back": "Hold back",
    }
)


@dataclass(frozen=True, slots=True)
class SayText:
    """`## Say`: the shared labels, those a role has for itself, and free text after them."""

    line: int
    shared: Labels
    by_role: tuple[tuple[str, int, Labels], ...] = ()
    free: Text | None = None

    def label(self, name: str, role: str) -> Text | None:
        """What a role hears under a label (a key of LABELS): its own text, or the shared one."""
        return self.own_label(name, role) or getattr(self.shared, name)

    def own_label(self, name: str, role: str) -> Text | None:
        """What stands for that role alone, or None."""
        own: list[Text | None] = [getattr(labels, name) for of_role, _, labels in self.by_role if of_role == role]
        return next((text for text in own if text), None)


@dataclass(frozen=True, slots=True)
class Question:
    """A question a rep asks, and what to listen for."""

    text: Text
    listen_for: Text | None = None


@dataclass(frozen=True, slots=True)
class AskText:
    """`## Ask`: the shared questions, and those that replace them for a role."""

    line: int
    shared: tuple[Question, ...]
    by_role: tuple[tuple[str, int, tuple[Question, ...]], ...] = ()

    def questions_for(self, role: str) -> tuple[Question, ...]:
        """The questions for one role."""
        return next((questions for of_role, _, questions in self.by_role if of_role == role), self.shared)


@dataclass(frozen=True, slots=True)
class Objection:
    """What a buyer may say, in the buyer's words and quotes, and our answer; `roles` is empty where all may say it."""

    quote: str
    line: int
    answer: Text
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat:
    """`stories/<storyline>/<nn>-<id>.md`: one step of a storyline."""

    id: str
    number: int
    storyline: str
    source: Source
    fields: BeatFields
    status: Status  # the storyline's status covers it: see model.md §3
    message: Text
    email: EmailText | None = None
    say: SayText | None = None
    ask: AskText | None = None
    objections: tuple[Objection, ...] = ()
    recap: Text | None = None
    forwards: tuple[ForRole, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether it belongs to sequences."""
        return self.status == "live"

    @property
    def is_dated(self) -> bool:
        """Whether it takes a day of the storyline's timetable: a live email or planned call."""
        return self.is_live and (self.email is not None or self.fields.wait is not None)


@dataclass(frozen=True, slots=True)
class FieldNote:
    """`stories/<storyline>/field/<date>-<slug>.md`: one note from a sales call."""

    storyline: str
    day: date | None
    slug: str
    source: Source
    fields: NoteFields
    body: Text


@dataclass(frozen=True, slots=True)
class Storyline:
    """`stories/<id>/`: one story for a buying committee. Beats are in order: by number, then by file name."""

    id: str
    source: Source
    fields: StoryFields
    promise: Text
    now: Text | None = None  # ## From
    outcome: Text | None = None  # ## To
    ideas: tuple[Idea, ...] = ()
    not_this: Text | None = None
    beats: tuple[Beat, ...] = ()
    notes: tuple[FieldNote, ...] = ()

    @property
    def status(self) -> Status:
        """draft, live or retired."""
        return cast(Status, self.fields.status)

    @property
    def has_timetable(self) -> bool:
        """Whether every beat could be read, so that its days are what the author meant."""
        return self.source.is_whole and all(
            beat.source.is_whole and (beat.fields.wait is not None or "wait" not in beat.source.lines)
            for beat in self.beats
        )

    def roles_of(self, beat: Beat) -> tuple[str, ...]:
        """The roles that get a beat, in the storyline's order."""
        if not beat.fields.roles:
            return self.fields.roles
        return tuple(role for role in self.fields.roles if role in beat.fields.roles)

    def beat(self, id: str) -> Beat | None:
        """The beat with that id, if there is one."""
        return next((beat for beat in self.beats if beat.id == id), None)


@dataclass(frozen=True, slots=True)
class FormerValue:
    """A line of a claim's history: the value that was said until a day, and why it changed."""

    until: date
    value: str
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Claim:
    """`stories/_claims/<id>.md`: a statement that can be true or false."""

    id: str
    source: Source
    fields: ClaimFields
    statement: Text
    short: Text | None = None
    sentence: Text | None = None
    source_line: Text | None = None
    belief: Text | None = None  # ## What most buyers believe
    history: tuple[FormerValue, ...] = ()

    @property
    def is_reserved(self) -> bool:
        """Whether it is kept back for reps: its use is exactly `say`."""
        return self.fields.use == ("say",)


@dataclass(frozen=True, slots=True)
class Proof:
    """`stories/_proofs/<id>.md`: the evidence under claims."""

    id: str
    source: Source
    fields: ProofFields
    name: Text
    origin: Text | None = None  # Source:
    through: Text | None = None
    link: Text | None = None
    shows: Text | None = None
    limits: Text | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """`stories/_offers/<id>.md`: the one thing a touch invites to."""

    id: str
    source: Source
    fields: OfferFields
    name: Text
    link_text: Text | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Frames:
    """The settings' texts that stand around stories: may hold contact fields; the recap also `{leave with}`."""

    source: Source
    greeting: Text
    sign_off: Text
    recap: Text


@dataclass(frozen=True)
class Library:
    """Everything that was read. Each tuple is in a stable order: stages by number, the rest by id."""

    roles: tuple[Role, ...] = ()
    stages: tuple[Stage, ...] = ()
    handoff: Handoff | None = None
    storylines: tuple[Storyline, ...] = ()
    claims: tuple[Claim, ...] = ()
    proofs: tuple[Proof, ...] = ()
    offers: tuple[Offer, ...] = ()
    frames: Frames | None = None
    records: Records = NO_RECORDS

    @cached_property
    def role(self) -> Mapping[str, Role]:
        """Roles by id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def stage(self) -> Mapping[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def storyline(self) -> Mapping[str, Storyline]:
        """Storylines by id."""
        return {storyline.id: storyline for storyline in self.storylines}

    @cached_property
    def claim(self) -> Mapping[str, Claim]:
        """Claims by id."""
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def proof(self) -> Mapping[str, Proof]:
        """Proofs by id."""
        return {proof.id: proof for proof in self.proofs}

    @cached_property
    def offer(self) -> Mapping[str, Offer]:
        """Offers by id."""
        return {offer.id: offer for offer in self.offers}

    def beats(self) -> Iterator[tuple[Storyline, Beat]]:
        """Every beat with its storyline, in order."""
        return ((storyline, beat) for storyline in self.storylines for beat in storyline.beats)

    def gets_email(self, role: str) -> bool:
        """Whether a role is nurtured; an unknown role is not."""
        return role in self.role and self.role[role].fields.nurture


def library_of_story(storyline: Storyline, library: Library, again: Again = anew) -> Library:
    """A library without the other storylines: all that one's sequences and pages may depend on."""
    return again(
        Library,
        library.roles,
        library.stages,
        library.handoff,
        (storyline,),
        library.claims,
        library.proofs,
        library.offers,
        library.frames,
        library.records,
    )
