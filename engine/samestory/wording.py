"""What tokens become: the one place where a claim, a message or an offer gets its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

from samestory.model.library import Beat, Claim, Library, Proof, Storyline
from samestory.model.settings import Settings
from samestory.model.text import (
    AsIs,
    ClaimForm,
    ClaimText,
    ContactField,
    Element,
    Node,
    Nodes,
    OfferLink,
    Text,
    Token,
    plain,
    replaced,
)

# The source of these proofs is nobody's business: only what they show is ever displayed (model.md §4).
HIDDEN_SOURCES = ("named-on-request", "anonymous", "internal")


@dataclass(frozen=True, slots=True)
class Speaker:
    """For whom and about what words are found: a beat of a storyline, told to a role."""

    library: Library
    settings: Settings
    storyline: Storyline | None = None
    beat: Beat | None = None
    role: str = ""


def resolved(nodes: Iterable[Node], speaker: Speaker, *, buttons_for: str = "", leave_with: Nodes = ()) -> Nodes:
    """The text with every token replaced; what cannot be resolved stays a token (a check has reported it).

    `buttons_for` is a touch key: with it, an offer that stands alone is a button whose address carries that key.
    """

    def change(node: Node) -> Nodes | None:
        if isinstance(node, Element) and node.tag == "p" and len(node.children) == 1:
            alone = node.children[0]
            if buttons_for and isinstance(alone, Token) and alone.kind == "offer":
                return _offer(alone, speaker, buttons_for)
            if isinstance(alone, Token) and alone.kind == "role opening":
                return opening_of(speaker)
        return _resolved_token(node, speaker, leave_with) if isinstance(node, Token) else None

    return replaced(nodes, change)


def opening_of(speaker: Speaker) -> Nodes:
    """The role's own words in the beat's email, or nothing."""
    if not speaker.beat or not speaker.beat.email:
        return ()
    opening = speaker.beat.email.opening_for(speaker.role)
    return resolved(opening.text.nodes, speaker) if opening and opening.text else ()


def message_of(beat: Beat, speaker: Speaker) -> Nodes:
    """A beat's message with its claims in place."""
    alone = Speaker(speaker.library, speaker.settings, speaker.storyline, None, speaker.role)
    return resolved(beat.message.nodes, alone)


def _resolved_token(token: Token, speaker: Speaker, leave_with: Nodes) -> Nodes:
    match token.kind:
        case "field":
            return _contact_field(token, speaker.settings)
        case "claim":
            return _claim(token, speaker.library)
        case "message" if speaker.beat:
            return message_of(speaker.beat, speaker)
        case "beat" if speaker.storyline and (other := speaker.storyline.beat(token.name)):
            return message_of(other, speaker)
        case "offer":
            return _offer(token, speaker)
        case "as-is":
            return (AsIs(token.name),)
        case "leave with":
            return leave_with
        case "role opening":
            return ()
    return (token,)


def _contact_field(token: Token, settings: Settings) -> Nodes:
    known = settings.fields.get(token.name)
    fallback = token.detail or (known.fallback if known else "")
    if not fallback:
        return (token,)
    return (ContactField(token.name, fallback, (known.sample if known else "") or fallback),)


def _offer(token: Token, speaker: Speaker, buttons_for: str = "") -> Nodes:
    offer = speaker.library.offer.get(speaker.beat.fields.offer) if speaker.beat else None
    if not offer or not offer.link_text:
        return (token,)
    text = plain(offer.link_text.nodes)
    expires = offer.fields.expires.isoformat() if offer.fields.expires else ""
    if not buttons_for:
        return (OfferLink(offer.id, text, offer.fields.url, expires=expires),)
    campaign = speaker.storyline.id if speaker.storyline else ""
    address = tracked(offer.fields.url, speaker.settings, campaign, buttons_for)
    return (OfferLink(offer.id, text, address, is_button=True, expires=expires),)


def tracked(url: str, settings: Settings, campaign: str, key: str) -> str:
    """An address with the tracking parameters of a touch; `utm_content` is the touch's key."""
    parts = urlsplit(url)
    marks = urlencode(
        {
            "utm_source": settings.tracking.source,
            "utm_medium": settings.tracking.medium,
            "utm_campaign": campaign,
            "utm_content": key,
        }
    )
    return urlunsplit(parts._replace(query=f"{parts.query}&{marks}" if parts.query else marks))


def _claim(token: Token, library: Library) -> Nodes:
    shown = claim_text(library, token.name, as_form(token.detail))
    return (shown,) if shown else (token,)


def as_form(detail: str) -> ClaimForm:
    """The form a claim token asks for; nothing typed is the Short."""
    forms: dict[str, ClaimForm] = {"sentence": "sentence", "source": "source", "value": "value"}
    return forms.get(detail, "short")


def claim_text(library: Library, id: str, form: ClaimForm) -> ClaimText | None:
    """A claim in one of its forms, or None where there is no such claim or it has no such text."""
    claim = library.claim.get(id)
    if claim is None:
        return None
    words = _claim_words(library, claim, form)
    if not words:
        return None
    value = claim.fields.value
    return ClaimText(id, form, words, value if value and value in words else "")


def _claim_words(library: Library, claim: Claim, form: ClaimForm) -> str:
    if form == "value":
        return claim.fields.value
    if form == "source":
        return source_line(library, claim)
    text = claim.short if form == "short" else claim.sentence or claim.statement
    return _in_claim(text, claim, library) if text else ""


def _in_claim(text: Text, claim: Claim, library: Library) -> str:
    def change(node: Node) -> Nodes | None:
        if isinstance(node, Token) and node.kind == "value":
            return (claim.fields.value,)
        if isinstance(node, Token) and node.kind == "claim" and node.name in library.claim:
            return (library.claim[node.name].fields.value,)
        return None

    return plain(replaced(text.nodes, change))


def source_line(library: Library, claim: Claim) -> str:
    """Where a claim comes from, as buyers may read it: its own line, or one made from its proofs."""
    if claim.source_line:
        return _in_claim(claim.source_line, claim, library)
    proofs = [library.proof[id] for id in claim.fields.proof if id in library.proof]
    return "; ".join(line for proof in proofs if (line := proof_line(proof)))


def proof_line(proof: Proof) -> str:
    """One proof as a source: who, through whom, when. Of proofs that are not public, what they show instead."""
    if proof.fields.permission in HIDDEN_SOURCES:
        return plain(proof.shows.nodes) if proof.shows else ""
    origin = plain(proof.origin.nodes) if proof.origin else ""
    through = f", through {plain(proof.through.nodes)}" if proof.through else ""
    return f"{origin}{through}, {date_in_words(proof.fields.date)}"


MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July")
MONTHS += ("August", "September", "October", "November", "December")


def date_in_words(text: str) -> str:
    """`2009-05` as "May 2009", `2026-11-03` as "3 November 2026"; a year and `undated` as they are."""
    parts = text.split("-")
    if len(parts) == 1:
        return text
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{date.fromisoformat(text).day} {month} {parts[0]}"
