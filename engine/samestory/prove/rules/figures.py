"""Rule 6: every figure is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT
from samestory.prove.read_back import ReadBack
from samestory.prove.rule import rule
from samestory.prove.told_figures import Accounts, figures_in, unaccounted
from samestory.prove.words import as_said, filled

SAYS = "Every figure a buyer reads or hears is that of a claim, or its writer has said that it is none."
VALUE_ONLY = 3  # words: a claim in fewer is hardly more than its value, and accounts only for where it is used


# Requirement: R22
@rule(6, SAYS)
def in_emails(build: ReadBack) -> Iterator[Difference]:
    """Subject, preview text and story of each email hold no figure beside those of its claims and `{as-is:}`."""
    allowed = build.sent.allowed_figures
    for key, mail in build.mails.items():
        touch = mail.touch
        accounted = (*(as_said(use.text) for use in touch.claims), *touch.as_is, *allowed)
        for words in (touch.subject, touch.preview):
            for figure in unaccounted(filled(words), accounted):
                yield Difference(key, (Place(SENT, touch.line, figure),))
        for alike in (alike for alike in mail.alike if alike[0].is_html):
            for figure in unaccounted(filled(alike[0].part.prose), accounted):
                yield from (Difference(key, (Place(copy.file, copy.line, figure),)) for copy in alike)


@rule(6, SAYS)
def on_pages(build: ReadBack) -> Iterator[Difference]:
    """What a rep says, asks, answers and sends holds no figure beside those of claims and `{as-is:}`."""
    claims = {shown.words for shown in build.shown_claims if shown.words and figures_in(shown.words)}
    sentences = {words for words in claims if len(words.split()) > VALUE_ONLY}
    allowed = {*build.sent.allowed_figures, *(kept.source for kept in build.kept.values())}
    sent, said = Accounts((*claims, *allowed)), Accounts((*sentences, *allowed))
    for keys in build.beats.values():
        as_is = {text for key in keys if key in build.touch for text in build.touch[key].as_is}
        figures: dict[tuple[bool, str], tuple[str, ...]] = {}  # the pages of all roles have most texts in common
        for key in keys:
            file, prepared = build.prep.get(key, ("", None))
            # A draft is agreed with nobody yet, and said by nobody.
            for is_sent, words, line in prepared.figures_in if prepared and not prepared.is_draft else ():
                if (is_sent, words) not in figures:
                    accounted = (sent if is_sent else said).of(words)
                    figures[is_sent, words] = tuple(unaccounted(words, (*accounted, *as_is)))
                for figure in figures[is_sent, words]:
                    yield Difference(key, (Place(file, line, figure),))
    for path, page in build.pages.items():
        for words, line in page.openings:
            for figure in unaccounted(words, said.of(words)):
                yield Difference("", (Place(f"site/{path}", line, figure),))
