"""Rule 5: the two parts of an email, in every copy."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import BUNDLE, SENT, Copy, Mail
from samestory.prove.read_back import ReadBack
from samestory.prove.rule import rule
from samestory.prove.sent import SentTouch
from samestory.prove.words import as_said, evened, filled, parting, passage

SAYS = "HTML part and plain text of an email say the same, with the same links in the same order, in every copy."


@rule(5, SAYS)
def both_parts_are_there(build: ReadBack) -> Iterator[Difference]:
    """Each email lies in the bundle as HTML, plain text and draft, and where there is a site, there too."""
    for key, mail in build.mails.items():
        for file in mail.missing:
            yield Difference(key, (Place(SENT, mail.touch.line, key), Place(file, 1, "")))


@rule(5, SAYS)
def html_and_plain_text(build: ReadBack) -> Iterator[Difference]:
    """The words and links of the story are the same in both parts, and so are greeting, sign-off and footer."""
    for key, mail in build.mails.items():
        html = next((copy for copy in mail.copies if copy.is_html), None)
        text = next((copy for copy in mail.copies if not copy.is_html), None)
        if html and text and (found := _parted(html, text)):
            yield Difference(key, found)


def _parted(html: Copy, text: Copy) -> tuple[Place, Place] | None:
    """Where the parts differ; None where they do not."""
    story, around, written = html.part.story, html.part.all_said, text.part.story
    start = written.find(story)
    if start < 0 or not story:
        greeting = len(written) - len(written.lstrip()) if not story else _offset(written, story)
        one, other = parting(story, written[greeting:])
        return Place(html.file, html.line, one), Place(text.file, text.line, other)
    for words in (written[:start], written[start + len(story) :], *text.part.foot):
        if as_said(words) not in around:
            wanted = as_said(words)
            return Place(html.file, html.line, passage(around, wanted)), Place(text.file, text.line, wanted)
    return None


def _offset(written: str, story: str) -> int:
    """Where the story begins in plain text, by its first words."""
    return max(written.find(story[:20]), 0)


@rule(5, SAYS)
def all_copies(build: ReadBack) -> Iterator[Difference]:
    """Every copy of a part, from the first word to the last, is the one in the bundle, fields filled in or not."""
    for key, mail in build.mails.items():
        first: dict[bool, Copy] = {}
        for alike in mail.alike:
            known = first.setdefault(alike[0].is_html, alike[0])
            if alike[0] is known:
                continue
            is_filled = known.is_filled or alike[0].is_filled
            one, other = (_whole(each, is_filled) for each in (known, alike[0]))
            for copy in alike if one != other else ():
                places = zip((known, copy), parting(one, other), strict=True)
                yield Difference(key, tuple(Place(each.file, each.line, words) for each, words in places))


def _whole(copy: Copy, is_filled: bool) -> str:
    return copy.as_filled(copy.part.whole) if is_filled else copy.part.whole


@rule(5, SAYS)
def subject_and_preview(build: ReadBack) -> Iterator[Difference]:
    """Subject and preview text are those of the sequence, in every place that shows them."""
    for key, mail in build.mails.items():
        touch = mail.touch
        for wanted, place in _lines(build, mail):
            if wanted != place.text:
                yield Difference(key, (Place(SENT, touch.line, wanted), place))
        preview = as_said(filled(touch.preview))
        for alike in mail.alike:
            if alike[0].is_html and preview not in (around := alike[0].as_filled(alike[0].part.all_said)):
                for copy in alike:
                    here = Place(copy.file, copy.line, passage(around, preview))
                    yield Difference(key, (Place(SENT, touch.line, touch.preview), here))


def _lines(build: ReadBack, mail: Mail) -> Iterator[tuple[str, Place]]:
    touch: SentTouch = mail.touch
    subject, preview = filled(touch.subject), filled(touch.preview)
    # Each tool has them, so only those that differ become places.
    yield from ((subject, Place(file, line, words)) for file, line, words in mail.subjects if words != subject)
    yield from ((preview, Place(file, line, words)) for file, line, words in mail.previews if words != preview)
    for alike in (alike for alike in mail.alike if alike[0].is_html and alike[0].part.title):
        title = filled(alike[0].part.title)
        yield from ((subject, Place(copy.file, copy.line, title)) for copy in alike if title != subject)
    if touch.key in build.prep and build.prep[touch.key][1].subject:
        file, prepared = build.prep[touch.key]
        yield subject, Place(file, prepared.line, prepared.subject)
    for entry in build.received.get(touch.key, ()):
        if entry.get("key") == touch.key:
            yield touch.subject, Place("sequences/receipt.json", 1, evened(str(entry.get("subject", ""))))
    table = f"{BUNDLE}/touches.csv"
    if table in build.texts and touch.key not in build.table:
        yield touch.key, Place(table, 1, "")
    elif touch.key in build.table:
        line, row = build.table[touch.key]
        yield touch.subject, Place(table, line, evened(row.get("subject") or ""))
        yield touch.preview, Place(table, line, evened(row.get("preview") or ""))
