"""Rule 8: what the roles of a committee hear in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT, Mail
from samestory.prove.read_back import ReadBack, address_on_site
from samestory.prove.rule import rule
from samestory.prove.words import as_said, evened, parting

SAYS = "All roles hear the same message and the same text; what one role alone reads is at most 40 % of an email."
MOST = 0.4  # of the words of an email may be one role's own (model.md §7)


# Requirement: R30
@rule(8, SAYS)
def one_text_for_all(build: ReadBack) -> Iterator[Difference]:
    """Without their openings the emails of a beat are word for word the same, and each opening keeps its share."""
    openings = _openings(build)
    for keys in build.beats.values():
        mails = [build.mails[key] for key in keys if key in build.mails and build.mails[key].copies[0].is_html]
        if not mails:
            continue
        yield from _messages(mails)
        if not build.has_site:
            yield from _shares(mails, _by_comparison(mails))
            continue
        own = {mail.touch.key: openings.get(mail.touch.key, Place("site/committee", 1, "")) for mail in mails}
        lost = [mail for mail in mails if own[mail.touch.key].text not in _said(mail)]
        for mail in lost:
            copy = mail.copies[0]
            one, other = parting(own[mail.touch.key].text, _said(mail))
            place = own[mail.touch.key]
            here = Place(copy.file, copy.line, other)
            yield Difference(mail.touch.key, (Place(place.file, place.line, one), here))
        whole = [mail for mail in mails if mail not in lost]
        yield from _shared(whole, own)
        yield from _shares(whole, {mail.touch.key: len(own[mail.touch.key].text.split()) for mail in whole})


def _openings(build: ReadBack) -> dict[str, Place]:
    """Each role's opening as the committee's page shows it, by the key of its touch."""
    return {
        key: Place(f"site/{path}", row.line, cell.own)
        for path, page in build.pages.items()
        if path.startswith("committee/")
        for row in page.rows
        for cell in row.cells
        if (key := build.anchors.get(address_on_site(path, cell.address)))
    }


def _said(mail: Mail) -> str:
    copy = mail.copies[0]
    return copy.as_filled(copy.part.said)


def _messages(mails: list[Mail]) -> Iterator[Difference]:
    first = mails[0].touch
    for touch in (mail.touch for mail in mails if mail.touch.message != first.message):
        yield Difference(touch.key, (Place(SENT, first.line, first.message), Place(SENT, touch.line, touch.message)))


def _shared(mails: list[Mail], own: dict[str, Place]) -> Iterator[Difference]:
    texts = [(mail, evened(_said(mail).replace(own[mail.touch.key].text, "", 1))) for mail in mails]
    for mail, text in texts[1:]:
        first, expected = texts[0]
        if text != expected:
            one, other = parting(expected, text)
            places = ((first.copies[0], one), (mail.copies[0], other))
            yield Difference(mail.touch.key, tuple(Place(copy.file, copy.line, words) for copy, words in places))


def _shares(mails: Iterable[Mail], own_words: dict[str, int]) -> Iterator[Difference]:
    for mail in mails:
        own = own_words[mail.touch.key]
        button = len(as_said(mail.touch.offer_text).split())
        words = len(_said(mail).split()) - button
        if words > 0 and own / words > MOST:
            copy = mail.copies[0]
            told = f"{own} of {words} words are for one role: {100 * own / words:.0f} %"
            yield Difference(mail.touch.key, (Place(copy.file, copy.line, told),))


def _by_comparison(mails: list[Mail]) -> dict[str, int]:
    """Words of each email's own where no page tells the openings: what is neither in front nor behind the same."""
    texts = [_said(mail).split() for mail in mails]
    if len(texts) < 2:
        return {mail.touch.key: 0 for mail in mails}
    same = _in_front(texts)
    behind = _in_front([text[same:][::-1] for text in texts])
    return {mail.touch.key: len(text) - same - behind for mail, text in zip(mails, texts, strict=True)}


def _in_front(texts: list[list[str]]) -> int:
    """How many words all texts begin with."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False)))


@rule(8, SAYS)
def one_talk_for_all(build: ReadBack) -> Iterator[Difference]:
    """Recap and texts to pass on are the same on the pages of all roles; what others hear is what they are sent."""
    for keys in build.beats.values():
        first: dict[tuple[str, str], Place] = {}
        heard = [_said(build.mails[key]) for key in keys if key in build.mails]
        heard += [as_said(build.prep[key][1].open) for key in keys if key in build.prep]
        for key in keys:
            file, prepared = build.prep.get(key, ("", None))
            if not prepared:
                continue
            # A recap names what was agreed, which a role may have of its own.
            texts = [("recap", prepared.leave, prepared.recap)]
            texts += [("forward", head, words) for head, words in prepared.forwards]
            for kind, of, words in texts:
                here = Place(file, prepared.line, words)
                known = first.setdefault((kind, of), here)
                if known.text != words:
                    one, other = parting(known.text, words)
                    places = (Place(known.file, known.line, one), Place(file, prepared.line, other))
                    yield Difference(key, places)
            for words in prepared.others:
                if not any(words in said for said in heard):
                    yield Difference(key, (Place(SENT, 1, ""), Place(file, prepared.line, words)))


@rule(8, SAYS)
def one_opening_line(build: ReadBack) -> Iterator[Difference]:
    """Where a page of a buyer or a stage shows how a call is opened, it is how the touch's page has it."""
    for path, page in build.pages.items():
        for address, words, line in page.openers:
            file, prepared = build.prep.get(build.anchors.get(address_on_site(path, address), ""), ("", None))
            if prepared and prepared.open != words:
                places = (Place(file, prepared.line, prepared.open), Place(f"site/{path}", line, words))
                yield Difference(prepared.key, places)
