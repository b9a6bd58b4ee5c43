"""Every use of a thing: its line, the emails that carry it, the pages that show it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from samestory.cli import main
from samestory.pipeline import Project, look_at
from samestory.uses import Use
from samestory.where import where_used
from tests.case_fixtures import copy_base

DAY = date(2026, 11, 24)
PUDDLE = "stories/slow-leaks/10-no-puddle.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The base of all cases."""
    return look_at(copy_base(tmp_path_factory.mktemp("where") / "project"), DAY).value


def uses(id: str, project: Project, file: str = "") -> list[Use]:
    """The uses of the one thing with that id, in a file if there is one."""
    (found,) = where_used(id, project.library, project.sequences)
    return [use for use in found.uses if not file or use.place.file == file]


def lines(id: str, project: Project) -> list[str]:
    """Each use as its place and what it is."""
    return [f"{use.place.file}:{use.place.line} {use.says}" for use in uses(id, project)]


def test_a_claim_in_an_email_names_the_emails_and_the_pages(project: Project) -> None:
    email = uses("leak-share", project, PUDDLE)[0]

    assert (email.place.line, email.says) == (23, "`{claim: leak-share.sentence}` in an email")
    assert email.emails == ("sl-no-puddle-pm", "sl-no-puddle-ml", "sl-no-puddle-re")
    assert "prep/slow-leaks/purchasing.html" in email.pages


def test_a_shared_line_is_not_heard_by_a_role_that_has_its_own(project: Project) -> None:
    check = next(use for use in uses("leak-share", project, PUDDLE) if use.place.line == 43)

    assert (check.emails, "prep/slow-leaks/purchasing.html" in check.pages) == ((), False)
    assert "prep/slow-leaks/plant-manager.html" in check.pages


def test_a_claim_in_an_opening_of_a_role_leads_to_that_roles_page(project: Project) -> None:
    (use,) = uses("night-flow", project, "buyers/roles/plant-manager.md")

    assert use.pages == ("buyers/plant-manager.html",)


def test_a_proof_is_used_where_its_claims_are(project: Project) -> None:
    found = lines("paper-mill", project)

    assert "stories/_claims/days-to-find.md:6 under the claim `days-to-find`" in found
    assert any(line.startswith("stories/slow-leaks/30-one-line.md") for line in found)


def test_an_offer_is_named_once_and_shown_where_its_token_stands(project: Project) -> None:
    found = lines("site-visit", project)

    assert found[0] == "stories/stalled-trial/10-who-waits.md:5 offered in `who-waits`"
    assert "stories/stalled-trial/10-who-waits.md:24 `{offer}` in an email" in found


def test_an_idea_is_carried_by_beats(project: Project) -> None:
    assert lines("waiting", project) == [
        "stories/stalled-trial/10-who-waits.md:3 carried by `who-waits`",
        "stories/stalled-trial/20-call-the-group.md:3 carried by `call-the-group`",
        "stories/stalled-trial/story.md:28 an idea of `stalled-trial`",
    ]


def test_a_role_is_told_storylines_and_has_words_of_its_own(project: Project) -> None:
    found = lines("purchasing", project)

    assert "stories/slow-leaks/story.md:4 told `slow-leaks`" in found
    assert f"{PUDDLE}:48 a talk track of its own" in found
    assert "buyers/roles/reliability-engineer.md:24 needed by `reliability-engineer`" in found


def test_a_stage_follows_another_one_and_has_beats(project: Project) -> None:
    found = lines("choice", project)

    assert "buyers/stages/20-options.md:4 follows `options`" in found
    assert "stories/slow-leaks/50-side-by-side.md:2 `side-by-side` is told in it" in found


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        ("stalled", ["stories/stalled-trial/story.md:6 `stalled 30 days` lets people into `stalled-trial`"]),
        ("stalled 30 days", ["stories/stalled-trial/story.md:6 `stalled 30 days` lets people into `stalled-trial`"]),
        ("bounced", []),
    ],
)
def test_a_signal_is_found_by_its_name_and_with_what_follows(
    project: Project, signal: str, expected: list[str]
) -> None:
    assert lines(signal, project) == expected


def test_two_things_with_one_id_are_both_found(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    story = root / "stories/stalled-trial/story.md"
    story.write_text(story.read_text("utf-8").replace("### waiting:", "### options:"), encoding="utf-8")
    project = look_at(root, DAY).value

    found = where_used("options", project.library, project.sequences)

    assert [one.kind for one in found] == ["idea", "stage"]


def test_the_command_prints_a_paragraph_for_each_use(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")

    ran = CliRunner().invoke(main, ["where", "leak-share", "--project", str(root), "--today", "2026-11-24"])

    assert ran.exit_code == 0
    assert ran.output.startswith("claim leak-share, stories/_claims/leak-share.md: 3 uses\n")
    assert "    emails: sl-no-puddle-pm, sl-no-puddle-ml, sl-no-puddle-re\n" in ran.output
    assert (
        "    pages: prep/slow-leaks/{plant-manager,maintenance-lead,reliability-engineer,purchasing}.html\n"
        in ran.output
    )


def test_an_unknown_id_is_one_sentence_with_the_nearest_one(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")

    ran = CliRunner().invoke(main, ["where", "leak-shere", "--project", str(root), "--today", "2026-11-24"])

    assert (ran.exit_code, "Did you mean `leak-share`?" in ran.output) == (2, True)
