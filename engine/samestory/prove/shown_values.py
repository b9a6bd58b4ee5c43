"""Every place of a build that shows a claim, with its words and its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samestory.prove.finding import Place
from samestory.prove.mail import SENT
from samestory.prove.read_back import RECEIPT, ReadBack
from samestory.prove.words import evened


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim at a place: the value shown apart from the words, or None; `words` are empty where only a value is."""

    id: str
    value: str | None
    words: str
    touch: str
    file: str
    line: int

    @property
    def place(self) -> Place:
        """Where it stands, by its value."""
        return Place(self.file, self.line, f"{self.id}: {self.value}")

    @property
    def said(self) -> Place:
        """Where it stands, by its words."""
        return Place(self.file, self.line, self.words)


def shown_claims(build: ReadBack) -> Iterator[ShownClaim]:
    """Sequences first, then the receipt, the library and every other page."""
    for touch in build.sent.touches:
        for use in touch.claims:
            words = use.text if use.form != "source" else ""
            yield ShownClaim(use.id, use.value, words, touch.key, SENT, touch.line)
    for entry in build.receipt:
        for id, value in receipt_claims(entry):
            yield ShownClaim(id, value, "", str(entry.get("key", "")), RECEIPT, 1)
    for kept in build.kept.values():
        yield ShownClaim(kept.id, kept.value, kept.statement, "", "site/proof.html", kept.line)
    for path, page in build.pages.items():
        for shown in page.claims:
            yield ShownClaim(shown.id, shown.value, shown.words, "", f"site/{path}", shown.line)


def receipt_claims(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The claims of a receipt's entry with their values."""
    claims = entry.get("claims")
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, dict):
            yield str(claim.get("id", "")), evened(str(claim.get("value", "")))


def values_by_claim(build: ReadBack) -> dict[str, str]:
    """The value of each claim as it is shown first."""
    found: dict[str, str] = {}
    for shown in shown_claims(build):
        if shown.value:
            found.setdefault(shown.id, shown.value)
    return found
