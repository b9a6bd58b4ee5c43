"""How long an email is, and what a mail client shows of it before it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Plan, sequence_check
from samestory.checks.planned import Sent, counted_for_all_roles, once_for_all_roles
from samestory.diagnostics import Finding, Place
from samestory.model.library import EmailText
from samestory.model.text import plain

ROLE_SHARE = 40  # per cent of the words of an email; a rule of the proof (model.md §7), so no setting


# Requirement: R43
@sequence_check("long-email")
def no_email_is_an_essay(plan: Plan) -> Iterator[Finding]:
    """An email has more than 200 words (`email-words-limit` under `[limits]` in the settings).

    Why: buyers are "overwhelmed by public domain information" (Albee, 2009); an email is done within ten seconds. Mail
    of 50 to 125 words was answered most, and the more words the less (Boomerang, 2016, on ordinary mail). Text and
    the role's opening count, claims with the words they show; greeting, button and signature do not.
    Fix: keep one thought, and move the rest to another beat or behind the offer.
    """
    limit = plan.settings.limits.email_words_limit
    message = f"the email has {{count}} words, more than {limit},"
    yield from counted_for_all_roles(
        (sent.place, sent.touch.role, words, message, "Keep one thought; the rest can stand behind the offer.")
        for sent in plan.sent
        if (words := sent.words) > limit
    )


# Requirement: R43
@sequence_check("email-length", "warning")
def emails_have_a_readable_length(plan: Plan) -> Iterator[Finding]:
    """An email has fewer than 50 words, or more than 125 (`email-words-least` and `email-words-most`, `[limits]`).

    Why: mail of 50 to 125 words was answered most (Boomerang, 2016, on ordinary mail); shorter ones rarely carry a
    thought. Text and the role's opening count, claims with the words they show.
    Fix: keep one thought and say why it matters to the reader.
    """
    limits = plan.settings.limits
    least, most = limits.email_words_least, limits.email_words_most
    found = []
    for sent in plan.sent:
        words = sent.words
        if words < least:
            message, hint = f"the email has {{count}} words, fewer than {least},", "Say why it matters to the reader."
            found.append((sent.place, sent.touch.role, words, message, hint))
        elif most < words <= limits.email_words_limit:
            message, hint = f"the email has {{count}} words, more than {most},", "Keep one thought."
            found.append((sent.place, sent.touch.role, words, message, hint))
    yield from counted_for_all_roles(found)


# Requirement: R43
@sequence_check("long-subject", "warning")
def subjects_fit_a_phone(plan: Plan) -> Iterator[Finding]:
    """A subject has more than 50 characters (`subject-letters` under `[limits]` in the settings).

    Why: phones cut longer ones. Sources contradict each other on the best length (up to 49 characters, three words,
    six to ten words), so it is no error.
    Fix: put the point first, and drop what can stand in the preview. Claims count with the words they show.
    """
    limit = plan.settings.limits.subject_letters
    message = f"the subject has {{count}} characters, more than {limit},"
    yield from counted_for_all_roles(
        (_place(sent, "subject"), sent.touch.role, letters, message, "Shorten it; the point first.")
        for sent in plan.sent
        if (letters := len(plain(sent.email.subject))) > limit
    )


# Requirement: R43
@sequence_check("preview-length", "warning")
def previews_fill_their_line(plan: Plan) -> Iterator[Finding]:
    """A preview has fewer than 40 characters, or more than 90 (`preview-least` and `preview-most`, `[limits]`).

    Why: Outlook shows some 35 characters, Gmail on a phone 90; a shorter preview is filled up with whatever follows in
    the email, a longer one is cut.
    Fix: say the point in the first 35 characters, and a reason to read after it.
    """
    least, most = plan.settings.limits.preview_least, plan.settings.limits.preview_most
    found = []
    for sent in plan.sent:
        letters = len(plain(sent.email.preview))
        if letters and not least <= letters <= most:
            bound = f"fewer than {least}" if letters < least else f"more than {most}"
            message = f"the preview has {{count}} characters, {bound},"
            hint = f"Write {least} to {most} characters, the point first."
            found.append((_place(sent, "preview"), sent.touch.role, letters, message, hint))
    yield from counted_for_all_roles(found)


# Requirement: R43
@sequence_check("preview-repeats-subject", "warning")
def previews_add_to_the_subject(plan: Plan) -> Iterator[Finding]:
    """A preview says what the subject says.

    Why: both stand side by side in the inbox; the same words twice are a line given away.
    Fix: say in the preview what the reader gets.
    """
    yield from once_for_all_roles(
        (_place(sent, "preview"), sent.touch.role, "the preview repeats the subject", "Say what the reader gets.")
        for sent in plan.sent
        if _same(plain(sent.email.subject), plain(sent.email.preview))
    )


def _same(subject: str, preview: str) -> bool:
    one, other = ("".join(filter(str.isalnum, words.casefold())) for words in (subject, preview))
    return bool(one) and (other.startswith(one) or (one.startswith(other) and bool(other)))


# Requirement: R30
@sequence_check("role-share")
def roles_hear_the_same_story(plan: Plan) -> Iterator[Finding]:
    """What only one role reads is more than 40 % of its email.

    Why: content tailored to single persons lowers a committee's chance to agree by 59 %, content for the group raises
    it by 20 % (Gartner, 2025, 632 buyers). The words of the opening count against those of the whole text.
    Fix: shorten the opening, or give that role a beat of its own.
    """
    for sent in plan.sent:
        own = sent.own_words
        words = sent.words
        if own and own * 100 > words * ROLE_SHARE:
            opening = sent.beat.email.opening_for(sent.touch.role) if sent.beat.email else None
            share = round(own * 100 / words)
            message = (
                f"{share} % of the email's {words} words are for `{sent.touch.role}` alone, more than {ROLE_SHARE} %"
            )
            hint = "Shorten this opening, or give the role a beat of its own."
            yield Finding(sent.beat.source.on(opening.line if opening else 1), message, hint)


def _place(sent: Sent, label: str) -> Place:
    """The line of the subject or preview that this role reads."""
    email: EmailText | None = sent.beat.email
    if not email:
        return sent.place
    own = email.opening_for(sent.touch.role)
    text = (getattr(own, label) if own else None) or getattr(email, label)
    return sent.beat.source.on(text) if text else sent.place
