"""Whom a change reaches in each email tool, and whom it never reaches: rules as data, each with what it was seen on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "timing", "new", "removed"]
UNKNOWN = "This tool was not looked at for that: try it with a test contact before you rely on it."


@dataclass(frozen=True, slots=True)
class Reach:
    """What one kind of change means: whom it reaches, whom it never reaches (or empty), what to do."""

    reaches: str
    never: str
    do: str


@dataclass(frozen=True, slots=True)
class Tool:
    """An email tool: its name, the version and the day its rules were seen on, and what holds for each change."""

    name: str
    seen_on: str
    rules: Mapping[Kind, Reach]
    always: str = ""  # what any import asks for


def _unknown(do: str) -> Reach:
    return Reach(UNKNOWN, UNKNOWN, do)


def _rules(text: Reach, timing: Reach, new: Reach, removed: Reach) -> Mapping[Kind, Reach]:
    return MappingProxyType({"text": text, "timing": timing, "new": new, "removed": removed})


NOBODY = "nobody: whoever had it, had it"
HAD_IT = "whoever has had the email already"
EVERYBODY_WAITING = "everybody who has not had the email yet"
PASSED = "whoever has passed its place"

REACHES: Mapping[str, Tool] = MappingProxyType(
    {
        "accountengagement": Tool(
            "Account Engagement",
            "its help pages and a forum answer, no version given",
            _rules(
                Reach("those who wait before it, when they move on", HAD_IT, "Edit the email of the step."),
                _unknown("Pause the program and change the wait."),
                _unknown("Pause the program and add the step by hand: an import makes a new program."),
                _unknown("Pause the program and take the step out."),
            ),
        ),
        "customerio": Tool(
            "Customer.io",
            "its documentation, no version given",
            _rules(
                _unknown("Paste the text into the action; the API updates none that was made in the visual editors."),
                Reach(
                    "everybody who waits: whoever is past the new time gets the next email at once",
                    "whoever has passed the wait",
                    "Before you shorten a wait, see how many people stand in it.",
                ),
                _unknown("Add the action in the workflow."),
                _unknown("Delete the action in the workflow."),
            ),
        ),
        "dittofeed": Tool(
            "Dittofeed",
            "its API documentation, no version given",
            _rules(
                _unknown("Put the template under the same id, then publish the draft."),
                _unknown("Put the journey under the same id, then publish the draft."),
                _unknown("Put the journey under the same id, then publish the draft."),
                _unknown("Put the journey under the same id, then publish the draft."),
            ),
        ),
        "hubspot-sequences": Tool(
            "HubSpot sequences",
            "a forum answer of 2018; API of the 2026-09 beta",
            _rules(
                Reach(
                    "those who are enrolled from now on", "everybody who is enrolled", "Unenroll, edit, enroll again."
                ),
                Reach(
                    "those who are enrolled from now on", "everybody who is enrolled", "Unenroll, edit, enroll again."
                ),
                Reach(
                    "those who are enrolled from now on", "everybody who is enrolled", "Unenroll, edit, enroll again."
                ),
                Reach(
                    "those who are enrolled from now on",
                    "everybody who is enrolled: they still get it, even if the sequence is deleted",
                    "Unenroll whoever must not get it.",
                ),
            ),
        ),
        "hubspot-workflows": Tool(
            "HubSpot workflows",
            "a forum answer of 2016; v4 API in beta",
            _rules(
                _unknown("Edit the email."),
                Reach(
                    "those who wait in a delay that is deleted: emails put in before it may go to them",
                    "",
                    "Change the length of a delay, never delete it.",
                ),
                Reach("those whose way still leads through its place", PASSED, "Add the step."),
                _unknown("Take the step out; keep the delay before it."),
            ),
        ),
        "klaviyo": Tool(
            "Klaviyo",
            "its documentation, no version given",
            _rules(
                Reach(EVERYBODY_WAITING, HAD_IT, "Edit the email in the flow: the API updates no flow."),
                Reach(
                    "those who come to the wait from now on",
                    "whoever waits already: nobody is given another day",
                    "Edit the time delay in the flow.",
                ),
                Reach(
                    "those who stand before its place, whoever waits right before it included", PASSED, "Add the email."
                ),
                _unknown("Set the email to draft, or delete it."),
            ),
        ),
        "listmonk": Tool(
            "listmonk",
            "6.0, its source",
            _rules(
                Reach("campaigns that are drafts, scheduled or paused", HAD_IT, "Edit the campaign before it runs."),
                Reach("campaigns not yet sent: it has no sequences", HAD_IT, "Set another time for each campaign."),
                Reach("whom you send it to: it has no sequences", NOBODY, "Make a campaign."),
                Reach("campaigns not yet sent", HAD_IT, "Delete the campaign."),
            ),
        ),
        "marketo": Tool(
            "Marketo engagement programs",
            "its documentation, no version given",
            _rules(
                Reach(EVERYBODY_WAITING, HAD_IT, "Edit the same email asset: a new one counts as not yet seen."),
                Reach("nobody: a stream has one cadence for all", "", "Change the cadence of the stream."),
                Reach(
                    "everybody in the stream who has not had it; those who are through get it when they move again",
                    "whoever is exhausted, until somebody moves them on",
                    "Add the email at its place in the stream.",
                ),
                _unknown("Archive the email in the stream."),
            ),
        ),
        "mautic": Tool(
            "Mautic",
            "7.0, its source",
            _rules(
                Reach(EVERYBODY_WAITING, HAD_IT, "Import: the email is known by its id."),
                Reach(
                    "those who are not scheduled yet",
                    "whoever is scheduled, unless the policy for a campaign switched on again says otherwise",
                    "Import, then look at that policy before you switch the campaign on.",
                ),
                Reach(
                    "those who have not passed its place when you import",
                    "whoever has passed its place: there it never runs",
                    "Import; for the others make a segment of those who had the email before and not the one after.",
                ),
                Reach(
                    "nobody: an import deletes nothing, and the email goes on until you stop it",
                    "",
                    "Unpublish the email. Do not delete its event: that can send people through again.",
                ),
            ),
            always="An import switches the campaign off: switch it on again.",
        ),
        "segment": Tool(
            "Segment journeys",
            "a thread, no version given",
            _rules(
                Reach("nobody: the journey holds a copy of the template", "", "Edit the copy in the journey."),
                _unknown("Edit the journey."),
                _unknown("Edit the journey."),
                _unknown("Edit the journey."),
            ),
        ),
    }
)
