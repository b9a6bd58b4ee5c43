"""HTML as the parser of the standard library sees it: elements with their lines, and the words a reader reads."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]
LINE_END = re.compile(r"\n")
Skip = Callable[["Element"], bool]

EMPTY = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr"))
UNREAD = frozenset(["head", "iframe", "noscript", "script", "style", "template", "title"])
# These may stand inside a word; the words of any other element are apart from those around it.
INLINE = frozenset(
    re.findall(r"\w+", "a abbr b cite code del em font i ins kbd mark q s small span strong sub sup u var")
)
# What is left out stands as this in a text, so that the words around it do not become neighbours.
GAP = " ¦ "


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


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, 1)
        self.open = [self.root]
        self.begins: list[int] = []  # where lines begin
        self.at = 0

    def read(self, content: str) -> Element:
        self.begins = [0, *(found.end() for found in LINE_END.finditer(content))]
        self.feed(content)
        self.close()
        return self.root

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002  # the parser calls it so
        """Remember where the parser is; it would count all lines up to there, and a line is seldom asked for."""
        self.at = j
        return j

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        element = self._begun(tag, attrs)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._begun(tag, attrs)

    def _begun(self, tag: str, attrs: Attributes) -> Element:
        attributes = {name: value or "" for name, value in attrs}
        classes = tuple(attributes["class"].split()) if "class" in attributes else ()
        element = Element(tag, attributes, bisect_right(self.begins, self.at), [], classes)
        self.open[-1].children.append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(content: str) -> Element:
    """The root of a page, whatever is wrong with its tags."""
    return _Reader().read(content)
