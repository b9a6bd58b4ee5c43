"""Mautic 7: one ZIP for each storyline, with one campaign for each segment, as its importer takes it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, Limits, approximated, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect, snake
from samestory.targets.mautic_campaign import ENDED, FIRST_ID, STORY, TOUCH, campaign_group
from samestory.targets.sheets import next_stage, runbook
from samestory.targets.story import Story, about, as_json

SOURCE = "Mautic's source, commit 002d4b68, read and not run"
FIELDS = f"`{STORY}`, `{TOUCH}` and `{ENDED}`"
# Tokens of Mautic's own; in an email only those that we write may stand.
OWN_TOKENS = (
    r"\{(?:contactfield|leadfield|ownerfield|unsubscribe|webview|dnc|resubscribe|signature|brand|pagelink|assetlink"
    r"|dynamiccontent|tracking_pixel|subject)\b[^{}]*\}"
)
HOW = f"set the contact's `{ENDED}` to the signal: every segment and every send asks whether it is empty"


@target(
    "mautic",
    title="Mautic 7",
    version="Mautic 7, its importer's source of 2026 (commit 002d4b68); not run",
    dialect=Dialect(
        tag="{contactfield=«name»|«fallback»}",
        unsubscribe="{unsubscribe_url}",
        form="inline",
        refuses="|",
        naming=snake,
        name_pattern=r"[a-z][a-z0-9_]*",
        names={"first name": "firstname", "last name": "lastname", "job title": "position", "company": "company"},
        refused_words=("true", "date", "time", "datetime"),  # formats of Mautic's, no fallbacks
        foreign=OWN_TOKENS,
    ),
    abilities={
        "waits": exact("intervals in days, each counted from the touch before", SOURCE),
        "exits": approximated(
            f"before every send a condition asks whether `{ENDED}` is empty, and takes the contact out if not; "
            "so an exit holds from the next touch on",
            SOURCE,
        ),
        "suppression": approximated(f"the segments leave out who has `{ENDED}` filled, whatever it says", SOURCE),
        "hand-off": by_hand(f"a report of contacts with `{ENDED}` filled, with `{TOUCH}`: the key of the last touch"),
        "entering at a stage": exact("a campaign for each stage, whose segment asks role, stage and storyline", SOURCE),
        "never the same touch twice": exact("a tag `had-<key>`, asked before each send and set behind it", SOURCE),
        "preheader": exact("`preheader_text`, and hidden in the HTML", SOURCE),
        "plain text": exact("`plain_text`, as it is", SOURCE),
        "tracking": exact("the links carry the key as `utm_content`; Mautic's own UTM tags are empty", SOURCE),
    },
    rules=every_rule_by_hand(
        HOW,
        HOW,
        {
            "replied": approximated(
                "a decision behind each send; it needs the monitored inbox, and else a person fills the field", SOURCE
            ),
            "unsubscribed": exact("the emails are marketing ones, which respect Do Not Contact", SOURCE),
            "bounced": approximated("Do Not Contact, where the bounce mailbox is monitored", SOURCE),
            "do-not-contact": exact("the emails are marketing ones, which respect Do Not Contact", SOURCE),
            "in-other-storyline": exact(f"`{STORY}` names one storyline, and each segment asks for its own"),
        },
    ),
    limits=Limits(name=190, subject=190, preheader=130, addresses=False),
    set_up=(
        Fact(f"Make text fields for contacts before the import: role, stage, {FIELDS}, with these aliases."),
        Fact("Tags and stages are no part of an import; the tags come into being when they are first set.", SOURCE),
        Fact("Emails come from the address in Mautic's configuration; an import sets only the name.", SOURCE),
        Fact("Switch on the monitored inbox for replies and bounces."),
    ),
    bring_in=(
        Fact(
            "`bin/console mautic:entity:import --entity=campaign --file=<storyline>.zip --user=1`, on 7.0 or newer.",
            SOURCE,
        ),
        Fact("The import in the browser blanks every email address in the file; there is none in it.", SOURCE),
        Fact("Every import switches its campaigns off, one that was running too: switch them on again.", SOURCE),
        Fact("Importing again changes what has the same UUID, and makes nothing twice.", SOURCE),
        Fact(f"A contact gets in when role, stage and `{STORY}` are filled and `{ENDED}` is empty.", SOURCE),
    ),
    go_back=(
        Fact("Switch the campaigns off. The undo of an import works only if it made everything anew.", SOURCE),
        Fact("An import removes nothing: unpublish the email of a touch that is gone, and keep its event.", SOURCE),
        Fact("Deleting an event can send people through again.", "Mautic's issue 6054"),
        Fact("A contact that left a campaign does not get into it a second time.", "Mautic's issues 16026 and 16075"),
    ),
)
def mautic(tool: Target, story: Story) -> Iterator[OutFile]:
    """The ZIP, the manifest and the runbook."""
    groups, start = [], FIRST_ID
    for sequence, segment in story.segments:
        group, start = campaign_group(story, sequence, segment, next_stage(sequence, segment), start)
        groups.append(group)
    yield story.file(f"{story.id}.zip", _zip(b"[%b]\n" % b",\n".join(map(as_json, groups))))
    yield story.manifest(tool.version, (about(touch) for touch in story.touches))
    yield runbook(tool, story)


def _zip(content: bytes) -> bytes:
    # Stored: the importer takes anything that shrinks to less than a tenth for a bomb, which five emails do.
    file = ZipInfo("entity_data.json", (1980, 1, 1, 0, 0, 0))
    file.create_system, file.external_attr, file.compress_type = 3, 0o644 << 16, ZIP_STORED
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr(file, content)
    return made.getvalue()
