"""The settings of a repository: `[tool.samestory]` in pyproject.toml, or samestory.toml (outputs.md §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from samestory.model.values import Days, Id, Language, refuse

OWN_COLOUR = "#0b5a6f"  # what the theme was drawn for
ADDRESS = r"[^@\s<>,;:\"']+@[^@\s<>,;:\"']+\.[^@\s<>,;:\"']+"


@dataclass(frozen=True, slots=True)
class FrequencyCap:
    """At most so many emails in so many days, over all storylines."""

    emails: int
    days: int


def _cap(value: Any) -> FrequencyCap:
    found = re.fullmatch(r"(\d{1,3}) in (\d{1,3}) days?", str(value))
    if not found:
        raise refuse(f"`{value}` is no frequency cap", "Write how many emails in how many days: `2 in 7 days`.")
    return FrequencyCap(int(found[1]), int(found[2]))


def _line(value: Any) -> str:
    if not isinstance(value, str) or "\n" in value or not value.strip():
        raise refuse(f"`{value}` is not a line of text", "Write one line of text in quotes.")
    return value.strip()


def _https(value: Any) -> str:
    if not re.fullmatch(r"https://[^\s\"'<>{}\\]+", _line(value)):
        raise refuse(f"`{value}` is no https address", "Write the whole address: `https://www.example.com/stories`.")
    return _line(value)


def _address(value: Any) -> str:
    if not re.fullmatch(ADDRESS, _line(value), re.ASCII) or not value.isascii():
        raise refuse(f"`{value}` is no email address", "Write one address: `hello@example.com`.")
    return _line(value)


def _colour(value: Any) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", _line(value)):
        raise refuse(f"`{value}` is no colour", "Write six hex digits: `#0b5a6f`.")
    return _line(value).lower()


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99_999:
        raise refuse(f"`{value}` is no count", "Write a whole number from 1, without quotes.")
    return value


def _share(value: Any) -> int:
    found = re.fullmatch(r"(\d{1,3}) ?%?", str(value))
    if isinstance(value, bool) or not found or not 1 <= int(found[1]) <= 100:
        raise refuse(f"`{value}` is no share", 'Write a whole number of per cent: `"60 %"`.')
    return int(found[1])


Count = Annotated[int, BeforeValidator(_count)]
Share = Annotated[int, BeforeValidator(_share)]
Words = Annotated[str, BeforeValidator(_line)]
Https = Annotated[str, BeforeValidator(_https)]
Address = Annotated[str, BeforeValidator(_address)]
Colour = Annotated[str, BeforeValidator(_colour)]
Cap = Annotated[FrequencyCap, BeforeValidator(_cap)]


class Part(BaseModel):
    """A table of the settings."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
    )


class ContactFieldSettings(BaseModel):
    """`[fields."first name"]`: what stands there when a contact has none, what previews show, each tool's own name."""

    model_config = ConfigDict(frozen=True, extra="allow")

    fallback: str = ""
    sample: str = ""

    @property
    def tools(self) -> Mapping[str, str]:
        """How an email tool calls the field, by the tool's name."""
        return {name: str(value) for name, value in (self.model_extra or {}).items()}


class Tracking(Part):
    """`[tracking]`: what is added to an offer's address, beside the touch key as `utm_content`."""

    source: Words = Field(default="samestory", description="`utm_source` of links in emails")
    medium: Words = Field(default="email", description="`utm_medium` of links in emails")


class Limits(Part):
    """`[limits]` of checks; each is named in the explanation of the check that uses it."""

    first_email: Days = Field(default=3, description="days after which a role must have got its first email")
    gap_least: Days = 3
    gap_short: Days = 5
    gap_long: Days = 21
    silence_longest: Days = 45
    cycle_share: Share = 60
    top_share: Share = 50
    idea_beats: Count = 2
    segment_touches: Count = 5
    storyline_touches: Count = 12
    email_words_least: Count = 50
    email_words_most: Count = 125
    email_words_limit: Count = 200
    subject_letters: Count = 50
    preview_least: Count = 40
    preview_most: Count = 90
    talk_words: Count = 120
    reading_grade: Count = 9


class Allowed(Part):
    """`[allow]`: exact texts that checks let pass."""

    figures: tuple[str, ...] = Field(default=(), description="names with digits that are no figures, such as ISO 9001")
    addresses: tuple[str, ...] = Field(
        default=(), description="email addresses and phone numbers that may stand in texts"
    )
    phrases: tuple[str, ...] = Field(default=(), description="texts that checks of wording let pass")


class Settings(Part):
    """All settings. What is required has no default that could be meant."""

    id: Id = Field(default="", description="the project's id, never changed: all ids in email tools come from it")
    name: Words = Field(default="", description="the name on the site and in emails")
    language: Language = "en"
    site_url: Https = Field(default="", description="where the site is published")
    repository_url: Https = Field(default="", description="for *suggest a change*")
    from_name: Words = Field(default="", description="who an email comes from")
    from_address: Address = Field(default="", description="the address it comes from")
    postal_address: Words = Field(default="", description="stands under every email, as the law wants it")
    unsubscribe_url: Https = Field(default="", description="where a reader leaves the list")
    reply_to: Address = Field(default="", description="where answers go, if not to the sender")
    greeting: Words = Field(
        default="Hello {first name},", description="the first line of every email; may hold contact fields"
    )
    sign_off: Words = Field(default="", description="the last line of every email; default: the sender")
    recap: Words = Field(
        default="Thank you for your time. The point to keep: {message}. {leave with} {offer}",
        description="the rep's mail after a call, if a beat has none; holds `{message}`, `{leave with}`, `{offer}`",
    )
    colour: Colour = Field(default=OWN_COLOUR, description="of buttons and of the site")
    logo: str = Field(default="", description="a picture under `site/`, shown on every page: SVG, PNG, JPEG or WebP")
    frequency_cap: Cap | None = Field(
        default=None, description="at most so many emails to one person, over all storylines"
    )
    enrol_for: Days = Field(
        default=180, description="how long after a release people still enter; decides what expires too early"
    )
    role_field: Words = Field(
        default="buyer_role", description="the contact field that tells an email tool who is which role"
    )
    stage_field: Words = Field(
        default="buying_stage", description="the contact field that tells it where somebody stands"
    )
    targets: tuple[str, ...] = Field(default=(), description="the email tools to write for, besides the bundle")
    never_name: tuple[str, ...] = Field(
        default=(), description="words that must not stand in field notes, such as customers' names"
    )
    fields: Mapping[str, ContactFieldSettings] = Field(
        default_factory=dict,
        description='contact fields: `[fields."first name"]` with `fallback`, `sample` and each tool\'s own name',
    )
    tracking: Tracking = Tracking()
    limits: Limits = Limits()
    allow: Allowed = Allowed()

    @property
    def logo_on_site(self) -> str:
        """Where the logo lies from the top of the site, and so under `site/`, with which it may be written."""
        return self.logo.removeprefix("site/")


REQUIRED_SETTINGS = (
    "id",
    "name",
    "from-name",
    "from-address",
    "postal-address",
    "unsubscribe-url",
    "frequency-cap",
)
