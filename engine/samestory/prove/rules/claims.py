"""Rules 2, 3 and 7: claims, their values, and what is kept back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT, Copy
from samestory.prove.page_parts import Kept
from samestory.prove.read_back import ReadBack
from samestory.prove.rule import rule
from samestory.prove.sent import SentTouch
from samestory.prove.shown_claim import RECEIPT, ShownClaim, receipt_claims
from samestory.prove.words import as_said, is_near, passage

TOLD = "An email makes the claims that the rep’s page lists as told, with the same values, and no others."
ONE_VALUE = "A claim, and what it measures, has one value wherever it is shown; a former value is marked as such."
RESERVED = "What is kept back for the rep to tell is in no email, and no email says its number."

Values = dict[str, str]


# Requirement: R22, R30
@rule(2, TOLD)
def the_claims_meant_are_in_the_email(build: ReadBack) -> Iterator[Difference]:
    """Each claim that an email is said to make stands in every copy of it, word for word."""
    for mail in build.mails.values():
        for text in dict.fromkeys(use.text for use in mail.touch.claims):
            wanted = as_said(text)
            if wanted in as_said(mail.touch.subject) or wanted in as_said(mail.touch.preview):
                continue
            for copy in (copy for alike in mail.alike if wanted not in alike[0].part.said for copy in alike):
                here = Place(copy.file, copy.line, passage(copy.part.said, wanted))
                yield Difference(mail.touch.key, (Place(SENT, mail.touch.line, text), here))


@rule(2, TOLD)
def the_claims_told_are_those_of_the_email(build: ReadBack) -> Iterator[Difference]:
    """The rep's page, the email's preview and the receipt list the claims of an email, with the values they show."""
    receipt = {str(entry.get("key", "")): entry for entry in build.receipt}
    for key, mail in build.mails.items():
        if build.has_site:
            file, prepared = build.prep.get(key, ("site/prep", None))
            told = [(one.id, one.value) for one in prepared.told] if prepared else []
            yield from _listed(mail.touch, file, prepared.line if prepared else 1, told)
            file, preview = build.previews.get(key, ("site/emails", None))
            shown = [(one.id, one.value or "") for one in preview.claims] if preview else []
            yield from _listed(mail.touch, file, preview.line if preview else 1, shown)
        entry = receipt.get(key)
        yield from _listed(mail.touch, RECEIPT, 1, receipt_claims(entry) if entry else ())


def _listed(touch: SentTouch, file: str, line: int, shown: Iterable[tuple[str, str]]) -> Iterator[Difference]:
    """Where a list has other claims than the email, or another value where both show one."""
    meant: Values = {}
    for use in touch.claims:
        meant[use.id] = meant.get(use.id) or use.value
    listed = dict(shown)
    is_same = meant.keys() == listed.keys() and all(
        value == listed[id] for id, value in meant.items() if value and listed[id]
    )
    if not is_same:
        yield Difference(touch.key, (Place(SENT, touch.line, _as_text(meant)), Place(file, line, _as_text(listed))))


def _as_text(values: Values) -> str:
    return ", ".join(f"{id}: {value}" if value else id for id, value in values.items()) or "no claim"


@rule(2, TOLD)
def no_claim_is_made_that_is_not_listed(build: ReadBack) -> Iterator[Difference]:
    """The sentence of a claim of the library stands in no email that does not list the claim."""
    for key, said in build.statements_said.items():
        listed = {use.id for use in build.mails[key].touch.claims}
        for kept, copy in said:
            if kept.id not in listed:
                library = Place("site/proof.html", kept.line, kept.statement)
                yield Difference(key, (library, _said_in(copy, kept)))


def _said_in(copy: Copy, kept: Kept) -> Place:
    return Place(copy.file, copy.line, passage(copy.part.said, as_said(kept.statement)))


@rule(3, ONE_VALUE)
def one_value_for_each_claim(build: ReadBack) -> Iterator[Difference]:
    """Every place that shows a claim's value shows the same one, and the words beside it say it."""
    first: dict[str, ShownClaim] = {}
    for shown in build.shown_claims:
        if not shown.value:
            continue
        known = first.setdefault(shown.id, shown)
        if known.value != shown.value:
            yield Difference(shown.touch or known.touch, (known.place, shown.place))
        elif shown.file == SENT and shown.words and shown.value not in shown.words:
            yield Difference(shown.touch, (known.place, shown.said))


@rule(3, ONE_VALUE)
def one_wording_for_each_form(build: ReadBack) -> Iterator[Difference]:
    """A claim is not shown in two wordings that differ by a slip: its forms are sentences, noun phrases or values."""
    forms: dict[str, dict[str, ShownClaim]] = {}
    for shown in build.shown_claims:
        if shown.words:
            forms.setdefault(shown.id, {}).setdefault(shown.words, shown)
    for wordings in forms.values():
        for one, other in combinations(wordings.values(), 2):
            if is_near(one.words, other.words) and _with_capital(one.words) != _with_capital(other.words):
                yield Difference(one.touch or other.touch, (one.said, other.said))


def _with_capital(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]


@rule(3, ONE_VALUE)
def one_value_for_each_measure(build: ReadBack) -> Iterator[Difference]:
    """Two claims of the library that measure one thing have one value."""
    values = build.values
    first: dict[str, str] = {}
    for kept in build.kept.values():
        value = values.get(kept.id, "")
        if not kept.measure or not value:
            continue
        known = first.setdefault(kept.measure, kept.id)
        if values[known] != value:
            places = (build.kept[known], kept)
            yield Difference(
                "", tuple(Place("site/proof.html", one.line, f"{one.id}: {values[one.id]}") for one in places)
            )


@rule(3, ONE_VALUE)
def former_values_are_in_a_history(build: ReadBack) -> Iterator[Difference]:
    """What a page marks as former is what the library of proofs says was said before."""
    if not build.kept:
        return
    formers = {former for kept in build.kept.values() for former in (*kept.formers, kept.statement)}
    for path, page in build.pages.items():
        for words, line in page.formers:
            if words not in formers:
                yield Difference("", (Place("site/proof.html", 1, ""), Place(f"site/{path}", line, words)))


@rule(7, RESERVED)
def kept_back(build: ReadBack) -> Iterator[Difference]:
    """No email makes a reserved claim, says its sentence, or makes a claim that measures the same."""
    by_measure: dict[str, list[Kept]] = {}
    for kept in build.kept.values():
        if kept.is_reserved and kept.measure:
            by_measure.setdefault(kept.measure, []).append(kept)
    for key, mail in build.mails.items():
        for use in mail.touch.claims:
            used = build.kept.get(use.id)
            same = by_measure.get(used.measure or "", []) if used else []
            for kept in dict.fromkeys((*same, *([used] if used and used.is_reserved else []))):
                place = Place(SENT, mail.touch.line, f"{use.id}: {use.text}")
                yield Difference(key, (_not_emailed(kept), place))
        for kept, copy in build.statements_said[key]:
            if kept.is_reserved:
                yield Difference(key, (_not_emailed(kept), _said_in(copy, kept)))


def _not_emailed(kept: Kept) -> Place:
    return Place("site/proof.html", kept.line, f"{kept.id}, not emailed: {kept.statement}")
