"""The types of front matter and settings: how each is typed by people, and what it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from samestory.nearest import did_you_mean

DAYS_IN = {"day": 1, "week": 7, "month": 30}  # a month is 30 days (model.md §4)


def refuse(message: str, hint: str) -> PydanticCustomError:
    """An error whose words reach the author: what is wrong with a value, and what to type instead."""
    return PydanticCustomError("wrong-value", "{message}", {"message": message, "hint": hint})


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a contact does or is, e.g. `dormant 180 days`: a name, what follows it, and its days if it has any."""

    name: str
    parameter: str = ""
    days: int | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.parameter}".strip()


def _one_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise refuse("a single value is expected here, not a list", "Keep one value.")


def listed(value: Any) -> tuple[str, ...]:
    """`a, b` or a YAML list, as a tuple without empty entries."""
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def _id(value: Any) -> str:
    text = _one_text(value)
    if not re.fullmatch(r"[a-z0-9-]+", text):
        raise refuse(f"`{text}` is no id", "An id has small letters, digits and hyphens: `economic-buyer`.")
    return text


def _ids(value: Any) -> tuple[str, ...]:
    ids = tuple(_id(part) for part in listed(value))
    twice = sorted({part for part in ids if ids.count(part) > 1})
    if twice:
        raise refuse(f"`{twice[0]}` stands there twice", "Name each thing once.")
    return ids


def _code(value: Any) -> str:
    text = _one_text(value)
    if not re.fullmatch(r"[a-z]{2,4}", text):
        raise refuse(f"`{text}` is no code", "A code has two to four small letters: `eb`.")
    return text


def _language(value: Any) -> str:
    text = _one_text(value)
    if not re.fullmatch(r"[a-z]{2,3}", text):
        raise refuse(f"`{text}` is no language", "Write its two letters: `en`, `de`, `fr`.")
    return text


def _yes_no(value: Any) -> bool:
    text = _one_text(value).lower()
    if text not in ("yes", "no"):
        raise refuse(f"`{text}` is neither `yes` nor `no`", "Write `yes` or `no`.")
    return text == "yes"


def _day(value: Any) -> date:
    text = value if isinstance(value, str) else str(value)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise refuse(f"there is no day `{text}` in the calendar", "Write a day that exists: `2026-11-03`.") from None
    raise refuse(f"`{text}` is no date", "Write year, month and day: `2026-11-03`.")


def _proof_date(value: Any) -> str:
    text = _one_text(value)
    if text == "undated" or re.fullmatch(r"(19|20)\d{2}(-(0[1-9]|1[0-2]))?", text):
        return text
    return _day(text).isoformat()


def hours_of(text: str, *, units: tuple[str, ...] = ("day", "week", "month")) -> int | None:
    """How many hours a duration such as `6 weeks` is, or None where it is none in these units."""
    found = re.fullmatch(r"(\d{1,4}) (hour|day|week|month)s?", text.strip())
    if not found or found[2] not in units:
        return None
    return int(found[1]) * (DAYS_IN[found[2]] * 24 if found[2] != "hour" else 1)


def _days(value: Any) -> int:
    text = _one_text(value)
    hours = hours_of(text)
    if hours is None:
        raise refuse(f"`{text}` is no duration", "Write a number and days, weeks or months: `6 days`.")
    return hours // 24


def _hours(value: Any) -> int:
    text = _one_text(value)
    hours = hours_of(text, units=("hour", "day", "week", "month"))
    if hours is None:
        raise refuse(f"`{text}` is no duration", "Write a number and hours, days, weeks or months: `24 hours`.")
    return hours


def signal_of(text: str) -> Signal:
    """A signal as typed: its first word, and what follows."""
    name, _, parameter = text.strip().partition(" ")
    hours = hours_of(parameter) if parameter else None
    return Signal(name, parameter.strip(), hours // 24 if hours is not None else None)


def choice(what: str, *allowed: str) -> BeforeValidator:
    """Takes one of a few words; `what` names such a word ("kind")."""

    def chosen(value: Any) -> str:
        text = _one_text(value)
        if text not in allowed:
            raise refuse(f"there is no {what} `{text}`", did_you_mean(text, allowed, f"{what}s"))
        return text

    return BeforeValidator(chosen)


def choices(what: str, *allowed: str) -> BeforeValidator:
    """Takes a list of some words out of a few."""

    def chosen(value: Any) -> tuple[str, ...]:
        texts = listed(value)
        for text in texts:
            if text not in allowed:
                raise refuse(f"there is no {what} `{text}`", did_you_mean(text, allowed, f"{what}s"))
        return texts

    return BeforeValidator(chosen)


Line = Annotated[str, BeforeValidator(_one_text)]
Id = Annotated[str, BeforeValidator(_id)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_ids)]
Code = Annotated[str, BeforeValidator(_code)]
Language = Annotated[str, BeforeValidator(_language)]
Lines = Annotated[tuple[str, ...], BeforeValidator(listed)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Day = Annotated[date, BeforeValidator(_day)]
ProofDate = Annotated[str, BeforeValidator(_proof_date)]
Days = Annotated[int, BeforeValidator(_days)]
Hours = Annotated[int, BeforeValidator(_hours)]
Signals = Annotated[tuple[Signal, ...], BeforeValidator(lambda value: tuple(map(signal_of, listed(value))))]
