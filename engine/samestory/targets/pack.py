"""Content packs: for tools that import no flow, every email in the tool's spelling, and the sheet to wire it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from samestory.model.files import OutFile
from samestory.targets.capability import Fact, How, by_hand, exact
from samestory.targets.sheets import runbook, wiring
from samestory.targets.story import Story, about

if TYPE_CHECKING:
    from samestory.targets import Target


def content_pack(tool: Target, story: Story) -> Iterator[OutFile]:
    """HTML and plain text of each email, the manifest with subjects and preheaders, the two sheets."""
    for touch, email in story.sent:
        yield story.file(f"{touch.role}/{touch.key}.html", email.html)
        yield story.file(f"{touch.role}/{touch.key}.txt", email.text)
    yield story.manifest(tool.version, _touches(story))
    yield runbook(tool, story)
    yield wiring(tool, story)


def _touches(story: Story) -> Iterator[Mapping[str, Any]]:
    for touch in story.touches:
        made = about(touch)
        if touch.key in story.spelled:
            email, base = story.spelled[touch.key], f"{touch.role}/{touch.key}"
            made |= {"subject": email.subject, "preheader": email.preheader}
            made |= {"html": f"{base}.html", "text": f"{base}.txt"}
        yield made


def flow_by_hand(flow: str, **known: How) -> Mapping[str, How]:
    """What a tool can express whose flows a person builds; `known` says more, by the ability with `_` for blanks."""
    usual = {
        "waits": by_hand(f"set the wait before each send in {flow}; the sheet has the days"),
        "exits": by_hand(f"put the conditions of the sheet before every send in {flow}"),
        "suppression": by_hand(f"keep one list of who is kept out, and ask it before every send in {flow}"),
        "hand-off": by_hand(f"take the contact out of {flow}, and tell the owner the key of the last email"),
        "entering at a stage": by_hand(f"build {flow} once for each segment; a contact enters the one of its stage"),
        "never the same touch twice": by_hand(f"before each send in {flow}, ask whether the contact has had its key"),
        "preheader": exact("it stands in the HTML, hidden; the manifest has it for a field of its own"),
        "plain text": by_hand("paste the file `.txt` as the text version, and let none be made from the HTML"),
        "tracking": exact("every link carries the key as `utm_content`; let the tool add no tracking words of its own"),
    }
    said = {name.replace("hand_off", "hand-off").replace("_", " "): how for name, how in known.items()}
    return MappingProxyType(usual | said)


def pack_steps(place: str) -> tuple[Fact, ...]:
    """How a pack is brought in: everything is made switched off, in the place where the tool keeps emails."""
    return (
        Fact(f"In {place}, make one email for each key, named with the key."),
        Fact("Paste subject, preheader, HTML and plain text from the manifest and its files; type nothing."),
        Fact("Build the flows as `WIRING.md` says, and leave them switched off."),
    )


GO_BACK: tuple[Fact, ...] = (
    Fact("Pause the flow and delete nothing: what is deleted may forget who had which email."),
    Fact("If only texts were wrong, paste those of the release before into the same emails."),
)
