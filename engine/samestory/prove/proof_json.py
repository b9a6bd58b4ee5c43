"""`proof.json`, and the proof as lines for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from samestory.prove.finding import Finding, Place, Proof
from samestory.prove.rule import all_rules


def proof_json(proof: Proof) -> bytes:
    """The file: the day, the stamp of the whole, what was compared, what differs (outputs.md §2)."""
    made = {
        "day": proof.day,
        "stamp": proof.stamp,
        "compared": asdict(proof.compared),
        "findings": [asdict(finding) for finding in proof.findings],
    }
    return f"{json.dumps(made, indent=2, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def compared_in_words(proof: Proof) -> str:
    """What was compared, in a line."""
    seen = proof.compared
    return (
        f"Compared {seen.touches:,} touches by {seen.rules} rules: {seen.values:,} values and {seen.links:,} links, "
        f"day {proof.day}, stamp {proof.stamp}"
    )


def proof_as_text(proof: Proof) -> str:
    """Each finding with its touch, its rule and both texts, then what was compared; ends with a line end."""
    lines = [*(line for finding in proof.findings for line in _lines(finding)), compared_in_words(proof)]
    count = len(proof.findings)
    lines.append(f"{count} difference{'' if count == 1 else 's'}" if count else "Everything tells the same story")
    return "\n".join(lines) + "\n"


def _lines(finding: Finding) -> Iterator[str]:
    says = next((rule.says for rule in all_rules() if rule.number == finding.rule), "")
    yield f"{finding.touch or 'no single touch'}: rule {finding.rule} does not hold. {says}"
    for place in finding.places:
        yield f"    {where(place)}: {place.text or '(nothing there)'}"


def where(place: Place) -> str:
    """A place as editors take it."""
    return f"{place.file}:{place.line}"
