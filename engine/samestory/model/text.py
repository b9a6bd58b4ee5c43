"""Text as a small tree: what writers may write (paragraphs, lists, emphasis, links, quotations, code) and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import is_
from typing import Literal, TypeVar

TokenKind = Literal["field", "claim", "value", "message", "beat", "role opening", "offer", "as-is", "leave with"]
ClaimForm = Literal["short", "sentence", "source", "value"]
BLOCK_TAGS = frozenset({"p", "ul", "ol", "li", "blockquote", "pre"})
INLINE_TAGS = frozenset({"em", "strong", "a", "code", "br"})


@dataclass(frozen=True, slots=True)
class Token:
    """A token as typed, not yet resolved: `{claim: id.form}` is kind claim, name id, detail form.

    A contact field's detail is its own fallback, or empty; an `{as-is: …}` has its text as name.
    """

    kind: TokenKind
    name: str = ""
    detail: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim as shown at one place: `text` is the whole wording, `value` the figure in it, or empty."""

    id: str
    form: ClaimForm
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class AsIs:
    """Words their writer says are no claim."""

    text: str


@dataclass(frozen=True, slots=True)
class ContactField:
    """A field of the contact, filled in by the email tool; the fallback is never empty."""

    name: str
    fallback: str
    sample: str


@dataclass(frozen=True, slots=True)
class OfferLink:
    """The offer, as a button or as a link in a sentence."""

    id: str
    text: str
    url: str
    is_button: bool = False
    expires: str = ""  # the first day on which it must not be used, as YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a text with a tag of BLOCK_TAGS or INLINE_TAGS; only `a` has an address."""

    tag: str
    children: tuple[Node, ...] = ()
    href: str = ""


Node = str | Token | ClaimText | AsIs | ContactField | OfferLink | Element
Nodes = tuple[Node, ...]
N = TypeVar("N")
SPACES = re.compile(r"[ \t\n\r\f\v]+")  # a no-break space stays: values are typed with one
GAPS = ("  ", *"\t\n\r\f\v")  # without one of these there is nothing to make one space of


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an author: as typed, the line of the file it begins on, and as a tree.

    One-line texts (subject, message, label) have inline nodes; longer ones have blocks.
    """

    source: str
    line: int
    nodes: Nodes
    tokens: tuple[Token, ...] = field(init=False, compare=False, repr=False)  # in the order they are read

    def __post_init__(self) -> None:
        """Find the tokens: every check asks for them."""
        object.__setattr__(self, "tokens", tuple(leaves(self.nodes, Token)))


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node of the trees, parents before children."""
    for node in nodes:
        yield node
        if isinstance(node, Element):
            yield from walk(node.children)


def leaves(nodes: Iterable[Node], kind: type[N]) -> Iterator[N]:
    """Every node of one kind, in reading order."""
    found: list[N] = []
    _add_leaves(nodes, kind, found)
    return iter(found)


def _add_leaves(nodes: Iterable[Node], kind: type[N], found: list[N]) -> None:
    for node in nodes:
        if isinstance(node, kind):
            found.append(node)
        if isinstance(node, Element):
            _add_leaves(node.children, kind, found)


def replaced(nodes: Iterable[Node], change: Callable[[Node], Nodes | None]) -> Nodes:
    """The trees with some nodes exchanged: `change` returns what stands there instead, or None to keep it.

    A tree in which nothing was exchanged is the same as before, not a copy: roles share most of their texts.
    """
    made: list[Node] = []
    for node in nodes:
        instead = change(node)
        if instead is not None:
            made.extend(instead)
        elif isinstance(node, Element):
            children = replaced(node.children, change)
            is_same = len(children) == len(node.children) and all(map(is_, children, node.children))
            made.append(node if is_same else Element(node.tag, children, node.href))
        else:
            made.append(node)
    return tuple(made)


def plain(nodes: Iterable[Node], field: Callable[[ContactField], str] = lambda field: field.fallback) -> str:
    """The words on one line, tags dropped: contact fields as `field` says (default: their fallback)."""
    found: list[str] = []
    _add_words(nodes, field, found)
    words = "".join(found)
    return (SPACES.sub(" ", words) if any(gap in words for gap in GAPS) else words).strip(" ")


def _add_words(nodes: Iterable[Node], field: Callable[[ContactField], str], found: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, Element):
            if node.tag == "br":
                found.append(" ")
            _add_words(node.children, field, found)
            if node.tag in BLOCK_TAGS:
                found.append(" ")
        else:
            found.append(leaf_text(node, field))


def leaf_text(node: Node, field: Callable[[ContactField], str]) -> str:
    """What a leaf says in plain words. An unresolved token reads as it was typed, so that nothing vanishes."""
    match node:
        case str():
            return node
        case ClaimText() | AsIs() | OfferLink():
            return node.text
        case ContactField():
            return field(node)
        case Token(kind="as-is"):
            return node.name
        case Token():
            return typed(node)
    raise TypeError(f"not a leaf: {node!r}")


def typed(token: Token) -> str:
    """A token as its writer typed it."""
    match token.kind:
        case "field":
            return f"{{{token.name} | {token.detail}}}" if token.detail else f"{{{token.name}}}"
        case "claim":
            return f"{{claim: {token.name}{'.' + token.detail if token.detail != 'short' else ''}}}"
        case "beat" | "as-is":
            return f"{{{token.kind}: {token.name}}}"
    return f"{{{token.kind}}}"
