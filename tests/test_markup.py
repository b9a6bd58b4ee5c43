"""Text as HTML and as plain text: whole values, neutral and filled in."""

from __future__ import annotations

import random
import textwrap

import pytest

from samestory.model.text import AsIs, Element, Node, OfferLink
from samestory.render.markup import BLANKS, FILLED, NEUTRAL, TEXT_WIDTH, _wrapped, attribute, html, line, text, words
from tests.email_fixtures import CALCULATOR, COMPANY, FIRST_NAME, REWORK, p, rich_email

LINK = Element("a", ("the sheet",), "https://www.example.com/sheet?a=1&b=2")


def li(*nodes: Node) -> Element:
    """An item of a list."""
    return Element("li", nodes)


@pytest.mark.parametrize(
    ("nodes", "as_html", "as_text"),
    [
        ((p("a & b"),), "<p>a &amp; b</p>", "a & b"),
        ((p("a\n  b"), p("c")), "<p>a\n  b</p><p>c</p>", "a b\n\nc"),
        ((p("a", Element("br"), "b"),), "<p>a<br />b</p>", "a\nb"),
        ((p(Element("strong", ("a",)), Element("em", (" b",))),), "<p><strong>a</strong><em> b</em></p>", "a b"),
        ((p(REWORK, " ", AsIs("5 min")),), f"<p>{REWORK.text} 5 min</p>", f"{REWORK.text} 5 min"),
        (
            (p(LINK),),
            '<p><a href="https://www.example.com/sheet?a=1&amp;b=2">the sheet</a></p>',
            "the sheet <https://www.example.com/sheet?a=1&b=2>",
        ),
        (
            (p(Element("a", ("https://a.example/x",), "https://a.example/x")),),
            '<p><a href="https://a.example/x">https://a.example/x</a></p>',
            "<https://a.example/x>",
        ),
        (
            (Element("ul", (li("a"), li("b"))), Element("ol", (li("c"), li("d")))),
            "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>",
            "- a\n- b\n\n1. c\n2. d",
        ),
        (
            (Element("ul", (li(p("a"), p("b")), li("c"))),),
            "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>",
            "- a\n\n  b\n\n- c",
        ),
        (
            (Element("ul", (li("a", Element("ul", (li("b"),))),)),),
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "- a\n\n  - b",
        ),
        (
            (Element("blockquote", (p("a"), p("b"))),),
            "<blockquote><p>a</p><p>b</p></blockquote>",
            "> a\n>\n> b",
        ),
        (
            (Element("pre", (Element("code", ("if a < b:\n    c\n",)),)),),
            "<pre><code>if a &lt; b:\n    c\n</code></pre>",
            "    if a < b:\n        c",
        ),
        (
            (p("a"), OfferLink("o", "Go & see", "https://a.example/?x=1&y=2", is_button=True), p("b")),
            '<p>a</p><a href="https://a.example/?x=1&amp;y=2">Go &amp; see</a><p>b</p>',
            "a\n\nGo & see:\nhttps://a.example/?x=1&y=2\n\nb",
        ),
    ],
)
def test_a_tree_reads_the_same_in_html_and_in_plain_text(nodes: tuple[Node, ...], as_html: str, as_text: str) -> None:
    assert (html(nodes), text(nodes)) == (as_html, as_text)


def test_braces_of_the_neutral_form_are_contact_fields_and_nothing_else() -> None:
    nodes = (p("a {b} ", FIRST_NAME, " ", Element("code", ("{c}",))),)

    assert html(nodes, NEUTRAL) == "<p>a &#123;b} {first name | there} <code>&#123;c}</code></p>"
    assert text(nodes, NEUTRAL) == "a \\{b} {first name | there} \\{c}"
    assert html(nodes, FILLED) == "<p>a {b} there <code>{c}</code></p>"
    assert text(nodes, FILLED) == "a {b} there {c}"


def test_what_people_type_is_never_markup() -> None:
    evil = "</p><script>alert('1')</script>"

    assert html((p(evil),)) == "<p>&lt;/p&gt;&lt;script&gt;alert('1')&lt;/script&gt;</p>"
    assert attribute('" onclick="alert(1)&{') == "&quot; onclick=&quot;alert(1)&amp;{"
    assert attribute("https://a.example/{x}", NEUTRAL) == "https://a.example/&#123;x}"


def test_tags_get_the_style_they_are_given() -> None:
    assert html((p("a", LINK),), styles={"p": "margin:0", "a": 'font:"x"'}) == (
        '<p style="margin:0">a<a href="https://www.example.com/sheet?a=1&amp;b=2" style="font:&quot;x&quot;">'
        "the sheet</a></p>"
    )


def test_a_line_is_one_line() -> None:
    assert line(("a\n b", Element("br"), "c ", FIRST_NAME)) == "a b c there"


@pytest.mark.parametrize("before", range(TEXT_WIDTH - 30, TEXT_WIDTH + 1))
def test_contact_fields_and_addresses_are_never_broken(before: int) -> None:
    written = text((p("x" * before, " ", COMPANY, " ", Element("a", ("a",), CALCULATOR.url)),), NEUTRAL)

    assert "{company | your company}" in written
    assert f"<{CALCULATOR.url}>" in written


def test_lines_are_short() -> None:
    lines = text(rich_email().body).split("\n")

    assert [wide for wide in lines if len(wide) > TEXT_WIDTH and "https://" not in wide] == []


def test_a_no_break_space_is_kept() -> None:
    assert text((p("28\u00a0% of  it"),)) == "28\u00a0% of it"


def test_words_are_those_a_reader_reads() -> None:
    assert words((p("two ", Element("em", ("words",)), ", ", FIRST_NAME),)) == 3


def test_lines_break_where_those_of_the_standard_library_do() -> None:
    chance = random.Random(6)
    parts = (
        "a",
        "word",
        "longer-word",
        f"https://{'x' * 90}",
        "\u00a0",
        "5\u00a0%",
        "{a\0|\0b}",
        "\u2003",
        "—",
        " ",
        "\n",
    )

    for _ in range(2000):
        words = "".join(chance.choice(parts) + chance.choice(("", " ", " ")) for _ in range(chance.randint(0, 60)))
        one_line = BLANKS.sub(" ", words).strip()
        expected = textwrap.fill(one_line, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)

        assert _wrapped(words, TEXT_WIDTH) == expected
