"""The beats of a generated storyline, with the claims, proofs, offers and field notes that they use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plan import FINANCE, ROLES, SENTENCES, Role, Story, filled

CHECKED, EXPIRES = "2026-10-01", "2032-12-31"
OFFER_KINDS = ("guide", "tool", "case", "page", "meeting")


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
            "reserved": self.story.reserved_id(self.stage_place),
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
    """Path and text of every file that a storyline needs."""
    for place in range(len(story.stages)):
        yield from _reserved(story, place)
    for place in range(story.beats):
        beat = Beat(story, place)
        yield f"stories/{story.id}/{(place + 1) * 10}-{beat.id}.md", _beat_text(beat)
        yield f"stories/_claims/{beat.claim}.md", _claim_text(beat)
        if place % 2 == 0:
            yield f"stories/_proofs/{beat.claim}.md", _proof_text(beat)
        if beat.is_email:
            yield f"stories/_offers/{beat.claim}.md", _offer_text(beat)
        if place % 10 == 3:
            yield f"stories/{story.id}/field/2026-11-{2 + place % 20:02d}-{beat.id}.md", _note_text(beat)


def _reserved(story: Story, place: int) -> Iterator[tuple[str, str]]:
    beat = next(beat for beat in (Beat(story, at) for at in range(story.beats)) if beat.stage_place == place)
    sentence, short, belief = (beat.fill(part) for part in SENTENCES["claims"]["reserved"][place % 3])
    id = story.reserved_id(place)
    yield (
        f"stories/_claims/{id}.md",
        f"---\nkind: insight\nmeasure: {id}\nchecked: {CHECKED}\nexpires: {EXPIRES}\n"
        f"proof: {Beat(story, 0).claim}\nuse: say\nowner: sales\n---\n\n# {sentence}\n\n"
        f"## Short\n\n{short}\n\n## What most buyers believe\n\n{belief}\n",
    )


def _claim_text(beat: Beat) -> str:
    kind = "insight" if beat.before is None else ("fact", "result", "comparison")[beat.place % 3]
    parts = SENTENCES["claims"][beat.value_kind]
    sentence, short, belief = (beat.fill(part) for part in parts[beat.place % len(parts)])
    value = f"value: {_value(beat)}\n" if beat.value_kind != "none" else ""
    proof = Beat(beat.story, beat.place - beat.place % 2).claim
    believed = f"\n## What most buyers believe\n\n{belief}\n" if kind == "insight" else ""
    return (
        f"---\nkind: {kind}\nmeasure: {beat.claim}\n{value}checked: {CHECKED}\nexpires: {EXPIRES}\nproof: {proof}\n"
        f"use: email, say, forward\nowner: marketing\n---\n\n# {sentence}\n\n## Short\n\n{short}\n{believed}"
    )


def _value(beat: Beat) -> str:
    number = beat.dice.randint(11, 79)
    if beat.value_kind == "share":
        return f"{number} %" if beat.place % 3 else f"{number}–{number + 8} %"
    if beat.value_kind == "days":
        return f"{number} days"
    return f"{number % 7 + 2} times"


def _proof_text(beat: Beat) -> str:
    kind, source = (("study", "a survey among plants"), ("customer", "a plant that looked at its own orders"))[
        beat.place % 4 == 2
    ]
    permission = "public" if kind == "study" else "anonymous"
    return beat.fill(
        f"---\nkind: {kind}\ndate: 2026-0{beat.place % 9 + 1}\npermission: {permission}\n---\n\n"
        f"# A look at $topic $at\n\nSource: Example Works, {source}, about $place\n\n"
        "## What it shows\n\nWhere $topic came up, and what the people $at said about it.\n\n"
        "## Limits\n\nThe plants chose themselves, and they wanted to know.\n"
    )


def _offer_text(beat: Beat) -> str:
    kind = OFFER_KINDS[beat.place % len(OFFER_KINDS)]
    name, link, why = (beat.fill(part) for part in SENTENCES["offers"][kind])
    return (
        f"---\nkind: {kind}\nurl: https://www.example.com/{beat.claim}\nstages: {_stage(beat)}\n"
        f"forwardable: yes\ngated: no\n---\n\n# {name}\n\n## Link text\n\n{link}\n\n## Why open it\n\n{why}\n"
    )


def _note_text(beat: Beat) -> str:
    role = beat.dice.choice(ROLES).id
    outcome = beat.dice.choice(("worked", "did-not", "objection", "question"))
    return f"---\nbeat: {beat.id}\nrole: {role}\noutcome: {outcome}\n---\n\nThey came back to it without being asked.\n"


def _stage(beat: Beat) -> str:
    return beat.story.stages[beat.stage_place].id


def _beat_text(beat: Beat) -> str:
    keys = [f"stage: {_stage(beat)}", f"idea: {beat.story.ideas[beat.place % len(beat.story.ideas)][0]}"]
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
    bridge = beat.before is not None and beat.before.is_email and beat.place % 2 == 0
    middle = [f"{{claim: {beat.claim}.sentence}}.\n{beat.draw(SENTENCES['evidence'])}"]
    middle += [beat.draw(SENTENCES["bridges"])] if bridge else []
    middle += [beat.fill(SENTENCES["path"])] if _shows_path(beat) else []
    shared = [
        "{role opening}",
        beat.draw(SENTENCES["scenes"]),
        *middle,
        f"{{message}}.\n{beat.draw(SENTENCES['consequences'])}",
        *([] if _shows_path(beat) else [beat.draw(SENTENCES["actions"])]),
        "{offer}",
    ]
    openings = [f"### For the {_name(role)}\n\n{beat.draw(SENTENCES['openings'][role.id])}" for role in ROLES]
    return "\n\n".join([f"## Email\n\nSubject: {subject}\n\nPreview: {preview}", *shared, *openings])


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
    later = Beat(beat.story, beat.place + 1)
    is_next = later.place < beat.story.beats and later.is_email and not beat.is_card
    can_cite = is_next and not later.has_value_in_message and not later.is_held_back
    return beat.draw(SENTENCES["say"]["further_beat" if can_cite and beat.place % 2 else "further"])


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
