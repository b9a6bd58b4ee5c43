"""How an email tool spells a contact field with its fallback and its unsubscribe address: a dialect, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from samestory.model.emails import FieldSpelling, RenderedEmail, spelled_html, spelled_text
from samestory.model.settings import Settings

# Where the fallback is written: in the tag, as a block around it, or nowhere in the text.
FallbackForm = Literal["inline", "conditional", "outside"]
LONGEST_FALLBACK = 200  # characters; longer ones are sentences, which belong into the story

# A contact field in the neutral form; rules of a <style> hold no ` | `.
TAG = re.compile(r"(\{[^{}|]+ \| [^{}]*\}|\{unsubscribe\})")
TEXT_TAG = re.compile(rf"(?<!\\){TAG.pattern}")  # behind a backslash stands a brace that is meant
FIELD = re.compile(r"\{(?P<name>[^{}|]+) \| (?P<fallback>[^{}]*)\}")

Naming = Callable[[str], str]
Spell = Callable[[str, FieldSpelling, str], str]


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


def spelled_email(email: RenderedEmail, dialect: Dialect, settings: Settings, tool: str, unsubscribe: str) -> Spelled:
    """The email as the tool takes it. In HTML a brace that is meant stays `&#123;`, which no tool reads as a tag."""

    def in_html(name: str, fallback: str) -> str:
        return dialect.spelled(dialect.name_of(name, settings, tool), fallback, in_html=True)

    def in_text(name: str, fallback: str) -> str:
        return dialect.spelled(dialect.name_of(name, settings, tool), fallback)

    preheader = in_text if dialect.preheader_takes_fields else lambda _name, fallback: fallback
    return Spelled(
        email.key,
        spelled_text(email.subject, in_text, unsubscribe),
        spelled_text(email.preview, preheader, unsubscribe),
        _spelled(html_pieces(email.html), spelled_html, in_html, unsubscribe),
        _spelled(tuple(map(dialect.signs_in_text, _text_pieces(email.text))), spelled_text, in_text, unsubscribe),
    )


def _spelled(pieces: tuple[str, ...], spell: Spell, field: FieldSpelling, unsubscribe: str) -> str:
    """A part piece by piece: what lies between the tags is long, and the same for every tool."""
    return "".join(spell(piece, field, unsubscribe) if at % 2 else piece for at, piece in enumerate(pieces))


@lru_cache(4096)
def html_pieces(neutral: str) -> tuple[str, ...]:
    """Neutral HTML, cut before and behind each tag: every second piece is one."""
    return tuple(TAG.split(neutral))


@lru_cache(4096)
def _text_pieces(neutral: str) -> tuple[str, ...]:
    """Neutral plain text in the same way, with the braces that are meant."""
    pieces = TEXT_TAG.split(neutral)
    return tuple(piece if at % 2 else piece.replace("\\{", "{") for at, piece in enumerate(pieces))
