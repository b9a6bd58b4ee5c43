"""Texts for single roles: headings that reach somebody, and texts the buyer passes on."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.passages import beat_passages
from samestory.checks.written import living_beats, roles_are_known
from samestory.diagnostics import Finding
from samestory.model.library import Beat, Library, Storyline
from samestory.nearest import did_you_mean

Heading = tuple[str, int]  # a role's id, and the line of the heading that names it


def _headings(beat: Beat) -> Iterator[Heading]:
    """The headings `### For <role>` of a beat."""
    if beat.email:
        yield from ((opening.role, opening.line) for opening in beat.email.openings)
    if beat.say:
        yield from ((role, line) for role, line, _ in beat.say.by_role)
    if beat.ask:
        yield from ((role, line) for role, line, _ in beat.ask.by_role)


@check("role-not-addressed")
def every_role_heading_reaches_somebody(context: Context) -> Iterator[Finding]:
    """A text is for a role that does not get this beat, or an opening for a role that gets no email.

    Why: nobody would ever read it.
    Fix: add the role to the beat or to its storyline, or delete the text.
    """
    for storyline, beat in living_beats(context.library):
        reached = storyline.roles_of(beat)
        if reached and roles_are_known(storyline, beat, context.library):
            yield from _unheard(beat, reached, context.library)


def _unheard(beat: Beat, reached: tuple[str, ...], library: Library) -> Iterator[Finding]:
    headings = list(_headings(beat))
    headings += [(role, said.line) for said in beat.objections for role in said.roles]
    for role, line in headings:
        if role not in reached:
            message = f"this beat does not go to `{role}`"
            yield Finding(beat.source.on(line), message, did_you_mean(role, reached, "roles of this beat"))
    for opening in beat.email.openings if beat.email else ():
        if opening.role in reached and not library.gets_email(opening.role):
            message = f"`{opening.role}` gets no email, so nobody reads this opening"
            hint = "Delete it, or move what matters to `## Say` under `### For` this role."
            yield Finding(beat.source.on(opening.line), message, hint)


# Requirement: R29
@check("missing-forward")
def consensus_has_a_text_for_everybody(context: Context) -> Iterator[Finding]:
    """A beat with `job: consensus` has no text to pass on to one of the other roles.

    Why: the job of such a beat is that colleagues hear the same; without a text the buyer would have to write it.
    Fix: add `### To <role>` under `## Forward`, also for roles that get no email.
    """
    for storyline, beat in living_beats(context.library):
        if beat.is_live and beat.source.is_whole and roles_are_known(storyline, beat, context.library):
            yield from forwards_missing(storyline, beat)


def forwards_missing(storyline: Storyline, beat: Beat) -> Iterator[Finding]:
    """The other roles that a consensus beat has no text for; a role is another one to whoever else gets the beat."""
    readers = storyline.roles_of(beat)
    there = {forward.role for forward in beat.forwards}
    for role in storyline.fields.roles if beat.fields.job else ():
        if role not in there and any(reader != role for reader in readers):
            message = f"there is no text to pass on to `{role}`, and the beat's job is consensus"
            hint = f"Add `### To {role.replace('-', ' ')}` under `## Forward`."
            yield Finding(beat.source.at("job"), message, hint)


@check("offer-not-forwardable")
def every_forwarded_offer_may_be_forwarded(context: Context) -> Iterator[Finding]:
    """A text to pass on holds an offer that must not be passed on.

    Why: the colleague would stand before a form or a page that is not meant for them.
    Fix: take `{offer}` out of the text, or set `forwardable: yes` in the offer if that is true.
    """
    for _, beat in living_beats(context.library):
        offer = context.library.offer.get(beat.fields.offer)
        if not offer or offer.fields.forwardable or not offer.source.is_whole:
            continue
        tokens = [token for forward in beat.forwards for token in forward.text.tokens if token.kind == "offer"]
        if tokens:
            message = f"the offer `{offer.id}` must not be passed on"
            hint = f"Take `{{offer}}` out under `## Forward`, or set `forwardable: yes` in `{offer.source.file}`."
            yield Finding(beat.source.on(tokens[0].line), message, hint)


@check("offer-not-named")
def every_offer_shown_is_named(context: Context) -> Iterator[Finding]:
    """A text of a beat holds `{offer}`, and the beat names no offer.

    Why: the braces would stay as they are.
    Fix: add `offer:` to the beat, or take `{offer}` out.
    """
    for storyline, beat in living_beats(context.library):
        if beat.fields.offer or not beat.source.is_whole:
            continue
        for passage in beat_passages(storyline, beat):
            for token in passage.text.tokens:
                if token.kind == "offer":
                    message = "`{offer}` stands here, and the beat names no offer"
                    hint = "Add `offer:` with the id of an offer, or take `{offer}` out."
                    yield Finding(passage.at(token), message, hint)
