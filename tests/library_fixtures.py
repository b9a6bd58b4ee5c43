"""Small libraries built in code, with texts made by the reader's own makers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from samestory.model.front_matter import (
    BeatFields,
    ClaimFields,
    OfferFields,
    ProofFields,
    RoleFields,
    StageFields,
    StoryFields,
)
from samestory.model.library import (
    Beat,
    Claim,
    EmailText,
    Frames,
    Labels,
    Library,
    Offer,
    Opening,
    Proof,
    Role,
    SayText,
    Source,
    Stage,
    Storyline,
)
from samestory.model.settings import Settings
from samestory.model.text import Text, TokenKind
from samestory.read.markdown import block_text, inline_text, plain_text
from samestory.read.tokens import Scope

KINDS: tuple[TokenKind, ...] = (
    "field",
    "claim",
    "value",
    "message",
    "beat",
    "role opening",
    "offer",
    "as-is",
    "leave with",
)
ANYWHERE = Scope("anywhere", frozenset(KINDS), {"first name": "there", "company": ""})
MAKERS = {"block": block_text, "inline": inline_text, "plain": plain_text}


def text(source: str, kind: str = "inline") -> Text:
    """A text as the reader makes it."""
    return MAKERS[kind](source, "some.md", 1, ANYWHERE).value


def maybe(source: str | None, kind: str = "inline") -> Text | None:
    """The same, or None where there is nothing."""
    return text(source, kind) if source else None


def settings(**changes: Any) -> Settings:
    """Settings with a contact field that has a fallback and one that has none."""
    fields = {"first name": {"fallback": "there", "sample": "Robin"}, "company": {}}
    return Settings.model_validate(
        {"id": "tarn", "name": "Tarn", "from-name": "Tarn Pumps", "fields": fields} | changes
    )


def role(id: str, code: str, *, nurture: bool = True) -> Role:
    """A role."""
    return Role(id, Source(f"buyers/roles/{id}.md"), RoleFields.model_construct(code=code, nurture=nurture), text(id))


ROLES = (role("manager", "ma"), role("user", "us"), role("buyer", "bu", nurture=False))


def beat(
    id: str,
    *,
    number: int = 10,
    stage: str = "aware",
    wait: int | None = None,
    roles: Sequence[str] = (),
    status: str = "live",
    message: str = "",
    email: str | None = None,
    subject: str = "A subject",
    openings: Mapping[str, str] | None = None,
    subjects: Mapping[str, str] | None = None,
    say: Mapping[str, str] | None = None,
    offer: str = "",
    was: Sequence[str] = (),
) -> Beat:
    """A beat; with `email` it has an email with this body."""
    fields = BeatFields.model_construct(
        stage=stage, idea="idea", wait=wait, roles=tuple(roles), status=status, offer=offer, was=tuple(was)
    )
    names = {**(openings or {}), **(subjects or {})}
    own = [
        Opening(of, 1, maybe((openings or {}).get(of), "block"), maybe((subjects or {}).get(of), "plain"))
        for of in names
    ]
    return Beat(
        id,
        number,
        "leaks",
        Source(f"stories/leaks/{number}-{id}.md"),
        fields,
        status,  # type: ignore[arg-type]
        text(message or f"The message of {id}"),
        email=EmailText(1, text(subject, "plain"), None, text(email, "block"), tuple(own))
        if email is not None
        else None,
        say=SayText(1, Labels(**{label: text(words) for label, words in say.items()})) if say else None,
    )


def emailed(id: str, wait: int, **more: Any) -> Beat:
    """A beat with an email."""
    return beat(id, wait=wait, **({"email": "{message}."} | more))


def storyline(
    *beats: Beat, roles: Sequence[str] = ("manager", "user"), status: str = "live", id: str = "leaks"
) -> Storyline:
    """A storyline with the code `lk`."""
    stages = tuple(dict.fromkeys(beat.fields.stage for beat in beats))
    fields = StoryFields.model_construct(code="lk", kind="nurture", roles=tuple(roles), stages=stages, status=status)
    return Storyline(id, Source(f"stories/{id}/story.md"), fields, text("The promise"), beats=beats)


def claim(id: str, statement: str, *, value: str = "", short: str = "", **more: Any) -> Claim:
    """A claim that may stand everywhere."""
    use = more.pop("use", ("email", "say", "forward"))
    proof = more.pop("proof", ())
    fields = ClaimFields.model_construct(measure=id, value=value, checked=date(2026, 11, 2), proof=proof, use=use)
    texts = {name: text(words, "plain") for name, words in more.items()}
    return Claim(
        id, Source(f"stories/_claims/{id}.md"), fields, text(statement, "plain"), maybe(short, "plain"), **texts
    )


def proof(id: str, permission: str = "public", *, day: str = "2026-05", **texts: str) -> Proof:
    """A proof; texts are `origin`, `through` and `shows`."""
    fields = ProofFields.model_construct(kind="study", date=day, permission=permission)
    return Proof(id, Source(f"stories/_proofs/{id}.md"), fields, text(id), **{k: text(v) for k, v in texts.items()})


def offer(id: str, url: str = "https://www.tarn.example/guide", link_text: str = "Read the guide") -> Offer:
    """An offer."""
    fields = OfferFields.model_construct(kind="guide", url=url)
    return Offer(id, Source(f"stories/_offers/{id}.md"), fields, text(id), maybe(link_text, "plain"))


def library(*storylines: Storyline, **more: Any) -> Library:
    """A library with three roles (a manager, a user, and a buyer who gets no email) and frames."""
    names = dict.fromkeys(beat.fields.stage for story in storylines for beat in story.beats)
    stages = [
        Stage(name, number, Source(f"buyers/stages/{number}-{name}.md"), StageFields.model_construct(), text(name))
        for number, name in enumerate(names)
    ]
    frames = Frames(
        Source("samestory.toml"),
        text("Hello {first name},"),
        text("Tarn Pumps"),
        text("To keep: {message}. {leave with} {offer}", "block"),
    )
    known = {"roles": ROLES, "stages": tuple(stages), "storylines": storylines, "frames": frames}
    return Library(**(known | more))
