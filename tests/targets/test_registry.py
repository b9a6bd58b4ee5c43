"""Every tool says of itself all that a tool has to say, on its sheets too, and each statement how it was checked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory.cli import main
from samestory.model.signals import EXIT, HANDOFF, SUPPRESS
from samestory.pipeline import build
from samestory.prove.payloads import payload_readers
from samestory.targets import Target, all_targets, chosen_targets, lacking
from samestory.targets.capability import ABILITIES, NOTICED, How
from samestory.targets.table import as_markdown, as_text, told_in_build
from tests.case_fixtures import copy_base
from tests.conftest import DAY, ROOT
from tests.email_fixtures import settings
from tests.targets.forgetful import forgetful_tool, mark

TOOLS = sorted(all_targets())
GOLDEN = Path(__file__).parent / "golden" / "tiny"
MARK = re.compile(r"\*\[(?:checked: [^\]]+|unchecked)\]\*( \|)?$")
STATEMENT = re.compile(r"(?:- |\d+\. )|\| (?:☐ \| )?.*\| (?:exact|approximated|by hand) \|")
# Parts of a sheet that say what our story is, or ask for a look, and nothing of how the tool behaves.
OURS = ("Timetable", "Calls", "Check before you switch it on", "Exits, in every flow")


def test_there_is_every_tool_of_the_first_wave() -> None:
    assert TOOLS == [
        "accountengagement", "activecampaign", "braze", "brevo", "customerio", "klaviyo", "listmonk", "mailchimp",
        "marketo", "mautic", "n8n", "salesloft",
    ]  # fmt: skip


def test_every_signal_that_ends_or_keeps_out_can_be_answered() -> None:
    assert set(NOTICED) == {*HANDOFF, *EXIT, *SUPPRESS}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_lacks_nothing(tool: str) -> None:
    known = all_targets()[tool]

    assert list(lacking(known)) == []
    assert set(known.abilities) == set(ABILITIES)
    assert set(known.rules) == set(NOTICED)
    assert tool in payload_readers()
    for how in (*known.abilities.values(), *known.rules.values()):
        assert how.fact.words
        assert not how.fact.words.endswith(".")


def test_a_tool_without_an_answer_is_no_tool() -> None:
    known = all_targets()["brevo"]
    abilities = {name: how for name, how in known.abilities.items() if name != "waits"}
    spoiled = replace(known, abilities=abilities, rules={"shrugged": how_of(known)}, go_back=(), version="")

    assert list(lacking(spoiled)) == [
        "does not say how it does 'waits'",
        "has a rule for 'shrugged', which is no signal",
        "does not say how it is taken back",
        "does not say on which version it was checked",
    ]
    with pytest.raises(ValueError, match="'nobrevo' does not say how it does 'waits'"):
        mark(replace(known, name="nobrevo", abilities=abilities))
    with pytest.raises(ValueError, match="two email tools are called 'brevo'"):
        mark(known)
    assert "nobrevo" not in all_targets()


def how_of(known: Target) -> How:
    """Any rule of a tool."""
    return known.rules["replied"]


def test_a_rule_that_a_tool_cannot_keep_fails_the_build(tmp_path: Path) -> None:
    folder = copy_base(tmp_path / "project")

    with forgetful_tool():
        kept = build(folder, DAY, None)
        failed = build(folder, DAY, None, targets=("brevo", "forgetful"))

    assert kept.value
    assert failed.value is None
    assert {(one.code, one.file, one.line, one.message) for one in failed.diagnostics} == {
        (
            "rule-not-kept",
            "stories/slow-leaks/story.md",
            7,
            "Forgetful cannot keep `competitor` of `slow-leaks`, kept out, and nobody by hand",
        )
    }
    assert all(one.hint for one in failed.diagnostics)
    assert not (folder / "build/sequences/forgetful").exists()
    assert not (folder / "build/sequences/brevo").exists()


def test_a_build_writes_for_the_tools_of_the_settings_each_once() -> None:
    chosen = chosen_targets(settings(targets=["mautic", "brevo", "mautic", "nobody"]))

    assert [tool.name for tool in chosen] == ["brevo", "mautic"]


def statements(sheet: str) -> list[str]:
    """The lines of a sheet that say what a tool is or does."""
    found: list[str] = []
    for part in re.split(r"^## ", sheet, flags=re.MULTILINE):
        title, *lines = part.split("\n")
        if title not in OURS[:3]:
            found += [line for line in lines if STATEMENT.match(line)]
    return found


@pytest.mark.parametrize("sheet", sorted(GOLDEN.rglob("*.md")), ids=lambda path: path.relative_to(GOLDEN).as_posix())
def test_every_statement_about_a_tool_is_marked(sheet: Path) -> None:
    text = sheet.read_text("utf-8")

    found = statements(text)

    assert len(found) >= len(ABILITIES)
    assert [line for line in found if not MARK.search(line)] == []
    # What stands outside of a statement does not speak of what the tool does.
    assert "*[checked: ]*" not in text


def test_a_statement_without_a_mark_is_refused() -> None:
    sheet = (GOLDEN / "brevo/hidden-rework/RUNBOOK.md").read_text("utf-8")
    marked = [line for line in statements(sheet) if MARK.search(line)]

    for line in marked:
        bare = MARK.sub("", line).rstrip() + (" |" if line.endswith("|") else "")
        spoiled = statements(sheet.replace(line, bare, 1))

        assert [one for one in spoiled if not MARK.search(one)] == [bare]


@pytest.mark.parametrize("tool", TOOLS)
def test_a_sheet_has_every_touch_every_exit_and_every_step(tool: str) -> None:
    known = all_targets()[tool]
    (folder,) = (path for path in (GOLDEN / tool).iterdir() if path.is_dir())
    runbook = (folder / "RUNBOOK.md").read_text("utf-8")

    for fact in (*known.set_up, *known.bring_in, *known.go_back):
        assert str(fact) in runbook
    for key in ("rw-hidden-cost-pm", "rw-count-a-week-pm"):
        assert f"`{key}`" in runbook
    for signal in ("replied", "unsubscribed", "bounced", "do-not-contact", "became-customer"):
        assert f"| `{signal}` |" in runbook


def test_the_page_of_the_tools_is_current() -> None:
    recorded = (ROOT / "docs" / "email-tools.md").read_text("utf-8")

    assert recorded == "".join(as_markdown()), "run `make reference`"


def test_the_command_lists_the_tools_and_says_all_of_one() -> None:
    listed = CliRunner().invoke(main, ["targets"])
    one = CliRunner().invoke(main, ["targets", "mautic"])
    unknown = CliRunner().invoke(main, ["targets", "mautik"])

    assert (listed.exit_code, listed.output) == (0, as_text())
    assert one.exit_code == 0
    assert "exits: approximated; " in one.output
    assert unknown.exit_code == 2
    assert "Did you mean `mautic`?" in unknown.output


def test_a_build_tells_what_a_tool_does_not_do_as_it_is_meant() -> None:
    (line,) = told_in_build(settings(targets=["mautic"]))

    assert line == ("Mautic 7: exits, suppression approximated; hand-off by hand; see sequences/mautic/*/RUNBOOK.md")


def test_listmonk_has_a_layout_with_its_content_once() -> None:
    folder = GOLDEN / "listmonk"
    (layout,) = folder.rglob("layout.html")

    assert layout.read_text("utf-8").count('{{ template "content" . }}') == 1
    assert not any("template" in path.read_text("utf-8") for path in folder.rglob("rw-*.html"))


def test_nothing_for_a_tool_holds_a_secret_or_starts_by_itself() -> None:
    for path in GOLDEN.rglob("*.json"):
        text = path.read_text("utf-8")
        assert not re.search(r'"(?:password|token|secret|api_?key)"', text, re.IGNORECASE), path
        assert '"active": true' not in text, path
        assert '"automated": true' not in text, path
