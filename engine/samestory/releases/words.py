"""What a touch says, as sentences: to buyers in its email, and to reps beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samestory.model.library import LABELS
from samestory.model.sequence import Touch
from samestory.model.text import Nodes
from samestory.render import markup

# After the mark, or after the quotation that it ends; in front of a capital, so that "e.g. pumps" is not cut.
SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][)\"”’]))\s+(?=[\"“(]?[A-ZÄÖÜ0-9])")
SPACES = re.compile(r"[ \n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or a short text, and what it is: "Email", "Open", "Ask 1"."""

    part: str
    text: str


def email_lines(touch: Touch) -> tuple[Line, ...]:
    """The sentences of the email, greeting to sign-off, in reading order; none where there is no email."""
    if not touch.email:
        return ()
    email = touch.email
    texts = [_text(email.greeting), *_paragraphs(email.body), _text(email.sign_off)]
    texts += [_text((source.text,)) for source in email.sources]
    # The key in the button's address is not said to anybody.
    return tuple(Line("Email", sentence.replace(touch.key, "…")) for text in texts for sentence in sentences(text))


def talk_lines(touch: Touch) -> tuple[Line, ...]:
    """What reps say, ask, answer and send, in the order of the format."""
    return tuple(
        Line(part, sentence) for part, nodes in _talk(touch) for text in [_text(nodes)] for sentence in sentences(text)
    )


def sentences(text: str) -> list[str]:
    """A text on one line, cut after each sentence."""
    return [part for part in SENTENCE_END.split(text) if part]


def _talk(touch: Touch) -> Iterator[tuple[str, Nodes]]:
    talk = touch.talk
    for name, shown in LABELS.items():
        yield shown, getattr(talk, name) or ()
    yield "Say", talk.free
    for number, asked in enumerate(talk.questions, start=1):
        yield f"Ask {number}", asked.question
        yield f"Listen for {number}", asked.listen_for or ()
    for answer in talk.answers:
        yield f"If they say {answer.quote}", answer.answer
    yield "Recap", talk.recap
    for forward in talk.forwards:
        yield f"Forward to {forward.to_role.replace('-', ' ')}", forward.text


def _paragraphs(nodes: Nodes) -> Iterator[str]:
    return (SPACES.sub(" ", block).strip() for block in markup.text(nodes).split("\n\n"))


def _text(nodes: Nodes) -> str:
    return SPACES.sub(" ", markup.text(nodes)).strip()
