"""`assets/records.js`: what Find searches: typed records with their address, and the names that roles and stories have.

A classic script, because a page opened from a folder may not fetch. It is loaded only when somebody searches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from samestory.model.files import OutFile
from samestory.model.sequence import Touch
from samestory.model.text import plain
from samestory.render.pages.call_prep import email_address, prep_path
from samestory.render.pages.kinds import site_file
from samestory.render.pages.site import Site, all_touches, story_name
from samestory.render.pages.stops import anchor_of, stage_anchor

Record = dict[str, Any]


@site_file
def records(site: Site) -> Iterator[OutFile]:
    """The one file: `roles`, `stories` and `stages` with the words people use for them, then `records`."""
    found = {
        "roles": [_role(site, role.id) for role in site.roles],
        "stories": [_story(site, storyline.id) for storyline in site.storylines],
        "stages": [_stage(site, stage.id) for stage in site.library.stages],
        "records": [*_of_all_touches(site), *_of_claims(site), *_of_stories(site)],
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    yield OutFile("assets/records.js", f"window.SAMESTORY_RECORDS={text};\n".encode())


def _role(site: Site, id: str) -> Record:
    return {"id": id, "name": site.role_name(id), "also": list(site.role(id).fields.titles)}


def _story(site: Site, id: str) -> Record:
    fields = site.library.storyline[id].fields
    return {"id": id, "name": story_name(id), "code": fields.code, "also": list(fields.also)}


def _stage(site: Site, id: str) -> Record:
    """A stage and, by `story/role`, the anchor where it begins."""
    begins = {
        f"{story}/{role}": anchor for story, role in site.sequence if (anchor := stage_anchor(site, story, role, id))
    }
    return {"id": id, "name": site.stage_name(id), "begins": begins}


def _of_all_touches(site: Site) -> Iterator[Record]:
    told = {sequence.storyline for sequence in site.sequences}
    for storyline in site.library.storylines:
        if storyline.id in told:
            yield from site.again(_touches_of_story, site.of_story(storyline))


def _touches_of_story(site: Site) -> tuple[Record, ...]:
    return tuple(_of_touches(site))


def _of_touches(site: Site) -> Iterator[Record]:
    """`call` is the page at that day, with the file it was written in; then what is said, and the email."""
    for sequence in site.sequences:
        for touch in all_touches(sequence):
            where: Record = {
                "url": f"{prep_path(touch.storyline, touch.role)}#{anchor_of(site, touch)}",
                "role": touch.role,
                "story": touch.storyline,
                "stage": touch.stage,
                **({"day": touch.day} if touch.day is not None else {}),
                **({"draft": True} if touch.is_draft else {}),
            }
            file = site.beat_of(touch).source.file
            yield {"type": "call", "head": plain(touch.message), "key": touch.key, "file": file, **where}
            yield from ({**found, **where, **folded} for found, folded in _said(touch, where["url"]))
            if touch.email:
                head, text = plain(touch.email.subject), plain(touch.email.preview)
                yield {"type": "email", "head": head, "text": text, **where, "url": email_address(touch)}


def _said(touch: Touch, url: str) -> Iterator[tuple[Record, Record]]:
    """What a talk track says and asks; beside an answer that the page folds the address that unfolds it."""
    if touch.talk.open:
        yield {"type": "talk", "head": plain(touch.talk.open), "text": plain(touch.talk.further or ())}, {}
    for asked in touch.talk.questions:
        yield {"type": "question", "head": plain(asked.question), "text": plain(asked.listen_for or ())}, {}
    for place, said in enumerate(touch.talk.answers, start=1):
        folded = {"url": f"{url}&answer={place}"} if place > 1 else {}
        yield {"type": "objection", "head": said.quote, "text": plain(said.answer)}, folded


def _of_claims(site: Site) -> Iterator[Record]:
    for claim in site.library.claims:
        yield {"type": "proof", "head": site.statement(claim), "key": claim.id, "url": f"proof.html#{claim.id}"}


def _of_stories(site: Site) -> Iterator[Record]:
    for storyline in site.storylines:
        head, text = story_name(storyline.id), plain(site.words(storyline.promise))
        yield {"type": "storyline", "head": head, "text": text, "url": f"stories/{storyline.id}.html"}
