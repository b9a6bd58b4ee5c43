"""What was told by then, role by role: the edges that a case cannot show one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from samestory.checks import Plan
from samestory.checks.told import (
    check_cites_what_was_told,
    emails_cite_beats_that_were_told,
    further_cites_what_reps_may_add,
    further_repeats_nothing,
)
from samestory.diagnostics import Finding
from samestory.model.library import Beat, Labels, SayText
from samestory.plan import plan_sequences
from tests.library_fixtures import beat, claim, emailed, library, settings, storyline, text

CLAIMS = (
    claim("share", "Leaks take {value}", value="12 %", short="{value}"),
    claim("night", "At night it is {value}", value="60 %", short="{value} at night", use=("say",)),
    claim("never-sent", "It is {value}", value="3 days", short="{value}"),
)
TELLING = emailed("cost", 0, email="{message}, {claim: share}.")


def planned(*beats: Beat, roles: tuple[str, ...] = ("manager", "user", "buyer")) -> Plan:
    """A plan of one storyline."""
    known = library(storyline(*beats, roles=roles), claims=CLAIMS)
    return Plan(known, settings(), date(2026, 11, 24), plan_sequences(known, settings()))


def messages(found: Iterator[Finding]) -> list[str]:
    """What was found."""
    return [finding.message for finding in found]


def with_own(beat: Beat, role: str, **labels: str) -> Beat:
    """The beat with labels for one role."""
    own = Labels(**{name: text(words) for name, words in labels.items()})
    shared = beat.say.shared if beat.say else Labels()
    return replace(beat, say=SayText(1, shared, ((role, 1, own),)))


# ---- an email's {beat:} ---------------------------------------------------------------------------------------


def test_an_email_may_cite_itself_and_what_came_before_in_its_stage() -> None:
    plan = planned(TELLING, emailed("audit", 6, email="{message}. {beat: cost}, {beat: audit}."))

    assert messages(emails_cite_beats_that_were_told(plan)) == []


@pytest.mark.parametrize(
    "before",
    [
        emailed("other", 0, stage="before"),
        emailed("other", 0, status="draft"),
        emailed("other", 0, status="retired"),
        beat("other", wait=0),
        beat("other"),
    ],
)
def test_other_stages_drafts_calls_and_cards_tell_nothing(before: Beat) -> None:
    plan = planned(before, emailed("audit", 6, email="{message}. {beat: other}."))

    assert messages(emails_cite_beats_that_were_told(plan)) == [
        "`{beat: other}` was not told to `manager` and `user` by then"
    ]


def test_only_the_role_that_missed_a_beat_is_named() -> None:
    plan = planned(emailed("cost", 0, roles=["manager"]), emailed("audit", 6, email="{message}. {beat: cost}."))

    assert messages(emails_cite_beats_that_were_told(plan)) == ["`{beat: cost}` was not told to `user` by then"]


def test_an_opening_is_looked_at_for_its_role_alone() -> None:
    audit = emailed("audit", 6, openings={"manager": "As in {beat: cost}.", "user": "As in {beat: cost}."})

    plan = planned(emailed("cost", 0, roles=["manager"]), audit)

    assert messages(emails_cite_beats_that_were_told(plan)) == ["`{beat: cost}` was not told to `user` by then"]


def test_a_beat_that_does_not_exist_is_reported_elsewhere() -> None:
    say = {"check": "{beat: no}, {claim: no}", "further": "{beat: no}, {claim: no}"}

    plan = planned(emailed("cost", 0, email="{message}. {beat: no}.", say=say))

    for check in (
        emails_cite_beats_that_were_told,
        check_cites_what_was_told,
        further_repeats_nothing,
        further_cites_what_reps_may_add,
    ):
        assert messages(check(plan)) == []


# ---- Check: ---------------------------------------------------------------------------------------------------


def test_check_may_cite_claims_in_any_form_beats_and_the_message() -> None:
    audit = emailed("audit", 6, say={"check": "{claim: share.sentence}, {beat: cost}, {message}"})

    plan = planned(TELLING, audit, roles=("manager", "user"))

    assert messages(check_cites_what_was_told(plan)) == []


def test_a_role_without_emails_was_told_nothing_and_needs_a_check_of_its_own() -> None:
    shared = emailed("cost", 0, email="{message}, {claim: share}.", say={"check": "Is it {claim: share}?"})

    (found,) = check_cites_what_was_told(planned(shared))

    assert found.message == "`Check:` cites `{claim: share}`, which was not told to `buyer` by then"
    assert found.hint == "Ask without citing anything, or write a `Check:` of their own under `### For buyer`."
    assert messages(check_cites_what_was_told(planned(with_own(shared, "buyer", check="Who pays?")))) == []


def test_a_call_may_ask_about_what_emails_of_the_stage_told() -> None:
    said = {"check": "{claim: share} and {beat: cost}"}

    plan = planned(TELLING, beat("call", wait=3, say=said), beat("card", say=said), roles=("manager",))

    assert messages(check_cites_what_was_told(plan)) == [
        "`Check:` cites `{claim: share}`, which was not told to `manager` by then",
        "`Check:` cites `{beat: cost}`, which was not told to `manager` by then",
    ]


def test_a_claim_in_the_opening_of_another_role_was_not_told() -> None:
    cost = emailed("cost", 0, openings={"user": "It is {claim: share}."}, say={"check": "{claim: share}?"})

    found = check_cites_what_was_told(planned(cost, roles=("manager", "user")))

    assert messages(found) == ["`Check:` cites `{claim: share}`, which was not told to `manager` by then"]


# ---- Further: -------------------------------------------------------------------------------------------------


def further(words: str, *after: Beat, roles: tuple[str, ...] = ("manager", "user")) -> tuple[list[str], list[str]]:
    """What is said of a `Further:` of the second beat: told already, and out of place."""
    plan = planned(TELLING, emailed("audit", 6, say={"further": words}), *after, roles=roles)
    return messages(further_repeats_nothing(plan)), messages(further_cites_what_reps_may_add(plan))


def test_further_may_cite_a_claim_kept_for_reps_and_a_later_beat_of_any_stage() -> None:
    later = (emailed("plan", 3), emailed("steps", 3, stage="plan"), beat("card", stage="plan"))

    assert further("{claim: night}, {beat: plan}, {beat: steps}, {beat: card}", *later) == ([], [])


def test_further_repeats_no_claim_no_beat_and_no_message() -> None:
    told = "which was told to `manager` and `user` already"

    assert further("{claim: share.value}, {beat: cost}, {message}") == (
        [f"`Further:` cites `{token}`, {told}" for token in ("{claim: share.value}", "{beat: cost}", "{message}")],
        [],
    )


def test_a_later_beat_whose_message_holds_a_claim_already_told_is_told_already() -> None:
    assert further("{beat: plan}", emailed("plan", 3, message="It is {claim: share}")) == (
        [
            "`Further:` cites `{beat: plan}`, whose message holds the claim `share`, told to `manager` and `user` already"
        ],
        [],
    )


def test_a_claim_that_is_not_kept_for_reps_is_out_of_place() -> None:
    assert further("{claim: never-sent}") == (
        [],
        ["`Further:` cites `{claim: never-sent}`, which is not kept for reps: its `use` is `email, say, forward`"],
    )


@pytest.mark.parametrize(
    "other",
    [emailed("plan", 3, status="draft"), emailed("plan", 3, roles=["user"]), emailed("plan", 3, status="retired")],
)
def test_a_beat_that_a_role_does_not_get_does_not_come_later(other: Beat) -> None:
    assert further("{beat: plan}", other, roles=("manager",)) == (
        [],
        ["`Further:` cites `{beat: plan}`, which does not come later for `manager`"],
    )


def test_a_beat_may_be_held_back_from_one_role_alone() -> None:
    plan = with_own(emailed("plan", 3), "user", hold_back="Too early.")

    assert further("{beat: plan}", plan) == ([], ["`Further:` cites `{beat: plan}`, which is held back from `user`"])
