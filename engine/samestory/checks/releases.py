"""What a release froze: ids that are gone, codes that changed, drafts of what is live; and what sales signed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from samestory.checks import Context, check
from samestory.checks.agreed import Changed, changes_since
from samestory.diagnostics import Finding, Place
from samestory.model.library import Beat, Storyline
from samestory.model.records import Records, ReleasedTouch, StoryRelease
from samestory.model.text import plain

ALIKE = 0.6  # of the letters of two messages; what is less alike is no rename anybody would recognise


@check("released-story-gone")
def released_storylines_stay(context: Context) -> Iterator[Finding]:
    """A storyline was released, and its folder is gone.

    Why: people are in the middle of it, and emails with its keys lie in mailboxes; reps would find nothing about them.
    Fix: bring the folder back, and write `status: retired` in its `story.md`.
    """
    for release in _latest_of_each(context.library.records):
        if release.storyline not in context.library.storyline:
            message = f"`{release.storyline}` was released on {release.day}, and there is no such storyline any more"
            yield Finding(Place(release.file), message, "Bring its folder back with `status: retired` in `story.md`.")


@check("released-beat-gone")
def released_beats_stay(context: Context) -> Iterator[Finding]:
    """A beat was released, and no beat has its id now.

    Why: with another id it would be another email: email tools would send it again to those who had it, and links in
    emails that were sent would lead nowhere.
    Fix: if the beat was renamed, write its former id under `was:` in the new file. If it is over, bring the file back
    with `status: retired`.
    """
    for storyline in context.library.storylines:
        known = {id for beat in storyline.beats for id in (beat.id, *beat.fields.was)}
        for id, touch in _released_beats(storyline, context.library.records).items():
            if id not in known:
                message = f"the beat `{id}` was released (`{touch.key}`), and no beat has this id or had it"
                yield Finding(storyline.source.at(), message, _what_happened(touch, storyline, context))


def _released_beats(storyline: Storyline, records: Records) -> dict[str, ReleasedTouch]:
    """Every beat ever released, each with a touch of its last release."""
    return {
        touch.beat: touch
        for release in records.releases
        if release.storyline == storyline.id
        for touch in release.touches
    }


def _what_happened(gone: ReleasedTouch, storyline: Storyline, context: Context) -> str:
    released = _released_beats(storyline, context.library.records)
    new = [beat for beat in storyline.beats if beat.id not in released]
    likely = max(new, key=lambda beat: _likeness(gone, beat), default=None)
    retire = f"bring the file of `{gone.beat}` back with `status: retired`"
    if likely and _likeness(gone, likely) >= ALIKE:
        name = likely.source.file.rpartition("/")[2]
        was = ", ".join((*likely.fields.was, gone.beat))
        return f"Was it renamed? Then write `was: {was}` in `{name}`. If it is over, {retire}."
    return f"If it was renamed, write `was: {gone.beat}` in the new file. If it is over, {retire}."


def _likeness(gone: ReleasedTouch, beat: Beat) -> float:
    """How much of the message, or of the id, is the same; 1 is all of it."""
    message = SequenceMatcher(None, gone.message.casefold(), plain(beat.message.nodes).casefold()).ratio()
    return max(message, SequenceMatcher(None, gone.beat, beat.id).ratio())


@check("draft-after-release")
def what_was_released_is_no_draft(context: Context) -> Iterator[Finding]:
    """A beat or a storyline is a draft, and was released before.

    Why: people get it, and a draft stands in no sequence: it would vanish from tools and pages without a word.
    Fix: write the new version beside it as a beat of its own, or retire it with `status: retired`.
    """
    hint = "Write `status: retired` if it is over; a new version is drafted as a beat of its own."
    for storyline in context.library.storylines:
        released = _released_beats(storyline, context.library.records)
        if storyline.status == "draft" and released:
            message = f"`{storyline.id}` is a draft, and was released"
            yield Finding(storyline.source.at("status"), message, hint)
            continue
        for beat in storyline.beats:
            if beat.status == "draft" and released.keys() & {beat.id, *beat.fields.was}:
                yield Finding(beat.source.at("status"), f"`{beat.id}` is a draft, and was released", hint)


@check("released-code-changed")
def released_codes_stay(context: Context) -> Iterator[Finding]:
    """The code of a storyline or a role is not the one it was released with.

    Why: the code is part of every key, and the keys stand in emails, in links and in what email tools know.
    Fix: take the code back.
    """
    seen: set[tuple[str, str]] = set()
    for release in _latest_of_each(context.library.records):
        storyline = context.library.storyline.get(release.storyline)
        if storyline and storyline.fields.code not in ("", release.code):
            message = f"the code is `{storyline.fields.code}`, and it was released as `{release.code}`"
            yield Finding(storyline.source.at("code"), message, f"Write `code: {release.code}` again.")
        for touch in release.touches:
            role = context.library.role.get(touch.role)
            code = touch.key.removeprefix(f"{release.code}-{touch.beat}-")
            if role and role.fields.code not in ("", code) and (role.id, code) not in seen:
                seen.add((role.id, code))
                message = f"the code is `{role.fields.code}`, and it was released as `{code}`"
                yield Finding(role.source.at("code"), message, f"Write `code: {code}` again.")


def _latest_of_each(records: Records) -> Iterator[StoryRelease]:
    stories = sorted({release.storyline for release in records.releases})
    return (latest for story in stories if (latest := records.latest(story)))


@check("unexplained-change", "warning")
def released_values_stay_in_the_history(context: Context) -> Iterator[Finding]:
    """A claim's value is not the one that was released, and its history does not say what it was.

    Why: people have read the old number, and reps are asked about it. Pages and corrections take the reason from there.
    Fix: write a line under `## History`: `until 2026-11-24: 28 % (the survey was renewed)`.
    """
    for claim in context.library.claims:
        known = {"", claim.fields.value, *(former.value for former in claim.history)}
        for value in dict.fromkeys(_values_released(claim.id, context.library.records)):
            if claim.fields.value and value not in known:
                message = (
                    f"the value is `{claim.fields.value}`, and `{value}` was released; no line says why it changed"
                )
                hint = f"Write under `## History` until when it was so, and why: `until {context.day}: {value} (…)`."
                yield Finding(claim.source.at("value"), message, hint)


def _values_released(claim: str, records: Records) -> Iterator[str]:
    for release in records.releases:
        for touch in release.touches:
            yield from (used.value for used in touch.claims if used.id == claim)


@check("stale-sign-off", "warning")
def sign_offs_are_current(context: Context) -> Iterator[Finding]:
    """A sentence changed after sales signed off the storyline.

    Why: reps would be asked to say what nobody in sales has agreed to. A release is refused for it.
    Fix: let sales read the sentence, then run `samestory sign-off STORY --by INITIALS` again.
    """
    for signed in context.library.records.signed:
        storyline = context.library.storyline.get(signed.storyline)
        if storyline and storyline.status == "live":
            hint = f"Let sales read it, then run `samestory sign-off {storyline.id} --by INITIALS`."
            for changed in changes_since(signed, storyline, context.library, context.settings):
                yield Finding(changed.place, f"{_said(changed)} since {signed.by} signed on {signed.day}", hint)


def _said(changed: Changed) -> str:
    where = f"{changed.part} of `{changed.beat}`" if changed.beat else changed.part
    if not changed.before:
        return f"{where} is new: “{changed.after}”,"
    if not changed.after:
        return f"{where} is gone: “{changed.before}”,"
    return f"{where} was “{changed.before}” and is “{changed.after}”"


@check("signed-story-gone")
def what_was_signed_is_there(context: Context) -> Iterator[Finding]:
    """Sales signed off a storyline that is not there.

    Why: a sign-off under a wrong name agrees to nothing, and the storyline meant has none.
    Fix: delete the file, or bring the storyline back.
    """
    for signed in context.library.records.signed:
        if signed.storyline not in context.library.storyline:
            message = f"{signed.by} signed off `{signed.storyline}` on {signed.day}, and there is no such storyline"
            yield Finding(Place(signed.file), message, "Delete this file, or bring the storyline back.")
