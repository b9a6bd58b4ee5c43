"""The claims, proofs, offers and field notes that the beats of a generated storyline use."""

from __future__ import annotations

from collections.abc import Iterator

from beat import Beat
from buyers import ROLES
from plan import SENTENCES, Story

CHECKED, EXPIRES = "2026-10-01", "2032-12-31"
OFFER_KINDS = ("guide", "tool", "case", "page", "meeting")


def evidence_of(story: Story) -> Iterator[tuple[str, str]]:
    """Path and text of every file that a storyline's beats need."""
    for place in range(story.beats):
        beat = Beat(story, place)
        yield f"stories/_claims/{beat.claim}.md", _claim_text(beat)
        if not beat.looks_ahead:
            yield f"stories/_claims/{story.reserved_id(place)}.md", _reserved_text(beat)
        if place % 2 == 0:
            yield f"stories/_proofs/{beat.claim}.md", _proof_text(beat)
        if beat.is_email:
            yield f"stories/_offers/{beat.claim}.md", _offer_text(beat)
        if place % 10 == 3:
            yield f"stories/{story.id}/field/2026-11-{2 + place % 20:02d}-{beat.id}.md", _note_text(beat)


def _reserved_text(beat: Beat) -> str:
    sentence, short, belief = (beat.fill_claim(part) for part in SENTENCES["claims"]["reserved"][beat.place % 6])
    return (
        f"---\nkind: insight\nmeasure: {beat.story.reserved_id(beat.place)}\nchecked: {CHECKED}\n"
        f"expires: {EXPIRES}\nproof: {Beat(beat.story, 0).claim}\nuse: say\nowner: sales\n---\n\n# {sentence}\n\n"
        f"## Short\n\n{short}\n\n## What most buyers believe\n\n{belief}\n"
    )


def _claim_text(beat: Beat) -> str:
    kind = "insight" if beat.before is None else ("fact", "result", "comparison")[beat.place % 3]
    _, short, belief = (beat.fill_claim(part) for part in beat.claim_parts)
    value = f"value: {_value(beat)}\n" if beat.value_kind != "none" else ""
    proof = Beat(beat.story, beat.place - beat.place % 2).claim
    believed = f"\n## What most buyers believe\n\n{belief}\n" if kind == "insight" else ""
    return (
        f"---\nkind: {kind}\nmeasure: {beat.claim}\n{value}checked: {CHECKED}\nexpires: {EXPIRES}\nproof: {proof}\n"
        f"use: email, say, forward\nowner: marketing\n---\n\n# {beat.sentence}\n\n## Short\n\n{short}\n{believed}"
    )


def _value(beat: Beat) -> str:
    number = beat.dice.randint(11, 79)
    if beat.value_kind == "share":
        return f"{number} %" if beat.place % 3 else f"{number}–{number + 8} %"
    if beat.value_kind == "days":
        return f"{number} days"
    return f"{beat.place % 7 + 2} times"


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
        f"---\nkind: {kind}\nurl: https://www.example.com/{beat.claim}\nstages: {beat.stage}\n"
        f"forwardable: yes\ngated: no\n---\n\n# {name}\n\n## Link text\n\n{link}\n\n## Why open it\n\n{why}\n"
    )


def _note_text(beat: Beat) -> str:
    role = beat.dice.choice(ROLES).id
    outcome = beat.dice.choice(("worked", "did-not", "objection", "question"))
    return f"---\nbeat: {beat.id}\nrole: {role}\noutcome: {outcome}\n---\n\nThey came back to it without being asked.\n"
