"""What each email tool can express, as `samestory targets`, a build and docs/email-tools.md say it."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.model.settings import Settings
from samestory.targets import Target, all_targets, chosen_targets
from samestory.targets.capability import ABILITIES, NOTICED, How, by_hand

LEVELS = ("exact", "approximated", "by hand")
LETTERS = {"exact": "E", "approximated": "A", "by hand": "H"}
FORMS = {
    "inline": "in the tag",
    "conditional": "as a block around it",
    "outside": "not in the email: a person fills in what is missing",
}
# Never a tool of ours; one of a team's own may lack a rule, and then no storyline that has it is built for it.
NOT_AT_ALL = by_hand("not at all: a storyline that has it cannot be built for this tool")


def as_text() -> str:
    """Every tool with what it expresses exactly, nearly and by hand."""
    return "\n".join(_short(tool) for tool in all_targets().values())


def _short(tool: Target) -> str:
    lines = [f"{tool.name}: {tool.title}", f"  checked on: {tool.version}"]
    lines += [f"  {level}: {', '.join(tool.at_level(level)) or 'nothing'}" for level in LEVELS]
    return "\n".join((*lines, f"  fallbacks: {FORMS[tool.dialect.form]}\n"))


def in_full(tool: Target) -> str:
    """One tool with all its statements."""
    lines = [f"{tool.title}, checked on: {tool.version}", ""]
    lines += [f"{name}: {how.level}; {how.fact}" for name, how in _abilities(tool)]
    lines += ["", *(f"{name}: {how.level}; {how.fact}" for name, how in _rules(tool)), ""]
    return "\n".join(lines)


def _abilities(tool: Target) -> Iterator[tuple[str, How]]:
    return ((name, tool.abilities[name]) for name in ABILITIES)


def _rules(tool: Target) -> Iterator[tuple[str, How]]:
    return ((name, tool.rules.get(name, NOT_AT_ALL)) for name in NOTICED)


def told_in_build(settings: Settings) -> Iterator[str]:
    """A line for each tool of a build: what it does not do as it is meant, and where the steps are written."""
    for tool in chosen_targets(settings):
        parts = [f"{', '.join(names)} {level}" for level in LEVELS[1:] if (names := tool.at_level(level))]
        rest = "; ".join(parts) or "everything as it is meant"
        yield f"{tool.title}: {rest}; see sequences/{tool.name}/*/RUNBOOK.md"


def as_markdown() -> Iterator[str]:
    """The page docs/email-tools.md."""
    tools = all_targets()
    yield "# Email tools\n\n"
    yield "Made from the code by `python -m samestory.reference`; a test keeps it current. "
    yield "`samestory targets` says the same; a project names its tools in the setting `targets`.\n\n"
    yield "E: exact. A: approximated. H: a person does it, as the runbook says.\n\n"
    yield f"| | {' | '.join(tool.title for tool in tools.values())} |\n|---|{'---|' * len(tools)}\n"
    for name in ABILITIES:
        yield f"| {name} | {' | '.join(LETTERS[tool.abilities[name].level] for tool in tools.values())} |\n"
    yield f"| fallbacks | {' | '.join(FORMS[tool.dialect.form] for tool in tools.values())} |\n"
    yield "\nA statement ends with how it was checked, or says that nobody has checked it.\n"
    for tool in tools.values():
        yield f"\n## {tool.title}\n\nIn the settings: `{tool.name}`. Checked on: {tool.version}.\n\n"
        yield "| what | how | by what |\n|---|---|---|\n"
        for name, how in (*_abilities(tool), *_rules(tool)):
            words = how.fact.words.replace("|", "\\|")
            yield f"| {name} | {how.level} | {words} {how.fact.mark} |\n"
        yield "\n"
        for fact in (*tool.set_up, *tool.bring_in, *tool.go_back):
            yield f"- {fact}\n"
