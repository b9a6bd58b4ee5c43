"""The beats of a generated storyline."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from buyers import FINANCE, ROLES, Role
from plan import SENTENCES, Story, filled

SHARED_WORDS = 97  # an email has 125 at most, with a role's opening and the words of its button


@dataclass(frozen=True)
class Beat:
    """One beat by its place in the storyline; what it says is drawn by a seed of its own."""

    story: Story
    place: int

    @cached_property
    def dice(self) -> random.Random:
        """Draws the beat's sentences; a seed of its own keeps one beat's text apart from its neighbours'."""
        return random.Random(f"{self.story.id} {self.place}")

    @cached_property
    def is_card(self) -> bool:
        """Whether it has neither email nor day."""
        return self.story.has_cards and self.place == self.story.beats - 1

    @cached_property
    def stage_place(self) -> int:
        """The place of its stage among the storyline's."""
        if self.is_card:
            return len(self.story.stages) - 1
        dated = self.story.beats - self.story.has_cards
        return self.place * len(self.story.email_stages) // dated

    @cached_property
    def before(self) -> Beat | None:
        """The beat before it in the same stage."""
        before = Beat(self.story, self.place - 1) if self.place else None
        return before if before and before.stage_place == self.stage_place else None

    @cached_property
    def is_call(self) -> bool:
        """Whether it is a planned call: some later beats of a stage, where reps have work of their own."""
        return self.story.kind in ("accelerate", "customer") and self.place % 8 == 6 and self.before is not None

    @property
    def is_email(self) -> bool:
        """Whether it is emailed."""
        return not (self.is_card or self.is_call)

    @cached_property
    def _where(self) -> tuple[str, str]:
        name, at = SENTENCES["places"][(self.stage_place + self.story.number) % len(SENTENCES["places"])]
        return name, at

    @cached_property
    def form(self) -> int:
        """Which message it has; no two beats of a stage have the same."""
        forms = list(range(len(SENTENCES["messages"])))
        random.Random(f"{self.story.id} stage {self.stage_place}").shuffle(forms)
        back = 0 if self.before is None else 1 + _beats_before(self.before)
        return forms[back % len(forms)]

    @cached_property
    def id(self) -> str:
        """E.g. planning-3, or with its stage where that is not told by the place."""
        return f"{self._where[0].removeprefix('the ').replace(' ', '-')}-{self.place + 1}"

    @cached_property
    def claim(self) -> str:
        """The id of the claim it brings."""
        return f"{self.story.id}-{self.id}"

    @cached_property
    def value_kind(self) -> str:
        """What kind of value its claim has."""
        return ("share", "days", "none", "share", "times")[self.place % 5]

    @cached_property
    def has_value_in_message(self) -> bool:
        """Whether the message holds the claim's value."""
        return self.value_kind == "share" and self.place % 10 == 8

    @cached_property
    def is_held_back(self) -> bool:
        """Whether reps should not bring it up before it was told."""
        return self.place % 9 == 5

    @cached_property
    def looks_ahead(self) -> bool:
        """Whether its talk track cites the next beat, and no claim that is kept back."""
        later = Beat(self.story, self.place + 1)
        is_next = later.place < self.story.beats and later.is_email and not self.is_card
        return self.place % 2 == 1 and is_next and not later.has_value_in_message and not later.is_held_back

    @cached_property
    def sentence(self) -> str:
        """What its claim says, as typed."""
        parts = SENTENCES["claims"][self.value_kind]
        return self.fill(parts[self.place % len(parts)][0])

    @property
    def stage(self) -> str:
        """The id of its stage."""
        return self.story.stages[self.stage_place].id

    def names(self) -> dict[str, str]:
        """What its sentence parts are filled with."""
        where, at = self._where
        return {
            "topic": self.story.topic,
            "field": self.story.field,
            "place": where,
            "at": at,
            "claim": self.claim,
            "hub": Beat(self.story, 0).claim,
            "reserved": self.story.reserved_id(self.place),
            "before": self.before.id if self.before else "",
            "later": Beat(self.story, self.place + 1).id,
        }

    def fill(self, words: str) -> str:
        """A sentence part with the beat's names."""
        return filled(words, **self.names())

    def draw(self, parts: Any) -> str:
        """One of some sentence parts, filled in."""
        return self.fill(self.dice.choice(parts))

    @cached_property
    def headline(self) -> tuple[str, str, str]:
        """Message, subject and preview."""
        parts = SENTENCES["message_with_claim"] if self.has_value_in_message else SENTENCES["messages"][self.form]
        message, subject, preview = (self.fill(part) for part in parts)
        return message, subject, preview


def _beats_before(beat: Beat) -> int:
    return 0 if beat.before is None else 1 + _beats_before(beat.before)


def beats_of(story: Story) -> Iterator[tuple[str, str]]:
    """Path and text of every beat of a storyline."""
    for place in range(story.beats):
        beat = Beat(story, place)
        yield f"stories/{story.id}/{(place + 1) * 10}-{beat.id}.md", _beat_text(beat)


def _beat_text(beat: Beat) -> str:
    keys = [f"stage: {beat.stage}", f"idea: {beat.story.ideas[beat.place % len(beat.story.ideas)][0]}"]
    keys += [] if beat.is_card else [f"wait: {beat.story.waits[beat.place]} days"]
    keys += [f"offer: {beat.claim}"] if beat.is_email else []
    keys += ["job: consensus"] if _is_for_all(beat) else []
    keys += ["shows: path"] if _shows_path(beat) else []
    sections = [_email(beat)] if beat.is_email else []
    sections += [_say(beat), _ask(beat), _if_they_say(beat)]
    if beat.is_email and beat.place % 5 == 4:
        sections.append(f"## Recap\n\n{SENTENCES['recap']['text']}")
    if beat.is_email and beat.place % 4 == 1:
        sections.append(_forward(beat))
    sections += ["## Note\n\nThe count is repeated once a year."] if beat.place % 6 == 0 else []
    head = "\n".join(keys)
    body = "\n\n".join(sections)
    return f"---\n{head}\n---\n\n# {beat.headline[0]}\n\n{body}\n"


def _is_for_all(beat: Beat) -> bool:
    return beat.is_email and beat.place % 20 == 1


def _shows_path(beat: Beat) -> bool:
    return beat.is_email and beat.place % 12 == 3


def _email(beat: Beat) -> str:
    _, subject, preview = beat.headline
    openings = [f"### For the {_name(role)}\n\n{beat.draw(SENTENCES['openings'][role.id])}" for role in ROLES]
    head = f"## Email\n\nSubject: {subject}\n\nPreview: {preview}"
    return "\n\n".join([head, "{role opening}", *_shared(beat), "{offer}", *openings])


def _shared(beat: Beat) -> list[str]:
    """What all roles read: with each part that there is room for."""
    claim, message = f"{{claim: {beat.claim}.sentence}}.", "{message}."
    scene = beat.draw(SENTENCES["scenes"])
    evidence, consequence = beat.draw(SENTENCES["evidence"]), beat.draw(SENTENCES["consequences"])
    bridge, action = beat.draw(SENTENCES["bridges"]), beat.draw(SENTENCES["actions"])
    path = [beat.fill(SENTENCES["path"])] if _shows_path(beat) else []
    has_bridge = beat.before is not None and beat.before.is_email and beat.place % 2 == 0
    parts = [[scene, claim, *path, message]]
    if has_bridge:
        parts.append([scene, claim, bridge, *path, message])
    parts.append([*parts[-1][:-1], f"{message}\n{consequence}"])
    parts.append([scene, f"{claim}\n{evidence}", *parts[-1][2:]])
    parts.append([*parts[-1], action])
    return next((part for part in reversed(parts) if _words(beat, part) <= SHARED_WORDS), parts[0])


def _words(beat: Beat, parts: list[str]) -> int:
    """How many words some parts have when their tokens are resolved."""
    text = " ".join(parts).replace(f"{{claim: {beat.claim}.sentence}}", beat.sentence)
    text = text.replace("{message}", beat.headline[0])
    if beat.before:
        text = text.replace(f"{{beat: {beat.before.id}}}", beat.before.headline[0])
    return len(text.split())


def _name(role: Role) -> str:
    return role.id.replace("-", " ")


def _say(beat: Beat) -> str:
    say = SENTENCES["say"]
    labels = [f"- Open: {beat.draw(say['open'] if beat.is_email else say['open_call'])}"]
    labels.append(f"- Check: {_check(beat)}")
    labels.append(f"- Further: {_further(beat)}")
    labels.append(f"- Leave with: {beat.draw(say['leave'])}")
    labels += [f"- Again: {beat.draw(say['again'])}"] if beat.place % 3 == 2 else []
    labels += [f"- Hold back: {beat.draw(say['hold'])}"] if beat.is_held_back else []
    own = ""
    if beat.is_email and beat.place % 3 == 0:
        role = ROLES[beat.place % len(ROLES)]
        opening, check = beat.draw(say["open_for"]), beat.draw(say["check_for"])
        own = f"\n\n### For the {_name(role)}\n\n- Open: {opening}\n- Check: {check}"
    return "## Say\n\n" + "\n".join(labels) + own


def _check(beat: Beat) -> str:
    if beat.is_card:
        return beat.draw(SENTENCES["say"]["check_plain"])
    # A call tells nothing: its check goes back to the email before it, in the same stage.
    cited = beat if beat.is_email or beat.before is None else beat.before
    return filled(beat.dice.choice(SENTENCES["say"]["check"]), claim=cited.claim)


def _further(beat: Beat) -> str:
    return beat.draw(SENTENCES["say"]["further_beat" if beat.looks_ahead else "further"])


def _ask(beat: Beat) -> str:
    first, *others = SENTENCES["ask"]["questions"]
    asked = [first, *beat.dice.sample(others, 1 + beat.place % 2)]
    lines = [
        f"{number}. {beat.fill(question)}\n   Listen for: {beat.fill(listen)}"
        for number, (question, listen) in enumerate(asked, start=1)
    ]
    return "## Ask\n\n" + "\n".join(lines)


def _if_they_say(beat: Beat) -> str:
    said = beat.dice.sample(SENTENCES["objections"]["all"], 1 + beat.place % 2)
    said += [SENTENCES["objections"]["hub"]] if beat.place % 6 == 5 else []
    parts = []
    for place, (quote, answer) in enumerate(said):
        roles = f"From: the {_name(ROLES[beat.place % 4])}, the {_name(ROLES[(beat.place + 1) % 4])}\n\n"
        parts.append(f'### "{quote}"\n\n{roles if place == 1 else ""}{beat.fill(answer)}')
    return "## If they say\n\n" + "\n\n".join(parts)


def _forward(beat: Beat) -> str:
    text = SENTENCES["forward"]
    roles = ROLES if _is_for_all(beat) else (ROLES[beat.place % len(ROLES)],)
    parts = [f"### To {FINANCE.id}\n\n{beat.fill(text['finance'])}"]
    parts += [f"### To the {_name(role)}\n\n{beat.fill(text['other'])}" for role in roles]
    return "## Forward\n\n" + "\n\n".join(parts)
