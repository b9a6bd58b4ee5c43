"""How a page's body is made: templates of our own, where everything is escaped and nothing may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from samestory.model.text import AsIs, ClaimText, Element, Node, Nodes, OfferLink, plain, replaced
from samestory.render.markup import FILLED, html
from samestory.wording import date_in_words

EMPTY_LINES = re.compile(r">\s*\n\s*<")  # between tags only: text has no bare `>`, so `pre` keeps its lines


# A line end before these is no blank between words, so it need not travel.
BEFORE_A_PART = re.compile(
    r">\n(?=</(?:dl|ol|ul|div|nav|table|tbody|tr|section|details)>|<(?:d[dtl]|ol|ul|/?li|tr|t[dh]|section|details|div|nav|p|h[2-5])\b)"
)


def rendered(template: str, path: str, **values: object) -> str:
    """A page's body. `path` is where it will stand: templates begin addresses with `root`, so that folders work."""
    made = _environment().get_template(template).render(root=root_of(path), **values).strip()
    return BEFORE_A_PART.sub(">", EMPTY_LINES.sub(">\n<", made)) + "\n"


def root_of(path: str) -> str:
    """The way from a page to the top of the site: `../../` for `prep/one-story/finance.html`."""
    return "../" * path.count("/")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("samestory"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"html": _html, "phrase": _phrase, "sourced": _sourced, "line": plain, "date": _date}
    return made


def _marked(node: Node, words: str) -> str:
    """A leaf with what the proof has to know of it: which claim it is, that it is none, until when an offer holds."""
    match node:
        case ClaimText():
            return f'<span data-claim="{node.id}">{words}</span>'
        case AsIs():
            return f"<span data-as-is>{words}</span>"
        case OfferLink(expires=expires) if expires:
            return words.replace("<a ", f'<a data-exp="{expires}" ', 1)
    return words


MARKED = replace(FILLED, mark=_marked)


def _html(nodes: Iterable[Node]) -> Markup:
    return Markup(html(nodes, MARKED))  # made by us from trees, every word escaped


def _phrase(nodes: Nodes) -> Markup:
    """HTML where a text that is one paragraph goes without its tag."""
    if len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag == "p":
        return _html(nodes[0].children)
    return _html(nodes)


def _sourced(nodes: Nodes, root: str) -> Markup:
    """HTML where each claim leads to its proof."""

    def change(node: Node) -> Nodes | None:
        if isinstance(node, ClaimText):
            return (Element("a", (node.text,), f"{root}proof.html#{node.id}"),)
        return None

    return _html(replaced(nodes, change))


def _date(day: Any) -> str:
    return date_in_words(day if isinstance(day, str) else day.isoformat())
