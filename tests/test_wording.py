"""What tokens become."""

from __future__ import annotations

import pytest

from samestory.model.library import Library
from samestory.model.text import AsIs, ClaimText, ContactField, Element, OfferLink, Token, plain
from samestory.wording import Speaker, claim_text, date_in_words, opening_of, proof_line, resolved, source_line, tracked
from tests.library_fixtures import beat, claim, emailed, library, offer, proof, settings, storyline, text

SHARE = claim(
    "share",
    "Leaks take {value} of the water",
    value="12 %",
    short="{value} of the water",
    source_line="Audit of {value}, 2026",
)
COMPARED = claim(
    "compared", "That is more than {claim: share.value}", value="20 %", short="{value}, not {claim: share.value}"
)
STORY = storyline(
    emailed(
        "cost", 0, message="Leaks cost {claim: share}", offer="guide", openings={"manager": "You pay, {first name}."}
    ),
    emailed("plan", 6, message="One line is enough"),
)
KNOWN = library(STORY, claims=(SHARE, COMPARED), offers=(offer("guide"), offer("bare", link_text="")))


def speaker(beat: str = "cost", role: str = "manager", known: Library = KNOWN) -> Speaker:
    """Somebody who tells a beat to a role."""
    return Speaker(known, settings(), STORY, STORY.beat(beat), role)


def said(source: str, kind: str = "inline", beat: str = "cost") -> str:
    """The plain words of a text with its tokens resolved."""
    return plain(resolved(text(source, kind).nodes, speaker(beat)))


# ---- claims ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("{claim: share}", ClaimText("share", "short", "12 % of the water", "12 %")),
        ("{claim: share.sentence}", ClaimText("share", "sentence", "Leaks take 12 % of the water", "12 %")),
        ("{claim: share.source}", ClaimText("share", "source", "Audit of 12 %, 2026", "12 %")),
        ("{claim: share.value}", ClaimText("share", "value", "12 %", "12 %")),
    ],
)
def test_a_claim_has_four_forms(token: str, shown: ClaimText) -> None:
    assert resolved(text(token).nodes, speaker()) == (shown,)


def test_a_claim_shows_the_value_of_another_one_and_keeps_its_own() -> None:
    assert claim_text(KNOWN, "compared", "short") == ClaimText("compared", "short", "20 %, not 12 %", "20 %")
    assert claim_text(KNOWN, "compared", "sentence") == ClaimText("compared", "sentence", "That is more than 12 %", "")


def test_the_sentence_is_the_statement_unless_there_is_one() -> None:
    own = claim("own", "The statement", sentence="The sentence")

    found = claim_text(library(claims=(own,)), "own", "sentence")

    assert found == ClaimText("own", "sentence", "The sentence", "")


@pytest.mark.parametrize("form", ["short", "source", "value"])
def test_a_claim_without_a_form_is_not_shown_in_it(form: str) -> None:
    known = library(claims=(claim("bare", "A statement"),))

    assert claim_text(known, "bare", form) is None  # type: ignore[arg-type]


# ---- what cannot be resolved ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source", ["{claim: nothing}", "{claim: compared.source}", "{beat: nothing}", "{company}", "{value}"]
)
def test_what_cannot_be_resolved_stays_as_it_was_typed(source: str) -> None:
    (left,) = resolved(text(source).nodes, speaker())

    assert isinstance(left, Token)
    assert plain((left,)) == source


def test_an_offer_without_a_link_text_stays_a_token() -> None:
    story = storyline(beat("cost", offer="bare"))

    left = resolved(text("{offer}").nodes, Speaker(KNOWN, settings(), story, story.beat("cost")))

    assert left == (Token("offer", line=1),)


# ---- the others -----------------------------------------------------------------------------------------------


def test_a_contact_field_has_its_own_fallback_or_that_of_the_settings() -> None:
    made = resolved(text("{first name} {first name | colleague} {company | your plant}").nodes, speaker())

    assert [node for node in made if isinstance(node, ContactField)] == [
        ContactField("first name", "there", "Robin"),
        ContactField("first name", "colleague", "Robin"),
        ContactField("company", "your plant", "your plant"),
    ]


def test_a_message_is_told_with_its_claims() -> None:
    made = resolved(text("{message}").nodes, speaker())

    assert made == ("Leaks cost ", ClaimText("share", "short", "12 % of the water", "12 %"))


def test_a_beat_is_cited_by_its_message() -> None:
    assert said("You read: {beat: cost}.", beat="plan") == "You read: Leaks cost 12 % of the water."


def test_as_is_keeps_its_words_apart() -> None:
    assert resolved(text("in {as-is: 4 steps}").nodes, speaker()) == ("in ", AsIs("4 steps"))


def test_tokens_are_found_inside_emphasis_lists_and_quotations() -> None:
    assert said("- **{claim: share.value}**\n- so\n\n> {message}", "block") == "12 % so Leaks cost 12 % of the water"


def test_what_to_leave_with_is_given() -> None:
    made = resolved(text("We said {leave with}").nodes, speaker(), leave_with=("a day",))

    assert plain(made) == "We said a day"


def test_an_opening_is_the_roles_own_or_nothing() -> None:
    assert plain(opening_of(speaker(role="manager"))) == "You pay, there."
    assert opening_of(speaker(role="user")) == ()
    assert opening_of(speaker("plan")) == ()


def test_a_role_opening_alone_becomes_the_blocks_of_the_opening() -> None:
    made = resolved(text("{role opening}\n\nThen.", "block").nodes, speaker())

    assert made == (
        Element("p", ("You pay, ", ContactField("first name", "there", "Robin"), ".")),
        Element("p", ("Then.",)),
    )


# ---- offers ---------------------------------------------------------------------------------------------------


def test_an_offer_is_a_link_in_a_talk_track_and_a_button_alone_in_an_email() -> None:
    source = text("Look: {offer}\n\n{offer}", "block").nodes

    as_talk = resolved(source, speaker())
    as_email = resolved(source, speaker(), buttons_for="lk-cost-ma")

    link = OfferLink("guide", "Read the guide", "https://www.tarn.example/guide")
    url = (
        "https://www.tarn.example/guide?utm_source=samestory&utm_medium=email&utm_campaign=leaks&utm_content=lk-cost-ma"
    )
    assert as_talk == (Element("p", ("Look: ", link)), Element("p", (link,)))
    assert as_email[0] == as_talk[0]
    assert as_email[1] == OfferLink("guide", "Read the guide", url, is_button=True)


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://a.example/", "https://a.example/?utm_source=s&utm_medium=m&utm_campaign=c&utm_content=k"),
        ("https://a.example/x?b=1", "https://a.example/x?b=1&utm_source=s&utm_medium=m&utm_campaign=c&utm_content=k"),
        ("https://a.example/x#part", "https://a.example/x?utm_source=s&utm_medium=m&utm_campaign=c&utm_content=k#part"),
    ],
)
def test_tracking_keeps_what_an_address_has(url: str, made: str) -> None:
    assert tracked(url, settings(tracking={"source": "s", "medium": "m"}), "c", "k") == made


# ---- sources --------------------------------------------------------------------------------------------------


def test_a_public_proof_is_shown_with_its_source_and_date() -> None:
    shown = proof("audit", origin="Chamber of industry", through="Tarn Pumps", shows="What leaks")

    assert proof_line(shown) == "Chamber of industry, through Tarn Pumps, May 2026"


@pytest.mark.parametrize("permission", ["named-on-request", "anonymous", "internal"])
def test_of_other_proofs_only_what_they_show_is_shown(permission: str) -> None:
    assert (
        proof_line(proof("mill", permission, origin="The mill", shows="What leaks in a mill")) == "What leaks in a mill"
    )


def test_a_source_line_is_made_from_the_proofs_that_are_there() -> None:
    rests = claim("rests", "A statement", proof=("audit", "nothing", "mill"))
    proofs = (proof("audit", origin="Chamber", day="2026"), proof("mill", "anonymous", shows="A mill"))

    assert source_line(library(claims=(rests,), proofs=proofs), rests) == "Chamber, 2026; A mill"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026", "2026"), ("2009-05", "May 2009"), ("2026-11-03", "3 November 2026"), ("undated", "undated")],
)
def test_dates_are_written_out(typed: str, words: str) -> None:
    assert date_in_words(typed) == words


# ---- values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["28 %", "5–10 %", "one third", "28\u00a0%", "€\u202f5", "1\u00a0310 orders"])
def test_a_value_is_shown_as_it_was_typed(value: str) -> None:
    known = library(claims=(claim("share", "Leaks take {value}", value=value, short="{value} of it"),))

    shown = claim_text(known, "share", "short")

    assert shown == ClaimText("share", "short", f"{value} of it", value)
