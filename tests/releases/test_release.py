"""`release`, `sign-off` and `applied`: what they write, and everything they refuse."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.read.records import read_records
from samestory.releases.release import NotReleasable, release_stories
from samestory.write import Refused
from tests.case_fixtures import copy_base
from tests.releases.repository import DAY, beat_file, commit, committed, edit, git, released, signed


def refused(root: Path, *stories: str, day: date = DAY) -> tuple[str, ...]:
    with pytest.raises(NotReleasable) as problem:
        release_stories(root, day.isoformat(), stories, day, None)
    assert not (root / "stories" / "_releases").exists()
    return problem.value.sentences


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(root)])


# ---- release --------------------------------------------------------------------------------------------------


def test_a_release_has_a_file_for_each_live_storyline(repository: Path) -> None:
    made = released(repository, "2026-11-24")

    records, found = read_records(repository)
    assert found == ()
    assert made.files == (
        "stories/_releases/2026-11-24/slow-leaks.json",
        "stories/_releases/2026-11-24/stalled-trial.json",
    )
    assert [(one.storyline, one.day, len(one.touches)) for one in records.releases] == [
        ("slow-leaks", "2026-11-24", 20),
        ("stalled-trial", "2026-11-24", 6),
    ]
    first = records.releases[0].touches[0]
    assert (first.key, first.message, first.day) == ("sl-no-puddle-pm", "The leak that costs money leaves no puddle", 0)
    assert [(claim.id, claim.value) for claim in first.claims] == [("leak-share", "12 %")]


def test_a_storyline_can_be_released_by_itself(repository: Path) -> None:
    made = released(repository, "2026-11-24", "stalled-trial")

    assert made.stories == ("stalled-trial",)


def test_two_branches_release_two_storylines_without_a_conflict(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "one")
    released(repository, "2026-11-24", "slow-leaks")
    git(repository, "checkout", "-q", "-b", "two", "HEAD~1")
    released(repository, "2026-11-24", "stalled-trial")

    git(repository, "merge", "-q", "one", "-m", "Merge")

    records, found = read_records(repository)
    assert found == ()
    assert [one.storyline for one in records.named("2026-11-24")] == ["slow-leaks", "stalled-trial"]


def test_a_second_release_on_a_day_has_a_number(live: Path) -> None:
    with pytest.raises(Refused, match="name this one --name 2026-11-24-2"):
        release_stories(live, "2026-11-24", (), DAY, None)

    released(live, "2026-11-24-2")

    with pytest.raises(Refused, match="--name 2026-11-24-3"):
        release_stories(live, "2026-11-24", (), DAY, None)


def test_a_release_is_not_put_before_another(live: Path) -> None:
    with pytest.raises(Refused, match="2026-11-24 was released after 2026-11-20"):
        release_stories(live, "2026-11-20", (), date(2026, 11, 20), None)


def test_what_is_not_committed_is_not_released(repository: Path) -> None:
    edit(beat_file(repository, "no-puddle"), "You see the water bill as a sum, once a year.", "You see a sum.")
    (repository / "stories" / "new.txt").write_text("", "utf-8")
    (repository / "stories" / "new.txt").rename(repository / "buyers" / ".keep")

    assert refused(repository) == (
        "buyers/.keep and 1 more are not committed; commit first, so that Git knows what was released",
    )


def test_both_sides_own_what_is_released(repository: Path) -> None:
    story = repository / "stories" / "slow-leaks" / "story.md"
    edit(story, "marketing-owner: marketing\nsales-owner: sales\n", "")
    commit(repository)

    assert refused(repository) == (
        "stories/slow-leaks/story.md has no `marketing-owner`; both sides own a storyline that is released",
        "stories/slow-leaks/story.md has no `sales-owner`; both sides own a storyline that is released",
    )


def test_sales_signs_before_a_release(tmp_path: Path) -> None:
    root = committed(tmp_path / "tarn")

    assert refused(root, "stalled-trial") == (
        "nobody in sales has signed off `stalled-trial`; let sales read it, "
        "then run `samestory sign-off stalled-trial --by INITIALS`",
    )


def test_a_sign_off_holds_until_something_changes_that_reps_say(repository: Path) -> None:
    edit(beat_file(repository, "no-puddle"), "You see the water bill as a sum, once a year.", "You see one sum a year.")
    commit(repository)
    assert released(repository, "2026-11-24")

    edit(beat_file(repository, "one-line"), "Which one would you take?", "Which one first?")
    commit(repository)

    with pytest.raises(NotReleasable) as problem:
        release_stories(repository, "2026-11-24-2", (), DAY, None)
    assert problem.value.sentences == (
        "1 sentence has changed in `slow-leaks` since TK signed on 2026-11-24; `samestory check` lists them, "
        "then run `samestory sign-off slow-leaks --by INITIALS`",
    )


def test_what_expires_before_its_last_send_day_is_not_released(repository: Path) -> None:
    claim = repository / "stories" / "_claims" / "leak-share.md"
    edit(claim, "checked: 2026-11-02", "checked: 2026-11-02\nexpires: 2027-05-20")
    commit(repository)

    (sentence,) = refused(repository)

    assert sentence.startswith("stories/_claims/leak-share.md:6: `leak-share` expires on 2027-05-20, and `sl-no-puddle")
    assert refused(repository, "slow-leaks") == (sentence,)
    assert released(repository, "2026-11-24", "stalled-trial").stories == ("stalled-trial",)


def test_with_errors_nothing_is_released(repository: Path) -> None:
    edit(beat_file(repository, "no-puddle"), "offer: leak-guide", "offer: leak-gide")
    commit(repository)

    made = release_stories(repository, "2026-11-24", (), DAY, None)

    assert made.value is None
    assert [one.code for one in made.diagnostics if one.severity == "error"] == ["unknown-offer"]


def test_only_what_is_there_and_live_is_released(repository: Path) -> None:
    with pytest.raises(Refused, match=r"there is no storyline `slow-leak`\. Did you mean `slow-leaks`\?"):
        release_stories(repository, "2026-11-24", ("slow-leak",), DAY, None)


def test_without_git_a_release_works(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "tarn")
    for story in ("slow-leaks", "stalled-trial"):
        assert run(root, "sign-off", story, "--by", "TK", "--today", "2026-11-24").exit_code == 0

    made = release_stories(root, "2026-11-24", (), DAY, None).value

    assert made
    assert not made.is_in_git


def test_a_release_works_on_a_detached_head_and_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    larger = tmp_path / "larger"
    root = copy_base(larger / "teams" / "tarn")
    git(larger, "init", "-q")
    commit(larger)
    signed(root)
    git(larger, "checkout", "-q", "--detach")
    (larger / "unrelated.txt").write_text("", "utf-8")

    assert released(root, "2026-11-24").is_in_git

    edit(root / "stories" / "slow-leaks" / "story.md", "sales-owner: sales", "sales-owner: all of sales")
    with pytest.raises(NotReleasable) as problem:
        release_stories(root, "2026-11-24-2", (), DAY, None)
    assert problem.value.sentences[0].startswith("stories/slow-leaks/story.md is not committed")


def test_nothing_but_the_record_is_written(repository: Path) -> None:
    before = sorted(path.relative_to(repository) for path in repository.rglob("*") if ".git" not in path.parts)

    release_stories(repository, "2026-11-24", ("stalled-trial",), DAY, None)

    after = sorted(path.relative_to(repository) for path in repository.rglob("*") if ".git" not in path.parts)
    assert [path.as_posix() for path in after if path not in before and not path.name.startswith(".build")] == [
        "stories/_releases",
        "stories/_releases/2026-11-24",
        "stories/_releases/2026-11-24/stalled-trial.json",
    ]


# ---- the commands ---------------------------------------------------------------------------------------------


def test_the_way_from_a_sign_off_to_an_applied_release(tmp_path: Path) -> None:
    root = committed(tmp_path / "tarn")

    first = run(root, "release", "--name", "2026-11-24")
    for story in ("slow-leaks", "stalled-trial"):
        assert run(root, "sign-off", story, "--by", "TK", "--today", "2026-11-24").exit_code == 0
    again = run(root, "sign-off", "slow-leaks", "--by", "IL")
    commit(root)
    made = run(root, "release", "--name", "2026-11-24")
    commit(root)
    used = run(root, "applied", "mautic", "2026-11-24", "--by", "IL", "--today", "2026-11-25")

    assert (first.exit_code, first.stdout) == (1, "")
    assert first.stderr.endswith("Nothing was released.\n")
    assert again.output == "Nothing has changed since slow-leaks was signed off; the record stays as it is\n"
    assert made.exit_code == 0, made.output
    assert "Released 2 storylines, 26 touches\n" in made.output
    assert "git add stories/_releases/2026-11-24 && git commit -m 'Release 2026-11-24'" in made.output
    assert used.output == (
        "stories/_applied/mautic-2026-11-24.json\n"
        "mautic runs 2026-11-24 from 2026-11-25 on: slow-leaks, stalled-trial; commit it\n"
    )
    assert not (root / "build").exists()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("sign-off", "slow-leak", "--by", "TK"), "there is no storyline `slow-leak`. Did you mean `slow-leaks`?"),
        (("sign-off", "slow-leaks", "--by", "tom.k@tarn.example"), "`tom.k@tarn.example` are no initials"),
        (("applied", "mautik", "2026-11-24", "--by", "IL"), "there is no email tool `mautik`. Did you mean `mautic`?"),
        (("applied", "mautic", "2026-11-23", "--by", "IL"), "there is no release `2026-11-23`. Did you mean"),
        (("release", "--name", "spring"), "`spring` names no release; write its day, like 2026-11-03"),
        (("release", "--name", "2026-11-24-1"), "`2026-11-24-1` names no release"),
        (("release", "--name", "2026-13-24"), "`2026-13-24` names no release"),
        (("release", "--name", "2026-11-25", "--today", "2026-11-24"), "the name says 2026-11-25 and --today says"),
    ],
)
def test_what_is_asked_wrongly_ends_in_one_sentence(released_once: Path, command: tuple[str, ...], says: str) -> None:
    made = run(released_once, *command)

    assert made.exit_code == 2
    assert made.stderr.startswith(f"samestory: {says}")
    assert made.stderr.count("\n") == 1


def test_a_draft_is_not_signed_off(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "tarn")
    edit(root / "stories" / "stalled-trial" / "story.md", "sales-owner: sales", "sales-owner: sales\nstatus: draft")

    made = run(root, "sign-off", "stalled-trial", "--by", "TK")

    assert made.stderr.startswith("samestory: `stalled-trial` is draft, and nothing of it is said to buyers")


def test_going_back_on_one_day_is_what_counts(live: Path) -> None:
    released(live, "2026-11-24-2")
    for name in ("2026-11-24", "2026-11-24-2", "2026-11-24"):
        assert run(live, "applied", "mautic", name, "--by", "IL", "--today", "2026-11-25").exit_code == 0

    running = read_records(live)[0].running()

    assert {(target, release.release) for target, release in running} == {("mautic", "2026-11-24")}


def test_sources_without_their_records_are_the_same_sources(live: Path, tmp_path: Path) -> None:
    from samestory.read.sources import hash_of_sources

    sources = read_records(live)[0].releases[0].sources
    shutil.rmtree(live / "stories" / "_releases")
    windows = live / "stories" / "slow-leaks" / "story.md"
    windows.write_bytes(windows.read_bytes().replace(b"\n", b"\r\n"))

    assert hash_of_sources(live) == sources
