"""How an email tool spells a contact field with its fallback and its unsubscribe address: a dialect, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from samestory.model.emails import RenderedEmail, spelled_html, spelled_text
from samestory.model.settings import Settings

# Where the fallback is written: in the tag, as a block around it, or nowhere in the text.
FallbackForm = Literal["inline", "conditional", "outside"]
LONGEST_FALLBACK = 200  # characters; longer ones are sentences, which belong into the story

# A contact field in the neutral form; rules of a <style> hold no ` | `.
TAG = re.compile(r"(\{[^{}|]+ \| [^{}]*\}|\{unsubscribe\})")
# Behind a backslash stands a brace that is meant. A pattern that begins with its brace is found ten times as fast.
TEXT_TAG = re.compile(r"(\{(?<!\\\{)(?:[^{}|]+ \| [^{}]*|unsubscribe)\})")
FIELD = re.compile(r"\{(?P<name>[^{}|]+) \| (?P<fallback>[^{}]*)\}")

Naming = Callable[[str], str]
Pieces = tuple[str, ...]


@lru_cache(1024)
def snake(name: str) -> str:
    """`first_name`, as most tools call a field."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def flat(name: str) -> str:
    """`firstname`."""
    return re.sub(r"[^a-z0-9]+", "", name.lower())


def upper(name: str) -> str:
    """`FIRST_NAME`."""
    return snake(name).upper()


def camel(name: str) -> str:
    """`FirstName`."""
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", name))


def titled(name: str) -> str:
    """`First Name`."""
    return " ".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", name))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One tool's spelling. In `tag`, `own_tag` and `html_tag`, `«name»` and `«fallback»` stand for the two, and
    `«filter»` for `text_filter`, which only subjects and plain text get.

    `names` are the tool's names of common fields; any other is made by `naming`, and written as `own_tag` says where
    that differs. `refuses` are characters that no fallback may hold, `refused_words` whole fallbacks.
    `html_tag` is the spelling in HTML where the tool would not escape what a contact's field holds. `text_signs` are
    signs that the tool would take for HTML in plain text, each as it has to be written there.
    """

    tag: str
    unsubscribe: str
    form: FallbackForm
    refuses: str
    naming: Naming = snake
    name_pattern: str = r"[A-Za-z_][A-Za-z0-9_]*"
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    own_tag: str = ""
    html_tag: str = ""
    text_filter: str = ""
    text_signs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refused_words: tuple[str, ...] = ()
    preheader_takes_fields: bool = True
    foreign: str = ""  # what the tool would take for a tag although nobody meant one; a pattern

    def name_of(self, name: str, settings: Settings, tool: str) -> str:
        """What the tool calls a contact field: as the settings say, else its common name."""
        known = settings.fields.get(name)
        return (known.tools.get(tool) if known else None) or self.names.get(name) or self.naming(name)

    def spelled(self, own_name: str, fallback: str, *, in_html: bool = False) -> str:
        """The tag of a field by the tool's own name."""
        tag = self.own_tag if self.own_tag and own_name not in self.names.values() else self.tag
        tag = self.html_tag if in_html and self.html_tag else tag
        tag = tag.replace("«filter»", "" if in_html else self.text_filter)
        return tag.replace("«name»", own_name).replace("«fallback»", fallback)

    def signs_in_text(self, words: str) -> str:
        """Plain text without anything that the tool would take for HTML."""
        for sign, written in self.text_signs.items():
            words = words.replace(sign, written)
        return words

    def cannot_hold(self, fallback: str) -> str:
        """What in a fallback the tool cannot hold, in words; empty where it can."""
        if len(fallback) > LONGEST_FALLBACK:
            return f"more than {LONGEST_FALLBACK} characters"
        if fallback.lower() in self.refused_words:
            return f"the word `{fallback}`"
        found = next((one for one in fallback if one in self.refuses or ord(one) < 32 or one in "{}\u2028\u2029"), "")
        return f"the character `{found}`" if found.isprintable() and found else "a line break" if found else ""


@dataclass(frozen=True, slots=True)
class Spelled:
    """An email in a tool's spelling."""

    key: str
    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class CutEmail:
    """A neutral email, cut before and behind each tag: every second piece of a part is one. The same for every tool."""

    key: str
    subject: Pieces
    preview: Pieces
    html: Pieces
    text: Pieces


def cut_email(email: RenderedEmail) -> CutEmail:
    """The pieces of an email. In those of its texts that are no tags, a brace that is meant has no backslash."""
    subject, preview, text = map(_text_pieces, (email.subject, email.preview, email.text))
    return CutEmail(email.key, subject, preview, tuple(TAG.split(email.html)), text)


def _text_pieces(neutral: str) -> Pieces:
    pieces = TEXT_TAG.split(neutral)
    return tuple(piece if at % 2 else piece.replace("\\{", "{") for at, piece in enumerate(pieces))


def spelled_email(email: RenderedEmail, dialect: Dialect, settings: Settings, tool: str, unsubscribe: str) -> Spelled:
    """The email as the tool takes it. In HTML a brace that is meant stays `&#123;`, which no tool reads as a tag."""
    return speller(dialect, settings, tool, unsubscribe)(cut_email(email))


def speller(dialect: Dialect, settings: Settings, tool: str, unsubscribe: str) -> Callable[[CutEmail], Spelled]:
    """What spells emails for a tool. A story has few different tags, so each is spelled once."""

    def field(name: str, fallback: str) -> str:
        return dialect.spelled(dialect.name_of(name, settings, tool), fallback)

    def field_in_html(name: str, fallback: str) -> str:
        return dialect.spelled(dialect.name_of(name, settings, tool), fallback, in_html=True)

    in_text = cache(lambda tag: spelled_text(tag, field, unsubscribe))
    in_html = cache(lambda tag: spelled_html(tag, field_in_html, unsubscribe))
    no_field = cache(lambda tag: spelled_text(tag, lambda _name, fallback: fallback, unsubscribe))
    in_preheader = in_text if dialect.preheader_takes_fields else no_field

    def spelled(cut: CutEmail) -> Spelled:
        return Spelled(
            cut.key,
            _joined(cut.subject, in_text),
            _joined(cut.preview, in_preheader),
            _joined(cut.html, in_html),
            _joined(tuple(map(dialect.signs_in_text, cut.text)) if dialect.text_signs else cut.text, in_text),
        )

    return spelled


def _joined(pieces: Pieces, spell: Callable[[str], str]) -> str:
    """A part as the tool has it: what lies between the tags is long, and the same for every tool."""
    made = list(pieces)
    made[1::2] = map(spell, pieces[1::2])
    return "".join(made)
