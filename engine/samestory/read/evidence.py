"""`stories/_claims/`, `_proofs/` and `_offers/`."""

from __future__ import annotations

import re
from datetime import date

from samestory.diagnostics import Place
from samestory.model.front_matter import ClaimFields, OfferFields, ProofFields
from samestory.model.library import Claim, FormerValue, Offer, Proof
from samestory.read import faults
from samestory.read.file import CLAIM, PROSE, TYPED, OpenFile
from samestory.read.sections import Part

CLAIM_SECTIONS = ("Short", "Sentence", "Source line", "What most buyers believe", "History")
PROOF_SECTIONS = ("What it shows", "Limits")
PROOF_LABELS = ("Source", "Through", "Link")
OFFER_SECTIONS = ("Link text", "Why open it")
A_LINE = "Write `until 2026-10-01: 26 % (the survey was renewed)`: a day, the value till then, and why it changed."
HISTORY = re.compile(r"[-*]?\s*until (\d{4}-\d{2}-\d{2}):\s*([^()]+?)\s*\((.+)\)\s*")


def read_claim(opened: OpenFile, id: str) -> Claim:
    """A claim; its sentences are plain text."""
    fields, body = opened.fields_and_body(ClaimFields, CLAIM_SECTIONS, "the claim as a sentence")
    history = body.sections.get("History")
    return Claim(
        id,
        opened.source,
        fields,
        opened.title(body, "in a claim", CLAIM),
        short=opened.one_line(body.sections.get("Short"), "in a claim", CLAIM),
        sentence=opened.one_line(body.sections.get("Sentence"), "in a claim", CLAIM),
        source_line=opened.one_line(body.sections.get("Source line"), "in a source line", CLAIM),
        belief=opened.blocks(body.sections.get("What most buyers believe"), "in a claim", CLAIM),
        history=_history(opened, history) if history else (),
    )


def _history(opened: OpenFile, part: Part) -> tuple[FormerValue, ...]:
    opened.refuse_parts(part)
    made: list[FormerValue] = []
    for line, words in enumerate(part.text.split("\n"), start=part.text_line):
        found = HISTORY.fullmatch(words)
        try:
            if found:
                made.append(FormerValue(date.fromisoformat(found[1]), found[2], found[3], line))
            elif words.strip():
                raise ValueError(words)
        except ValueError:
            problem = "this line of the history cannot be read"
            opened.diagnostics.append(faults.bad_row(Place(opened.file, line), problem, A_LINE))
    return tuple(made)


def read_proof(opened: OpenFile, id: str) -> Proof:
    """A proof; its labels stand between the H1 and the first section."""
    fields, body = opened.fields_and_body(ProofFields, PROOF_SECTIONS, "what the proof is called", has_lead=True)
    lead = Part("", body.title_line, body.lead, body.lead_line)
    taken = opened.labels(lead, PROOF_LABELS)
    opened.refuse_text(taken.rest, body.lead_line, "between the H1 and the first `##`")
    return Proof(
        id,
        opened.source,
        fields,
        opened.title(body, "in a name", TYPED),
        origin=opened.label(taken, "Source", "in a source", TYPED),
        through=opened.label(taken, "Through", "in a source", TYPED),
        link=opened.label(taken, "Link", "in a source", TYPED),
        shows=opened.blocks(body.sections.get("What it shows"), "in a proof", TYPED),
        limits=opened.blocks(body.sections.get("Limits"), "in a proof", PROSE),
    )


def read_offer(opened: OpenFile, id: str) -> Offer:
    """An offer."""
    fields, body = opened.fields_and_body(OfferFields, OFFER_SECTIONS, "what the offer is called")
    return Offer(
        id,
        opened.source,
        fields,
        opened.title(body, "in a name", TYPED),
        link_text=opened.one_line(body.sections.get("Link text"), "in a link text", TYPED),
        why=opened.blocks(body.sections.get("Why open it"), "in an offer", PROSE),
    )
