"""What the reader makes of a body: headings, labels, lists, tokens and Markdown, with the line of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.diagnostics import Diagnostic
from samestory.model.library import Beat
from samestory.model.text import Element, Nodes, Text, Token
from samestory.read.beat import read_beat
from samestory.read.file import EMAIL, OpenFile, Surroundings
from samestory.read.markdown import block_text, inline_text, plain_text
from samestory.read.sections import cut_body, list_items, nearest_label, take_labels
from samestory.read.tokens import Scope

FILE = "a.md"
FIELDS = {"first name": "there", "company": ""}
SCOPE = Scope("in an email", EMAIL, FIELDS)
ROLES = {"plant manager": "pm", "pm": "pm", "purchasing": "pu", "pu": "pu"}
FRONT = "---\nstage: a\nidea: b\n---\n\n# A message\n\n"
Places = list[tuple[str, int]]


def places(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> Places:
    """The code and the line of each."""
    return [(one.code, one.line) for one in found]


def beat(tmp_path: Path, body: str) -> tuple[Beat, Places]:
    """A beat with this body, which begins on line 8, and what was noticed."""
    path = tmp_path / "10-b.md"
    path.write_text(FRONT + body, encoding="utf-8")
    opened = OpenFile(path.read_bytes(), FILE, Surroundings(FIELDS, ROLES, ("Plant manager", "Purchasing")))
    made = read_beat(opened, "b", 10, "a", "live")
    return made, places(opened.diagnostics)


def shown(nodes: Nodes) -> str:
    """A tree on one line: tags as `<tag …>`, tokens as `{kind name detail}`."""
    return "".join(
        f"<{node.tag}{' ' + node.href if node.href else ''} {shown(node.children)}>"
        if isinstance(node, Element)
        else f"{{{' '.join(filter(None, (node.kind, node.name, node.detail)))}}}"
        if isinstance(node, Token)
        else str(node)
        for node in nodes
    )


@pytest.mark.parametrize(
    ("body", "title", "sections", "expected"),
    [
        ("# A\n\n## Say\nx\n", "A", {"Say": 7}, []),
        ("# We write C#\n", "We write C#", {}, []),
        ("# A ##\n## Say #\n", "A", {"Say": 6}, []),
        ("\n## Say\nx\n", None, {"Say": 6}, [("missing-title", 5)]),
        ("# \n## Say\n", None, {"Say": 6}, [("missing-title", 5)]),
        ("\nx\n# A\n", "A", {}, [("stray-text", 6)]),
        ("# A\n# B\n## Say\n", "A", {"Say": 7}, [("second-title", 6)]),
        ("# A\n# Say\n", "A", {"Say": 6}, [("second-title", 6)]),
        ("# A\n## Sya\n", "A", {}, [("unknown-section", 6)]),
        ("# A\n## Say\n## Say\n", "A", {"Say": 6}, [("duplicate-section", 7)]),
        ("# A\n## Note\n## say\n", "A", {"Note": 6}, [("unknown-section", 7)]),
    ],
)
def test_a_body_is_cut_at_its_headings(
    body: str, title: str | None, sections: dict[str, int], expected: Places
) -> None:
    made = cut_body(body, FILE, 5, ("Say",), "a title")

    assert (made.title, {name: part.line for name, part in made.sections.items()}) == (title, sections)
    assert places(made.diagnostics) == expected


@pytest.mark.parametrize("heading", ["For purchasing", "for the PURCHASING", "FOR Pu", "For  the  pu"])
def test_a_role_is_named_in_any_case_by_name_or_id_with_or_without_the(heading: str, tmp_path: Path) -> None:
    made, found = beat(tmp_path, f"## Say\n\n### {heading}\n\nOpen: Hello\n")

    assert found == []
    assert made.say
    assert [(role, line, labels.open.source) for role, line, labels in made.say.by_role if labels.open] == [
        ("pu", 10, "Hello")
    ]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("For the buyer", [("unknown-role-heading", 10)]),
        ("Purchasing", [("unknown-subsection", 10)]),
        ("To purchasing", [("unknown-subsection", 10)]),
        ("For purchasing\n\nOpen: x\n\n### For the pu", [("duplicate-section", 14)]),
    ],
)
def test_a_heading_that_names_no_role_or_one_twice_is_told(heading: str, expected: Places, tmp_path: Path) -> None:
    assert beat(tmp_path, f"## Say\n\n### {heading}\n\nOpen: Hello\n")[1] == expected


@pytest.mark.parametrize(
    ("text", "values", "rest", "expected"),
    [
        ("Open: a: b\nc\n\nd", {"Open": ("a: b\nc", 3)}, "\n\n\nd", []),
        ("- Open: a\n- Check: b", {"Open": ("a", 3), "Check": ("b", 4)}, "\n", []),
        ("1. Open: a\n   b", {"Open": ("a\nb", 3)}, "\n", []),
        ("Open:\na", {"Open": ("a", 3)}, "\n", []),
        ("Opening: a", {}, "Opening: a", []),
        ("We said: a", {}, "We said: a", []),
        ("He Open: a", {}, "He Open: a", []),
        ("Open:a", {}, "Open:a", []),
        ("Opne: a", {"Open": ("a", 3)}, "", [("unknown-label", 3)]),
        ("open: a", {"Open": ("a", 3)}, "", [("unknown-label", 3)]),
        ("Leave: a", {"Leave with": ("a", 3)}, "", [("unknown-label", 3)]),
        ("Open: a\nOpen: b", {"Open": ("a", 3)}, "\n", [("duplicate-label", 4)]),
    ],
)
def test_labels_are_taken_and_near_ones_told(
    text: str, values: dict[str, tuple[str, int]], rest: str, expected: Places
) -> None:
    made = take_labels(text, FILE, 3, ("Open", "Check", "Leave with"))

    assert (dict(made.values), made.rest, places(made.diagnostics)) == (values, rest, expected)


def test_a_label_is_near_by_two_letters_or_by_its_first_word() -> None:
    labels = ("Open", "Leave with", "Hold back")

    assert [nearest_label(word, labels) for word in ("Opens", "Oen", "Leave", "Hold", "Opening", "Also")] == [
        *("Open", "Open", "Leave with", "Hold back"),
        *("", ""),
    ]


def test_a_list_has_items_with_their_lines_and_text_beside_it() -> None:
    items, beside = list_items("Ask:\n\n1. a\n   b\n\n   c\n2) d\ne\n\nf\n- g", 5)

    assert [(item.words, item.line, item.below) for item in items] == [
        ("a", 7, (("b", 8), ("c", 10))),
        ("d", 11, (("e", 12),)),
        ("g", 15, ()),
    ]
    assert beside == (5, 14)


def test_a_question_has_what_to_listen_for(tmp_path: Path) -> None:
    made, found = beat(tmp_path, '## Ask\n\n1. What\n   then?\n   - Listen for: "a",\n     b\n2. Who?\n')

    assert found == []
    assert made.ask
    assert [
        (asked.text.source, asked.text.line, asked.listen_for and asked.listen_for.source) for asked in made.ask.shared
    ] == [
        ("What then?", 10, '"a", b'),
        ("Who?", 14, None),
    ]


@pytest.mark.parametrize(
    ("text", "nodes", "expected"),
    [
        ("{first name}, {claim: a.value}", "{field first name}, {claim a value}", []),
        ("{ first name | you }", "{field first name you}", []),
        ("{claim:a}{beat: b}", "{claim a short}{beat b}", []),
        ("{as-is: 4 steps: all}", "{as-is 4 steps: all}", []),
        (r"\{message} and }", "{message} and }", []),
        ("a\n{company}", "a\n{field company}", [("field-without-fallback", 3)]),
        ("a\n{}", "a\n{}", [("unknown-token", 3)]),
        ("a\n{Message}", "a\n{Message}", [("unknown-token", 3)]),
        ("{claim: a.long}", "{claim a long}", [("unknown-token", 2)]),
        ("{value}", "{value}", [("misplaced-token", 2)]),
        ("a\n{message\n}", "a\n{message\n}", [("unclosed-token", 3)]),
        ("a\n{{ x }}", "a\n{{ x }}", [("foreign-tag", 3)]),
        ("*|X|* ${x} %%a%%", "<em |X|> ${x} %%a%%", [("foreign-tag", 2)]),
        ("%FIRSTNAME% 20%", "%FIRSTNAME% 20%", [("foreign-tag", 2)]),
        ("`{message}`", "<code {message}>", []),
    ],
)
def test_tokens_are_set_aside_and_what_is_wrong_is_told(text: str, nodes: str, expected: Places) -> None:
    made = inline_text(text, FILE, 2, SCOPE)

    assert (shown(made.value.nodes), places(made.diagnostics)) == (nodes, expected)


@pytest.mark.parametrize(
    ("text", "nodes", "expected"),
    [
        ("*a* **b** `<c>` [d](https://e.example)", "<p <em a> <strong b> <code <c>> <a https://e.example d>>", []),
        ("- a\n- b\n\n1. c", "<ul <li a><li b>><ol <li c>>", []),
        ("> a", "<blockquote <p a>>", []),
        ("a\n{offer}\nb", "<p a><p {offer}><p b>", []),
        ("<https://e.example>", "<p <a https://e.example https://e.example>>", []),
        (r"a \<b, c < d, AT&T", "<p a <b, c < d, AT&T>", []),
        ("[a][b]\n\n[b]: https://e.example", "<p [a][b]><p [b]: https://e.example>", []),
        ("a\n\nb <i>c</i>", "<p a><p b <i>c</i>>", [("raw-html", 4)]),
        ("a &nbsp; <!-- b -->", "<p a &nbsp; <!-- b -->>", [("raw-html", 2)]),
        ("a\n\n---\n\nb", "<p a><p b>", [("not-a-text-form", 4)]),
        ("a\n\n#### **b**", "<p a><strong b>", [("not-a-text-form", 4)]),
        ("a\n\n![b](https://e.example/c.png)", "<p a><p >", [("not-a-text-form", 4)]),
        ('[a](https://e.example "b")', "<p <a https://e.example a>>", [("not-a-text-form", 2)]),
        ("a\n\n[b](http://e.example)", "<p a><p <a http://e.example b>>", [("bad-link", 4)]),
        (
            "[a](https://f.example)\n[b]({offer})",
            "<p <a https://f.example a>\n<a {offer} b>>",
            [("misplaced-token", 3)],
        ),
    ],
)
def test_only_what_emails_may_hold_comes_through(text: str, nodes: str, expected: Places) -> None:
    made = block_text(text, FILE, 2, SCOPE)

    assert (shown(made.value.nodes), places(made.diagnostics)) == (nodes, expected)


def test_a_plain_text_keeps_the_marks_of_markdown_on_one_line() -> None:
    made = plain_text("*a* _b_\n `c` \\<d \\{e}", FILE, 2, SCOPE)

    assert (made.value.nodes, made.diagnostics) == (("*a* _b_ `c` <d {e}",), ())


def test_every_text_knows_the_line_it_begins_on(tmp_path: Path) -> None:
    made, found = beat(
        tmp_path,
        "## Email\n\nSubject: a\nPreview: b\n\n\nc\n\n### For pu\n\nd\n\n## Say\n\n- Open: e\n\n## If they say\n\n"
        '### "f"\n\nFrom: pu\n\ng\n\n## Recap\n\nh\n\n## Forward\n\n### To pu\n\ni\n',
    )

    assert found == []
    assert made.email
    assert made.email.subject
    assert made.email.preview
    assert made.email.openings[0].text
    assert made.say
    assert made.say.shared.open
    assert made.recap
    texts: tuple[Text, ...] = (
        made.message,
        made.email.subject,
        made.email.preview,
        made.email.body,
        made.email.openings[0].text,
    )
    texts += (made.say.shared.open, made.objections[0].answer, made.recap, made.forwards[0].text)
    assert [(text.source.strip(), text.line) for text in texts] == [
        *(("A message", 6), ("a", 10), ("b", 11), ("c", 14), ("d", 18), ("e", 22), ("g", 30), ("h", 34), ("i", 40)),
    ]
    assert (made.objections[0].quote, made.objections[0].roles, made.objections[0].line) == ("f", ("pu",), 26)
