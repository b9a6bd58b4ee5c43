"""Resolved text as HTML and as plain text, for emails and pages alike."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from samestory.model.text import ContactField, Element, Node, Nodes, OfferLink, leaf_text, plain

TEXT_WIDTH = 72  # columns of a plain-text email; 78 is the limit RFC 5322 recommends, quoting needs a few


@dataclass(frozen=True, slots=True)
class Spelling:
    """How contact fields and literal braces are written in one kind of output.

    `field` gives the plain spelling of a contact field; it is escaped in HTML like any other word.
    """

    field: Callable[[ContactField], str]
    html_brace: str = "{"
    text_brace: str = "{"


# The neutral form (model.md §5): exactly contact fields and {unsubscribe} stand in braces.
NEUTRAL = Spelling(lambda field: f"{{{field.name} | {field.fallback}}}", "&#123;", "\\{")
FILLED = Spelling(lambda field: field.fallback)


def html(nodes: Iterable[Node], spell: Spelling = FILLED, styles: Mapping[str, str] = MappingProxyType({})) -> str:
    """HTML of a text; `styles` gives tags a style attribute (emails need it inline). Buttons are left to the layout."""
    return "".join(_html(node, spell, styles) for node in nodes)


def _html(node: Node, spell: Spelling, styles: Mapping[str, str]) -> str:
    if isinstance(node, Element):
        return _element(node, spell, styles)
    if isinstance(node, OfferLink):
        return f'<a href="{escape(node.url)}"{_style("a", styles)}>{_escaped(node.text, spell)}</a>'
    if isinstance(node, ContactField):
        return escape(spell.field(node), quote=False)
    return _escaped(leaf_text(node, spell.field), spell)


def _element(node: Element, spell: Spelling, styles: Mapping[str, str]) -> str:
    if node.tag == "br":
        return "<br />"
    address = f' href="{escape(node.href)}"' if node.tag == "a" else ""
    inside = html(node.children, spell, styles)
    return f"<{node.tag}{address}{_style(node.tag, styles)}>{inside}</{node.tag}>"


def _style(tag: str, styles: Mapping[str, str]) -> str:
    return f' style="{escape(styles[tag])}"' if tag in styles else ""


def _escaped(words: str, spell: Spelling) -> str:
    return escape(words, quote=False).replace("{", spell.html_brace)


def text(nodes: Iterable[Node], spell: Spelling = FILLED) -> str:
    """Plain text of blocks, wrapped, paragraphs apart by an empty line; links show their address behind them."""
    return "\n\n".join(_blocks(nodes, spell, TEXT_WIDTH))


def line(nodes: Iterable[Node], spell: Spelling = FILLED) -> str:
    """Plain text of inline nodes on one line."""
    return " ".join("".join(_inline(nodes, spell)).split())


def _blocks(nodes: Iterable[Node], spell: Spelling, width: int) -> Iterator[str]:
    loose: list[Node] = []
    for node in nodes:
        if isinstance(node, OfferLink) and node.is_button:
            yield from _paragraph(loose, spell, width)
            loose = []
            yield f"{node.text.replace('{', spell.text_brace)}:\n{node.url}"
        elif isinstance(node, Element) and node.tag in BLOCKS:
            yield from _paragraph(loose, spell, width)
            loose = []
            yield BLOCKS[node.tag](node, spell, width)
        else:
            loose.append(node)
    yield from _paragraph(loose, spell, width)


def _paragraph(nodes: Iterable[Node], spell: Spelling, width: int) -> Iterator[str]:
    # A line break (`br`) is kept, every other run of white space is one space.
    lines = "".join(_inline(nodes, spell)).split("\n")
    wrapped = [_wrapped(part, width) for part in lines if part.strip()]
    if wrapped:
        yield "\n".join(wrapped)


def _wrapped(words: str, width: int) -> str:
    # Contact fields must stay whole: email tools do not know a tag that is broken over two lines.
    glued = words
    for field in _braced(words):
        glued = glued.replace(field, field.replace(" ", "\0"))
    return textwrap.fill(glued, width, break_long_words=False, break_on_hyphens=False).replace("\0", " ")


def _braced(words: str) -> Iterator[str]:
    start = words.find("{")
    while start >= 0:
        end = words.find("}", start)
        if end < 0:
            return
        yield words[start : end + 1]
        start = words.find("{", end)


def _inline(nodes: Iterable[Node], spell: Spelling) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element) and node.tag == "br":
            yield "\n"
        elif isinstance(node, Element) and node.tag == "a":
            words = "".join(_inline(node.children, spell))
            yield words if words.strip() == node.href else f"{words} ({node.href})"
        elif isinstance(node, Element):
            yield from _inline(node.children, spell)
        elif isinstance(node, OfferLink):
            yield f"{node.text.replace('{', spell.text_brace)}: {node.url}"
        elif isinstance(node, ContactField):
            yield spell.field(node)
        else:
            yield " ".join(leaf_text(node, spell.field).replace("{", spell.text_brace).split("\n"))


def _listed(node: Element, spell: Spelling, width: int) -> str:
    items = [child for child in node.children if isinstance(child, Element) and child.tag == "li"]
    made = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        made.append(_indented(_blocks(item.children, spell, width - len(mark)), mark, " " * len(mark)))
    return "\n".join(made)


def _quoted(node: Element, spell: Spelling, width: int) -> str:
    return _indented(_blocks(node.children, spell, width - 2), "> ", "> ")


def _code(node: Element, spell: Spelling, _width: int) -> str:
    words = "".join(leaf_text(leaf, spell.field) for leaf in _code_leaves(node.children))
    return textwrap.indent(words.rstrip("\n").replace("{", spell.text_brace), "    ")


def _code_leaves(nodes: Nodes) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Element):
            yield from _code_leaves(node.children)
        else:
            yield node


def _indented(blocks: Iterable[str], first: str, rest: str) -> str:
    lines = "\n\n".join(blocks).split("\n")
    return "\n".join(f"{first if number == 0 else rest}{words}".rstrip() for number, words in enumerate(lines))


def _plain_block(node: Element, spell: Spelling, width: int) -> str:
    return "\n\n".join(_blocks(node.children, spell, width))


BLOCKS: Mapping[str, Callable[[Element, Spelling, int], str]] = MappingProxyType(
    {
        "p": lambda node, spell, width: "".join(_paragraph(node.children, spell, width)),
        "ul": _listed,
        "ol": _listed,
        "blockquote": _quoted,
        "pre": _code,
        "li": _plain_block,
    }
)


def words(nodes: Iterable[Node]) -> int:
    """How many words a reader reads, contact fields by their fallback."""
    return len(plain(nodes).split())
