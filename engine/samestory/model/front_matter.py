"""What people write between the `---` lines, file by file (model.md §4).

Every key has a default: a key that is missing or wrong is reported where it is read, and the value stays
empty, so that the rest of the file can still be looked at in the same run.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from samestory.model.values import (
    Code,
    Day,
    Days,
    Hours,
    Id,
    Ids,
    Language,
    Line,
    Lines,
    ProofDate,
    Signals,
    YesNo,
    choice,
    choices,
)

GROUP_ROLES = ("champion", "decision-maker", "evaluator", "influencer", "user", "ratifier", "blocker")
STORY_KINDS = ("nurture", "re-engage", "accelerate", "customer")
CLAIM_KINDS = ("fact", "insight", "result", "comparison")
PROOF_KINDS = ("study", "customer", "test", "benchmark", "analyst")
PERMISSIONS = ("public", "named-on-request", "anonymous", "internal")
OFFER_KINDS = ("guide", "tool", "case", "event", "meeting", "page")
OUTCOMES = ("worked", "did-not", "objection", "question")
USES = ("email", "say", "forward")

GroupRole = Annotated[str, choice("group role", *GROUP_ROLES)]
StoryKind = Annotated[str, choice("kind", *STORY_KINDS)]
ClaimKind = Annotated[str, choice("kind", *CLAIM_KINDS)]
ProofKind = Annotated[str, choice("kind", *PROOF_KINDS)]
OfferKind = Annotated[str, choice("kind", *OFFER_KINDS)]
Permission = Annotated[str, choice("permission", *PERMISSIONS)]
Side = Annotated[str, choice("side", "buyer", "customer")]
Job = Annotated[str, choice("job", "consensus")]
Shows = Annotated[str, choice("thing to show", "path")]
Outcome = Annotated[str, choice("outcome", *OUTCOMES)]
Uses = Annotated[tuple[str, ...], choices("use", *USES)]
AnyStatus = Annotated[str, choice("status", "draft", "live", "retired")]


def key(says: str, *, default: Any = "", required: bool = False, alias: str | None = None) -> Any:
    """A key of front matter: what it means, whether a file must have it, and how it is spelled."""
    return Field(default=default, alias=alias, description=says, json_schema_extra={"required": required})


class Fields(BaseModel):
    """The keys of one kind of file."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        populate_by_name=True,
    )


class RoleFields(Fields):
    """`buyers/roles/<id>.md`"""

    code: Code = key("two to four letters, unique, never changed; part of every touch key", required=True)
    nurture: YesNo = key("whether this role gets emails", default=True, required=True)
    group_role: GroupRole = key("the part this person plays in the buying group", required=True)
    titles: Lines = key("what stands on business cards; Find knows the role by them", default=())


class StageFields(Fields):
    """`buyers/stages/<nn>-<id>.md`"""

    side: Side = key("buyer or customer", required=True)
    email: YesNo = key("whether email is sent in this stage", default=True, required=True)
    advance_on: Signals = key("only where no email is sent: the hand-off signals that end the stage", default=())
    next: Id = key("the stage that follows")


class HandoffFields(Fields):
    """`buyers/handoff.md`"""

    ready_on: Signals = key("the signals that make a lead ready for sales", default=(), required=True)
    accept_within: Hours | None = key("how soon sales accepts or returns a lead", default=None, required=True)
    first_conversation_within: Hours | None = key("how soon the first talk is held", default=None, required=True)
    recycle_after: Days | None = key("when a lead nobody works on goes back to marketing", default=None, required=True)


class StoryFields(Fields):
    """`stories/<id>/story.md`"""

    code: Code = key("two to four letters, unique, never changed; part of every touch key", required=True)
    kind: StoryKind = key("nurture, re-engage, accelerate or customer", required=True)
    roles: Ids = key("the roles the story is told to", default=(), required=True)
    stages: Ids = key("the stages it passes through, in order", default=(), required=True)
    entry: Signals = key("the signals that let a contact in", default=(), required=True)
    exit: Signals = key("signals that end it, beside those always in force", default=())
    suppress: Signals = key("who never enters, beside those always kept out", default=())
    after: Line = key("what follows: a storyline, `recycle`, or `rest 90 days`", required=True)
    cycle: Days | None = key("how long a typical purchase takes", default=None, required=True)
    priority: Line = key("1 first; needed where two storylines can catch the same person")
    from_: Line = key("the sender, if not the settings'", alias="from")
    also: Lines = key("other words Find knows the storyline by", default=())
    marketing_owner: Line = key("who answers for it in marketing; needed for a release")
    sales_owner: Line = key("who answers for it in sales; needed for a release")
    status: AnyStatus = key("draft, live or retired; without one it is live", default="live")
    language: Language = key("two letters, if not the settings'")


class BeatFields(Fields):
    """`stories/<storyline>/<nn>-<id>.md`"""

    stage: Id = key("the stage the buyer is in", required=True)
    idea: Id = key("the idea of the storyline this beat carries", required=True)
    wait: Days | None = key("days after the dated beat before it; an email or a planned call has one", default=None)
    offer: Id = key("the one thing the email invites to")
    roles: Ids = key("who gets it, if not all roles of the storyline", default=())
    job: Job = key("consensus: asks for a Forward text to every other role")
    shows: Shows = key("path: the steps from today to the outcome")
    expires: Day | None = key("from this day on the beat must not be used", default=None)
    was: Ids = key("former ids, oldest first", default=())
    status: AnyStatus = key("draft, live or retired", default="live")


class ClaimFields(Fields):
    """`stories/_claims/<id>.md`"""

    kind: ClaimKind = key("fact, insight, result or comparison", required=True)
    measure: Id = key("what is measured; two claims with one measure agree in value", required=True)
    value: Line = key("the figure with its unit, as shown; typed here and nowhere else")
    checked: Day | None = key("when somebody last looked whether it still holds", default=None, required=True)
    expires: Day | None = key("from this day on it must not be used; default: checked + 12 months", default=None)
    proof: Ids = key("the evidence under it", default=(), required=True)
    use: Uses = key("where it may stand: email, say, forward", default=(), required=True)
    owner: Line = key("who answers for it", required=True)
    correct_for: Days | None = key("how long a correction is sent after the value changed", default=None)


class ProofFields(Fields):
    """`stories/_proofs/<id>.md`"""

    kind: ProofKind = key("study, customer, test, benchmark or analyst", required=True)
    date: ProofDate = key("a day, a month, a year or `undated`", required=True)
    permission: Permission = key("who may see its source", required=True)
    expires: Day | None = key("from this day on it must not be used", default=None)


class OfferFields(Fields):
    """`stories/_offers/<id>.md`"""

    kind: OfferKind = key("guide, tool, case, event, meeting or page", required=True)
    url: Line = key("its address, https", required=True)
    stages: Ids = key("the stages it fits", default=(), required=True)
    forwardable: YesNo = key("whether a buyer may pass it on", default=False, required=True)
    gated: YesNo = key("whether the visitor has to leave an address", default=False, required=True)
    expires: Day | None = key("from this day on it must not be used", default=None)


class NoteFields(Fields):
    """`stories/<storyline>/field/<date>-<slug>.md`"""

    beat: Id = key("the beat it is about", required=True)
    role: Id = key("who was in the call", required=True)
    outcome: Outcome = key("worked, did-not, objection or question", required=True)


@cache
def required_keys(fields: type[Fields]) -> tuple[str, ...]:
    """The keys a file of this kind must have, as people spell them."""
    return tuple(
        info.alias or name
        for name, info in fields.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("required")
    )


def expiry_of(claim: ClaimFields) -> date | None:
    """The first day on which a claim must not be used: its own, or twelve months after it was checked."""
    if claim.expires or not claim.checked:
        return claim.expires
    checked = claim.checked
    day = 28 if (checked.month, checked.day) == (2, 29) else checked.day
    return checked.replace(year=checked.year + 1, day=day)
