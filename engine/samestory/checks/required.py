"""What a file must have: an error where it is live, a gap that is listed where it is a draft (model.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samestory.checks import Context, check
from samestory.checks.role_texts import forwards_missing
from samestory.checks.written import living_beats, living_storylines
from samestory.diagnostics import Finding, Place
from samestory.model.library import LABELS, Beat, Claim, EmailText, Library, Proof, Source, Storyline
from samestory.model.text import Text

Section = tuple[str, object, str]  # heading, what stands under it, what belongs there
MOST = 3  # questions of a call, and objections of a beat: more is a list nobody has at hand (model.md §4)
LABEL_SAYS = {
    "open": "how the call begins",
    "check": "whether what was told has landed",
    "further": "something that was not emailed",
    "leave_with": "the next step to agree on",
}


# Requirement: R27, R42
@check("missing-text")
def every_required_text_is_there(context: Context) -> Iterator[Finding]:
    """A file lacks a text that every file of this kind needs.

    Why: an email, a call page or a source would have a hole.
    Fix: write it; the hint says what belongs there. A beat that is not finished can be `status: draft`.
    """
    yield from _lacks_of_buyers(context.library)
    yield from _lacks_of_evidence(context.library)
    yield from _lacks_of_stories(context.library, "live")


@check("gap", "info")
def every_gap_of_a_draft_is_listed(context: Context) -> Iterator[Finding]:
    """A draft lacks a text that it will need when it goes live.

    Why: a draft may have holes; this is the list of what is still to write.
    Fix: write it before the beat, or its storyline, is set to live.
    """
    yield from _lacks_of_stories(context.library, "draft")
    for storyline, beat in living_beats(context.library):
        if beat.status == "draft":
            yield from forwards_missing(storyline, beat)


def _lacks_of_stories(library: Library, status: str) -> Iterator[Finding]:
    for storyline in library.storylines:
        if storyline.status == status and storyline.source.is_whole:
            yield from _lacks_of_storyline(storyline)
    for storyline, beat in living_beats(library):
        if beat.status == status and beat.source.is_whole:
            yield from _lacks_of_beat(storyline, beat)


def _missing(source: Source, title: Text, sections: Iterable[Section]) -> Iterator[Finding]:
    for heading, text, says in sections:
        if not text:
            yield Finding(source.on(title), f"`## {heading}` is missing or empty", f"Write under it {says}.")


def _lacks_of_storyline(storyline: Storyline) -> Iterator[Finding]:
    sections = (
        ("From", storyline.now, "the situation the buyer is in today"),
        ("To", storyline.outcome, "what will be different"),
        ("Ideas", storyline.ideas, "the arguments, each as `### key: sentence`"),
    )
    yield from _missing(storyline.source, storyline.promise, sections)
    if not storyline.beats:
        hint = "Write the first one beside `story.md`, e.g. `10-first-step.md`."
        yield Finding(storyline.source.at(), "the storyline has no beats", hint)


def _lacks_of_beat(storyline: Storyline, beat: Beat) -> Iterator[Finding]:
    if beat.email:
        yield from _lacks_of_email(beat, beat.email)
    sections = (
        ("Say", beat.say, "the talk track: `Open:`, `Check:`, `Further:`, `Leave with:`"),
        ("Ask", beat.ask, "one to three questions, as a list"),
    )
    yield from _missing(beat.source, beat.message, sections)
    yield from _lacks_of_talk(storyline, beat)
    for said in beat.objections:
        if not said.answer.source.strip():
            hint = "Write at most 40 words, with a claim or a question."
            yield Finding(beat.source.on(said.line), f"the objection `{said.quote}` has no answer", hint)


def _lacks_of_email(beat: Beat, email: EmailText) -> Iterator[Finding]:
    needs = (
        (
            "`wait` is",
            beat.fields.wait is not None or "wait" in beat.source.lines,
            "Add `wait: 6 days`, counted from the dated beat before it.",
        ),
        (
            "`offer` is",
            beat.fields.offer or "offer" in beat.source.lines,
            "Add `offer:` with the id of what this email invites to.",
        ),
        ("`Subject:` is", email.subject, "Begin the email with `Subject:` and its words."),
        ("`Preview:` is", email.preview, "Write `Preview:` and what mail clients show beside the subject."),
        ("the text that all roles read is", email.body.source.strip(), "Write it, with `{message}` once."),
    )
    for what, there, hint in needs:
        if not there:
            yield Finding(beat.source.on(email.line), f"this is an email, and {what} missing", hint)


def _lacks_of_talk(storyline: Storyline, beat: Beat) -> Iterator[Finding]:
    roles = storyline.roles_of(beat) or ("",)
    for key, says in LABEL_SAYS.items() if beat.say else ():
        lacking = [role for role in roles if beat.say and not beat.say.label(key, role)]
        if beat.say and lacking:
            whose = f" for {', '.join(f'`{role}`' for role in lacking)}" if len(lacking) < len(roles) else ""
            message = f"`{LABELS[key]}:` is missing{whose}"
            yield Finding(beat.source.on(beat.say.line), message, f"Write `{LABELS[key]}:` and {says}.")
    lists = ((beat.ask.line, beat.ask.shared), *((at, own) for _, at, own in beat.ask.by_role)) if beat.ask else ()
    for line, questions in lists:
        if not questions and not _is_replaced(beat, line, roles):
            yield Finding(beat.source.on(line), "there is no question here", "Write one to three, as a list.")


def _is_replaced(beat: Beat, line: int, roles: tuple[str, ...]) -> bool:
    """Whether these are the shared questions, and every role has its own."""
    return bool(beat.ask and line == beat.ask.line and all(beat.ask.questions_for(role) for role in roles))


def _lacks_of_buyers(library: Library) -> Iterator[Finding]:
    for role in library.roles:
        if role.source.is_whole:
            sections: tuple[Section, ...] = (
                ("Answers for", role.answers_for, "what this role is responsible for"),
                ("Words they use", role.words, "the words they use for it, in their own language"),
                ("Worries", role.worries, "what this role is afraid of"),
            )
            yield from _missing(role.source, role.name, sections)
    for stage in library.stages:
        if stage.source.is_whole:
            sections = (
                ("The buyer asks", stage.questions, "the questions of this stage, as a list, in the buyer's voice"),
                ("Ready to move on when", stage.ready, "what has happened when this stage is over"),
            )
            yield from _missing(stage.source, stage.name, sections)
    yield from _lacks_of_handoff(library)


def _lacks_of_handoff(library: Library) -> Iterator[Finding]:
    handoff = library.handoff
    if handoff and handoff.source.is_whole:
        sections = (
            ("Ready for sales when", handoff.ready, "what a lead has done when sales takes over"),
            ("What sales gets", handoff.gets, "what the rep finds when a lead arrives"),
            ("Not ready", handoff.ways_back, "the table `| reason | storyline | stage |`"),
        )
        yield from _missing(handoff.source, handoff.name, sections)


def _lacks_of_evidence(library: Library) -> Iterator[Finding]:
    for claim in library.claims:
        if claim.source.is_whole:
            yield from _missing(claim.source, claim.statement, _sections_of_claim(claim))
    for proof in library.proofs:
        if proof.source.is_whole:
            yield from _lacks_of_proof(proof)
    for offer in library.offers:
        if offer.source.is_whole:
            sections = (
                ("Link text", offer.link_text, "the words of the button"),
                ("Why open it", offer.why, "what the reader gets from it"),
            )
            yield from _missing(offer.source, offer.name, sections)


def _sections_of_claim(claim: Claim) -> Iterator[Section]:
    yield "Short", claim.short, "a noun phrase for the middle of a sentence, such as `{value} of the hours`"
    if claim.fields.kind == "insight":
        yield "What most buyers believe", claim.belief, "what buyers think today, which this claim corrects"


def _lacks_of_proof(proof: Proof) -> Iterator[Finding]:
    if not proof.origin:
        hint = "Write `Source:` and who found it out, under the H1."
        yield Finding(proof.source.on(proof.name), "`Source:` is missing", hint)
    sections = (
        ("What it shows", proof.shows, "what was found"),
        ("Limits", proof.limits, "sample and method, and what it does not show"),
    )
    yield from _missing(proof.source, proof.name, sections)


@check("too-many")
def no_list_is_too_long(context: Context) -> Iterator[Finding]:
    """A beat has more than three questions for a call, or more than three objections.

    Why: a rep has a minute before the call; what does not fit into it is not read.
    Fix: keep the three that matter most, or move some to another beat.
    """
    for _, beat in living_beats(context.library):
        lists = ((beat.ask.line, beat.ask.shared), *((at, own) for _, at, own in beat.ask.by_role)) if beat.ask else ()
        for line, questions in lists:
            if len(questions) > MOST:
                message = f"there are {len(questions)} questions here, more than {MOST}"
                yield Finding(beat.source.on(line), message, "Keep the three that matter most.")
        for said in beat.objections[MOST:]:
            message = f"the objection `{said.quote}` is one more than {MOST}"
            yield Finding(beat.source.on(said.line), message, "Keep three, or move it to another beat.")


@check("no-roles")
def there_are_roles(context: Context) -> Iterator[Finding]:
    """No role is described.

    Why: without roles there is nobody to tell a story to.
    Fix: write one file per role in `buyers/roles/`, e.g. `buyers/roles/economic-buyer.md`.
    """
    if not context.library.roles:
        hint = "Describe who takes part in the decision, one file each: `buyers/roles/economic-buyer.md`."
        yield Finding(Place("buyers/roles"), "there are no roles yet", hint)


@check("no-stages")
def there_are_stages(context: Context) -> Iterator[Finding]:
    """No stage is described.

    Why: each beat belongs to a stage of the buyer's decision.
    Fix: write one file per stage in `buyers/stages/`, e.g. `buyers/stages/10-status-quo.md`.
    """
    if not context.library.stages:
        hint = "Describe where a buyer's decision can stand, one file each: `buyers/stages/10-status-quo.md`."
        yield Finding(Place("buyers/stages"), "there are no stages yet", hint)


@check("no-handoff")
def there_is_a_handoff(context: Context) -> Iterator[Finding]:
    """There is no `buyers/handoff.md`.

    Why: nobody could say when a lead is ready for sales, and where it goes when it is not.
    Fix: write it: the signals, the times, and the table of ways back.
    """
    if not context.library.handoff:
        hint = "Write when a lead is ready for sales, and where it goes when it is not."
        yield Finding(Place("buyers/handoff.md"), "there is no hand-off yet", hint)


@check("no-storylines")
def there_are_storylines(context: Context) -> Iterator[Finding]:
    """There is no storyline.

    Why: there is nothing to send, and nothing to show to reps.
    Fix: write a folder in `stories/` with `story.md` and its beats.
    """
    if not any(living_storylines(context.library)):
        hint = "Begin one: a folder with a `story.md`, e.g. `stories/hidden-rework/story.md`."
        yield Finding(Place("stories"), "there are no storylines yet", hint)
