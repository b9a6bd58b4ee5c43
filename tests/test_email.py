"""One touch's email in both parts, neutral and filled in."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from samestory.contrast import contrast
from samestory.model.emails import MAX_HTML_BYTES, html_bytes, spelled_html, spelled_text
from samestory.model.sequence import SourceLine
from samestory.model.text import ClaimText, ContactField, Element, OfferLink
from samestory.render.colours import dark_palette, light_palette
from samestory.render.email import render_email, render_emails
from tests.email_fixtures import CALCULATOR, MESSAGE, STAMP, call, email, p, rich_email, sequences, settings, touch

EVIL = (
    "</title></style></td><script>alert(1)</script><img src=x onerror=alert(1)>\" onclick='alert(1)' {{ 7*7 }} --><b>"
)
NEUTRAL_TEXT = """\
Hello {first name | there},

You see hours, not what they were spent on.

Ask around what rework costs, and you will hear about the scrap bin. The
scrap is the small part. Rework takes 28 % of all booked hours.

Most rework is booked as normal work. That is why it does not show up in
a budget review.

Work out your own number:
https://www.example.com/calculator?lang=en&utm_content=rw-hidden-cost-eb

It takes 5 minutes and a week of order data from
{company | your company}.

Dana Keller

--\x20
Source: Plant survey 2026, 212 plants in six countries, November 2026

You receive this because you have been in touch with Northwind Tools.
Unsubscribe: {unsubscribe}

Northwind Tools
12 Example Street, 10115 Berlin, Germany
rw-hidden-cost-eb · 1a2b3c4d5e6f
"""


class Seen(HTMLParser):
    """Tags, attributes, links and words of an HTML part, styles apart."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.lang: str | None = None
        self.words: list[str] = []
        self.is_style = False
        self.feed(part)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(known)
        self.is_style = tag == "style"
        if tag == "html":
            self.lang = known["lang"]
        if tag == "a":
            self.links.append(known["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.is_style = False

    def handle_data(self, data: str) -> None:
        if not self.is_style:
            self.words.append(data)


def seen(part: str) -> Seen:
    """What a mail program makes of an HTML part, without what only Outlook reads."""
    return Seen(re.sub(r"<!--\[if [^!].*?<!\[endif\]-->", "", part, flags=re.DOTALL))


def test_the_plain_text_part_reads_as_a_letter() -> None:
    made = render_email(touch(), settings())

    assert made.text == NEUTRAL_TEXT
    assert made.preview_text == (
        NEUTRAL_TEXT.replace("{first name | there}", "there")
        .replace("from\n{company | your company}", "from your company")
        .replace("{unsubscribe}", "https://www.northwind.example/unsubscribe?list=all&lang=en")
    )


def test_subject_and_preview_are_lines_in_both_forms() -> None:
    made = render_email(touch(email=rich_email()), settings())

    assert made.subject == 'A \\{brace} & "quotes" <b>, {first name | there}'
    assert made.filled_subject == 'A {brace} & "quotes" <b>, there'
    assert made.preview == made.filled_preview == "Rework hides inside normal hours. Here is how to see it."


def test_only_contact_fields_and_unsubscribe_stand_in_braces() -> None:
    made = render_email(touch(email=rich_email()), settings())
    in_html = re.sub(r"<style.*?</style>", "", made.html, flags=re.DOTALL)
    known = {"{first name | there}", "{company | your company}", "{unsubscribe}"}

    assert set(re.findall(r"(?<!&#123;)\{[^}]*\}", in_html)) == known
    assert set(re.findall(r"(?<!\\)\{[^}]*\}", made.text)) == known
    assert "&#123;reopened}" in in_html
    assert "\\{reopened}" in made.text


def test_the_filled_form_is_the_neutral_one_with_fallbacks() -> None:
    made = render_email(touch(email=rich_email()), settings())
    unsubscribe = settings().unsubscribe_url

    assert made.preview_html == spelled_html(made.html, lambda _, fallback: fallback, unsubscribe)
    # Only the words: lines end elsewhere where a fallback is shorter than its field.
    assert made.preview_text.split() == spelled_text(made.text, lambda _, fallback: fallback, unsubscribe).split()
    assert not re.search(r"\{[a-z ]+ \| |\{unsubscribe\}|&#123;", made.preview_html + made.preview_text)


@pytest.mark.parametrize("with_links", [email(), rich_email()])
def test_both_parts_have_the_same_links_in_the_same_order(with_links: object) -> None:
    made = render_email(touch(email=with_links), settings())

    in_html = seen(made.preview_html).links

    assert re.findall(r"https://[^\s>]+", made.preview_text) == in_html
    assert set(in_html) == {CALCULATOR.url, settings().unsubscribe_url}


def test_nothing_that_people_type_becomes_markup() -> None:
    field = ContactField("first name", EVIL.replace("{", "").replace("}", ""), "")
    offer = OfferLink("o", EVIL, 'https://a.example/"><script>', is_button=True)
    claim = ClaimText("c", "short", EVIL, "")
    hostile = email(
        subject=(EVIL, field),
        preview=(EVIL,),
        greeting=(EVIL, field),
        body=(p(EVIL, claim, Element("code", (EVIL,))), offer),
        sign_off=(EVIL,),
        offer=offer,
        sources=(SourceLine("c", EVIL),),
    )
    calm = seen(render_email(touch(email=rich_email()), settings()).preview_html)

    made = render_email(touch(email=hostile), settings(name=EVIL, **{"postal-address": EVIL}))

    for part in (made.html, made.preview_html):
        found = seen(part)
        assert found.tags <= calm.tags
        assert found.attributes <= calm.attributes
        assert found.links == ['https://a.example/"><script>', found.links[-1]]


def test_a_source_is_shown_once_and_several_stand_under_each_other() -> None:
    one, other = SourceLine("a", "Plant survey 2026"), SourceLine("b", "Order data of one plant")
    twice = replace(one, claim="c")

    assert "\nSource: Plant survey 2026\n" in render_email(touch(email=email(sources=(one, twice))), settings()).text
    assert "\nSources:\nPlant survey 2026\nOrder data of one plant\n" in (
        render_email(touch(email=email(sources=(one, other, twice))), settings()).text
    )
    assert "Source" not in render_email(touch(email=email(sources=())), settings()).text


def test_the_story_part_holds_the_story_and_not_the_frame() -> None:
    made = render_email(touch(), settings()).html

    story = made[made.index('class="story"') : made.index("Dana Keller</div>")]

    assert all(words in story for words in ("You see hours", MESSAGE[0], CALCULATOR.text, "28 %"))
    assert story.index("You see hours") < story.index("Ask around") < story.index(CALCULATOR.text)
    assert not any(words in story for words in ("Hello", "Plant survey", "Unsubscribe", STAMP))


def test_stamp_and_key_stand_in_both_parts_and_the_preview_once() -> None:
    made = render_email(touch(), settings())

    for part in (made.html, made.text, made.preview_html, made.preview_text):
        assert part.count(f"rw-hidden-cost-eb · {STAMP}") == 1
    assert "".join(seen(made.html).words).count(made.preview) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You receive this"), ("de", "Sie erhalten diese E-Mail"), ("de-AT", "Abmelden: "), ("fr", "Unsubscribe: ")],
)
def test_the_frame_speaks_the_language_of_the_story(language: str, words: str) -> None:
    made = render_email(touch(email=email(language=language)), settings())

    assert words in made.text
    assert seen(made.html).lang == language


def test_a_name_that_begins_the_postal_address_is_not_repeated() -> None:
    made = render_email(touch(), settings(**{"postal-address": "Northwind Tools, 12 Example Street"}))

    assert made.text.endswith(f"\n\nNorthwind Tools, 12 Example Street\nrw-hidden-cost-eb · {STAMP}\n")


def test_nothing_is_loaded_and_it_is_small() -> None:
    made = render_email(touch(email=rich_email()), settings())

    assert not re.search(r"<(img|link|script|iframe|form)\b|@import|url\(", seen_by_all(made.html))
    assert html_bytes(made) < MAX_HTML_BYTES / 4


def seen_by_all(part: str) -> str:
    """A part without the name spaces at its top, which are addresses and are not loaded."""
    return part.replace("http://www.w3.org/1999/xhtml", "")


@pytest.mark.parametrize("colour", ["#0b5a6f", "#ffcc00", "#ffffff", "#000000", "#808080", "#ff0000", "#00ff7f"])
def test_every_colour_of_the_settings_can_be_read(colour: str) -> None:
    for palette in (light_palette(colour), dark_palette(colour)):
        inks = (palette.ink, palette.faint, palette.link)
        assert all(contrast(ink, palette.ground) >= 4.5 for ink in inks)
        assert contrast(palette.ink, palette.shade) >= 4.5
        assert contrast(palette.button_ink, palette.button) >= 4.5
        assert contrast(palette.button, palette.ground) >= 3


def test_drafts_are_rendered_and_calls_are_not() -> None:
    made = render_emails(sequences(), settings())

    assert list(made) == ["rw-hidden-cost-eb", "rw-hidden-cost-te", "rw-second-shift-te"]
    with pytest.raises(ValueError, match="rw-walk-through-eb is no email"):
        render_email(call(), settings())
