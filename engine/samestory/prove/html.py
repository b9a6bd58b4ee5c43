"""HTML as libxml2 sees it: elements with their lines, and the words a reader reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

Skip = Callable[["Element"], bool]

UNREAD = frozenset(["head", "iframe", "noscript", "script", "style", "template", "title"])
# These may stand inside a word; the words of any other element are apart from those around it.
INLINE = frozenset(
    re.findall(r"\w+", "a abbr b cite code del em font i ins kbd mark q s small span strong sub sup u var")
)
# What is left out stands as this in a text, so that the words around it do not become neighbours.
GAP = " ¦ "
GIVEN_UP = "ERR_RESOURCE_LIMIT"  # of libxml2, for more than 256 elements in each other


@dataclass(slots=True)
class Element:
    """A part of a page: its tag, attributes, line (from 1), and what is in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element | str] = field(default_factory=list)
    classes: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether it has a class."""
        return name in self.classes

    def walk(self) -> Iterator[Element]:
        """Itself and every element inside, in reading order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]

    def of_class(self, name: str) -> Iterator[Element]:
        """Every element inside with a class, itself included."""
        return (element for element in self.walk() if name in element.classes)

    def of_tag(self, tag: str) -> Iterator[Element]:
        """Every element inside with a tag."""
        return (element for element in self.walk() if element.tag == tag)

    def words(self, skip: Skip | None = None) -> str:
        """What a reader reads, white space as it comes; what `skip` says is left out is a gap."""
        found: list[str] = []
        _add_words(self, skip, found)
        return "".join(found)


def _add_words(element: Element, skip: Skip | None, found: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            found.append(child)
        elif child.tag in UNREAD:
            continue
        elif skip and skip(child):
            found.append(GAP)
        elif child.tag in INLINE:
            _add_words(child, skip, found)
        else:
            found.append(" ")
            _add_words(child, skip, found)
            found.append(" ")


def read_html(content: str) -> Element:
    """The root of a page, whatever is wrong with its tags.

    Raises:
        RecursionError: it is nested so deeply that the parser gives up, and its end would not be seen.
    """
    parser = _parser()
    made = etree.fromstring(content.encode("utf-8", "replace"), parser) if content else None
    if any(problem.type_name == GIVEN_UP for problem in parser.error_log):
        raise RecursionError("HTML is nested too deeply")
    return Element("", {}, 1, [] if made is None else [_element(made)])


@cache
def _parser() -> etree.HTMLParser:
    # A page names its character set, too; what lies on the disk is UTF-8 whatever it says.
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _element(node: etree._Element) -> Element:
    attributes = dict(node.items())
    classes = tuple(attributes["class"].split()) if "class" in attributes else ()
    children: list[Element | str] = []
    if words := node.text:
        children.append(words)
    for child in node:
        children.append(_element(child))
        if words := child.tail:
            children.append(words)
    return Element(node.tag, attributes, node.sourceline or 1, children, classes)
