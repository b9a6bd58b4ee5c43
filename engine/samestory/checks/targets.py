"""Email tools: that the settings name known ones, and what a tool's spelling or its limits cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samestory.checks import Context, Rendered, check, email_check
from samestory.checks.passages import Passage
from samestory.diagnostics import Finding, Place
from samestory.model.emails import MAX_HTML_BYTES, RenderedEmail, html_bytes
from samestory.model.library import Source, Storyline
from samestory.model.settings import ADDRESS
from samestory.model.text import Token
from samestory.nearest import did_you_mean
from samestory.targets import Target, all_targets, chosen_targets
from samestory.targets.dialect import spelled_email
from samestory.targets.sheets import signals_in_force

FIELD = re.compile(r"\{[^{}|]+ \| [^{}]*\}|\{unsubscribe\}")
MAIL = re.compile(ADDRESS)
NEAR_THE_LIMIT = MAX_HTML_BYTES // 2  # tags make an email longer than its neutral form, but never twice as long


@check("unknown-target")
def targets_are_known(context: Context) -> Iterator[Finding]:
    """The settings' `targets` name an email tool that there is none of.

    Why: nothing would be written for it, and nobody would notice before the import.
    Fix: correct the spelling; `samestory targets` lists the tools. For any other, the bundle works by hand.
    """
    known = all_targets()
    for name in dict.fromkeys(context.settings.targets):
        if name not in known:
            hint = did_you_mean(name, known, "email tools")
            yield Finding(_settings(context).at("targets"), f"there is no email tool `{name}`", hint)


@check("target-twice")
def each_target_is_named_once(context: Context) -> Iterator[Finding]:
    """The settings' `targets` name an email tool twice.

    Why: it is written once, so one of the two is a slip, perhaps for another tool.
    Fix: take one of them out, or write the tool that was meant.
    """
    targets = context.settings.targets
    for name in dict.fromkeys(targets):
        if targets.count(name) > 1:
            yield Finding(_settings(context).at("targets"), f"`{name}` stands there twice", "Name each tool once.")


@check("rule-not-kept")
def every_tool_keeps_every_rule(context: Context) -> Iterator[Finding]:
    """An email tool can keep a storyline's exit or suppression neither by itself nor by a person's step.

    Why: people would be written to who must not be, and nobody would notice.
    Fix: tell this story with another tool, or take out what it cannot keep, if the storyline can do without.
    """
    for tool in chosen_targets(context.settings):
        for storyline in context.library.storylines:
            for signal, place in signals_in_force(storyline).items() if storyline.status == "live" else ():
                if signal not in tool.rules:
                    message = f"{tool.title} cannot keep `{signal}` of `{storyline.id}`, {place}, and nobody by hand"
                    hint = f"Take `{tool.name}` out of `targets`, or give its rules an answer for `{signal}`."
                    yield Finding(_written_at(context, storyline, signal), message, hint)


def _written_at(context: Context, storyline: Storyline, signal: str) -> Place:
    """Where a storyline asks for a signal; one that is always in force is asked for by naming the tool."""
    for key, signals in (("exit", storyline.fields.exit), ("suppress", storyline.fields.suppress)):
        if any(one.name == signal for one in signals):
            return storyline.source.at(key)
    return _settings(context).at("targets")


@check("fallback-not-held")
def every_tool_can_hold_the_fallbacks(context: Context) -> Iterator[Finding]:
    """A fallback of a contact field has something that an email tool cannot write in its tag.

    Why: the tag would end too early, and buyers would read the rest of it, or nothing.
    Fix: write the fallback without it; the hint names the tool. Letters, digits, blanks and hyphens are always fine.
    """
    tools = chosen_targets(context.settings)
    fallbacks = tuple(_fallbacks(context)) if tools else ()
    for tool in tools:
        for place, fallback in fallbacks:
            if problem := tool.dialect.cannot_hold(fallback):
                message = f"{tool.title} cannot hold {problem} in the fallback `{_short(fallback)}`"
                yield Finding(place, message, "Write a fallback of plain words, such as `there`.")


def _fallbacks(context: Context) -> Iterator[tuple[Place, str]]:
    for name, field in context.settings.fields.items():
        yield _settings(context).at(f"fields.{name}"), field.fallback
    for passage, token in _field_tokens(context):
        if token.detail:
            yield passage.at(token), token.detail


def _field_tokens(context: Context) -> Iterator[tuple[Passage, Token]]:
    frames = context.library.frames
    framed = (Passage(frames.source, text) for text in (frames.greeting, frames.sign_off)) if frames else ()
    emailed = (passage for passage in context.passages if passage.is_emailed)
    for passage in (*framed, *emailed):
        yield from ((passage, token) for token in passage.text.tokens if token.kind == "field")


def _short(words: str) -> str:
    one_line = "".join(one if one.isprintable() else " " for one in words)
    return one_line if len(one_line) <= 40 else f"{one_line[:40]}…"


@check("field-name-not-held")
def every_tool_can_hold_the_names(context: Context) -> Iterator[Finding]:
    """A contact field has a name that an email tool cannot have.

    Why: its tag would stand in the email as it is written.
    Fix: write the tool's own name for the field under `[fields."…"]`, such as `mautic = "firstname"`.
    """
    settings = context.settings
    for tool in chosen_targets(settings):
        for name in settings.fields:
            own = tool.dialect.name_of(name, settings, tool.name)
            if not re.fullmatch(tool.dialect.name_pattern, own):
                message = f"{tool.title} has no contact field `{_short(own)}`, which stands for `{name}`"
                hint = f'Write its name there: `{tool.name} = "…"`.'
                yield Finding(_settings(context).at(f"fields.{name}"), message, hint)


def _settings(context: Context) -> Source:
    return context.library.frames.source if context.library.frames else Source("samestory.toml")


@email_check("over-tool-limit")
def every_tool_can_hold_the_emails(rendered: Rendered) -> Iterator[Finding]:
    """A subject, a preview text, a key or the HTML is longer than an email tool lets it be.

    Why: the tool cuts it off, or refuses the import or the first edit.
    Fix: shorten it; with the tool's tags in the place of contact fields it is longer than it looks.
    """
    for tool, place, email in _tool_emails(rendered):
        spelled = spelled_email(email, tool.dialect, rendered.settings, tool.name, tool.dialect.unsubscribe)
        sizes = (
            ("key", len(email.key), tool.limits.name, "characters"),
            ("subject", len(spelled.subject), tool.limits.subject, "characters"),
            ("preview text", len(spelled.preheader), tool.limits.preheader, "characters"),
            ("HTML", len(spelled.html.encode()), tool.limits.html_bytes or MAX_HTML_BYTES, "bytes"),
        )
        for what, size, limit, unit in sizes:
            if limit and size > limit:
                message = f"in {tool.title} the {what} of `{email.key}` has {size:,} {unit}, more than {limit:,}"
                yield Finding(place, message, "Shorten it.")


def _tool_emails(rendered: Rendered) -> Iterator[tuple[Target, Place, RenderedEmail]]:
    """The emails that may be too long for a tool: most are far from any limit, and are not spelled for it."""
    tools = chosen_targets(rendered.settings)
    sent = tuple((place, email, html_bytes(email) > NEAR_THE_LIMIT) for place, email in _sent(rendered) if tools)
    for tool in tools:
        limits = tool.limits
        for place, email, is_large in sent:
            is_long = 2 * len(email.subject) > limits.subject > 0 or 2 * len(email.preview) > limits.preheader > 0
            if is_long or len(email.key) > limits.name > 0 or is_large:
                yield tool, place, email


def _sent(rendered: Rendered) -> Iterator[tuple[Place, RenderedEmail]]:
    for sent in rendered.sequences:
        for touch, _ in sent.emails:
            beat = rendered.library.storyline[touch.storyline].beat(touch.beat)
            if beat and beat.email and touch.key in rendered.emails:
                yield beat.source.on(beat.email.line), rendered.emails[touch.key]


@email_check("text-not-held")
def no_tool_changes_the_words(rendered: Rendered) -> Iterator[Finding]:
    """An email has words that an email tool would take for a tag of its own, or would take away.

    Why: Mautic's import takes every email address out of every text; what looks like a tag is replaced by a tool.
    Fix: say it in other words, and give a page instead of an address.
    """
    tools = chosen_targets(rendered.settings)
    written = tuple(_written(rendered)) if tools else ()
    for tool in tools:
        foreign = re.compile(tool.dialect.foreign) if tool.dialect.foreign else None
        for place, key, text in written:
            tag = foreign.search(text) if foreign else None
            # The pattern tries every word of a text, so it gets few texts.
            address = MAIL.search(text) if "@" in text and not tool.limits.addresses else None
            if tag:
                message = f"{tool.title} would take `{tag[0]}` in `{key}` for a tag of its own"
                yield Finding(place, message, "Say it in other words.")
            if address:
                message = f"{tool.title} would take `{address[0]}` out of `{key}`"
                yield Finding(place, message, "Give the address of a page instead.")


def _written(rendered: Rendered) -> Iterator[tuple[Place, str, str]]:
    """The key of each email, and its words without our own fields."""
    for place, email in _sent(rendered):
        text = f"{email.subject}\n{email.preview}\n{email.text}".replace("\\{", "{")
        yield place, email.key, FIELD.sub("", text)
