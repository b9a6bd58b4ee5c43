"""HTML as libxml2 sees it: elements with their lines, and the words a reader reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
HAS_CLASS = etree.XPath("descendant-or-self::*[@class]")


class Element(etree.ElementBase):  # type: ignore[misc]  # lxml has no types
    """A part of a page: its tag, what `get` gives of its attributes, its elements by iteration, and the words in it.

    It is false where there is no element inside.
    """

    __slots__ = ()

    @property
    def line(self) -> int:
        """The line it begins on, from 1."""
        return self.sourceline or 1

    def value(self, name: str) -> str:
        """An attribute, or nothing."""
        return self.get(name) or ""

    def has(self, name: str) -> bool:
        """Whether it has a class."""
        return name in self.value("class").split()

    def walk(self) -> Iterator[Element]:
        """Itself and every element inside, in reading order."""
        return iter(self.iter())

    def of_class(self, name: str) -> Iterator[Element]:
        """Every element inside with a class, itself included."""
        return (element for element in HAS_CLASS(self) if element.has(name))

    def marked(self) -> Marked:
        """Every element inside, itself included, by its classes and by the names of its attributes."""
        by_name: defaultdict[str, list[Element]] = defaultdict(list)
        by_class: defaultdict[str, list[Element]] = defaultdict(list)
        for element in self.iter():
            for name in element.keys():  # noqa: SIM118  # an element is no dictionary: it goes through its children
                by_name[name].append(element)
        for element in by_name["class"]:
            for name in dict.fromkeys(element.value("class").split()):
                by_class[name].append(element)
        return Marked(by_name, by_class)

    def of_tag(self, tag: str) -> Iterator[Element]:
        """Every element inside with a tag, itself included."""
        return iter(self.iter(tag))

    def words(self, skip: Skip | None = None) -> str:
        """What a reader reads, white space as it comes; what `skip` says is left out is a gap."""
        if not len(self):
            return self.text or ""
        found: list[str] = []
        _add_words(self, skip, found)
        return "".join(found)


@dataclass(frozen=True, slots=True)
class Marked:
    """Elements by the names of their attributes and by their classes, each in reading order; empty where none has it.

    A name that was asked for and is not there is there from then on.
    """

    by_name: defaultdict[str, list[Element]]
    by_class: defaultdict[str, list[Element]]


def _add_words(element: Element, skip: Skip | None, found: list[str]) -> None:
    if words := element.text:
        found.append(words)
    for child in element:
        tag = child.tag
        if tag in UNREAD:
            pass
        elif skip and skip(child):
            found.append(GAP)
        elif tag in INLINE:
            _add_words(child, skip, found)
        else:
            found.append(" ")
            _add_words(child, skip, found)
            found.append(" ")
        if words := child.tail:
            found.append(words)


def read_html(content: str) -> Element:
    """A page, whatever is wrong with its tags.

    Raises:
        RecursionError: it is nested so deeply that the parser gives up, and its end would not be seen.
    """
    parser = _parser()
    empty: Element = parser.makeelement("html")
    if not content:
        return empty
    made: Element | None = etree.fromstring(content.encode("utf-8", "replace"), parser)
    if any(problem.type_name == GIVEN_UP for problem in parser.error_log):
        raise RecursionError("HTML is nested too deeply")
    return empty if made is None else made


@cache
def _parser() -> etree.HTMLParser:
    # A page names its character set, too; what lies on the disk is UTF-8 whatever it says.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Element))
    return parser
