"""n8n: one workflow for each role of a storyline, and one that knows who has left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samestory.model.files import OutFile
from samestory.targets import Target, target
from samestory.targets.capability import Fact, approximated, by_hand, every_rule_by_hand, exact
from samestory.targets.dialect import Dialect
from samestory.targets.n8n_workflow import CREDENTIAL, left_workflow, role_workflow
from samestory.targets.sheets import runbook
from samestory.targets.story import Story, about, as_json

VERSION = "n8n 1.123.81"
RUN = f"{VERSION}, run"
READ = f"{VERSION}, its nodes' source read"
CALL = 'somebody calls `POST /webhook/<project>-left` with `{"contact": …, "signal": …}`'


@target(
    "n8n",
    title="n8n",
    version=f"{VERSION}, installed from npm",
    dialect=Dialect(
        tag="{{ $('Contact').first().json.text.«name» || \"«fallback»\" }}",
        html_tag="{{ $('Contact').first().json.html.«name» || \"«fallback»\" }}",
        unsubscribe="{{ $('Contact').first().json.unsubscribe }}",
        form="inline",
        preheader_takes_fields=False,
        refuses='"\\',  # the words stand in a string of JavaScript
        foreign=r"\{\{",
    ),
    abilities={
        "waits": exact("wait nodes in days, which outlive a restart", RUN),
        "exits": approximated(
            "every send asks first who has left; a contact who left one storyline has left all", READ
        ),
        "suppression": by_hand(f"whoever enters contacts asks the lists first; for one who is inside, {CALL}"),
        "hand-off": by_hand("read the replies daily; the workflow tells the owner nothing"),
        "entering at a stage": exact("`stage` in the call that enters a contact; none means the first", RUN),
        "never the same touch twice": approximated(
            "the call that enters a contact names the keys it has had, in `had`; n8n itself remembers nobody", RUN
        ),
        "preheader": exact("it stands in the HTML, hidden; a mail has no field for it"),
        "plain text": exact("the mail has both parts", RUN),
        "tracking": exact("the links carry the key as `utm_content`; n8n adds nothing", READ),
    },
    rules=every_rule_by_hand(
        CALL,
        "do not enter the contact",
        {
            "replied": by_hand(f"a rule of the mail server, for every mail that is no automatic answer: {CALL}"),
            "bounced": by_hand(f"a rule of the mail server, for every delivery failure: {CALL}"),
            "unsubscribed": by_hand(f"the page behind the link to unsubscribe gets `contact` in its address: {CALL}"),
        },
    ),
    set_up=(
        Fact(
            f"Make an SMTP credential with the id `{CREDENTIAL}`, with `n8n import:credentials`; none is in the files.",
            RUN,
        ),
        Fact("The node that sends knows no `List-Unsubscribe`: let the mail server add it.", READ),
        Fact("`<project>` in the addresses below is the `id` of the settings.", READ),
        Fact("Put a password on both webhooks; an import has none.", READ),
    ),
    bring_in=(
        Fact("`n8n import:workflow --input=left.json`, then each role's file; all arrive switched off.", RUN),
        Fact("Importing again changes what has the same id, switches it off, and makes nothing twice.", RUN),
        Fact("Switch on: `n8n update:workflow --id=… --active=true`, later `publish:workflow`; then a restart.", RUN),
        Fact(
            "Enter a contact: `POST /webhook/<project>-<storyline>-<role>` with `email`, `stage` and the fields.",
            READ,
        ),
    ),
    go_back=(
        Fact("A mail that could not be sent ends that contact's run: look at failed executions."),
        Fact("Switch the workflows off. Contacts who wait go on by the workflow they began with.", READ),
        Fact("Do not delete `left.json`'s workflow: it is the only one that knows who has left.", READ),
    ),
)
def n8n(tool: Target, story: Story) -> Iterator[OutFile]:
    """The workflows, the manifest and the runbook."""
    yield story.file("left.json", as_json(left_workflow(story)))
    for sequence in story.sequences:
        yield story.file(f"{sequence.role}.json", as_json(role_workflow(story, sequence)))
    yield story.manifest(tool.version, _touches(story))
    yield runbook(tool, story)


def _touches(story: Story) -> Iterator[Mapping[str, Any]]:
    for touch in story.touches:
        said = {"preheader": story.spelled[touch.key].preheader} if touch.key in story.spelled else {}
        yield {**about(touch), **said}
