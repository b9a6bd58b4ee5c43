"""Tokens in single braces: found, checked for their place, and set aside before Markdown sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samestory.diagnostics import Diagnostic, Place
from samestory.model.text import Token, TokenKind
from samestory.read import faults

BRACE, START, END = "\ue002", "\ue000", "\ue001"
IN_BRACES = re.compile(r"\\\{|\{([^{}\n]*)\}|\{")
SET_ASIDE = re.compile(f"{START}(\\d+){END}|{BRACE}")
ALONE = re.compile(f"^[ \\t]*{START}(\\d+){END}[ \\t]*$", re.MULTILINE)
FOREIGN = re.compile(r"\{\{|\}\}|\{%|%\}|\*\||\|\*|%%|\[\[|<%|\$\{|%[A-Z][A-Z0-9_-]+%")
FORMS = ("sentence", "source", "value")
KNOWN = ("claim: id", "message", "beat: id", "role opening", "offer", "as-is: text")
WORDS: Mapping[str, TokenKind] = {
    "message": "message",
    "offer": "offer",
    "role opening": "role opening",
    "value": "value",
    "leave with": "leave with",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tokens a text may hold, how its place is called, and the contact fields of the settings.

    `fields` maps a field's name to its fallback, which may be empty.
    """

    where: str
    kinds: frozenset[TokenKind]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A text whose tokens are replaced by marks that Markdown leaves alone, and the tokens by number."""

    marked: str
    tokens: tuple[Token, ...]
    diagnostics: tuple[Diagnostic, ...]


def set_tokens_aside(source: str, file: str, line: int, scope: Scope) -> SetAside:
    """The text with `\\{` and every token taken out; what is wrong with them is reported at its line."""
    tokens: list[Token] = []
    found = list(_foreign_tags(source, file, line))
    spoiled = {problem.line for problem in found}  # half a foreign tag looks like a token of ours

    def aside(match: re.Match[str]) -> str:
        if match[0] == "\\{":
            return BRACE
        place = Place(file, line + source.count("\n", 0, match.start()))
        if match[1] is None:
            if place.line not in spoiled:
                found.append(faults.unclosed_token(place))
            return BRACE
        token = _token(match[1].strip(), place.line, scope)
        if place.line not in spoiled:
            found.extend(_problems(match[1].strip(), token, place, scope))
        # What stands in a wrong place is text from here on: `{beat: …}` in its own H1 would be resolved for ever.
        if token is None or token.kind not in scope.kinds:
            return f"{BRACE}{match[1]}}}"
        tokens.append(token)
        return f"{START}{len(tokens) - 1}{END}"

    marked = IN_BRACES.sub(aside, source)
    return SetAside(marked, tuple(tokens), tuple(found))


def blocks_apart(aside: SetAside) -> str:
    """The marked text in which `{offer}` and `{role opening}`, alone on a line, are paragraphs of their own."""

    def apart(mark: re.Match[str]) -> str:
        kind = aside.tokens[int(mark[1])].kind
        return f"\n{mark[0]}\n" if kind in ("offer", "role opening") else mark[0]

    return ALONE.sub(apart, aside.marked)


def _foreign_tags(source: str, file: str, line: int) -> Iterator[Diagnostic]:
    for number, words in enumerate(source.split("\n")):
        tag = FOREIGN.search(words)
        if tag:
            yield faults.foreign_tag(Place(file, line + number), tag[0])


def _token(words: str, line: int, scope: Scope) -> Token | None:
    name, _, rest = (part.strip() for part in words.partition(":"))
    if name == "claim" and rest:
        id, _, form = rest.partition(".")
        return Token("claim", id.strip(), form.strip() or "short", line)
    if name == "beat" and rest:
        return Token("beat", rest, "", line)
    if name == "as-is" and rest:
        return Token("as-is", rest, "", line)
    if words in WORDS:
        return Token(WORDS[words], "", "", line)
    field, _, fallback = (part.strip() for part in words.partition("|"))
    return Token("field", field, fallback, line) if field in scope.fields else None


def _problems(words: str, token: Token | None, place: Place, scope: Scope) -> Iterator[Diagnostic]:
    if token is None or (token.kind == "claim" and token.detail not in ("short", *FORMS)):
        yield faults.unknown_token(place, words, (*KNOWN, *scope.fields))
    elif token.kind not in scope.kinds:
        yield faults.misplaced_token(place, words, scope.where)
    elif token.kind == "field" and not (token.detail or scope.fields[token.name]):
        yield faults.field_without_fallback(place, token.name)
