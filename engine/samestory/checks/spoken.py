"""What buyers read or hear, as plain words with their places: tokens and quotations are blanked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from samestory.checks.passages import Passage, beat_passages, other_passages
from samestory.diagnostics import Place
from samestory.each import Again, anew
from samestory.model.library import Beat, Library, Storyline
from samestory.words import Phrases, WordList, unquoted, words_in, words_of

TOKEN = re.compile(r"\\\{|\{[^{}\n]*\}")
ADDRESS = re.compile(r"\]\([^)\n]*\)|<?https://[^\s>]*>?")
ITEM = re.compile(r"^([ \t]*)(?:[-*+]|\d{1,3}[.)])(?=[ \t])", re.MULTILINE)
SENTENCE_END = re.compile(r"[.!?…][)\"”'’*_]*\s|\n[ \t]*\n")
CLAIMED = "\u2020"  # stands for what a claim vouches for, or its writer marked as it is
OTHER = "¤"


@dataclass(frozen=True)
class Spoken:
    """A text for buyers, with the word list of its language if there is one."""

    passage: Passage
    words: WordList | None

    @cached_property
    def text(self) -> str:
        """As long and with the same lines as it was typed, without tokens, addresses and marks."""
        return _bare(self.passage.text.source)

    @cached_property
    def own(self) -> str:
        """The same without what stands in quotation marks."""
        return unquoted(self.text)

    def find(self, phrases: Phrases) -> Iterator[re.Match[str]]:
        """Where one of some phrases stands. Most files hold none of their words, and are not looked at closely."""
        words = words_in(self.passage.source.text or self.passage.text.source)
        return iter(()) if phrases.telling.isdisjoint(words) else phrases.find(self.own)

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


def spoken_texts(library: Library, language: str, again: Again = anew) -> Iterator[tuple[Spoken, ...]]:
    """Emails, talk tracks, answers, recaps, texts to forward and openings; those of drafts too, by beat.

    `language` is the settings', for texts whose storyline has none of its own.
    """
    for storyline, beat in library.beats():
        yield again(_of_beat, storyline, beat, language)
    yield tuple(_spoken(passage, language) for passage in other_passages(library) if passage.use)


def _of_beat(storyline: Storyline, beat: Beat, language: str) -> tuple[Spoken, ...]:
    return tuple(_spoken(passage, language) for passage in beat_passages(storyline, beat) if passage.use)


def _spoken(passage: Passage, language: str) -> Spoken:
    own = passage.storyline.fields.language if passage.storyline else ""
    return Spoken(passage, words_of(own or language))


def _bare(source: str) -> str:
    text = TOKEN.sub(lambda found: _mark(found[0]).ljust(len(found[0]), OTHER), source) if "{" in source else source
    text = ADDRESS.sub(lambda found: OTHER * len(found[0]), text) if "http" in text or "](" in text else text
    text = ITEM.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), text)
    return text.replace("*", " ").replace("`", " ")


def _mark(token: str) -> str:
    return CLAIMED if token.startswith(("{claim", "{as-is", "{value")) else OTHER
