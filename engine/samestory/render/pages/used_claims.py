"""The claims that a touch uses."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.sequence import Talk, Touch
from samestory.model.text import ClaimText, Nodes, leaves


def claims_in(touch: Touch) -> Iterator[str]:
    """The ids of the claims a touch uses, repeats repeated: in its email first, then in its talk track."""
    if touch.email:
        yield from (claim.id for claim in touch.email.claims)
    for nodes in talk_texts(touch.talk):
        yield from (claim.id for claim in leaves(nodes, ClaimText))


def talk_texts(talk: Talk) -> Iterator[Nodes]:
    """Every text of a talk track, in the order it is shown."""
    labels = (talk.open, talk.check, talk.further, talk.leave_with, talk.again, talk.hold_back)
    yield from (label for label in labels if label)
    yield talk.free
    for asked in talk.questions:
        yield asked.question
        yield asked.listen_for or ()
    yield from (said.answer for said in talk.answers)
    yield talk.recap
    yield from (forward.text for forward in talk.forwards)
