"""The settings: `[tool.samestory]` in pyproject.toml, or samestory.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from samestory.diagnostics import Diagnostic, Outcome, Place
from samestory.each import Again, anew
from samestory.model.library import Frames, Source
from samestory.model.settings import REQUIRED_SETTINGS, ContactFieldSettings, Settings
from samestory.read import faults
from samestory.read.file import OpenFile, Surroundings, kinds
from samestory.read.logo import logo_faults
from samestory.read.markdown import block_text, plain_text
from samestory.read.text import content_of, text_of

PYPROJECT, OWN = "pyproject.toml", "samestory.toml"
NAME = r"\"[^\"]*\"|'[^']*'|[\w-]+"
KEY = re.compile(rf"\s*((?:{NAME})(?:\s*\.\s*(?:{NAME}))*)\s*=")
TABLE = re.compile(r"\s*\[+([^\]]+)\]")
EXPECTED = MappingProxyType(
    {
        "string_type": ("text in quotes", 'NAME = "…"'),
        "tuple_type": ("a list", 'NAME = ["…", "…"]'),
        "mapping_type": ("a table", 'NAME = { … = "…" }'),
        "model_type": ("a table", 'NAME = { … = "…" }'),
        "model_attributes_type": ("a table", 'NAME = { … = "…" }'),
    }
)
FRAME = kinds("field")
Content = bytes | Diagnostic | None  # of a file, or why it is not read; None where there is none
RECAP_FRAME = kinds("field", "message", "leave with", "offer")


def read_settings(root: Path, again: Again = anew) -> Outcome[tuple[Settings, Frames]]:
    """The settings and their frames; what is wrong is reported and left at its default."""
    made, logo = again(_settings_of, _content(root, PYPROJECT), _content(root, OWN))
    return Outcome(made.value, (*made.diagnostics, *(logo_faults(root, made.value[0], logo) if logo else ())))


def _settings_of(pyproject: Content, own: Content) -> tuple[Outcome[tuple[Settings, Frames]], Place | None]:
    """The same of what the two files hold; and where a logo is named, if they have settings."""
    tables = {PYPROJECT: _table(pyproject, PYPROJECT), OWN: _table(own, OWN)}
    found = [problem for _, _, problems in tables.values() for problem in problems]
    file = OWN if tables[OWN][0] is not None else PYPROJECT
    if tables[PYPROJECT][0] is not None and tables[OWN][0] is not None:
        found.append(faults.two_settings(Place(OWN)))
    table, text, _ = tables[file]
    if table is None:
        if not found:
            found.append(faults.no_settings(Place(OWN)))
        # The commonest field is taken for known, so that one missing file is not a fault of every story.
        settings = Settings(fields={"first name": ContactFieldSettings(fallback="there")})
        frames = _frames(settings, file, "", found)
        return Outcome((settings, frames), tuple(found)), None
    settings, problems = _settings(table, text, file)
    found += problems
    frames = _frames(settings, file, text, found)
    return Outcome((settings, frames), tuple(found)), _place(("logo",), text, file)


def _content(root: Path, name: str) -> Content:
    path = root / name
    return content_of(path, name) if path.exists() or path.is_symlink() else None


def _table(content: Content, name: str) -> tuple[dict[str, Any] | None, str, tuple[Diagnostic, ...]]:
    if content is None:
        return None, "", ()
    read = text_of(content, name, is_prose=False)
    if read.text is None:
        return None, "", read.diagnostics
    try:
        whole = tomllib.loads(read.text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        line = re.search(r"at line (\d+)", str(problem))
        place = Place(name, int(line[1]) if line else 1)
        words = re.sub(r" \(at .*\)$", "", str(problem))
        return None, "", (faults.bad_settings(place, words[:1].lower() + words[1:]),)
    tool = whole.get("tool") if name == PYPROJECT else {"samestory": whole}
    table = tool.get("samestory") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None, read.text, ()


def _settings(table: dict[str, Any], text: str, file: str) -> tuple[Settings, list[Diagnostic]]:
    found: list[Diagnostic] = []
    try:
        settings = Settings.model_validate(table)
    except ValidationError as problem:
        for error in problem.errors():
            found.append(_problem(error, text, file))
            _drop(table, tuple(map(str, error["loc"])))
        try:
            settings = Settings.model_validate(table)
        except ValidationError:
            settings = Settings()
    for name in REQUIRED_SETTINGS:
        if name not in table and not any(f"`{name}`" in diagnostic.message for diagnostic in found):
            found.append(faults.missing_setting(_place((), text, file), name))
    return settings, found


def _problem(error: Any, text: str, file: str) -> Diagnostic:
    location = tuple(map(str, error["loc"]))
    place = _place(location, text, file)
    name = ".".join(part for part in location if not part.isdigit())
    if error["type"] == "extra_forbidden":
        return faults.unknown_setting(place, name, _known(location))
    context = error.get("ctx", {})
    # Front matter, for which those words are meant, has texts and lists; TOML has numbers and days too.
    if error["type"] == "wrong-value" and not str(context["message"]).endswith("not a list"):
        return faults.wrong_setting(place, name, str(context["message"]), str(context["hint"]))
    wanted, form = EXPECTED.get(error["type"], EXPECTED["string_type"])
    hint = f"Write it like `{form.replace('NAME', next(part for part in reversed(location) if not part.isdigit()))}`."
    return faults.wrong_setting(place, name, f"{wanted} is expected", hint)


def _known(location: tuple[str, ...]) -> Iterator[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        found = next((info for name, info in model.model_fields.items() if (info.alias or name) == part), None)
        if found is None or not isinstance(found.annotation, type) or not issubclass(found.annotation, BaseModel):
            return iter(())
        model = found.annotation
    return (info.alias or name.replace("_", "-") for name, info in model.model_fields.items())


def _drop(table: dict[str, Any], location: tuple[str, ...]) -> None:
    inside: Any = table
    for part in location[:-1]:
        if isinstance(inside, dict) and isinstance(inside.get(part), dict):
            inside = inside[part]
        else:
            location = location[: location.index(part) + 1]
            break
    if isinstance(inside, dict):
        inside.pop(location[-1], None)


def _place(location: tuple[str, ...], text: str, file: str) -> Place:
    """The line of a setting, else of the innermost table around it that has a line, else the first one."""
    wanted = (*(("tool", "samestory") if file == PYPROJECT else ()), *(part for part in location if not part.isdigit()))
    table: tuple[str, ...] = ()
    best, at = 0, 1
    for number, line in enumerate(text.split("\n"), start=1):
        head, key = TABLE.match(line), KEY.match(line)
        if head:
            table = _names(head[1])
        path = table if head else (*table, *_names(key[1])) if key else ()
        if len(path) > best and wanted[: len(path)] == path:
            best, at = len(path), number
    return Place(file, at)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(NAME, dotted))


def _frames(settings: Settings, file: str, text: str, found: list[Diagnostic]) -> Frames:
    fields = fallbacks(settings)
    opened = OpenFile(b"", file, Surroundings(fields))

    def line(name: str) -> int:
        return _place((name,), text, file).line

    lines = {name: line(name) for name in ("targets", "role-field", "stage-field", "colour")}
    lines |= {f"fields.{name}": _place(("fields", name, "fallback"), text, file).line for name in settings.fields}
    frames = Frames(
        Source(file, MappingProxyType(lines)),
        greeting=opened.text(plain_text, _greeting(settings), line("greeting"), "in a greeting", FRAME),
        sign_off=opened.text(
            plain_text, settings.sign_off or settings.from_name, line("sign-off"), "in a sign-off", FRAME
        ),
        recap=opened.text(block_text, settings.recap, line("recap"), "in the recap's frame", RECAP_FRAME),
    )
    found.extend(opened.diagnostics)
    return frames


def _greeting(settings: Settings) -> str:
    if "greeting" not in settings.model_fields_set and "first name" not in settings.fields:
        return "Hello,"
    return settings.greeting


def fallbacks(settings: Settings) -> Mapping[str, str]:
    """The contact fields of the settings, each with its fallback."""
    return {name: field.fallback for name, field in settings.fields.items()}
