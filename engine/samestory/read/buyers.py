"""`buyers/`: roles, stages and the hand-off."""

from __future__ import annotations

import re
from dataclasses import replace

from samestory.diagnostics import Place
from samestory.model.front_matter import HandoffFields, RoleFields, StageFields
from samestory.model.library import Handoff, Role, Stage, WayBack
from samestory.model.text import Text
from samestory.model.values import hours_of
from samestory.read import faults
from samestory.read.file import PROSE, OpenFile
from samestory.read.markdown import inline_text
from samestory.read.sections import Part

ROLE_SECTIONS = (
    "Answers for",
    "Words they use",
    "Worries",
    "Measured on",
    "Never say",
    "Opening",
    "Needs from the others",
)
STAGE_SECTIONS = ("The buyer asks", "Ready to move on when")
TABLE_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
A_TABLE = "Begin it with `| Reason | Storyline | Stage |`, and `|---|---|---|` below."
A_ROW = "Write `| reason | storyline | stage |`, or `| reason | rest 180 days | |`."
HANDOFF_SECTIONS = ("Ready for sales when", "What sales gets", "Not ready")


def read_role(opened: OpenFile, id: str) -> Role:
    """A role; what is missing in its file is None or empty."""
    fields, body = opened.fields_and_body(RoleFields, ROLE_SECTIONS, "the role's name")
    texts = {name: opened.blocks(body.sections.get(name), "in a role", PROSE) for name in ROLE_SECTIONS[:-1]}
    needs = body.sections.get("Needs from the others")
    if needs:
        opened.refuse_text(needs.text, needs.text_line, "between `## Needs from the others` and its first `###`")
    return Role(
        id,
        opened.source,
        fields,
        opened.title(body, "in a name", PROSE),
        answers_for=texts["Answers for"],
        words=texts["Words they use"],
        worries=texts["Worries"],
        measured_on=texts["Measured on"],
        never_say=texts["Never say"],
        opening=texts["Opening"],
        needs=opened.for_roles(needs, "From", "in a role", PROSE),
    )


def read_stage(opened: OpenFile, id: str, number: int) -> Stage:
    """A stage; its questions are the items of a list."""
    fields, body = opened.fields_and_body(StageFields, STAGE_SECTIONS, "the stage's name")
    asks = body.sections.get("The buyer asks")
    questions = []
    if asks:
        opened.refuse_parts(asks)
        for item in opened.items(asks, "questions"):
            question = " ".join([item.words, *(more for more, _ in item.below)])
            questions.append(opened.text(inline_text, question, item.line, "in a question", PROSE))
    ready = opened.blocks(body.sections.get("Ready to move on when"), "in a stage", PROSE)
    return Stage(id, number, opened.source, fields, opened.title(body, "in a name", PROSE), tuple(questions), ready)


def read_handoff(opened: OpenFile) -> Handoff:
    """The hand-off with its table of ways back."""
    fields, body = opened.fields_and_body(HandoffFields, HANDOFF_SECTIONS, "what the page is called")
    not_ready = body.sections.get("Not ready")
    return Handoff(
        opened.source,
        fields,
        opened.title(body, "in a name", PROSE),
        ready=opened.blocks(body.sections.get("Ready for sales when"), "in the hand-off", PROSE),
        gets=opened.blocks(body.sections.get("What sales gets"), "in the hand-off", PROSE),
        not_ready=_around_the_table(opened, not_ready) if not_ready else None,
        ways_back=_ways_back(opened, not_ready) if not_ready else (),
    )


def _ways_back(opened: OpenFile, part: Part) -> tuple[WayBack, ...]:
    opened.refuse_parts(part)
    made: list[WayBack] = []
    rows = [(words.strip(), line) for line, words in enumerate(part.text.split("\n"), start=part.text_line)]
    table = [(words, line) for words, line in rows if words.startswith("|")]
    if table and not (len(table) > 1 and TABLE_RULE.fullmatch(table[1][0])):
        opened.diagnostics.append(faults.bad_row(Place(opened.file, table[0][1]), "this table has no head", A_TABLE))
        table = [("", 0), ("", 0), *table]
    for words, line in table[2:]:  # the head and the rule below it
        way = _way_back(opened, words, line)
        if way:
            made.append(way)
    return tuple(made)


def _around_the_table(opened: OpenFile, part: Part) -> Text | None:
    words = "\n".join("" if words.strip().startswith("|") else words for words in part.text.split("\n"))
    return opened.blocks_of(replace(part, text=words), "in the hand-off", PROSE)


def _way_back(opened: OpenFile, words: str, line: int) -> WayBack | None:
    cells = [cell.strip().strip("`") for cell in words.strip("|").split("|")]
    reason, goal, stage = [*cells, "", "", ""][:3]
    rest = re.fullmatch(r"rest (.+)", goal or stage)
    hours = hours_of(rest[1]) if rest else None
    if hours is not None and not (goal and stage):
        return WayBack(reason, line, rest_days=hours // 24)
    if reason and goal and stage and not rest and len(cells) <= 3:
        return WayBack(reason, line, goal, stage)
    problem = "this row does not say where such a lead goes"
    opened.diagnostics.append(faults.bad_row(Place(opened.file, line), problem, A_ROW))
    return None
