"""The reference pages and the map of the engine, made from the code: `python -m samestory.reference`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from samestory.checks import load_checks
from samestory.cli import main as samestory
from samestory.diagnostics import EXPLANATIONS
from samestory.model.front_matter import required_keys
from samestory.model.library import LABELS
from samestory.model.settings import REQUIRED_SETTINGS, Settings
from samestory.model.signals import ENTRY, EXIT, HANDOFF, SUPPRESS
from samestory.model.text import TokenKind
from samestory.read import beat, buyers, evidence, file, storyline
from samestory.schema import FRONT_MATTER, how_to_type
from samestory.targets.table import as_markdown

PACKAGE = Path(__file__).parent
START, END = "<!-- made by samestory.reference: do not edit -->", "<!-- end of what is made -->"
MADE = "Made from the code by `python -m samestory.reference`; a test keeps it current.\n"

# What the reader takes, by kind of file; a field note has none.
SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "role": buyers.ROLE_SECTIONS,
        "stage": buyers.STAGE_SECTIONS,
        "handoff": buyers.HANDOFF_SECTIONS,
        "story": storyline.SECTIONS,
        "beat": beat.SECTIONS,
        "claim": evidence.CLAIM_SECTIONS,
        "proof": evidence.PROOF_SECTIONS,
        "offer": evidence.OFFER_SECTIONS,
        "note": (),
    }
)
BEAT_LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Beat, `## Email`", beat.EMAIL_LABELS),
    ("Beat, `## Say`", tuple(LABELS.values())),
    ("Beat, `## Ask`, below a question", ("Listen for",)),
    ("Beat, `## If they say`, below an objection", ("From",)),
)
TOKENS: Mapping[TokenKind, tuple[str, str]] = MappingProxyType(
    {
        "field": ("{first name}, {first name | colleague}", "a contact field of the settings, with its own fallback"),
        "claim": ("{claim: id}, {claim: id.sentence}, .source, .value", "a claim: short, or in another form"),
        "value": ("{value}", "in a claim: its own value"),
        "message": ("{message}", "the H1 of the beat"),
        "beat": ("{beat: id}", "the message of another beat of the storyline"),
        "role opening": ("{role opening}", "the opening of the role that reads it"),
        "offer": ("{offer}", "the offer: a button in emails, text and address elsewhere"),
        "as-is": ("{as-is: 4 steps}", "the text as it is: this figure is no claim"),
        "leave with": ("{leave with}", "in the settings' recap: what the talk track wants to agree on"),
    }
)
PLACES = (
    ("email", file.EMAIL),
    ("subject, preview", file.SUBJECT),
    ("opening", file.OPENING),
    ("Say, Ask, answers", file.TALK),
    ("Recap", file.RECAP),
    ("Forward", file.FORWARD),
    ("claim", file.CLAIM),
    ("everything else", file.PROSE),
)


def reference_pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "README.md": _index(),
        "front-matter.md": "".join(_front_matter()),
        "texts.md": "".join(_texts()),
        "settings.md": "".join(_settings()),
        "checks.md": "".join(_checks()),
        "commands.md": "".join(_commands()),
    }


def with_map(readme: str) -> str:
    """The engine's README with its list of modules made anew.

    Raises:
        ValueError: the two marks between which the list stands are not there.
    """
    if readme.count(START) != 1 or readme.count(END) != 1:
        raise ValueError(f"the list of modules stands between `{START}` and `{END}`")
    before, rest = readme.split(START)
    return f"{before}{START}\n\n{''.join(_modules())}\n{END}{rest.split(END)[1]}"


def _index() -> str:
    return (
        f"# Reference\n\n{MADE}\n"
        "- [front-matter.md](front-matter.md): the keys of each kind of file\n"
        "- [texts.md](texts.md): sections, labels, tokens and signals\n"
        "- [settings.md](settings.md): `samestory.toml`, or `[tool.samestory]`\n"
        "- [checks.md](checks.md): what can be wrong, why it matters, how to mend it\n"
        "- [commands.md](commands.md): `samestory --help`, command by command\n"
    )


def _front_matter() -> Iterator[str]:
    yield f"# Front matter\n\n{MADE}\nWhat stands between the `---` lines. A list is `a, b`, or a YAML list.\n"
    for kind, fields in FRONT_MATTER.items():
        needed = required_keys(fields)
        yield f"\n## {kind.capitalize()}: {fields.__doc__}\n\n"
        rows = (
            (f"`{name}`", "yes" if name in needed else "", how_to_type(info), info.description or "")
            for name, info in _named(fields)
        )
        yield _table(("key", "needed", "type", "says"), rows)


def _named(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    return ((info.alias or name, info) for name, info in model.model_fields.items())


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = (head, tuple("---" for _ in head), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _texts() -> Iterator[str]:
    yield f"# Texts\n\n{MADE}\n## Sections\n\n`## Note` may stand in all of them, for writers only.\n\n"
    yield _table(("file", "sections"), ((kind, _code(names) or "no headings") for kind, names in SECTIONS.items()))
    yield "\n## Labels\n\nAt the beginning of a line or of a list item.\n\n"
    labels = (*BEAT_LABELS, ("Proof, below the H1", evidence.PROOF_LABELS))
    yield _table(("where", "labels"), ((where, _code(names)) for where, names in labels))
    yield "\n## Tokens\n\n"
    yield _table(("token", "becomes"), ((f"`{typed}`", says) for typed, says in TOKENS.values()))
    yield "\nWhere they may stand:\n\n"
    rows = [(place, *("yes" if kind in kinds else "" for kind in TOKENS)) for place, kinds in PLACES]
    yield _table(("place", *TOKENS), rows)
    yield "\n## Signals\n\n"
    named = (("entry", ENTRY), ("hand-off", HANDOFF), ("exit", EXIT), ("suppress", SUPPRESS))
    yield _table(("kind", "signals"), ((kind, _code(signals)) for kind, signals in named))


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _settings() -> Iterator[str]:
    yield f"# Settings\n\n{MADE}\nIn `samestory.toml`, or in `pyproject.toml` under `[tool.samestory]`.\n\n"
    yield _table(("setting", "needed", "type", "if absent", "says"), _settings_rows(Settings, ""))


def _settings_rows(model: type[BaseModel], before: str) -> Iterator[tuple[str, ...]]:
    for name, info in _named(model):
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _settings_rows(inner, f"{before}{name}.")
        else:
            needed = "yes" if not before and name in REQUIRED_SETTINGS else ""
            default = f"`{info.default}`" if info.default not in ("", None, ()) and not info.default_factory else ""
            yield f"`{before}{name}`", needed, how_to_type(info), default, info.description or ""


def _checks() -> Iterator[str]:
    load_checks()
    yield f"# Checks\n\n{MADE}\n`samestory explain CODE` says the same.\n"
    for code, said in sorted(EXPLANATIONS.items()):
        fix = said.fix.replace("\n", " ")
        yield f"\n## {code}\n\n*{said.severity}* · {said.what}\n\nWhy: {said.why}\n\nFix: {fix}\n"


def _commands() -> Iterator[str]:
    yield f"# Commands\n\n{MADE}"
    for name, command in sorted(samestory.commands.items()):
        context = click.Context(command, info_name=f"samestory {name}", terminal_width=100, max_content_width=100)
        yield f"\n## samestory {name}\n\n```\n{command.get_help(context)}\n```\n"


def _modules() -> Iterator[str]:
    folder: Path | None = None
    for path in sorted(PACKAGE.rglob("*.py"), key=lambda path: (path.parent != PACKAGE, path.relative_to(PACKAGE))):
        inside = path.relative_to(PACKAGE)
        if inside.parent != folder:
            yield "" if folder is None else "\n"
            folder = inside.parent
            yield f"**{(Path('samestory') / folder).as_posix()}/**\n\n"
        says = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].replace("\n", " ")
        yield f"- `{inside.as_posix()}`: {says}\n"


def write_reference(root: Path) -> None:
    """Write docs/reference/, docs/email-tools.md and the list of modules in engine/README.md."""
    folder = root / "docs" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reference_pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (root / "docs" / "email-tools.md").write_text("".join(as_markdown()), encoding="utf-8", newline="\n")
    readme = root / "engine" / "README.md"
    readme.write_text(with_map(readme.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
