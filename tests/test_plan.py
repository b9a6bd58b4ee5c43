"""Who gets what on which day, and what has been told by then."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.model.library import Library
from samestory.model.sequence import Sequence, Told, Touch
from samestory.model.text import Element, plain
from samestory.plan import plan_sequences, timetable
from tests.library_fixtures import ROLES, beat, claim, emailed, library, offer, role, settings, storyline


def planned(known: Library, role: str = "manager") -> Sequence:
    """The sequence of one role in a library with one storyline."""
    return next(sequence for sequence in plan_sequences(known, settings()) if sequence.role == role)


def days(sequence: Sequence) -> list[tuple[str, int | None]]:
    """The beats of a sequence with their days."""
    return [(touch.beat, touch.day) for touch in sequence.touches]


def touch_of(known: Library, beat: str, role: str = "manager") -> Touch:
    """One touch."""
    sequence = planned(known, role)
    return next(touch for touch in (*sequence.touches, *sequence.cards, *sequence.drafts) if touch.beat == beat)


# ---- days -----------------------------------------------------------------------------------------------------


def test_each_wait_counts_from_the_dated_beat_before_it() -> None:
    story = storyline(emailed("cost", 0), emailed("audit", 6), beat("call", wait=9))

    found = timetable(story)

    assert found.of_beat == {"cost": 0, "audit": 6, "call": 15}


@given(st.lists(st.integers(0, 90), min_size=1, max_size=12))
def test_the_days_of_a_storyline_are_the_sums_of_its_waits(waits: list[int]) -> None:
    story = storyline(*(emailed(f"beat-{place}", wait) for place, wait in enumerate(waits)))

    found = timetable(story)

    assert list(found.of_beat.values()) == list(accumulate(waits))


def test_a_role_waits_through_a_beat_it_does_not_get() -> None:
    story = storyline(emailed("cost", 0), emailed("audit", 6, roles=["user"]), emailed("plan", 9))

    sequence = planned(library(story))

    assert days(sequence) == [("cost", 0), ("plan", 15)]
    assert [touch.wait_days for touch in sequence.touches] == [0, 15]


def test_all_roles_hear_a_beat_on_the_same_day() -> None:
    story = storyline(emailed("cost", 0, roles=["manager"]), emailed("audit", 6), emailed("plan", 9, roles=["user"]))

    known = library(story)

    assert days(planned(known, "manager")) == [("cost", 0), ("audit", 6)]
    assert days(planned(known, "user")) == [("audit", 6), ("plan", 15)]


def test_cards_drafts_and_retired_beats_take_no_time() -> None:
    story = storyline(
        emailed("cost", 0),
        beat("card"),
        emailed("draft", 30, status="draft"),
        emailed("old", 30, status="retired"),
        emailed("plan", 9),
    )

    sequence = planned(library(story))

    assert days(sequence) == [("cost", 0), ("plan", 9)]
    assert [(touch.beat, touch.day) for touch in sequence.cards] == [("card", None)]
    assert [(touch.beat, touch.day, touch.is_draft) for touch in sequence.drafts] == [("draft", None, True)]


def test_a_segment_begins_on_the_day_of_the_first_dated_beat_of_its_stage_for_every_role() -> None:
    story = storyline(
        emailed("cost", 0),
        emailed("audit", 10, stage="plan", roles=["user"]),
        emailed("steps", 4, stage="plan"),
    )

    sequence = planned(library(story))

    assert [segment.stage for segment in sequence.segments] == ["aware", "plan"]
    assert [(touch.beat, touch.day, touch.segment_day) for touch in sequence.touches] == [
        ("cost", 0, 0),
        ("steps", 14, 4),
    ]


def test_the_wait_before_a_stage_is_not_repeated_for_those_who_enter_there() -> None:
    story = storyline(emailed("cost", 0), emailed("steps", 12, stage="plan"))

    sequence = planned(library(story))

    assert [touch.segment_day for touch in sequence.touches] == [0, 0]


# ---- kinds of touches -----------------------------------------------------------------------------------------


def test_a_beat_is_an_email_a_planned_call_or_a_card() -> None:
    known = library(storyline(emailed("cost", 0), beat("call", wait=3), beat("card")))

    assert [touch_of(known, id).channel for id in ("cost", "call", "card")] == ["email", "call", "card"]


def test_a_role_without_emails_has_only_cards() -> None:
    story = storyline(emailed("cost", 0), beat("call", wait=3), roles=["buyer"])

    sequence = planned(library(story), "buyer")

    assert sequence.segments == ()
    assert [(touch.beat, touch.channel, touch.email) for touch in sequence.cards] == [
        ("cost", "card", None),
        ("call", "card", None),
    ]


def test_retired_storylines_have_no_sequences() -> None:
    known = library(storyline(emailed("cost", 0, status="retired"), status="retired"))

    assert plan_sequences(known, settings()) == ()


def test_sequences_stand_in_the_order_of_storylines_and_of_their_roles() -> None:
    known = library(
        storyline(emailed("cost", 0), roles=["user", "nobody", "manager"]),
        storyline(emailed("cost", 0), roles=["buyer"], id="pumps"),
    )

    found = plan_sequences(known, settings())

    assert [(sequence.storyline, sequence.role) for sequence in found] == [
        ("leaks", "user"),
        ("leaks", "manager"),
        ("pumps", "buyer"),
    ]


# ---- told -----------------------------------------------------------------------------------------------------

CLAIMS = (
    claim("share", "Leaks take {value} of the water", value="12 %", short="{value} of the water"),
    claim("night", "At night it is {value}", value="60 %", short="{value} at night"),
)


def test_told_grows_from_email_to_email_up_to_and_including_each() -> None:
    story = storyline(
        emailed("cost", 0, email="{message}, {claim: share}."),
        emailed("audit", 6, email="{message}: {claim: night.sentence}, {claim: share.value}."),
    )

    sequence = planned(library(story, claims=CLAIMS))

    assert [touch.told for touch in sequence.touches] == [
        Told(("cost",), ("share",)),
        Told(("cost", "audit"), ("share", "night")),
    ]


def test_told_begins_anew_in_each_segment() -> None:
    story = storyline(emailed("cost", 0, email="{message}, {claim: share}."), emailed("steps", 6, stage="plan"))

    sequence = planned(library(story, claims=CLAIMS))

    assert [touch.told for touch in sequence.touches] == [Told(("cost",), ("share",)), Told(("steps",), ())]


def test_calls_and_cards_tell_nothing() -> None:
    story = storyline(emailed("cost", 0), beat("call", wait=3, message="A call, {claim: share}"), beat("card"))
    known = library(story, claims=CLAIMS)

    assert touch_of(known, "call").told == Told(("cost",), ())
    assert touch_of(known, "card").told == Told()


def test_a_claim_inside_the_message_is_told() -> None:
    known = library(storyline(emailed("cost", 0, message="Leaks take {claim: share}")), claims=CLAIMS)

    assert touch_of(known, "cost").told == Told(("cost",), ("share",))


def test_a_role_is_told_its_own_opening_and_subject_and_not_those_of_others() -> None:
    story = storyline(
        emailed(
            "cost",
            0,
            subject="It is {claim: share.value}",
            openings={"user": "At night, {claim: night}."},
            subjects={"user": "What is it?"},
        )
    )
    known = library(story, claims=CLAIMS)

    assert touch_of(known, "cost", "manager").told == Told(("cost",), ("share",))
    assert touch_of(known, "cost", "user").told == Told(("cost",), ("night",))


# ---- emails ---------------------------------------------------------------------------------------------------


def test_the_opening_stands_first_where_the_text_does_not_place_it() -> None:
    known = library(storyline(emailed("cost", 0, email="{message}.", openings={"manager": "You see the bill."})))

    body = touch_of(known, "cost").email

    assert body
    assert plain(body.body) == "You see the bill. The message of cost."
    assert plain(body.opening) == "You see the bill."


def test_the_opening_stands_where_the_text_places_it_and_leaves_no_gap_for_others() -> None:
    email = "Before.\n\n{role opening}\n\n{message}."
    known = library(storyline(emailed("cost", 0, email=email, openings={"manager": "You see the bill."})))

    bodies = [touch_of(known, "cost", role).email for role in ("manager", "user")]

    assert [plain(made.body) for made in bodies if made] == [
        "Before. You see the bill. The message of cost.",
        "Before. The message of cost.",
    ]
    assert [len(made.body) for made in bodies if made] == [3, 2]


@pytest.mark.parametrize("email", ["{message}.", "{message}.\n\n{offer}"])
def test_an_email_has_one_button_added_at_the_end_where_the_text_has_none(email: str) -> None:
    known = library(storyline(emailed("cost", 0, email=email, offer="guide")), offers=(offer("guide"),))

    made = touch_of(known, "cost").email

    assert made
    assert isinstance(made.body[0], Element)
    assert made.body[1:] == (made.offer,)
    assert made.offer.is_button
    assert made.offer.url.endswith("utm_campaign=leaks&utm_content=lk-cost-ma")


def test_only_claims_shown_with_a_value_have_their_source_line_and_each_once() -> None:
    claims = (
        claim("share", "Leaks take {value}", value="12 %", short="{value}", source_line="Audit, 2026"),
        claim("kind", "Leaks are small", short="small leaks", source_line="Nobody"),
        claim("again", "It is {value}", value="60 %", short="{value}", source_line="Audit, 2026"),
    )
    email = "{message}: {claim: share}, {claim: kind}, {claim: again}, {claim: share}."
    known = library(storyline(emailed("cost", 0, email=email)), claims=claims)

    made = touch_of(known, "cost").email

    assert made
    assert [source.text for source in made.sources] == ["Audit, 2026"]
    assert [shown.id for shown in made.claims] == ["share", "kind", "again", "share"]


def test_the_recap_is_made_from_the_frame_with_what_to_leave_with() -> None:
    with_offer = emailed("cost", 0, say={"leave_with": "The name of the line."}, offer="guide")
    without = beat("card", say={"leave_with": "A day."})
    known = library(storyline(with_offer, without), offers=(offer("guide"),))

    recaps = [plain(touch_of(known, id).talk.recap) for id in ("cost", "card")]

    assert recaps == [
        "To keep: The message of cost. The name of the line. Read the guide",
        "To keep: The message of card. A day.",
    ]


# ---- keys, ids, stamps ----------------------------------------------------------------------------------------


def test_keys_are_made_of_the_codes_and_the_present_id_and_former_ones_are_kept() -> None:
    touch = touch_of(library(storyline(emailed("cost", 0, was=["price", "bill"]))), "cost")

    assert (touch.key, touch.former_keys) == ("lk-cost-ma", ("lk-price-ma", "lk-bill-ma"))


def test_ids_survive_renumbering_retitling_renaming_and_edits() -> None:
    before = touch_of(library(storyline(emailed("cost", 0))), "cost")

    changed = emailed(
        "price", 4, number=70, was=["cost"], message="Another one", email="Well, {message}.", stage="plan"
    )
    after = touch_of(library(storyline(changed)), "price")

    assert after.uuid == before.uuid
    assert after.key != before.key


def test_no_two_things_have_the_same_id() -> None:
    known = library(
        storyline(emailed("cost", 0), emailed("plan", 6, stage="plan")), storyline(emailed("cost", 0), id="pumps")
    )

    found = plan_sequences(known, settings())
    ids = [
        *(sequence.uuid for sequence in found),
        *(segment.uuid for sequence in found for segment in sequence.segments),
        *(touch.uuid for sequence in found for touch in sequence.touches),
    ]

    assert len(set(ids)) == len(ids) == 4 + 6 + 6


def test_ids_of_another_project_are_others() -> None:
    known = library(storyline(emailed("cost", 0)))

    (ours, *_), (theirs, *_) = plan_sequences(known, settings()), plan_sequences(known, settings(id="other"))

    assert ours.uuid != theirs.uuid
    assert ours.touches[0].uuid != theirs.touches[0].uuid


def test_the_stamp_changes_with_the_words_and_not_with_the_place() -> None:
    def stamp(**changes: object) -> str:
        return touch_of(library(storyline(emailed("cost", **({"wait": 0} | changes)))), "cost").stamp  # type: ignore[arg-type]

    same = {stamp(), stamp(number=80), stamp(wait=9), stamp(stage="plan")}
    others = {stamp(message="M"), stamp(subject="S"), stamp(email="So {message}."), stamp(say={"open": "O"})}

    assert len(same) == 1
    assert len(others | same) == 5
    assert all(len(made) == 12 and int(made, 16) >= 0 for made in others | same)


def test_a_stamp_follows_a_claim_into_every_touch_that_shows_it() -> None:
    story = storyline(emailed("cost", 0, email="{message}, {claim: share}."), emailed("plan", 5))
    old, new = (
        library(story, claims=(claim("share", "It is {value}", value=value, short="{value}"),))
        for value in ("12 %", "14 %")
    )

    assert touch_of(old, "cost").stamp != touch_of(new, "cost").stamp
    assert touch_of(old, "plan").stamp == touch_of(new, "plan").stamp


def test_a_half_broken_library_is_planned_all_the_same() -> None:
    broken = emailed(
        "cost",
        0,
        stage="",
        offer="nothing",
        email="{claim: no}, {beat: no}, {company}\n\n{offer}",
        say={"check": "{beat: no}"},
    )
    known = library(storyline(broken, beat("card", stage="")), roles=(*ROLES, role("empty", "")), frames=None)

    touch = touch_of(known, "cost")

    assert touch.email
    assert plain(touch.email.body) == "{claim: no}, {beat: no}, {company} {offer}"
