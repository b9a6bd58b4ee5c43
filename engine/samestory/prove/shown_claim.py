"""A claim at a place of a build, with its words and its value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samestory.prove.finding import Place
from samestory.prove.mail import SENT
from samestory.prove.page_parts import Kept
from samestory.prove.sent import SentTouch
from samestory.prove.site_page import SitePage
from samestory.prove.words import evened

RECEIPT = "sequences/receipt.json"


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


def shown_in(
    touches: Iterable[SentTouch], receipt: list[dict[str, Any]], library: Iterable[Kept], pages: Mapping[str, SitePage]
) -> Iterator[ShownClaim]:
    """Sequences first, then the receipt, the library and every other page."""
    for touch in touches:
        for use in touch.claims:
            words = use.text if use.form != "source" else ""
            yield ShownClaim(use.id, use.value, words, touch.key, SENT, touch.line)
    for entry in receipt:
        for id, value in receipt_claims(entry):
            yield ShownClaim(id, value, "", str(entry.get("key", "")), RECEIPT, 1)
    for kept in library:
        yield ShownClaim(kept.id, kept.value, kept.statement, "", "site/proof.html", kept.line)
    for path, page in pages.items():
        for shown in page.claims:
            yield ShownClaim(shown.id, shown.value, shown.words, "", f"site/{path}", shown.line)


def receipt_claims(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The claims of a receipt's entry with their values."""
    claims = entry.get("claims")
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, dict):
            yield str(claim.get("id", "")), evened(str(claim.get("value", "")))
