"""Word lists for the checks of wording: one data file per language, found by its two letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile(r'"[^"]{1,300}"|“[^“”]{1,300}”|„[^„“]{1,300}“|«[^«»]{1,300}»')


@dataclass(frozen=True, slots=True)
class Reading:
    """The formula of a reading grade, and what a syllable is known by."""

    words_per_sentence: float
    syllables_per_word: float
    less: float
    vowels: re.Pattern[str]
    silent_end: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that are looked for, and the words of which a text must hold one before it is looked at closely."""

    pattern: re.Pattern[str]
    telling: frozenset[str]

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Where one of them stands."""
        return iter(()) if self.telling.isdisjoint(words_in(text)) else self.pattern.finditer(text)


NO_PHRASES = Phrases(re.compile(r"(?!)"), frozenset())


@dataclass(frozen=True, slots=True)
class WordList:
    """What is looked for in one language. An empty list finds nothing."""

    language: str
    empty: Phrases
    empty_beginning: Phrases
    relative: Phrases
    praise: Phrases
    no_praise: Phrases
    we: frozenset[str]
    you: frozenset[str]
    reading: Reading | None


@lru_cache(64)
def words_of(language: str) -> WordList | None:
    """The word list of a language, or None where there is none."""
    if not re.fullmatch(r"[a-z]{2,4}", language):
        return None
    file = files(__name__).joinpath(f"{language}.toml")
    return word_list(language, tomllib.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def word_list(language: str, lists: Mapping[str, Any]) -> WordList:
    """A word list as it stands in its file; the tables of a language need not be complete."""
    praise = lists.get("superlatives", {})
    beginnings = lists.get("empty-beginnings", ())
    return WordList(
        language,
        _phrases(_choice, lists.get("empty-phrases", ())),
        _phrases(lambda phrases: rf"\A\W*{_choice(phrases)}", beginnings),
        _relative(lists),
        _praise(praise),
        _phrases(_choice, praise.get("not", ())),
        frozenset(lists.get("we", ())),
        frozenset(lists.get("you", ())),
        _reading(lists["reading"]) if "reading" in lists else None,
    )


@lru_cache(16384)
def words_in(text: str) -> frozenset[str]:
    """The words of a text, each once, in small letters."""
    return frozenset(WORD.findall(text.casefold()))


def unquoted(text: str) -> str:
    """The text with what stands in quotation marks blanked out, as long as before: those words are somebody else's."""
    return QUOTED.sub(lambda found: re.sub(r"\S", "¤", found[0]), text)


def _choice(phrases: Iterable[str]) -> str:
    """Any of some phrases as whole words, over a line end too; the longest first."""
    spelled = sorted({_spelled(phrase) for phrase in phrases}, key=lambda one: (-len(one), one))
    return rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)"


def _spelled(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace("'", "['’]") for word in phrase.split())


def _phrases(pattern: Callable[[Iterable[str]], str], phrases: Iterable[str]) -> Phrases:
    phrases = tuple(phrases)
    return Phrases(re.compile(pattern(phrases), re.IGNORECASE), _telling(phrases)) if phrases else NO_PHRASES


def _telling(phrases: Iterable[str]) -> frozenset[str]:
    """The longest word of each phrase."""
    return frozenset(max(WORD.findall(phrase.casefold()), key=len) for phrase in phrases)


def _relative(lists: Mapping[str, Any]) -> Phrases:
    """Days seen from another day: phrases as they stand, and `last Tuesday`, but not `the last week`."""
    days, before, spans = (lists.get(f"relative-{kind}", ()) for kind in ("dates", "before", "spans"))
    kinds = [_choice(days)] if days else []
    if before and spans:
        allowed = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in lists.get("relative-not-after", ()))
        kinds.append(rf"{allowed}{_choice(before)}\s+{_choice(spans)}")
    telling = (*(day.split()[-1] for day in days), *(word.split()[-1] for word in before))
    return _phrases(lambda _: "|".join(kinds), telling) if kinds else NO_PHRASES


def _praise(lists: Mapping[str, Any]) -> Phrases:
    """Praise of ourselves: `we are the largest`, `we always answer`, `the leading platform`."""
    if not lists:
        return NO_PHRASES
    words, ourselves = _choice(lists["words"]), _choice(lists["ourselves"])
    # Between ourselves and the praise stand at most four words, and none that begins a clause about something else.
    word = rf"(?!{_choice(lists['clauses'])})[^\W_]+"
    kinds = (
        rf"{ourselves}\s+(?:{word}[\s'’-]+){{0,4}}?{words}",
        rf"{ourselves}\s+(?:{word}\s+)?{_choice(lists['absolutes'])}",
        rf"{words}\s+(?:[^\W_]+[\s-]+){{0,2}}?{_choice(lists['things'])}",
        rf"{_choice(lists['absolutes'])}\s+(?:[^\W_]+[\s-]+){{0,1}}?{_choice(lists['things'])}",
    )
    return _phrases(lambda _: "|".join(kinds), (*lists["words"], *lists["absolutes"]))


def _reading(formula: Mapping[str, Any]) -> Reading:
    return Reading(
        formula["words-per-sentence"],
        formula["syllables-per-word"],
        formula["less"],
        re.compile(f"[{formula['vowels']}]+"),
        formula["silent-end"],
    )
