"""Rule 9: the stamp of a touch."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT
from samestory.prove.read_back import ReadBack
from samestory.prove.rule import rule
from samestory.prove.sent import SentTouch

SAYS = "Email, payload and page carry one stamp for a touch: they were made from the same text."


def _mark(touch: SentTouch) -> str:
    return f"{touch.key} · {touch.stamp}"


# Requirement: R17, R22
@rule(9, SAYS)
def in_every_copy(build: ReadBack) -> Iterator[Difference]:
    """The footer of each copy of an email has the touch's key and stamp, and no other."""
    for key, mail in build.mails.items():
        meant = Place(SENT, mail.touch.line, _mark(mail.touch))
        for alike in mail.alike:
            marks = alike[0].part.marks
            if marks != ((key, mail.touch.stamp),):
                found = ", ".join(f"{one} · {stamp}" for one, stamp in marks)
                yield from (Difference(key, (meant, Place(copy.file, copy.line, found))) for copy in alike)
        if mail.draft and mail.draft[1].key != key:
            yield Difference(key, (Place(SENT, mail.touch.line, key), Place(mail.draft[0], 1, mail.draft[1].key)))


@rule(9, SAYS)
def on_every_page(build: ReadBack) -> Iterator[Difference]:
    """The rep's page and the preview of a touch bear its stamp."""
    for touch in build.sent.touches:
        expected = Place(SENT, touch.line, _mark(touch))
        for found in (build.prep.get(touch.key), build.previews.get(touch.key)):
            if found and found[1].stamp != touch.stamp:
                file, part = found
                yield Difference(touch.key, (expected, Place(file, part.line, f"{part.key} · {part.stamp}")))
