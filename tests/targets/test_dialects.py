"""Every dialect: what a contact with all fields and one with none gets, and that no tag breaks on its way."""

from __future__ import annotations

import re
from html import escape
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.model.emails import FieldSpelling, RenderedEmail, spelled_html, spelled_text
from samestory.model.text import ContactField, Element
from samestory.render.email import render_email
from samestory.targets import Target, all_targets
from samestory.targets.dialect import Spelled, camel, flat, snake, spelled_email, titled, upper
from tests import email_fixtures as made
from tests.targets.engines import ENGINES, PAGE, UnknownTag

TOOLS = sorted(all_targets())
WITH_FALLBACK = [tool for tool in TOOLS if all_targets()[tool].dialect.form != "outside"]
SETTINGS = made.settings(
    fields={
        "first name": {"fallback": "there", "sample": "Robin"},
        "company": {"fallback": "your company", "sample": "Acme"},
    }
)
# What people and machines put in a name. Where a tool reads it again, it breaks here.
NAMES = [
    "Robin",
    'O\'Neil "Q" | x',
    "}} {{ 7 * 7 }} {% raw %} *|X|* %Y%",
    "a\nb\r\nc",
    "x" * 500,
    "😀 Zoë",
    "שלום عالم",
]


def spelled(tool: Target, email: RenderedEmail) -> Spelled:
    return spelled_email(email, tool.dialect, SETTINGS, tool.name, tool.dialect.unsubscribe or PAGE)


def own_names(tool: Target, values: dict[str, str]) -> dict[str, str]:
    """Fields by the names that the tool's tags use."""
    return {tool.dialect.name_of(name, SETTINGS, tool.name): value for name, value in values.items()}


def meant(values: dict[str, str]) -> FieldSpelling:
    """What has to stand in the place of a field."""
    return lambda name, fallback: values.get(name) or fallback


def as_meant_html(neutral: str, values: dict[str, str], *, escaped: bool) -> str:
    """The HTML as a contact has to get it. Tools that escape nothing bring the name as it is."""
    kept = neutral.replace("&#123;", "\ue000")
    if escaped:
        return spelled_html(kept, meant(values), PAGE).replace("\ue000", "&#123;")
    html = spelled_html(kept, lambda name, fallback: f"\ue001{name}\ue001" if name in values else fallback, PAGE)
    for name, value in values.items():
        html = html.replace(f"\ue001{name}\ue001", value)
    return html.replace("\ue000", "&#123;")


@pytest.mark.parametrize("name", ["", *NAMES])
@pytest.mark.parametrize("tool", TOOLS)
def test_a_contact_gets_the_words_of_the_story(tool: str, name: str) -> None:
    target, email = all_targets()[tool], render_email(made.touch(email=made.rich_email()), SETTINGS)
    if not name and target.dialect.form == "outside":
        with pytest.raises(UnknownTag):
            ENGINES[tool](spelled(target, email).html, {})
        return
    values = {"first name": name, "company": f"{name} & Sons"} if name else {}
    data, said = own_names(target, values), spelled(target, email)

    html, text, subject = (ENGINES[tool](source, data) for source in (said.html, said.text, said.subject))

    assert text == spelled_text(email.text, meant(values), PAGE)
    assert subject == spelled_text(email.subject, meant(values), PAGE)
    html_page = html.replace(f'href="{PAGE}"', f'href="{escape(PAGE)}"')
    assert html_page == as_meant_html(email.html, values, escaped=tool == "n8n")


@pytest.mark.parametrize("tool", TOOLS)
def test_a_contact_field_stands_in_no_attribute(tool: str) -> None:
    target, email = all_targets()[tool], render_email(made.touch(email=made.rich_email()), SETTINGS)
    html = spelled(target, email).html
    tags = re.findall(r"<[a-z][^<>]*=\"[^<>]*>", html)

    name = target.dialect.name_of("first name", SETTINGS, tool)

    assert [tag for tag in tags if target.dialect.spelled(name, "there", in_html=True) in tag] == []


@pytest.mark.parametrize("tool", WITH_FALLBACK)
def test_a_damaged_tag_is_found(tool: str) -> None:
    target, email = all_targets()[tool], render_email(made.touch(), SETTINGS)
    own = target.dialect.name_of("first name", SETTINGS, tool)
    tag = target.dialect.spelled(own, "there")
    grammar = import_module(f"samestory.prove.payloads.{tool}").GRAMMAR
    subject, names = spelled(target, email).subject, {own: "first name"}
    assert grammar.neutral(subject, names, "", is_html=False) == email.subject

    for damaged in (tag.replace(own, f"{own}X", 1), tag.replace("there", "X"), tag[:-1], tag[1:]):
        spoiled = subject.replace(tag, damaged)

        assert grammar.neutral(spoiled, names, "", is_html=False) != email.subject


FALLBACKS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co")), min_size=1, max_size=40)


@settings(max_examples=40)
@given(fallback=FALLBACKS.map(lambda text: " ".join(text.split()) or "x"))
def test_tags_survive_layout_and_quoting_whole_in_every_dialect(fallback: str) -> None:
    if any(one in fallback for one in "{}|"):  # the neutral form cannot say it
        return
    field = ContactField("first name", fallback, "Robin")
    around = [Element(tag, (field,)) for tag in ("strong", "em", "code")]
    body = (*made.email().body, made.p("(", field, ")", *around), Element("ul", (Element("li", (field, "|")),)))
    email = render_email(
        made.touch(email=made.email(subject=("For ", field), greeting=("“", field, "” <&>,"), body=body)), SETTINGS
    )
    for tool in WITH_FALLBACK:
        target = all_targets()[tool]
        if target.dialect.cannot_hold(fallback):
            continue
        said = spelled(target, email)
        names = {target.dialect.name_of(name, SETTINGS, tool): name for name in ("first name", "company")}
        grammar = import_module(f"samestory.prove.payloads.{tool}").GRAMMAR

        assert grammar.neutral(said.html, names, target.dialect.unsubscribe, is_html=True) == email.html
        assert grammar.neutral(said.text, names, target.dialect.unsubscribe, is_html=False) == email.text
        assert grammar.neutral(said.subject, names, "", is_html=False) == email.subject
        assert fallback in ENGINES[tool](said.subject, {})


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("fallback", ["a\nb", "a\u2028b", "x" * 500, "{{ x }}", "a}"])
def test_a_fallback_that_ends_a_tag_too_early_is_refused(tool: str, fallback: str) -> None:
    assert all_targets()[tool].dialect.cannot_hold(fallback)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("fallback", ["there", "your company", "Kollegin oder Kollege", "là-bas", "😀", "صديقي"])
def test_plain_words_are_held_by_every_tool(tool: str, fallback: str) -> None:
    assert all_targets()[tool].dialect.cannot_hold(fallback) == ""


def test_a_preview_text_has_no_token_where_the_tool_takes_none() -> None:
    email = render_email(made.touch(email=made.email(preview=("What ", made.FIRST_NAME, " asked."))), SETTINGS)
    said = {tool: spelled(all_targets()[tool], email).preheader for tool in TOOLS}

    assert {tool for tool, preheader in said.items() if preheader == "What there asked."} == {
        "marketo",
        "n8n",
        "salesloft",
    }
    for tool in {*TOOLS} - {"marketo", "n8n", "salesloft"}:
        assert ENGINES[tool](said[tool], own_names(all_targets()[tool], {"first name": "Robin"})) == "What Robin asked."


@pytest.mark.parametrize("quote", ["'", "’", "‘", "“", "”"])
def test_braze_gets_straight_quotes_alone(quote: str) -> None:
    email = render_email(made.touch(email=made.rich_email()), SETTINGS)
    said = spelled(all_targets()["braze"], email)

    assert all_targets()["braze"].dialect.cannot_hold(f"O{quote}Neil")
    for tag in re.findall(r"\{\{.*?\}\}", f"{said.subject}{said.html}{said.text}"):
        assert not set(tag) & set("’‘“”")


def test_a_tool_calls_a_field_as_the_settings_say() -> None:
    said = made.settings(fields={"first name": {"fallback": "there", "mautic": "vorname"}})
    dialect = all_targets()["mautic"].dialect

    assert dialect.name_of("first name", said, "mautic") == "vorname"
    assert dialect.name_of("first name", said, "other") == "firstname"
    assert dialect.name_of("shoe size", said, "mautic") == "shoe_size"


def test_names_of_fields_in_the_ways_of_tools() -> None:
    assert [naming("first name") for naming in (snake, flat, upper, camel, titled)] == [
        "first_name",
        "firstname",
        "FIRST_NAME",
        "FirstName",
        "First Name",
    ]
