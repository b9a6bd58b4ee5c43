"""For any two versions of a small repository, diff names every touch whose rendered text differs, and no other."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.model.library import Beat, Library
from samestory.model.sequence import Touch
from samestory.model.text import plain
from samestory.plan import plan_sequences
from samestory.releases.compare import compare
from samestory.releases.record import story_release
from samestory.releases.snapshot import Snapshot
from samestory.render.email import render_emails
from tests.library_fixtures import claim, emailed, library, offer, storyline
from tests.library_fixtures import settings as settings_of

DAY = date(2026, 11, 24)
WORDS = st.sampled_from(["Leaks cost money.", "Leaks cost {claim: share}.", "Nobody hears them. You might."])
SETTINGS = settings_of(**{"unsubscribe-url": "https://www.tarn.example/u", "postal-address": "Quay Street"})


@st.composite
def beats(draw: st.DrawFn) -> tuple[Beat, ...]:
    ids = draw(st.lists(st.sampled_from(["cost", "audit", "plan", "steps"]), min_size=1, max_size=3, unique=True))
    return tuple(draw(beats_with(id, 10 * place)) for place, id in enumerate(ids, start=1))


@st.composite
def beats_with(draw: st.DrawFn, id: str, number: int) -> Beat:
    """A beat under its first name, or renamed: then it is another key for the same email."""
    name = draw(st.sampled_from([id, f"new-{id}"]))
    return emailed(
        name,
        draw(st.sampled_from([0, 3, 6])),
        number=number,
        was=() if name == id else (id,),
        offer="guide",
        stage=draw(st.sampled_from(["aware", "plan"])),
        email="{message}.\n\n" + draw(WORDS),
        message=draw(st.sampled_from(["Leaks are silent", "Leaks are silent, {claim: share}"])),
        subject=draw(st.sampled_from(["Listen", "Look"])),
        roles=draw(st.sampled_from([(), ("manager",)])),
        openings=draw(st.sampled_from([{}, {"user": "You walk by."}])),
        say={"open": draw(st.sampled_from(["How is it?", "How was {claim: share}?"]))},
    )


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    share = claim("share", "It is {value}", value=draw(st.sampled_from(["12 %", "14 %"])), short="{value}")
    guide = offer("guide", draw(st.sampled_from(["https://a.example/", "https://b.example/"])))
    return library(storyline(*draw(beats())), claims=(share,), offers=(guide,))


Said = tuple[object, ...]


def told(known: Library, name: str) -> tuple[Snapshot, dict[str, Said]]:
    """The version as a snapshot; and all that each touch says, as it is rendered, by uuid.

    The key stands in the address of an email's button, so a renamed email is rendered otherwise; a card has no address.
    """
    sequences = plan_sequences(known, SETTINGS)
    emails = render_emails(sequences, SETTINGS)
    touches = {touch.uuid: touch for one in sequences for touch in (*one.touches, *one.cards)}
    records = [story_release(story, sequences, emails, name=name, day=DAY, sources="") for story in known.storylines]

    def said(touch: Touch) -> Said:
        if not touch.email:
            return (touch.key, plain(touch.message), repr(touch.talk))
        email = emails[touch.key]
        rendered = (email.subject, email.preview, email.text, email.html)
        return (*(part.replace(touch.stamp, "") for part in rendered), plain(touch.message), repr(touch.talk))

    return Snapshot(name, DAY, tuple(records), touches, known), {id: said(touch) for id, touch in touches.items()}


@given(libraries(), libraries())
@settings(max_examples=60)
def test_diff_names_every_touch_whose_text_differs_and_no_other(before: Library, after: Library) -> None:
    (was, said_then), (now, said_now) = told(before, "before"), told(after, "after")

    (found,) = compare(was, now)

    of_words = {"new", "removed", "audience", "renamed", "subject", "text", "look", "talk"}
    named = {touch.now.uuid for touch in found.touches if of_words & set(touch.kinds)}
    differ = {id for id in said_then.keys() | said_now.keys() if said_then.get(id) != said_now.get(id)}
    assert named == differ
    for touch in found.touches:
        if touch.before and touch.after and {"text", "talk"} & set(touch.kinds):
            assert touch.lines or touch.before.offer == touch.after.offer
