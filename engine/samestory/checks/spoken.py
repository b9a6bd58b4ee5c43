"""What buyers read or hear, as plain words with their places: tokens and quotations are blanked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samestory.checks import Context
from samestory.checks.passages import Passage, passages
from samestory.diagnostics import Place
from samestory.words import WordList, unquoted, words_of

TOKEN = re.compile(r"\\\{|\{[^{}\n]*\}")
ADDRESS = re.compile(r"\]\([^)\n]*\)|<?https://[^\s>]*>?")
ITEM = re.compile(r"^([ \t]*)(?:[-*+]|\d{1,3}[.)])(?=[ \t])", re.MULTILINE)
SENTENCE_END = re.compile(r"[.!?…:][)\"”'’*_]*\s|\n[ \t]*\n")
CLAIMED = "\u2020"  # stands for what a claim vouches for, or its writer marked as it is
OTHER = "¤"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text for buyers, as long and with the same lines as it was typed."""

    passage: Passage
    text: str
    own: str  # without what stands in quotation marks
    language: str

    @property
    def words(self) -> WordList | None:
        """The word list of its language, if there is one."""
        return words_of(self.language)

    def place(self, position: int) -> Place:
        """The line of a position."""
        line = self.passage.text.line + self.text.count("\n", 0, position)
        return self.passage.source.on(line)

    def is_claimed(self, start: int, end: int) -> bool:
        """Whether a claim stands in the sentence around a stretch of the text."""
        ends = [found.end() for found in SENTENCE_END.finditer(self.text)]
        first = max((at for at in ends if at <= start), default=0)
        last = min((at for at in ends if at >= end), default=len(self.text))
        return CLAIMED in self.text[first:last]


def spoken_texts(context: Context) -> Iterator[Spoken]:
    """Emails, talk tracks, answers, recaps, texts to forward and openings; those of drafts too."""
    for passage in passages(context.library):
        if passage.use:
            text = _bare(passage.text.source)
            yield Spoken(passage, text, unquoted(text), language_of(passage, context))


def language_of(passage: Passage, context: Context) -> str:
    """The language of a text: its storyline's, else the settings'."""
    own = passage.storyline.fields.language if passage.storyline else ""
    return own or context.settings.language


def _bare(source: str) -> str:
    text = TOKEN.sub(lambda found: _mark(found[0]).ljust(len(found[0]), OTHER), source) if "{" in source else source
    text = ADDRESS.sub(lambda found: OTHER * len(found[0]), text) if "http" in text or "](" in text else text
    text = ITEM.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), text)
    return text.replace("*", " ").replace("`", " ")


def _mark(token: str) -> str:
    return CLAIMED if token.startswith(("{claim", "{as-is", "{value")) else OTHER
