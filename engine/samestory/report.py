"""Diagnostics as people and machines read them: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from urllib.parse import quote

from samestory.diagnostics import EXPLANATIONS, Diagnostic

Diagnostics = tuple[Diagnostic, ...]
GITHUB_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})
SARIF_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(diagnostics: Diagnostics) -> str:
    """One paragraph each, `file:line: severity [code] message` and the hint; then a line that counts them."""
    shown = "".join(f"{_line(diagnostic)}\n" for diagnostic in diagnostics)
    return f"{shown}{counted(diagnostics)}\n"


def _line(found: Diagnostic) -> str:
    line = f"{found.file}:{found.line}: {found.severity} [{found.code}] {found.message}"
    return f"{line}\n    hint: {found.hint}" if found.hint else line


def counted(diagnostics: Diagnostics) -> str:
    """How many of each there are, in words."""
    if not diagnostics:
        return "No problems."
    counts = [(_count(diagnostics, severity), word) for severity, word in WORDS.items()]
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count) + "."


WORDS = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})


def _count(diagnostics: Diagnostics, severity: str) -> int:
    return sum(diagnostic.severity == severity for diagnostic in diagnostics)


def as_json(diagnostics: Diagnostics) -> str:
    """`{"diagnostics": [{code, severity, file, line, message, hint}], "errors": n, "warnings": n}`."""
    keys = ("code", "severity", "file", "line", "message", "hint")
    listed = [{key: asdict(diagnostic)[key] for key in keys} for diagnostic in diagnostics]
    counts = {"errors": _count(diagnostics, "error"), "warnings": _count(diagnostics, "warning")}
    return json.dumps({"diagnostics": listed, **counts}, ensure_ascii=False, indent=2) + "\n"


def as_github(diagnostics: Diagnostics) -> str:
    """Workflow commands that GitHub shows at the line concerned."""
    return "".join(f"{_annotation(diagnostic)}\n" for diagnostic in diagnostics)


def _annotation(found: Diagnostic) -> str:
    # Escapes as GitHub's toolkit has them: data `% CR LF`, properties also `: ,`.
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    words = found.message + (f"\n{found.hint}" if found.hint else "")
    level = GITHUB_LEVELS[found.severity]
    return f"::{level} file={value(found.file)},line={found.line},title={value(found.code)}::{data(words)}"


def as_sarif(diagnostics: Diagnostics) -> str:
    """SARIF 2.1.0, for code scanning and editors."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    run = {
        "tool": {"driver": {"name": "samestory", "rules": [_sarif_rule(code) for code in codes]}},
        "results": [_sarif_result(diagnostic) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _sarif_rule(code: str) -> dict[str, object]:
    explanation = EXPLANATIONS[code]
    return {
        "id": code,
        "shortDescription": {"text": explanation.what},
        "help": {"text": f"{explanation.why}\n{explanation.fix}"},
    }


def _sarif_result(found: Diagnostic) -> dict[str, object]:
    location = {"artifactLocation": {"uri": quote(found.file)}, "region": {"startLine": found.line}}
    return {
        "ruleId": found.code,
        "level": SARIF_LEVELS[found.severity],
        "message": {"text": f"{found.message}. {found.hint}" if found.hint else found.message},
        "locations": [{"physicalLocation": location}],
    }


FORMATS: Mapping[str, Callable[[Diagnostics], str]] = MappingProxyType(
    {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}
)
