"""JSON Schemas for editors: the front matter of each kind of file, and the settings, made from the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from samestory.model import front_matter as front
from samestory.model import settings, values
from samestory.model.front_matter import Fields, required_keys

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
FRONT_MATTER: Mapping[str, type[Fields]] = MappingProxyType(
    {
        "role": front.RoleFields,
        "stage": front.StageFields,
        "handoff": front.HandoffFields,
        "story": front.StoryFields,
        "beat": front.BeatFields,
        "claim": front.ClaimFields,
        "proof": front.ProofFields,
        "offer": front.OfferFields,
        "note": front.NoteFields,
    }
)
KINDS = (*FRONT_MATTER, "settings")

# Values are text as typed; an editor's YAML makes numbers and yes/no of some before the schema sees them.
ID: Schema = {"type": "string", "pattern": "^[a-z0-9-]+$"}
TYPED_NUMBER: Schema = {"type": ["string", "number"]}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DURATION = "^[0-9]{1,4} (day|week|month)s?$"
HOURS = "^[0-9]{1,4} (hour|day|week|month)s?$"
PROOF_DATE = "^(undated|(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?)$"


def _one_of(words: tuple[str, ...]) -> Schema:
    return {"enum": list(words)}


def _some(item: Schema, words: str) -> Schema:
    """`a, b` on one line, or a YAML list; `words` is the pattern of one of them."""
    return {
        "oneOf": [
            {"type": "string", "pattern": f"^{words}( *, *{words})*,?$"},
            {"type": "array", "items": item},
        ]
    }


def _choice(type_: Any, words: tuple[str, ...]) -> Iterator[tuple[Any, Schema, str]]:
    yield type_, _one_of(words), ", ".join(f"`{word}`" for word in words)


IDS = _some(ID, "[a-z0-9-]+")
LINES = _some(TYPED_NUMBER, "[^,]+")
USES = _some(_one_of(front.USES), f"({'|'.join(front.USES)})")
LINE_OF_TEXT: Schema = {"type": "string", "pattern": "^[^\\n]*\\S[^\\n]*$"}

# Each type of the models: its schema, and how people are told what to type.
TYPES: tuple[tuple[Any, Schema, str], ...] = (
    (values.Id, ID, "an id"),
    (values.Ids, IDS, "ids"),
    (values.Line, TYPED_NUMBER, "text on one line"),
    (values.Lines, LINES, "a list of texts"),
    (values.Code, {"type": "string", "pattern": "^[a-z]{2,4}$"}, "two to four small letters"),
    (values.YesNo, {"enum": ["yes", "no", "Yes", "No", True, False]}, "`yes` or `no`"),
    (values.Day, DAY, "a day, `2026-11-03`"),
    (
        values.ProofDate,
        {"oneOf": [{"type": "string", "pattern": PROOF_DATE}, {"type": "integer"}]},
        "a day, a month `2026-11`, a year, or `undated`",
    ),
    (values.Days, {"type": "string", "pattern": DURATION}, "days, weeks or months, `6 days`"),
    (values.Hours, {"type": "string", "pattern": HOURS}, "hours, days, weeks or months, `24 hours`"),
    (values.Signals, LINES, "signals"),
    *_choice(front.GroupRole, front.GROUP_ROLES),
    *_choice(front.StoryKind, front.STORY_KINDS),
    *_choice(front.ClaimKind, front.CLAIM_KINDS),
    *_choice(front.ProofKind, front.PROOF_KINDS),
    *_choice(front.OfferKind, front.OFFER_KINDS),
    *_choice(front.Permission, front.PERMISSIONS),
    *_choice(front.Outcome, front.OUTCOMES),
    *_choice(front.Side, ("buyer", "customer")),
    *_choice(front.Job, ("consensus",)),
    *_choice(front.Shows, ("path",)),
    *_choice(front.AnyStatus, ("draft", "live", "retired")),
    (front.Uses, USES, "a list of `email`, `say`, `forward`"),
    (settings.Count, {"type": "integer", "minimum": 1, "maximum": 9999}, "a whole number"),
    (
        settings.Share,
        {
            "oneOf": [
                {"type": "integer", "minimum": 1, "maximum": 100},
                {"type": "string", "pattern": "^[0-9]{1,3} ?%?$"},
            ]
        },
        "per cent, `60 %`",
    ),
    (settings.Words, LINE_OF_TEXT, "text on one line"),
    (settings.Https, {"type": "string", "pattern": r"^https://[^\s\"'<>{}\\]+$"}, "an https address"),
    (settings.Address, {"type": "string", "pattern": f"^{settings.ADDRESS}$"}, "an email address"),
    (settings.Colour, {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}, "a colour, `#0b5a6f`"),
    (settings.Cap, {"type": "string", "pattern": "^[0-9]{1,3} in [0-9]{1,3} days?$"}, "`2 in 7 days`"),
)
PLAIN: Mapping[Any, Schema] = MappingProxyType(
    {str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}}
)


def schema_of(kind: str) -> Schema:
    """The schema of a kind of file; `kind` is one of KINDS."""
    if kind == "settings":
        return {"$schema": DRAFT, "title": "samestory.toml, or [tool.samestory]", **_settings_schema()}
    fields = FRONT_MATTER[kind]
    return {
        "$schema": DRAFT,
        "title": (fields.__doc__ or kind).strip("`"),
        "type": "object",
        "properties": dict(_properties(fields)),
        "required": list(required_keys(fields)),
        "additionalProperties": False,
    }


def all_schemas() -> Schema:
    """One document with the schema of each kind under `$defs`."""
    return {"$schema": DRAFT, "$defs": {kind: _without_head(schema_of(kind)) for kind in KINDS}}


def _without_head(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "$schema"}


def _settings_schema() -> Schema:
    return {**_table(settings.Settings), "required": list(settings.REQUIRED_SETTINGS)}


def _table(model: type[BaseModel]) -> Schema:
    is_open = model.model_config.get("extra") == "allow"
    return {
        "type": "object",
        "properties": dict(_properties(model)),
        "additionalProperties": {"type": "string"} if is_open else False,
    }


def _properties(model: type[BaseModel]) -> Iterator[tuple[str, Schema]]:
    for name, info in model.model_fields.items():
        described = {"description": info.description} if info.description else {}
        yield info.alias or name, {**_type_of(name, info), **described}


def _type_of(name: str, info: FieldInfo) -> Schema:
    """The schema of a field's type.

    Raises:
        ValueError: nobody has said yet how the type is written.
    """
    found = next((schema for schema, _ in _known(info)), None) or _of_plain(info.annotation)
    if found is None:
        raise ValueError(f"say in TYPES how `{name}` is written ({info.annotation})")
    return found


def how_to_type(info: FieldInfo) -> str:
    """How people are told what a field takes; empty for the plain types of TOML."""
    return next((words for _, words in _known(info)), "")


def _known(info: FieldInfo) -> Iterator[tuple[Schema, str]]:
    marks = [*info.metadata, *(mark for part in get_args(info.annotation) for mark in _marks(part))]
    for known, schema, words in TYPES:
        if any(mark is own for mark in marks for own in known.__metadata__):
            yield schema, words


def _marks(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())


def _of_plain(annotation: Any) -> Schema | None:
    """Plain types, lists of them, tables, and tables of tables."""
    if annotation in PLAIN:
        return dict(PLAIN[annotation])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _table(annotation)
    parts = get_args(annotation)
    inner = _of_plain(parts[-2] if parts and parts[-1] is Ellipsis else parts[-1]) if parts else None
    if inner is None:
        return None
    if getattr(annotation, "__origin__", None) is tuple:
        return {"type": "array", "items": inner}
    return {"type": "object", "additionalProperties": inner}
