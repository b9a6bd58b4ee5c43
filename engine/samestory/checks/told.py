"""What was told by then: `Check:` and an email's `{beat:}` cite only that, `Further:` nothing of it (model.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samestory.checks import Context, Plan, check, sequence_check
from samestory.diagnostics import Finding, Place
from samestory.model.library import Beat, Storyline
from samestory.model.sequence import Told, Touch
from samestory.model.text import Text, Token, typed

ROLES = "\0"  # where the names of the roles stand in a message: they are known when all roles were looked at
TO_CITE = "Cite a claim whose `use` is `say`, or a beat that comes later and is not held back."


@dataclass(frozen=True, slots=True)
class Heard:
    """A touch with its beat: what a role hears there, and what it was told by then."""

    storyline: Storyline
    beat: Beat
    touch: Touch

    def label(self, name: str) -> Text | None:
        """What this role hears under a label."""
        return self.beat.say.label(name, self.touch.role) if self.beat.say else None

    def has_own(self, name: str) -> bool:
        """Whether a label has words for this role alone."""
        return bool(self.beat.say and self.beat.say.own_label(name, self.touch.role))

    def was_told(self, token: Token) -> bool:
        """Whether this role was told what a token cites."""
        told = self.touch.told
        match token.kind:
            case "claim":
                return token.name in told.claims
            case "beat":
                return token.name in told.beats
        return self.touch.beat in told.beats

    def fault(self, token: Token, message: str, is_own: bool = False) -> Fault:
        """What is wrong with a token, for this role."""
        return Fault(self.beat.source.on(token.line), message, is_own, self.touch.role, self.touch.told)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong for one role; `is_own` where the words are for that role alone."""

    place: Place
    message: str
    is_own: bool
    role: str
    told: Told


# Requirement: R18
@sequence_check("beat-not-told")
def emails_cite_beats_that_were_told(plan: Plan) -> Iterator[Finding]:
    """An email cites a beat that this role was not told in the stage by then.

    Why: "as we wrote" about something never sent; a stage can be entered on its own, so earlier stages do not count.
    Fix: cite a beat that these roles get earlier in the same stage, or write without the citation.
    """
    for fault, message, _, told in _for_all_roles(_untold_in_emails(plan)):
        listed = _listed(f"{{beat: {id}}}" for id in told.beats)
        yield Finding(fault.place, message, f"Cite a beat they were told in this stage{listed}, or write without it.")


def _untold_in_emails(plan: Plan) -> Iterator[Fault]:
    for heard in _all_heard(plan):
        for token in _tokens_of_email(heard.beat, heard.touch.role) if heard.touch.email else ():
            is_known = token.kind == "beat" and heard.storyline.beat(token.name)
            if is_known and not heard.was_told(token):
                yield heard.fault(token, f"`{typed(token)}` was not told to {ROLES} by then")


def _tokens_of_email(beat: Beat, role: str) -> Iterator[Token]:
    """The tokens that this role reads."""
    if beat.email:
        own = beat.email.opening_for(role)
        subject = (own and own.subject) or beat.email.subject
        preview = (own and own.preview) or beat.email.preview
        for text in (subject, preview, beat.email.body, own.text if own else None):
            yield from text.tokens if text else ()


# Requirement: R45
@sequence_check("check-not-told")
def check_cites_what_was_told(plan: Plan) -> Iterator[Finding]:
    """`Check:` asks about something that this role was not told in the stage by then.

    Why: the rep would ask whether a thought has landed that was never sent to this person.
    Fix: cite what an email of the same stage told, or give the role a `Check:` of its own under `### For <role>`.
    Calls, cards and roles without emails are told nothing: their `Check:` cites nothing.
    """
    for fault, message, roles, told in _for_all_roles(_untold_in_checks(plan)):
        tokens = [f"{{beat: {id}}}" for id in told.beats] + [f"{{claim: {id}}}" for id in told.claims]
        cite = f"Cite what they were told in this stage{_listed(tokens)}" if tokens else "Ask without citing anything"
        own = "" if fault.is_own else f", or write a `Check:` of their own under `### For {roles[0].replace('-', ' ')}`"
        yield Finding(fault.place, message, f"{cite}{own}.")


def _untold_in_checks(plan: Plan) -> Iterator[Fault]:
    for heard, token in _cited_in("check", plan):
        if not heard.was_told(token):
            message = f"`Check:` cites `{typed(token)}`, which was not told to {ROLES} by then"
            yield heard.fault(token, message, heard.has_own("check"))


# Requirement: R25, R45
@sequence_check("further-already-told")
def further_repeats_nothing(plan: Plan) -> Iterator[Finding]:
    """`Further:` cites something that this role was told already.

    Why: the rep would spend the call on what the buyer has read.
    Fix: cite a claim whose `use` is `say`, or a beat that this role gets later and that is not held back.
    """
    for fault, message, _, _ in _for_all_roles(_told_in_further(plan)):
        yield Finding(fault.place, message, TO_CITE)


def _told_in_further(plan: Plan) -> Iterator[Fault]:
    for heard, token in _cited_in("further", plan):
        cites = f"`Further:` cites `{typed(token)}`"
        if heard.was_told(token):
            yield heard.fault(token, f"{cites}, which was told to {ROLES} already")
            continue
        other = heard.storyline.beat(token.name) if token.kind == "beat" else None
        for inner in other.message.tokens if other else ():
            if inner.kind == "claim" and heard.was_told(inner):
                held = f"whose message holds the claim `{inner.name}`"
                yield heard.fault(token, f"{cites}, {held}, told to {ROLES} already")


@sequence_check("further-out-of-place")
def further_cites_what_reps_may_add(plan: Plan) -> Iterator[Finding]:
    """`Further:` cites a claim that is not kept for reps, or a beat that this role does not get later or is held back.

    Why: a rep adds what no email says, or runs ahead of the story; anything else is beside it.
    Fix: cite a claim whose `use` is exactly `say`, or a beat that this role gets later and that has no `Hold back:`.
    """
    for fault, message, _, _ in _for_all_roles(_misplaced_in_further(plan)):
        yield Finding(fault.place, message, TO_CITE)


def _misplaced_in_further(plan: Plan) -> Iterator[Fault]:
    for heard, token in _cited_in("further", plan):
        cites = f"`Further:` cites `{typed(token)}`, which"
        if token.kind == "message" or heard.was_told(token):
            continue
        if token.kind == "claim":
            claim = plan.library.claim[token.name]
            if claim.fields.use and not claim.is_reserved:
                use = ", ".join(claim.fields.use)
                yield heard.fault(token, f"{cites} is not kept for reps: its `use` is `{use}`")
        elif not _comes_later(token.name, heard):
            yield heard.fault(token, f"{cites} does not come later for {ROLES}")
        elif _is_held_back(token.name, heard):
            yield heard.fault(token, f"{cites} is held back from {ROLES}")


def _comes_later(id: str, heard: Heard) -> bool:
    ids = [beat.id for beat in heard.storyline.beats]
    after = heard.storyline.beats[ids.index(heard.beat.id) + 1 :]
    return any(beat.id == id and beat.is_live and heard.touch.role in heard.storyline.roles_of(beat) for beat in after)


def _is_held_back(id: str, heard: Heard) -> bool:
    beat = heard.storyline.beat(id)
    return bool(beat and beat.say and beat.say.label("hold_back", heard.touch.role))


# Requirement: R25, R45
@check("further-cites-nothing")
def further_adds_something(context: Context) -> Iterator[Finding]:
    """`Further:` cites neither a claim nor a beat.

    Why: the rep would have a sentence there, and nothing new behind it that anybody vouches for.
    Fix: cite a claim whose `use` is `say`, or the `{beat: …}` of a beat that this role gets later.
    """
    for _, beat in context.library.beats():
        labels = [beat.say.shared, *(own for _, _, own in beat.say.by_role)] if beat.say and beat.is_live else []
        for text in (said.further for said in labels):
            if text and not any(token.kind in ("claim", "beat") for token in text.tokens):
                yield Finding(beat.source.on(text), "`Further:` cites neither a claim nor a beat", TO_CITE)


def _cited_in(label: str, plan: Plan) -> Iterator[tuple[Heard, Token]]:
    """What each role hears cited under a label. What does not exist is reported where ids are looked up."""
    for heard in _all_heard(plan):
        text = heard.label(label)
        for token in text.tokens if text else ():
            is_claim = token.kind == "claim" and token.name in plan.library.claim
            is_beat = token.kind == "beat" and heard.storyline.beat(token.name) is not None
            if is_claim or is_beat or token.kind == "message":
                yield heard, token


def _all_heard(plan: Plan) -> Iterator[Heard]:
    """Every touch but drafts, which have no place in the order yet."""
    for sequence in plan.sequences:
        storyline = plan.library.storyline[sequence.storyline]
        for touch in (*sequence.touches, *sequence.cards):
            beat = storyline.beat(touch.beat)
            if beat:
                yield Heard(storyline, beat, touch)


def _for_all_roles(faults: Iterable[Fault]) -> Iterator[tuple[Fault, str, list[str], Told]]:
    """The same fault of several roles as one: its message, its roles, and what all of them were told."""
    found: dict[tuple[Place, str], list[Fault]] = {}
    for fault in faults:
        found.setdefault((fault.place, fault.message), []).append(fault)
    for same in found.values():
        first = same[0].told
        told = Told(
            tuple(id for id in first.beats if all(id in fault.told.beats for fault in same)),
            tuple(id for id in first.claims if all(id in fault.told.claims for fault in same)),
        )
        roles = list(dict.fromkeys(fault.role for fault in same))
        yield same[0], same[0].message.replace(ROLES, _names(roles)), roles, told


def _names(roles: list[str]) -> str:
    names = [f"`{role}`" for role in roles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _listed(tokens: Iterable[str]) -> str:
    listed = [f"`{token}`" for token in tokens]
    return f" ({', '.join(listed[:4])}{', …' if len(listed) > 4 else ''})" if listed else ""
