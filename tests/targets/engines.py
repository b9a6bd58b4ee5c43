"""What each tool makes of its tags, read from its own grammar and not from our spelling: an unknown tag is an error.

Liquid is rendered by python-liquid with strict variables. n8n is run for real in tests/n8n.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TextIO

from liquid import Environment, Node, StrictDefaultUndefined, Tag
from liquid.token import TOKEN_TAG

PAGE = "https://tool.example/leave?id=7&x=1"
Data = Mapping[str, str]
Render = Callable[[str, Data], str]


class UnknownTag(Exception):
    """A tool would not know this tag, or send it as it stands."""


class _UnsubscribeNode(Node):
    def render_to_output(self, context: Any, buffer: TextIO) -> int:
        return buffer.write(PAGE)


class _UnsubscribeTag(Tag):
    name = "unsubscribe_url"
    block = False
    node_class = _UnsubscribeNode

    def parse(self, stream: Any) -> Node:
        stream.expect(TOKEN_TAG)
        return _UnsubscribeNode(stream.current)


def _liquid() -> Environment:
    environment = Environment(undefined=StrictDefaultUndefined, strict_filters=True)
    environment.add_tag(_UnsubscribeTag)
    environment.filters["lookup"] = lambda person, name: person.get(name)
    return environment


LIQUID = _liquid()


def customerio(source: str, data: Data) -> str:
    """Liquid with `customer` and a tag for the unsubscribe address."""
    return LIQUID.from_string(source).render(customer=data)


def braze(source: str, data: Data) -> str:
    """Liquid in which a name of Braze's own stands in `${}`; what is no default attribute is a custom one."""
    if re.search(r"<!--(?:(?!-->).)*\{\{", source, re.DOTALL):
        raise UnknownTag("a tag in a comment is stripped")
    own = re.sub(r"\$\{(\w+)\}", r"\1", source)
    return LIQUID.from_string(own).render(**data, custom_attribute=data, set_user_to_unsubscribed_url=PAGE)


def brevo(source: str, data: Data) -> str:
    """Nearly Liquid, with `contact`."""
    return LIQUID.from_string(source).render(contact=data, unsubscribe=PAGE)


def klaviyo(source: str, data: Data) -> str:
    """Nearly Liquid, with a filter that looks a property up."""
    standard = {name: data[name] for name in ("first_name", "last_name", "email") if name in data}
    return LIQUID.from_string(source).render(**standard, person=data)


def _each_tag(source: str, tag: str, meaning: Callable[[str], str]) -> str:
    return re.sub(tag, lambda found: meaning(found[1]), source, flags=re.DOTALL)


def listmonk(source: str, data: Data) -> str:
    """Go's templates with Sprig's `default`, as far as a tag goes; test_listmonk.py has the real ones."""

    def meaning(inside: str) -> str:
        if inside.strip() == "UnsubscribeURL":
            return PAGE
        if inside == ' Safe "<" ':
            return "<"
        tag = r'\s*\.Subscriber\.(?:Attribs\.)?(\w+) \| default ("(?:[^"\\\n]|\\.)*")(?: \| toString \| Safe)?\s*'
        found = re.fullmatch(tag, inside)
        if not found:
            raise UnknownTag(inside)
        return data.get(found[1]) or json.loads(found[2])

    return _each_tag(source, r"\{\{(.*?)\}\}", meaning)


def marketo(source: str, data: Data) -> str:
    """Tokens with a default."""

    def meaning(inside: str) -> str:
        if inside == "system.unsubscribeLink":
            return PAGE
        found = re.fullmatch(r"lead\.([\w ]+):default=(.*)", inside)
        if not found:
            raise UnknownTag(inside)
        return data.get(found[1]) or found[2]

    return _each_tag(source, r"\{\{(.*?)\}\}", meaning)


def mautic(source: str, data: Data) -> str:
    """Tokens in single braces; what stands behind the bar is a format if it is one of four words."""

    def meaning(inside: str) -> str:
        if inside == "unsubscribe_url":
            return PAGE
        name, bar, fallback = inside.removeprefix("contactfield=").partition("|")
        if (
            not inside.startswith("contactfield=")
            or not bar
            or fallback.lower() in ("true", "date", "time", "datetime")
        ):
            raise UnknownTag(inside)
        return data.get(name) or fallback

    return _each_tag(source, r"\{((?:contactfield|unsubscribe|webview)[^{}]*)\}", meaning)


def n8n(source: str, data: Data) -> str:
    """Expressions, each a field or a string of JavaScript."""

    def meaning(inside: str) -> str:
        words = inside.strip()
        if words == "$('Contact').first().json.unsubscribe":
            return PAGE
        found = re.fullmatch(r"\$\('Contact'\)\.first\(\)\.json\.(text|html)\.(\w+) \|\| (\".*\")", words)
        if not found:
            raise UnknownTag(inside)
        value = data.get(found[2], "")
        return (escape(value, quote=False) if found[1] == "html" else value) or json.loads(found[3])

    return _each_tag(source, r"\{\{(.*?)\}\}", meaning)


def salesloft(source: str, data: Data) -> str:
    """Tags without a fallback: one that has no value stops the rep."""

    def meaning(inside: str) -> str:
        if inside not in data:
            raise UnknownTag(inside)
        return data[inside]

    return _each_tag(source, r"\{\{(.*?)\}\}", meaning)


Token = tuple[str, str]


def _conditional(source: str, tag: str, read: Callable[[str], Token], data: Data) -> str:
    """Blocks with if, else and end; a value that is absent is empty."""
    pieces = re.split(tag, source)
    shown: list[bool] = []
    made: list[str] = []
    for at, piece in enumerate(pieces):
        kind, words = ("text", piece) if at % 2 == 0 else read(piece)
        if kind == "if":
            shown.append(bool(data.get(words)))
        elif kind == "else":
            shown[-1] = not shown[-1]
        elif kind == "end":
            shown.pop()
        elif all(shown):
            made.append(data.get(words, "") if kind == "field" else words)
    if shown:
        raise UnknownTag("a block that nothing ends")
    return "".join(made)


def mailchimp(source: str, data: Data) -> str:
    """Merge tags between `*|` and `|*`."""

    def read(inside: str) -> Token:
        if inside.startswith("IF:"):
            return "if", inside[3:]
        if inside in ("ELSE:", "END:IF"):
            return ("else" if inside == "ELSE:" else "end"), ""
        if inside == "UNSUB":
            return "text", PAGE
        if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,9}", inside):
            raise UnknownTag(inside)
        return "field", inside

    return _conditional(source, r"\*\|(.*?)\|\*", read, data)


def activecampaign(source: str, data: Data) -> str:
    """Tags between percent signs, in capitals."""

    def read(inside: str) -> Token:
        found = re.fullmatch(r"IF !empty\(\$(\w+)\)", inside)
        if found:
            return "if", found[1]
        if inside in ("ELSE", "/IF"):
            return ("else" if inside == "ELSE" else "end"), ""
        return ("text", PAGE) if inside == "UNSUBSCRIBELINK" else ("field", inside)

    return _conditional(source, r"%(IF [^%]*|ELSE|/IF|[A-Z][A-Z0-9_-]*)%", read, data)


def accountengagement(source: str, data: Data) -> str:
    """Handlebars."""

    def read(inside: str) -> Token:
        if inside.startswith("#if Recipient."):
            return "if", inside.removeprefix("#if Recipient.")
        if inside in ("else", "/if"):
            return ("else" if inside == "else" else "end"), ""
        if inside == "Unsubscribe":
            return "text", PAGE
        if not inside.startswith("Recipient."):
            raise UnknownTag(inside)
        return "field", inside.removeprefix("Recipient.")

    return _conditional(source, r"\{\{(.*?)\}\}", read, data)


ENGINES: Mapping[str, Render] = {
    one.__name__: one
    for one in (
        accountengagement,
        activecampaign,
        braze,
        brevo,
        customerio,
        klaviyo,
        listmonk,
        mailchimp,
        marketo,
        mautic,
        n8n,
        salesloft,
    )
}
