"""Resolved text as HTML and as plain text, for emails and pages alike."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from samestory.model.text import ContactField, Element, Node, Nodes, OfferLink, leaf_text, plain

TEXT_WIDTH = 72  # columns of a plain-text email; 78 is the limit RFC 5322 recommends, quoting needs a few
# A blank that must not become a line end: email tools do not know a tag that is broken over two lines.
# Readers refuse control characters, so no author's text holds one.
GLUE = "\0"
BLANKS = re.compile(r"[ \t\r\n]+")  # not `\s`: a no-break space is meant
WORD = re.compile(r"[^ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How contact fields and literal braces are written in one kind of output.

    `field` gives the plain spelling of a contact field; it is escaped in HTML like any other word.
    `mark` may put an element around the HTML of a leaf, to say what it is.
    """

    field: Callable[[ContactField], str]
    html_brace: str = "{"
    text_brace: str = "{"
    mark: Callable[[Node, str], str] = lambda _node, words: words


# The neutral form (model.md §5): exactly contact fields and {unsubscribe} stand in braces.
NEUTRAL = Spelling(lambda field: f"{{{field.name} | {field.fallback}}}", "&#123;", "\\{")
FILLED = Spelling(lambda field: field.fallback)


def html(nodes: Iterable[Node], spell: Spelling = FILLED, styles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Well-formed HTML of a text; `styles` gives tags a style attribute, which emails need inline.

    A button is a plain link here: only the email's layout draws buttons.
    """
    return "".join(_html(node, spell, styles) for node in nodes)


def _html(node: Node, spell: Spelling, styles: Mapping[str, str]) -> str:
    if isinstance(node, Element):
        return _element(node, spell, styles)
    if isinstance(node, OfferLink):
        link = f'<a href="{attribute(node.url, spell)}"{_style("a", styles)}>{_escaped(node.text, spell)}</a>'
        return spell.mark(node, link)
    if isinstance(node, ContactField):
        return escape(spell.field(node), quote=False)
    return spell.mark(node, _escaped(leaf_text(node, spell.field), spell))


def _element(node: Element, spell: Spelling, styles: Mapping[str, str]) -> str:
    if node.tag == "br":
        return "<br />"
    address = f' href="{attribute(node.href, spell)}"' if node.tag == "a" else ""
    inside = html(node.children, spell, styles)
    return f"<{node.tag}{address}{_style(node.tag, styles)}>{inside}</{node.tag}>"


def _style(tag: str, styles: Mapping[str, str]) -> str:
    return f' style="{escape(styles[tag])}"' if tag in styles else ""


def _escaped(words: str, spell: Spelling) -> str:
    return escape(words, quote=False).replace("{", spell.html_brace)


def attribute(words: str, spell: Spelling = FILLED) -> str:
    """Words as they stand between the double quotes of an attribute."""
    return escape(words).replace("{", spell.html_brace)


def text(nodes: Iterable[Node], spell: Spelling = FILLED) -> str:
    """Plain text of blocks, wrapped, paragraphs apart by an empty line; links show their address behind them.

    An address stands in angle brackets, as RFC 3986 (appendix C) advises, or alone on its line under a button's
    words. Addresses and contact fields are never broken, so a line can be longer than TEXT_WIDTH.
    """
    return "\n\n".join(_blocks(nodes, spell, TEXT_WIDTH)).replace(GLUE, " ")


def line(nodes: Iterable[Node], spell: Spelling = FILLED) -> str:
    """Plain text of inline nodes on one line."""
    return BLANKS.sub(" ", "".join(_inline(nodes, spell)).replace(GLUE, " ")).strip()


def _blocks(nodes: Iterable[Node], spell: Spelling, width: int) -> Iterator[str]:
    loose: list[Node] = []
    for node in nodes:
        if is_button(node) or (isinstance(node, Element) and node.tag in BLOCKS):
            yield from _paragraph(loose, spell, width)
            loose = []
            yield from _block(node, spell, width)
        else:
            loose.append(node)
    yield from _paragraph(loose, spell, width)


def is_button(node: Node) -> bool:
    """Whether a node is the offer as a button."""
    return isinstance(node, OfferLink) and node.is_button


def _block(node: Node, spell: Spelling, width: int) -> Iterator[str]:
    made = _button(node, spell, width) if isinstance(node, OfferLink) else ""
    if isinstance(node, Element):
        made = BLOCKS[node.tag](node, spell, width)
    if made:
        yield made


def _button(offer: OfferLink, spell: Spelling, width: int) -> str:
    return f"{_wrapped(f'{_typed(offer.text, spell)}:', width)}\n{_typed(offer.url, spell)}"


def _paragraph(nodes: Iterable[Node], spell: Spelling, width: int) -> Iterator[str]:
    # A line break (`br`) is kept, every other run of white space is one space, as in HTML.
    lines = "".join(_inline(nodes, spell)).split("\n")
    wrapped = [_wrapped(part, width) for part in lines if part.strip()]
    if wrapped:
        yield "\n".join(wrapped)


def _wrapped(words: str, width: int) -> str:
    """Lines of as many whole words as fit; a longer word has a line of its own."""
    words = words.strip()
    found = WORD.findall(words)
    if any(map(str.isspace, found)):  # `textwrap` knows what to do with a lonely no-break space at a line's end
        return textwrap.fill(" ".join(found), width, break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    line = ""
    for word in found:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join((*lines, line))


def _inline(nodes: Iterable[Node], spell: Spelling) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element) and node.tag == "br":
            yield "\n"
        elif isinstance(node, Element) and node.tag == "a":
            yield _link("".join(_inline(node.children, spell)), node.href, spell)
        elif isinstance(node, Element):
            yield from _inline(node.children, spell)
        elif isinstance(node, OfferLink):
            yield _link(_typed(node.text, spell), node.url, spell)
        elif isinstance(node, ContactField):
            yield spell.field(node).replace(" ", GLUE)
        else:
            yield _typed(leaf_text(node, spell.field), spell).replace("\n", " ")


def _link(words: str, address: str, spell: Spelling) -> str:
    shown = _typed(address, spell)
    return f"<{shown}>" if words.strip() in ("", shown) else f"{words} <{shown}>"


def _typed(words: str, spell: Spelling) -> str:
    return words.replace("{", spell.text_brace)


def _listed(node: Element, spell: Spelling, width: int) -> str:
    items = [child for child in node.children if isinstance(child, Element) and child.tag == "li"]
    blocks = [list(_blocks(item.children, spell, width - len(_mark(node, 1)))) for item in items]
    between = "\n\n" if any(len(of_item) > 1 for of_item in blocks) else "\n"
    marks = [_mark(node, number) for number in range(1, len(items) + 1)]
    return between.join(
        _indented(between.join(of_item), mark, " " * len(mark)) for mark, of_item in zip(marks, blocks, strict=True)
    )


def _mark(listed: Element, number: int) -> str:
    return f"{number}. " if listed.tag == "ol" else "- "


def _quoted(node: Element, spell: Spelling, width: int) -> str:
    return _indented("\n\n".join(_blocks(node.children, spell, width - 2)), "> ", "> ")


def _code(node: Element, spell: Spelling, _width: int) -> str:
    words = "".join(_code_words(node.children, spell))
    return textwrap.indent(words.strip("\n"), "    ")


def _code_words(nodes: Nodes, spell: Spelling) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element):
            yield "\n" if node.tag == "br" else "".join(_code_words(node.children, spell))
        elif isinstance(node, ContactField):
            yield spell.field(node)
        else:
            yield _typed(leaf_text(node, spell.field), spell)


def _indented(words: str, first: str, rest: str) -> str:
    lines = words.split("\n")
    return "\n".join(f"{first if number == 0 else rest}{line}".rstrip() for number, line in enumerate(lines))


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
