"""Twenty-five hostile texts, and a repository that has them in every field a writer may fill with words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from textwrap import dedent

from pydantic import BaseModel, ValidationError

from samestory.model.front_matter import (
    BeatFields,
    ClaimFields,
    Fields,
    HandoffFields,
    NoteFields,
    OfferFields,
    ProofFields,
    RoleFields,
    StageFields,
    StoryFields,
)
from samestory.model.settings import Allowed, Settings, Tracking

PAYLOADS = (
    "<script>xss(1)</script>",
    "<img src=x onerror=xss(2)>",
    "<svg onload=xss(3)>",
    "</section><script>xss(4)</script>",
    '"><script>xss(5)</script>',
    "'><img src=x onerror=xss(6)>",
    '" onfocus=xss(7) autofocus x="',
    "' onmouseover=xss(8) x='",
    '<iframe srcdoc="<script>parent.xss(9)</script>"></iframe>',
    '<a href="javascript:xss(10)">here</a>',
    "[here](javascript:xss(11))",
    '![x](x" onerror="xss(12))',
    "<details open ontoggle=xss(13)>",
    "<body onload=xss(14)>",
    "<style>@import 'javascript:xss(15)';</style>",
    "</title><script>xss(16)</script>",
    "</textarea><script>xss(17)</script>",
    "<!--><script>xss(18)</script>-->",
    "<math><mtext></table><img src=x onerror=xss(19)>",
    "&lt;script&gt;xss(20)&lt;/script&gt;",
    "&#60;img src=x onerror=xss(21)&#62;",
    "</script><script>xss(22)</script>",
    "\u2028;xss(23)//",
    "`<img src=x onerror=xss(24)>`",
    "<input autofocus onfocus=xss(25)>",
)
ALL = " ".join(PAYLOADS)
KINDS: Mapping[str, type[Fields]] = {
    "buyers/roles/": RoleFields,
    "buyers/stages/": StageFields,
    "buyers/handoff.md": HandoffFields,
    "stories/_claims/": ClaimFields,
    "stories/_proofs/": ProofFields,
    "stories/_offers/": OfferFields,
}
CALLED = {"CFO": "economic-buyer", "quality engineer": "technical-evaluator", "plant manager": "plant-manager"}
# These take any words when they are read, and a check refuses what is no address.
REFUSED_BY_CHECKS = {(OfferFields, "url")}
# Nothing is made of these words; with a hostile name of a tool or a file there is no site at all.
REFUSED_SETTINGS = {"logo", "targets"}


def kind_of(path: str) -> type[Fields]:
    """The front matter a file has."""
    found = next((fields for folder, fields in KINDS.items() if path.startswith(folder)), None)
    if found:
        return found
    if path.endswith("/story.md"):
        return StoryFields
    return NoteFields if "/field/" in path else BeatFields


def takes(model: type[BaseModel], key: str, value: object) -> bool:
    """Whether a key can have a value at all."""
    try:
        model.model_validate({key: value})
    except ValidationError:
        return False
    return True


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys as people spell them."""
    return tuple(info.alias or name for name, info in model.model_fields.items())


def open_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that take every one of the payloads."""
    return tuple(
        key
        for key in keys_of(model)
        if (model, key) not in REFUSED_BY_CHECKS and all(takes(model, key, one) for one in PAYLOADS)
    )


def closed_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that take none of them."""
    return tuple(key for key in keys_of(model) if not any(takes(model, key, one) for one in PAYLOADS))


def hostile_head(head: str, model: type[Fields], turn: int, turns: int) -> str:
    """Front matter with every payload in some of the keys that take words: a block holds not all of them at once."""
    mine = [key for place, key in enumerate(open_keys(model)) if place % turns == turn]
    kept = [line for line in head.strip().split("\n") if line.partition(":")[0] not in mine]
    # As a list, which a comma parts, or as one text: the payloads hold no comma.
    joined = ", ".join(PAYLOADS)
    # Each in a paragraph of its own, for the reason below.
    return "\n\n".join(["\n".join(kept), *(f"{key}: {json.dumps(joined)}" for key in mine)])


def hostile_body(body: str) -> str:
    """Every payload at the end of each text; the keys and names of sections stay, because without them nothing is read."""
    # An entry of a list stands alone: so many signs in one paragraph would be refused, and the paragraph emptied.
    alone = re.sub(r"\n(?=- |\d\. )", "\n\n", body)
    return "\n".join(map(_hostile_line, alone.split("\n")))


def _hostile_line(line: str) -> str:
    if line.startswith('### "'):
        return f'{line[:-1]} {ALL}"'
    if line.startswith("### ") and ": " in line:
        return f"{line} {ALL}"
    if line.startswith("|") and not line.startswith(("| Reason", "|---")):
        return re.sub(r"^\| ([^|]+) \|", lambda cell: f"| {cell[1]} {ALL} |", line)
    is_token = line in ("{role opening}", "{offer}")  # these mean a paragraph, and stand alone
    if not line.strip() or is_token or line.startswith(("##", "|", "http")):
        return line
    return f"{line} {ALL}"


def hostile(path: str, text: str, turn: int, turns: int) -> str:
    """A file of the repository with every payload in each of its texts, and in its keys in turn with its siblings."""
    head, _, body = dedent(text).lstrip().removeprefix("---").partition("\n---\n")
    for name, id in CALLED.items():  # with payloads in its name, a role is known by its id alone
        body = body.replace(f"### For the {name}", f"### For {id}").replace(f"### From the {name}", f"### From {id}")
    return f"---\n{hostile_head(head, kind_of(path), turn, turns)}\n---\n{hostile_body(body)}"


def hostile_files(files: Mapping[str, str]) -> dict[str, str]:
    """A repository with every payload in everything that takes words, its settings too, and a note from a call."""
    note = "stories/hidden-rework/field/2026-11-20-heard.md"
    mine = {
        **{path: text for path, text in files.items() if path.endswith(".md")},
        note: "---\nbeat: normal-work\nrole: economic-buyer\noutcome: objection\n---\n\nThey said no.\n",
    }
    made = {}
    for path, text in mine.items():
        siblings = sorted(other for other in mine if kind_of(other) is kind_of(path))
        made[path] = hostile(path, text, siblings.index(path), len(siblings))
    return {**made, "samestory.toml": hostile_settings(files["samestory.toml"])}


def hostile_settings(text: str) -> str:
    """Settings with every payload in each that takes words, and in the tables that hold words."""
    mine = [key for key in open_keys(Settings) if key not in REFUSED_SETTINGS]
    lists = [key for key in keys_of(Settings) if key not in REFUSED_SETTINGS and takes(Settings, key, list(PAYLOADS))]
    top, _, _ = dedent(text).lstrip().partition("\n[")
    kept = [line for line in top.split("\n") if line and line.partition(" =")[0] not in mine]
    frames = {"greeting": "{first name} ", "sign-off": "{first name} ", "recap": "{message} {leave with} {offer} "}
    return "\n".join(
        [
            *kept,
            *(f"{key} = {_toml(frames.get(key, '') + ALL)}" for key in mine),
            *(f"{key} = {_toml(list(PAYLOADS))}" for key in lists),
            '[fields."first name"]',
            *(f"{key} = {_toml(ALL)}" for key in ("fallback", "sample", "mautic")),
            "[tracking]",
            *(f"{key} = {_toml(ALL)}" for key in open_keys(Tracking)),
            "[allow]",
            *(f"{key} = {_toml(list(PAYLOADS))}" for key in keys_of(Allowed)),
            "",
        ]
    )


def _toml(value: object) -> str:
    return json.dumps(value)  # texts and lists of texts are spelled alike in JSON and TOML
