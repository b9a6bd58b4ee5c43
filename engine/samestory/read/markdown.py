"""Markdown as a tree of ours: only what emails and talk tracks may hold comes through."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import cast
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import SubElement

from markdown import Markdown
from markdown.util import AtomicString

from samestory.diagnostics import Diagnostic, Outcome, Place
from samestory.model.text import BLOCK_TAGS, INLINE_TAGS, Element, Node, Nodes, Text, Token, typed
from samestory.read import faults
from samestory.read.tokens import BRACE, SET_ASIDE, START, Scope, SetAside, blocks_apart, set_tokens_aside

RAW_HTML = re.compile(r"(?<!\\)<(?!https?://)[A-Za-z/!?][^\n>]*>?|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]+\d*);")
SCHEMES = ("https://", "mailto:", "tel:")
CODE = re.compile(r"(`+)[^`].*?\1|^ {4,}.*$", re.MULTILINE)
NOT_A_FORM = {
    "img": "a picture",
    "hr": "a rule (`---`)",
    **{f"h{level}": f"a heading (`{'#' * level}`)" for level in range(1, 7)},
}
# Where such a form stands in a text as it was typed; the n-th of a kind is the n-th that Markdown made.
FORM_LINES = {
    "img": re.compile(r"!\["),
    "hr": re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE),
    "h": re.compile(r"^[ \t>]*#{1,6}|^[^\n]+\n[=-]+[ ]*$", re.MULTILINE),
}


@cache
def _parser() -> Markdown:
    parser = Markdown(extensions=["sane_lists"])
    parser.ESCAPED_CHARS.append("<")  # the hint of `raw-html` offers `\<`, which Python-Markdown would leave as typed
    parser.preprocessors.deregister("html_block")  # raw HTML is refused, never passed on
    parser.parser.blockprocessors.deregister("reference")  # references would live on in the next text
    for name in ("html", "entity", "automail", "reference", "image_reference", "short_reference", "short_image_ref"):
        parser.inlinePatterns.deregister(name)
    return parser


def block_text(source: str, file: str, line: int, scope: Scope) -> Outcome[Text]:
    """A text of paragraphs and lists; `line` is the line of the file its first character stands on."""
    line += len(source[: len(source) - len(source.lstrip("\n"))])
    source = source.strip("\n")
    aside = set_tokens_aside(source, file, line, scope)
    root = cast(XmlElement, _parser().parser.parseDocument(blocks_apart(aside).split("\n")).getroot())
    return _finished(source, file, line, root, aside)


def inline_text(source: str, file: str, line: int, scope: Scope) -> Outcome[Text]:
    """A text of one paragraph: emphasis, links and code, no blocks."""
    aside = set_tokens_aside(source, file, line, scope)
    root = XmlElement("div")
    SubElement(root, "p").text = aside.marked
    made = _finished(source, file, line, root, aside)
    paragraph = made.value.nodes[0] if made.value.nodes else ""
    inside = paragraph.children if isinstance(paragraph, Element) else made.value.nodes
    return Outcome(Text(source, line, inside), made.diagnostics)


def plain_text(source: str, file: str, line: int, scope: Scope) -> Outcome[Text]:
    """A text without any formatting, such as a subject: marks of Markdown stand for themselves."""
    aside = set_tokens_aside(source, file, line, scope)
    found = (*aside.diagnostics, *_raw_html(source, file, line))
    words = " ".join(aside.marked.split()).replace("\\<", "<")
    return Outcome(Text(source, line, tuple(_leaves(words, aside.tokens))), found)


def _finished(source: str, file: str, line: int, root: XmlElement, aside: SetAside) -> Outcome[Text]:
    parser = _parser()
    for name in ("inline", "unescape"):
        changed = parser.treeprocessors[name].run(root)
        root = root if changed is None else changed
    nodes = _nodes(root, aside.tokens)
    found = (
        *aside.diagnostics,
        *_raw_html(CODE.sub(_blank, source), file, line),
        *_not_allowed(root, source, file, line, aside.tokens),
    )
    return Outcome(Text(source, line, nodes), found)


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])


def _raw_html(source: str, file: str, line: int) -> Iterator[Diagnostic]:
    for number, words in enumerate(source.split("\n")):
        found = RAW_HTML.search(words)
        if found:
            yield faults.raw_html(Place(file, line + number), found[0][:40])


def _not_allowed(
    root: XmlElement, source: str, file: str, line: int, tokens: tuple[Token, ...]
) -> Iterator[Diagnostic]:
    seen: Counter[str] = Counter()
    for element in root.iter():
        form = element.tag.rstrip("123456")
        if element.tag in NOT_A_FORM:
            place = _place_of_form(form, seen[form], source, file, line)
            yield faults.not_a_text_form(place, NOT_A_FORM[element.tag])
        if element.tag == "a":
            yield from _link_problems(element, source, file, line, tokens)
        seen[form] += 1


def _place_of_form(form: str, number: int, source: str, file: str, line: int) -> Place:
    """The line of the n-th form of a kind, or the text's first one."""
    found = list(FORM_LINES[form].finditer(source))
    return Place(file, line + source.count("\n", 0, found[min(number, len(found) - 1)].start() if found else 0))


def _link_problems(
    link: XmlElement, source: str, file: str, line: int, tokens: tuple[Token, ...]
) -> Iterator[Diagnostic]:
    address = link.get("href", "")
    place = _place_of(address, source, file, line)
    if link.get("title") is not None:
        yield faults.not_a_text_form(place, "a title in quotes behind the address of a link")
    if START in address or BRACE in address:
        in_address = re.search(r"\]\([^)\n]*\{", source)
        place = Place(file, line + source.count("\n", 0, in_address.start() if in_address else 0))
        token = next((leaf for leaf in _leaves(address, tokens) if isinstance(leaf, Token)), None)
        if token:
            yield faults.misplaced_token(place, typed(token)[1:-1], "in the address of a link")
        else:
            yield faults.bad_link(place, _as_typed(address, tokens))
    elif not address.startswith(SCHEMES) or re.search(r"[\s\"'<>\\^`{|}]", address):
        yield faults.bad_link(place, address)


def _place_of(words: str, source: str, file: str, line: int) -> Place:
    """The first line that holds these words, or the text's first one."""
    within = (number for number, typed in enumerate(source.split("\n")) if words and words in typed)
    return Place(file, line + next(within, 0))


def _nodes(element: XmlElement, tokens: tuple[Token, ...]) -> Nodes:
    made: list[Node] = []
    made.extend(_leaves(_words(element.text), tokens))
    for child in element:
        made.extend(_element(child, tokens))
        made.extend(_leaves(_words(child.tail), tokens))
    return tuple(made)


def _element(element: XmlElement, tokens: tuple[Token, ...]) -> Nodes:
    inside = _nodes(element, tokens)
    if element.tag not in BLOCK_TAGS | INLINE_TAGS:
        return inside
    if element.tag in ("ul", "ol", "blockquote"):
        inside = tuple(child for child in inside if isinstance(child, Element))
    elif element.tag in ("p", "li"):
        inside = _trimmed(inside)
    return (Element(element.tag, inside, _as_typed(element.get("href", ""), tokens)),)


def _as_typed(words: str, tokens: tuple[Token, ...]) -> str:
    return "".join(typed(leaf) if isinstance(leaf, Token) else str(leaf) for leaf in _leaves(words, tokens))


def _trimmed(nodes: Nodes) -> Nodes:
    """Line ends at the edges of a block say nothing."""
    made = list(nodes)
    if made and isinstance(made[0], str):
        made[0] = made[0].lstrip()
    if made and isinstance(made[-1], str):
        made[-1] = made[-1].rstrip()
    return tuple(node for node in made if node != "")


def _words(text: str | None) -> str:
    # Python-Markdown keeps code as escaped HTML in strings of its own kind.
    return html.unescape(str(text)) if isinstance(text, AtomicString) else text or ""


def _leaves(words: str, tokens: tuple[Token, ...]) -> Iterator[Node]:
    literal = ""
    end = 0
    for mark in SET_ASIDE.finditer(words):
        literal += words[end : mark.start()]
        end = mark.end()
        if mark[0] == BRACE:
            literal += "{"
            continue
        if literal:
            yield literal
        literal = ""
        yield tokens[int(mark[1])]
    literal += words[end:]
    if literal:
        yield literal
