"""`stories/<storyline>/<nn>-<id>.md`: a beat with its email, talk track, questions, objections and texts to pass on."""

from __future__ import annotations

import re
from dataclasses import replace

from samestory.diagnostics import Place
from samestory.model.front_matter import BeatFields
from samestory.model.library import (
    LABELS,
    AskText,
    Beat,
    EmailText,
    Labels,
    Objection,
    Opening,
    Question,
    SayText,
    Status,
)
from samestory.model.text import Text
from samestory.model.values import listed
from samestory.read import faults
from samestory.read.file import EMAIL, FORWARD, OPENING, PROSE, RECAP, SUBJECT, TALK, OpenFile, role_key
from samestory.read.markdown import block_text, inline_text, plain_text
from samestory.read.sections import Labelled, Part, take_labels

SECTIONS = ("Email", "Say", "Ask", "If they say", "Recap", "Forward")
EMAIL_LABELS = ("Subject", "Preview")
QUOTE = re.compile(r"^[\"“”„«»](.+)[\"“”«»]$")


def read_beat(opened: OpenFile, id: str, number: int, storyline: str, story_status: Status) -> Beat:
    """A beat; sections that are missing are None or empty. Retired beats keep their texts, unread."""
    fields, body = opened.fields_and_body(BeatFields, SECTIONS, "the message of this beat")
    status = status_of(story_status, fields.status)
    message = opened.title(body, "in a message", PROSE, make=inline_text)
    beat = Beat(id, number, storyline, opened.source, fields, status, message)
    if status == "retired":
        return beat
    sections = body.sections
    forward = sections.get("Forward")
    if forward:
        opened.refuse_text(forward.text, forward.text_line, "between `## Forward` and its first `### To`")
    return replace(
        beat,
        email=_email(opened, sections["Email"]) if "Email" in sections else None,
        say=_say(opened, sections["Say"]) if "Say" in sections else None,
        ask=_ask(opened, sections["Ask"]) if "Ask" in sections else None,
        objections=_objections(opened, sections["If they say"]) if "If they say" in sections else (),
        recap=opened.blocks(sections.get("Recap"), "in a recap", RECAP),
        forwards=opened.for_roles(forward, "To", "in a text to forward", FORWARD),
    )


def status_of(story: Status, beat: str) -> Status:
    """The storyline's status covers its beats: none of them is more alive than it."""
    order: tuple[Status, ...] = ("retired", "draft", "live")
    return min(story, next((status for status in order if status == beat), "live"), key=order.index)


def _email(opened: OpenFile, part: Part) -> EmailText:
    taken = opened.labels(part, EMAIL_LABELS)
    openings = [made for role, below in opened.parts_for_roles(part, "For") if (made := _opening(opened, role, below))]
    return EmailText(
        part.line,
        subject=opened.label(taken, "Subject", "in a subject", SUBJECT, plain_text),
        preview=opened.label(taken, "Preview", "in a preview", SUBJECT, plain_text),
        body=opened.text(block_text, taken.rest, part.text_line, "in an email", EMAIL),
        openings=tuple(openings),
    )


def _opening(opened: OpenFile, role: str, part: Part) -> Opening | None:
    taken = opened.labels(part, EMAIL_LABELS)
    text = opened.blocks_of(replace(part, text=taken.rest), "in a role's opening", OPENING)
    subject = opened.label(taken, "Subject", "in a subject", SUBJECT, plain_text)
    preview = opened.label(taken, "Preview", "in a preview", SUBJECT, plain_text)
    return Opening(role, part.line, text, subject, preview) if role else None


def _say(opened: OpenFile, part: Part) -> SayText:
    taken = opened.labels(part, tuple(LABELS.values()))
    by_role = []
    for role, below in opened.parts_for_roles(part, "For"):
        own = opened.labels(below, tuple(LABELS.values()))
        opened.refuse_text(own.rest, below.text_line, "beside the labels of one role")
        labels = _labels(opened, own)
        if role:
            by_role.append((role, below.line, labels))
    free = opened.blocks_of(replace(part, text=taken.rest), "in a talk track", TALK)
    return SayText(part.line, _labels(opened, taken), tuple(by_role), free)


def _labels(opened: OpenFile, taken: Labelled) -> Labels:
    return Labels(**{key: opened.label(taken, name, "in a talk track", TALK) for key, name in LABELS.items()})


def _ask(opened: OpenFile, part: Part) -> AskText:
    by_role = []
    for role, below in opened.parts_for_roles(part, "For"):
        questions = _questions(opened, below)
        if role:
            by_role.append((role, below.line, questions))
    return AskText(part.line, _questions(opened, part), tuple(by_role))


def _questions(opened: OpenFile, part: Part) -> tuple[Question, ...]:
    made: list[Question] = []
    for item in opened.items(part, "questions"):
        words = item.words
        listen: Text | None = None
        for more, at in item.below:
            taken = take_labels(more, opened.file, at, ("Listen for",))
            opened.diagnostics.extend(taken.diagnostics)
            if "Listen for" in taken.values:
                listen = opened.label(taken, "Listen for", "in a question", TALK)
            elif listen:
                listen = opened.text(inline_text, f"{listen.source} {more}", listen.line, "in a question", TALK)
            else:
                words = f"{words} {more}"
        made.append(Question(opened.text(inline_text, words, item.line, "in a question", TALK), listen))
    return tuple(made)


def _objections(opened: OpenFile, part: Part) -> tuple[Objection, ...]:
    opened.refuse_text(part.text, part.text_line, "between `## If they say` and its first `###`")
    made: list[Objection] = []
    for below in part.parts:
        quote = QUOTE.match(below.name)
        if not quote:
            hint = 'A heading here is what they say, in quotes: `### "We have no budget."`'
            opened.diagnostics.append(faults.unknown_subsection(Place(opened.file, below.line), below.name, hint))
        taken = opened.labels(below, ("From",))
        answer = opened.text(block_text, taken.rest, below.text_line, "in an answer", TALK)
        roles = _roles_named(opened, taken)
        made.append(Objection(quote[1] if quote else below.name, below.line, answer, roles))
    return tuple(made)


def _roles_named(opened: OpenFile, taken: Labelled) -> tuple[str, ...]:
    value, line = taken.values.get("From", ("", 0))
    roles: list[str] = []
    for name in listed(value):
        role = opened.around.role_names.get(role_key(name))
        if role:
            roles.append(role)
        else:
            known = opened.around.role_titles
            opened.diagnostics.append(faults.unknown_role_heading(Place(opened.file, line), name, known))
    return tuple(roles)
