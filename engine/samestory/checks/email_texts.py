"""What an email may hold: one message, one button, one link, and subjects that are plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from samestory.checks import Context, check
from samestory.checks.written import living_emails, living_storylines
from samestory.diagnostics import Finding
from samestory.model.library import Beat, EmailText, Library, Storyline, library_of_story
from samestory.model.settings import Settings
from samestory.model.text import Element, Node, Text, Token, plain
from samestory.wording import Speaker, message_of, opening_of, resolved

BARE_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>]*[^\s<>.,;:!?)]")
ENCODED = "=?"  # Python's email library decodes what follows, and writes it out as headers of its own


@check("message-not-once")
def the_message_stands_once(context: Context) -> Iterator[Finding]:
    """An email does not hold its beat's message, or holds it more than once, for some role.

    Why: the message is what both sides tell; without it the email tells another story, and twice it sounds like one
    sentence too many. It is counted when all tokens are replaced, in what each role reads.
    Fix: write `{message}` once in the text that all roles read, and not in an opening.
    """
    stories = context.library.storylines
    around = {story.id: library_of_story(story, context.library, context.again) for story in stories}
    for storyline, beat, email in living_emails(context.library):
        roles = [role for role in storyline.roles_of(beat) if context.library.gets_email(role)]
        told = context.again(_counts, around[storyline.id], context.settings, storyline, beat, email, tuple(roles))
        counted = sorted(zip(told, roles, strict=True))
        for times, group in groupby(counted, key=lambda one: one[0]):
            is_unwritten = times == 0 and (beat.status == "draft" or not email.body.source.strip())
            if times == 1 or is_unwritten or not beat.message.source:
                continue
            heard = [role for _, role in group]
            whose = f" for {', '.join(f'`{role}`' for role in heard)}" if len(heard) < len(roles) else ""
            how = "does not stand in the email" if times == 0 else f"stands {times} times in the email"
            hint = "Write `{message}` once in the text that all roles read, alone or within a sentence."
            yield Finding(beat.source.on(email.line), f"the message {how}{whose}", hint)


def _counts(
    library: Library, settings: Settings, storyline: Storyline, beat: Beat, email: EmailText, roles: tuple[str, ...]
) -> tuple[int, ...]:
    """How often the message stands in what each role reads."""
    return tuple(_count(email, beat, Speaker(library, settings, storyline, beat, role)) for role in roles)


def _count(email: EmailText, beat: Beat, speaker: Speaker) -> int:
    read = resolved(email.body.nodes, speaker)
    if not any(token.kind == "role opening" for token in email.body.tokens):
        read = (*opening_of(speaker), *read)
    message = plain(message_of(beat, speaker))
    return _times(message, plain(read)) if message else 0


def _times(message: str, text: str) -> int:
    """How often a message stands in a text, not as a piece of longer words."""
    times, end = 0, 0
    while (start := text.find(message, end)) >= 0:
        end = start + len(message)
        if _is_in_a_word(text[start - 1 : start]) or _is_in_a_word(text[end : end + 1]):
            end = start + 1
        else:
            times += 1
    return times


def _is_in_a_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@check("token-not-alone")
def buttons_and_openings_stand_alone(context: Context) -> Iterator[Finding]:
    """`{offer}` or `{role opening}` stands within a line of an email, in a list or in a quotation.

    Why: the one becomes a button and the other whole paragraphs; within a line the opening would be lost.
    Fix: put it on a line of its own.
    """
    for _, beat, email in living_emails(context.library):
        for token in _own_lines(email):
            if not _is_alone(token, email.body.nodes):
                message = f"`{{{token.kind}}}` does not stand alone on its line"
                yield Finding(beat.source.on(token.line), message, "Put it on a line of its own, outside of lists.")


# Requirement: R10, R43
@check("token-twice")
def buttons_and_openings_stand_once(context: Context) -> Iterator[Finding]:
    """`{offer}` or `{role opening}` stands twice in an email.

    Why: an email invites to one thing, once, and a role has one opening.
    Fix: keep one of the two.
    """
    for _, beat, email in living_emails(context.library):
        first: dict[str, int] = {}
        for token in _own_lines(email):
            if token.kind in first:
                message = f"`{{{token.kind}}}` stands twice, first in line {first[token.kind]}"
                yield Finding(beat.source.on(token.line), message, "Keep one of the two.")
            first.setdefault(token.kind, token.line)


def _own_lines(email: EmailText) -> Iterator[Token]:
    return (token for token in email.body.tokens if token.kind in ("offer", "role opening"))


def _is_alone(token: Token, nodes: Iterable[Node]) -> bool:
    paragraphs = (node for node in nodes if isinstance(node, Element) and node.tag == "p")
    return any(len(paragraph.children) == 1 and paragraph.children[0] is token for paragraph in paragraphs)


# Requirement: R10, R43
@check("other-link")
def no_link_leads_elsewhere(context: Context) -> Iterator[Finding]:
    """An email holds an address that is not the offer's.

    Why: an email invites to one thing; a second link takes readers elsewhere, and nobody proves or tracks it.
    Fix: take the link out, or make it the offer. Mail clients make a link of an address that is only typed, too.
    """
    for _, beat, email in living_emails(context.library):
        offer = context.library.offer.get(beat.fields.offer)
        texts = (email.subject, email.preview, email.body, *(opening.text for opening in email.openings))
        for text in texts:
            for address in _addresses(text.nodes) if text else ():
                if text and not (offer and address == offer.fields.url):
                    hint = f"Take it out; the one link is `{offer.fields.url}`." if offer else "Take it out."
                    message = f"`{address}` is not the offer's address"
                    yield Finding(beat.source.on(_line_of(address, text)), message, hint)


def _addresses(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element) and node.tag == "a":
            yield node.href
        elif isinstance(node, Element):
            yield from _addresses(node.children)
        elif isinstance(node, str):
            yield from BARE_ADDRESS.findall(node)


def _line_of(words: str, text: Text) -> int:
    lines = text.source.split("\n")
    return text.line + next((number for number, typed in enumerate(lines) if words in typed), 0)


@check("encoded-word")
def no_header_holds_an_encoded_word(context: Context) -> Iterator[Finding]:
    """A subject, a preview or a sender holds `=?`.

    Why: mail programs take what follows for encoded text; it can turn into another header, even a hidden recipient.
    Fix: write it with a space between the two characters, or in words.
    """
    hint = "Write a space between the two characters, or other words."
    for storyline, beat, email in living_emails(context.library):
        speaker = Speaker(context.library, context.settings, storyline, beat)
        own = (text for opening in email.openings for text in (opening.subject, opening.preview))
        for text in (email.subject, email.preview, *own):
            if text and ENCODED in plain(resolved(text.nodes, speaker)):
                yield Finding(beat.source.on(text), f"`{ENCODED}` cannot stand in the head of an email", hint)
    for storyline in living_storylines(context.library):
        if ENCODED in storyline.fields.from_:
            yield Finding(storyline.source.at("from"), f"`{ENCODED}` cannot stand in the name of a sender", hint)
    frames = context.library.frames
    if frames and ENCODED in context.settings.from_name:
        yield Finding(frames.source.at("from-name"), f"`{ENCODED}` cannot stand in the name of a sender", hint)
