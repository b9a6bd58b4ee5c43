"""Workflows as n8n imports them: nodes with ids of their own, connected by their names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from samestory.model.ids import derived_id
from samestory.model.sequence import Sequence, Touch
from samestory.targets.story import Story, derived

Json = dict[str, Any]
CREDENTIAL = "samestory-smtp"
COLUMN, ROW = 220, 200  # of the canvas
# What a contact's field may bring: any characters in any length. Line ends would end a header, and signs of HTML
# would become part of the email.
CONTACT = """\
const given = $input.first().json;
const body = given.body ?? given;
const plain = value => String(value ?? '').replace(/[\\s\\u0000-\\u001f]+/g, ' ').trim().slice(0, 200);
const signs = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};
const contact = plain(body.email).toLowerCase();
if (!contact.includes('@')) throw new Error('email is missing');
const text = {}, html = {};
for (const name of FIELDS) {
  text[name] = plain(body[name]);
  html[name] = text[name].replace(/[&<>"]/g, sign => signs[sign]);
}
const stage = Math.max(0, STAGES.indexOf(plain(body.stage)));
const page = UNSUBSCRIBE;
const unsubscribe = page + (page.includes('?') ? '&' : '?') + 'contact=' + encodeURIComponent(contact);
// The keys of the touches that the contact has had before: a list, or text with commas.
const had = (Array.isArray(body.had) ? body.had : String(body.had ?? '').split(',')).map(plain);
return [{json: {contact, stage, text, html, unsubscribe, had}}];
"""
NOTE = """\
const store = $getWorkflowStaticData('global');
store.left = store.left ?? {};
const given = $input.first().json;
const body = given.body ?? given;
const contact = String(body.contact ?? '').trim().toLowerCase();
const signal = String(body.signal ?? 'left');
if (!contact.includes('@')) throw new Error('contact is missing');
if (signal === 'returned') delete store.left[contact]; else store.left[contact] = signal;
return [{json: {contact, signal}}];
"""
# Only the webhook above writes what this reads: runs that ask at once would overwrite what the others noted.
ANSWER = """\
const store = $getWorkflowStaticData('global');
const {contact, touch} = $input.first().json;
return [{json: {contact, touch, left: (store.left ?? {})[contact] ?? ''}}];
"""


@dataclass
class _Workflow:
    """A workflow while it is made; not kept."""

    id: str
    name: str
    nodes: list[Json] = field(default_factory=list)
    connections: dict[str, Json] = field(default_factory=dict)
    columns: Counter[int] = field(default_factory=Counter)  # taken so far, by row

    def add(self, name: str, type: str, version: float, parameters: Json, row: int = 0, **more: Any) -> str:
        """Add a node, and give its name."""
        node = {
            "id": derived(name, self.id),
            "name": name,
            "type": f"n8n-nodes-base.{type}",
            "typeVersion": version,
            "position": [self.columns[row] * COLUMN, row * ROW],
            "parameters": parameters,
        }
        self.columns[row] += 1
        self.nodes.append(node | more)
        return name

    def connect(self, start: str, end: str, output: int = 0) -> None:
        """Lead from an output of a node to another node."""
        outputs = self.connections.setdefault(start, {"main": []})["main"]
        while len(outputs) <= output:
            outputs.append([])
        outputs[output].append({"node": end, "type": "main", "index": 0})

    def made(self) -> Json:
        """The workflow as a file has it: switched off."""
        return {
            "id": self.id,
            "name": self.name,
            "active": False,
            "settings": {"executionOrder": "v1"},
            "nodes": self.nodes,
            "connections": self.connections,
        }


def left_id(story: Story) -> str:
    """The id of the workflow that knows who has left: one for all storylines of a project."""
    return short(derived_id(story.settings.id, "n8n", "left"))


def short(uuid: str) -> str:
    """An id of 16 characters: n8n keeps no data of workflows with a longer one (1.123.81, `isWorkflowIdValid`)."""
    return UUID(uuid).hex[:16]


def left_workflow(story: Story) -> Json:
    """The workflow that is told who has left, and that every send asks."""
    flow = _Workflow(left_id(story), "SameStory: who has left")
    hook = flow.add("Left", "webhook", 2, _hook(f"{story.settings.id}-left"), webhookId=derived("left", flow.id))
    flow.connect(hook, flow.add("Note it", "code", 2, {"jsCode": NOTE}))
    asked = flow.add("Asked", "executeWorkflowTrigger", 1.1, {"inputSource": "passthrough"}, row=1)
    flow.connect(asked, flow.add("Answer", "code", 2, {"jsCode": ANSWER}, row=1))
    return flow.made()


def _hook(path: str) -> Json:
    return {"httpMethod": "POST", "path": path, "responseMode": "onReceived", "options": {}}


def role_workflow(story: Story, sequence: Sequence) -> Json:
    """The workflow of one role: a contact enters at a stage, and gets on the days what it has not had."""
    flow = _Workflow(short(sequence.uuid), f"{story.id} / {sequence.role}")
    path = f"{story.settings.id}-{story.id}-{sequence.role}"
    enter = flow.add("Enter", "webhook", 2, _hook(path), webhookId=derived("enter", flow.id))
    contact = flow.add("Contact", "code", 2, {"jsCode": _contact(story, sequence)})
    choose = {"mode": "expression", "numberOutputs": len(sequence.segments), "output": "={{ $json.stage }}"}
    stage = flow.add("Stage", "switch", 3, choose)
    flow.connect(enter, contact)
    flow.connect(contact, stage)
    before: tuple[tuple[str, int], ...] = ()
    for number, segment in enumerate(sequence.segments):
        first = segment.touches[0]
        start = _waited(flow, f"{segment.stage}: enter", first.segment_day or 0, ((stage, number),), number)
        if before:
            start = (*start, *_waited(flow, f"{segment.stage}: go on", first.wait_days or 0, before, number))
        before = _touched(story, flow, first, start, number)
        for touch in segment.touches[1:]:
            before = _waited(flow, f"{touch.key}: wait", touch.wait_days or 0, before, number)
            before = _touched(story, flow, touch, before, number)
    return flow.made()


Ends = tuple[tuple[str, int], ...]


def _waited(flow: _Workflow, name: str, days: int, before: Ends, row: int) -> Ends:
    """Behind a wait of so many days; without one, where it was."""
    if not days:
        return before
    waiting = {"resume": "timeInterval", "amount": days, "unit": "days"}
    node = flow.add(name, "wait", 1.1, waiting, row, webhookId=derived(name, flow.id))
    for start, output in before:
        flow.connect(start, node, output)
    return ((node, 0),)


def _touched(story: Story, flow: _Workflow, touch: Touch, before: Ends, row: int) -> Ends:
    """Behind a touch: asked for and sent, or left out. A planned call is a note for people."""
    if touch.key not in story.spelled:
        call = flow.add(f"{touch.key}: call", "noOp", 1, {}, row, notes="A call by the owner", notesInFlow=True)
        for start, output in before:
            flow.connect(start, call, output)
        return ((call, 0),)
    contact = "={{ $('Contact').first().json.contact }}"
    asking = {
        "mode": "manual",
        "duplicateItem": False,
        "assignments": {
            "assignments": [
                {"id": derived(f"{touch.key} contact", flow.id), "name": "contact", "value": contact, "type": "string"},
                {"id": derived(f"{touch.key} touch", flow.id), "name": "touch", "value": touch.key, "type": "string"},
            ]
        },
        "options": {},
    }
    ask = flow.add(f"{touch.key}: ask", "set", 3.4, asking, row)
    called = {"workflowId": {"__rl": True, "mode": "id", "value": left_id(story)}, "mode": "once", "options": {}}
    asked = flow.add(f"{touch.key}: asked", "executeWorkflow", 1.2, called, row)
    may = flow.add(f"{touch.key}: may it go?", "if", 2.2, _go(touch, flow), row)
    send = flow.add(touch.key, "emailSend", 2.1, _mail(story, touch, contact), row, credentials=_credentials())
    for start, output in before:
        flow.connect(start, ask, output)
    flow.connect(ask, asked)
    flow.connect(asked, may)
    flow.connect(may, send, 0)
    return ((send, 0), (may, 1))


def _go(touch: Touch, flow: _Workflow) -> Json:
    operator = {"type": "boolean", "operation": "true", "singleValue": True}
    may = f"={{{{ !$json.left && !$('Contact').first().json.had.includes('{touch.key}') }}}}"
    id = derived(f"{touch.key} go", flow.id)
    condition = {"id": id, "leftValue": may, "rightValue": "", "operator": operator}
    options = {"caseSensitive": True, "leftValue": "", "typeValidation": "strict", "version": 2}
    return {"conditions": {"options": options, "conditions": [condition], "combinator": "and"}, "options": {}}


def _credentials() -> Json:
    return {"smtp": {"id": CREDENTIAL, "name": "SameStory SMTP"}}


def _mail(story: Story, touch: Touch, contact: str) -> Json:
    email = story.spelled[touch.key]
    reply_to = {"replyTo": story.settings.reply_to} if story.settings.reply_to else {}
    return {
        "fromEmail": f"{json.dumps(story.sender_name, ensure_ascii=False)} <{story.sender_address}>",
        "toEmail": contact,
        "subject": f"={email.subject}",
        "emailFormat": "both",
        "text": f"={email.text}",
        "html": f"={email.html}",
        "options": {"appendAttribution": False, **reply_to},
    }


def _contact(story: Story, sequence: Sequence) -> str:
    stages = [segment.stage for segment in sequence.segments]
    words = {"FIELDS": list(story.fields), "STAGES": stages, "UNSUBSCRIBE": story.settings.unsubscribe_url}
    return "".join(_constants(words)) + CONTACT


def _constants(words: dict[str, Any]) -> Iterator[str]:
    for name, value in words.items():
        yield f"const {name} = {json.dumps(value, ensure_ascii=True)};\n"
