"""`stale`: what email tools run and should not any more; and the line that corrects a number meanwhile."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.pipeline import build, look_at
from samestory.read.records import read_records
from samestory.releases.applied import apply_release
from samestory.releases.stale import stale
from samestory.report import as_text
from tests.releases.repository import beat_file, commit, copied, edit, released, signed
from tests.releases.test_diff import other_value

LATER = date(2026, 12, 1)


def run(root: Path, today: str) -> Result:
    return CliRunner().invoke(main, ["stale", "--project", str(root), "--today", today])


@pytest.fixture(scope="module")
def two(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, the second with another number and without a beat; Mautic runs the first, Klaviyo the second."""
    root = copied(released_once, tmp_path_factory.mktemp("two") / "tarn")
    other_value(root)
    claim = root / "stories" / "_claims" / "leak-share.md"
    edit(claim, "owner: marketing", "owner: marketing\ncorrect-for: 30 days")
    edit(beat_file(root, "first-month"), "shows: path", "shows: path\nstatus: retired")
    edit(
        beat_file(root, "one-line"),
        "We have not sent you this one yet: {beat: first-month}.",
        "Then {claim: night-flow}.",
    )
    commit(root)
    signed(root)
    released(root, "2026-12-01", day=LATER)
    apply_release(root, "mautic", "2026-11-24", "IL", LATER)
    apply_release(root, "klaviyo", "2026-12-01", "IL", LATER)
    return root


def test_each_tool_is_judged_by_what_it_runs(two: Path, tmp_path: Path) -> None:
    found = stale(two, date(2027, 11, 1))

    assert {one.target for one in found} == {"mautic"}  # claims were checked on 2 November 2026
    assert {(one.key, one.what, str(one.since)) for one in found if one.role == "plant-manager"} == {
        ("sl-no-puddle-pm", "the claim leak-share says 12 %, and it is 15 %", "2026-12-25"),
        ("sl-old-and-new-pm", "the claim old-plants says 12 %, and it is 15 %", "2026-11-03"),
    }


def test_a_year_ahead_exactly_what_has_expired_is_listed(two: Path) -> None:
    found = [one for one in stale(two, date(2027, 11, 2)) if one.what.endswith("expired")]

    # Every claim was checked on 2 November 2026, and holds for a year.
    records = read_records(two)[0]
    live = {
        (target, touch.key, used.id, "2027-11-02")
        for target, name in (("mautic", "2026-11-24"), ("klaviyo", "2026-12-01"))
        for release in records.named(name)
        for touch in release.touches
        for used in touch.claims
    }
    expired = [(one.target, one.key, one.what.split()[2], one.since.isoformat()) for one in found]
    assert len(expired) == len(live)
    assert set(expired) == live
    listed = [one for one in expired if one[1].endswith("-pm")]
    assert listed == [
        ("klaviyo", "sl-no-puddle-pm", "leak-share", "2027-11-02"),
        ("klaviyo", "sl-old-and-new-pm", "old-plants", "2027-11-02"),
        ("klaviyo", "sl-one-line-pm", "days-to-find", "2027-11-02"),
        ("mautic", "sl-no-puddle-pm", "leak-share", "2027-11-02"),
        ("mautic", "sl-old-and-new-pm", "old-plants", "2027-11-02"),
        ("mautic", "sl-one-line-pm", "days-to-find", "2027-11-02"),
        ("mautic", "sl-first-month-pm", "days-to-find", "2027-11-02"),
    ]


def test_a_nightly_job_fails_when_something_is_stale(two: Path) -> None:
    made = run(two, "2026-12-25")

    assert made.exit_code == 1
    assert made.output.split("\n\n")[0] == (
        "mautic, slow-leaks, maintenance lead (release 2026-11-24)\n"
        "  sl-no-puddle-ml, day 0: the claim leak-share says 12 %, and it is 15 %, since 2026-12-25\n"
        "  sl-old-and-new-ml, day 6: the claim old-plants says 12 %, and it is 15 %, since 2026-11-03"
    )
    assert made.output.endswith("Looked at on 2026-12-25: klaviyo runs 2026-12-01, mautic runs 2026-11-24.\n")


def test_nothing_is_stale_that_was_renewed(two: Path, tmp_path: Path) -> None:
    root = copied(two, tmp_path / "tarn")
    for path in (root / "stories" / "_claims").iterdir():
        path.write_text(path.read_text("utf-8").replace("checked: 2026-11-02", "checked: 2027-10-01"), "utf-8")
    (root / "stories" / "_applied" / "mautic-2026-11-24.json").unlink()

    made = run(root, "2027-11-02")

    assert made.output == "Looked at on 2027-11-02: klaviyo runs 2026-12-01; nothing in it has expired.\n"
    assert made.exit_code == 0


def test_where_nothing_was_applied_that_is_said(released_once: Path) -> None:
    made = run(released_once, "2028-01-01")

    assert made.exit_code == 0
    assert made.output.startswith("Nobody has told what an email tool runs: samestory applied TARGET RELEASE")


# ---- correct-for ----------------------------------------------------------------------------------------------


def corrected(root: Path, day: date) -> dict[str, str]:
    """The emails that have a correction line, and the line, by key."""
    emails = look_at(root, day).value.emails
    said = {
        key: [line for line in email.text.split("\n") if line.startswith("Until ")] for key, email in emails.items()
    }
    return {key: lines[0] for key, lines in said.items() if lines}


def test_a_number_is_corrected_where_the_old_one_was_read_before_and_while_it_is_time(
    two: Path, tmp_path: Path
) -> None:
    root = copied(two, tmp_path / "tarn")
    edit(beat_file(root, "old-and-new"), "If yours is new,", "Small leaks are {claim: leak-share}. If yours is new,")
    line = "Until 24 November 2026 we said 12 %: a second audit."

    assert corrected(root, date(2026, 12, 24)) == {f"sl-old-and-new-{role}": line for role in ("pm", "ml", "re")}
    assert corrected(root, date(2026, 12, 25)) == {}


def test_without_an_earlier_release_nothing_is_corrected(two: Path, tmp_path: Path) -> None:
    root = copied(two, tmp_path / "tarn")
    edit(beat_file(root, "old-and-new"), "If yours is new,", "Small leaks are {claim: leak-share}. If yours is new,")
    (root / "stories" / "_releases" / "2026-11-24" / "slow-leaks.json").unlink()

    assert corrected(root, LATER) == {}


def test_a_build_with_a_correction_is_proved(two: Path, tmp_path: Path) -> None:
    root = copied(two, tmp_path / "tarn")
    edit(beat_file(root, "old-and-new"), "If yours is new,", "Small leaks are {claim: leak-share}. If yours is new,")

    made = build(root, LATER, None)

    assert made.value, as_text(made.diagnostics)
    assert made.value.proof
    assert made.value.proof.holds
