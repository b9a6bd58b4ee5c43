"""How emails read: about whom they are, how hard they are, and whether there are words to check them by."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from samestory.checks import Context, Plan, check, sequence_check
from samestory.checks.planned import Sent, counted_for_all_roles, once_for_all_roles
from samestory.checks.written import living_storylines
from samestory.diagnostics import Finding, Place
from samestory.model.text import plain
from samestory.words import WORD, Reading, WordList, words_of

ENOUGH = 40  # words; the grade of a shorter text says nothing


# Requirement: R31
@sequence_check("more-we-than-you", "warning", can_be_silenced=True)
def emails_are_about_their_readers(plan: Plan) -> Iterator[Finding]:
    """An email says "we" and "our" more often than "you" and "your".

    Why: buyers read "on their terms" (Albee, 2009): about their work, in their words and measures. The words stand in
    the word list of the language; subject, preview, text and the role's opening count.
    Fix: say what it means for the reader's day; let what we do stand in the offer.
    """
    found = []
    for sent in plan.sent:
        words = _list_of(sent)
        we, you = _counted(sent, words) if words else (0, 0)
        if we > you:
            message = f"the email says “we” {_times(we)} and “you” {_times(you) if you else 'never'}"
            found.append((_body(sent), sent.touch.role, message, "Say what it means for the reader."))
    yield from once_for_all_roles(found)


def _counted(sent: Sent, words: WordList) -> tuple[int, int]:
    texts = (plain(sent.email.subject), plain(sent.email.preview), *sent.shared, *sent.own)
    counted = [_pronouns(text, words.language) for text in texts]
    return sum(we for we, _ in counted), sum(you for _, you in counted)


@lru_cache(8192)
def _pronouns(text: str, language: str) -> tuple[int, int]:
    words = words_of(language)
    if not words:
        return 0, 0
    small = [word.casefold() for word in WORD.findall(text) if word != "US"]
    return sum(word in words.we for word in small), sum(word in words.you for word in small)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _body(sent: Sent) -> Place:
    """The line the text begins on."""
    body = sent.beat.email.body if sent.beat.email else None
    if not body or not body.source.strip():
        return sent.place
    return sent.beat.source.on(body.line + len(body.source) - len(body.source.lstrip("\n")))


# Requirement: R43
@sequence_check("hard-to-read", "info", can_be_silenced=True)
def emails_read_easily(plan: Plan) -> Iterator[Finding]:
    """An email reads harder than grade 9 (`reading-grade` under `[limits]` in the settings).

    Why: mail in short words and sentences was answered most (Boomerang, 2016). The grade is Flesch and Kincaid's, of
    1975; it counts sentences and syllables and knows no trade, so it is only a note.
    Fix: cut the longest sentence in two, and take the shorter word.
    """
    limit = plan.settings.limits.reading_grade
    message = f"the email reads like grade {{count}}, harder than {limit},"
    yield from counted_for_all_roles(
        (_body(sent), sent.touch.role, grade, message, "Cut the longest sentence in two.")
        for sent in plan.sent
        if (words := _list_of(sent)) and words.reading and (grade := _grade(sent, words.reading)) > limit
    )


def _grade(sent: Sent, formula: Reading) -> int:
    measured = [_measured(text, formula) for text in (*sent.shared, *sent.own)]
    words, sentences, syllables = (sum(one[kind] for one in measured) for kind in range(3))
    if words < ENOUGH:
        return 0
    return round(
        formula.words_per_sentence * words / sentences + formula.syllables_per_word * syllables / words - formula.less
    )


@lru_cache(8192)
def _measured(text: str, formula: Reading) -> tuple[int, int, int]:
    """The words, sentences and syllables of a paragraph."""
    words = [word.casefold() for word in WORD.findall(text) if not word.isdigit()]
    sentences = max(1, sum(text.count(mark) for mark in ".!?")) if words else 0
    return len(words), sentences, sum(_syllables(word, formula) for word in words)


@lru_cache(8192)
def _syllables(word: str, formula: Reading) -> int:
    groups = len(formula.vowels.findall(word))
    is_silent = word.endswith(formula.silent_end) and not word.endswith(("le", "ee"))
    return max(1, groups - (is_silent and groups > 1))


def _list_of(sent: Sent) -> WordList | None:
    return words_of(sent.email.language)


@check("no-word-list", "info")
def every_language_has_its_words(context: Context) -> Iterator[Finding]:
    """A storyline is in a language for which there is no word list.

    Why: empty phrases, praise of ourselves, relative dates, "we" and "you" and the reading grade are looked for by
    word lists; without one these checks say nothing. All others hold.
    Fix: nothing; or add the language as a file beside `engine/samestory/words/en.toml`.
    """
    for storyline in living_storylines(context.library):
        language = storyline.fields.language or context.settings.language
        if storyline.source.is_whole and words_of(language) is None:
            message = f"there is no word list for the language `{language}`"
            hint = "Checks of wording say nothing here; have a second person read the texts."
            yield Finding(storyline.source.at("language"), message, hint)
