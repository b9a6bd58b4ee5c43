"""`diff`: every class of change, every email tool, and what it says where something is missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cli import main
from samestory.releases.diff import Diff, as_document, as_json, diff, tool_name
from samestory.releases.document import FORMATS, Item, as_text
from samestory.releases.reach import REACHES
from samestory.targets import all_targets
from tests.releases.repository import DAY, beat_file, commit, copied, edit, git, released, signed

GOLDEN = Path(__file__).with_name("golden")
Change = Callable[[Path], object]


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments, "--project", str(root), "--today", "2026-12-01"])


def recorded(name: str, output: str, update_golden: bool) -> None:
    path = GOLDEN / name
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(output, "utf-8")
    assert output == path.read_text("utf-8")


# ---- a change of each class -----------------------------------------------------------------------------------


def other_value(root: Path) -> None:
    for claim in ("leak-share", "old-plants"):
        edit(root / "stories" / "_claims" / f"{claim}.md", "value: 12 %", "value: 15 %")
    was = "until 2026-10-31: 14 % (the audit was repeated with more plants)"
    edit(root / "stories" / "_claims" / "leak-share.md", was, f"{was}\nuntil 2026-11-24: 12 % (a second audit)")


def other_text(root: Path) -> None:
    edit(beat_file(root, "old-and-new"), "If yours is new, the guide is for you as well.", "New | old, _read_ it.")


def other_subject(root: Path) -> None:
    edit(beat_file(root, "old-and-new"), "Subject: New pipes, same leaks", "Subject: New pipes leak too")


def other_look(root: Path) -> None:
    edit(root / "samestory.toml", 'colour = "#0b5a6f"', 'colour = "#7a1f4b"')


def other_talk(root: Path) -> None:
    edit(beat_file(root, "one-line"), "Which one would you take?", "Which one first?")


def other_wait(root: Path) -> None:
    edit(beat_file(root, "one-line"), "wait: 8 days", "wait: 5 days")


def moved(root: Path) -> None:
    path = beat_file(root, "no-puddle")
    edit(path, "wait: 0 days", "wait: 6 days")
    other = beat_file(root, "old-and-new")
    edit(other, "wait: 6 days", "wait: 0 days")
    edit(other, "You read from us: {beat: no-puddle}.", "Some leaks are silent.")
    path.rename(path.with_name("25-no-puddle.md"))


def renamed(root: Path) -> None:
    path = beat_file(root, "first-month")
    edit(path, "shows: path", "shows: path\nwas: first-month")
    edit(beat_file(root, "one-line"), "{beat: first-month}", "{beat: month-long}")
    path.rename(path.with_name("40-month-long.md"))


def new(root: Path) -> None:
    claims = root / "stories" / "_claims"
    fact = (
        (claims / "raw-data.md")
        .read_text("utf-8")
        .replace("use: say", "use: email, say")
        .replace("raw-data", "no-stop")
        .replace("test-bench", "water-audit")
    )
    (claims / "no-stop.md").write_text(fact.replace("can-be-taken-along", "can-run-meanwhile"), "utf-8")
    path = beat_file(root, "one-line")
    text = path.read_text("utf-8").replace("One line with monitors is enough to decide on", "A trial needs no stop")
    text = text.replace("{claim: days-to-find}", "{claim: no-stop}").replace("job: consensus\n", "")
    path.with_name("35-no-stop.md").write_text(text[: text.index("## Forward")], "utf-8")


def removed(root: Path) -> None:
    edit(beat_file(root, "old-and-new"), "wait: 6 days", "wait: 6 days\nstatus: retired")


def other_readers(root: Path) -> None:
    path = beat_file(root, "old-and-new")
    edit(path, "wait: 6 days", "wait: 6 days\nroles: plant-manager, maintenance-lead, purchasing")
    text = path.read_text("utf-8")
    part = text[text.index("### For the reliability engineer") : text.index("## Say")]
    path.write_text(text.replace(part, ""), "utf-8")


def other_entry(root: Path) -> None:
    edit(root / "stories" / "slow-leaks" / "story.md", "entry: shown-interest leaks", "entry: shown-interest water")


def other_exits(root: Path) -> None:
    edit(
        root / "stories" / "slow-leaks" / "story.md", "suppress: competitor", "suppress: competitor\nexit: left-company"
    )


def other_channel(root: Path) -> None:
    path = beat_file(root, "who-waits", "stalled-trial")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("## Email")] + text[text.index("## Say") :], "utf-8")


CLASSES: dict[str, Change] = {
    "value": other_value,
    "text": other_text,
    "subject": other_subject,
    "look": other_look,
    "talk": other_talk,
    "timing": other_wait,
    "moved": moved,
    "renamed": renamed,
    "new": new,
    "removed": removed,
    "readers": other_readers,
    "entry": other_entry,
    "exits": other_exits,
    "channel": other_channel,
}


@pytest.mark.parametrize("name", CLASSES)
def test_a_change_of_each_class_is_told(live: Path, name: str, update_golden: bool) -> None:
    CLASSES[name](live)

    made = run(live, "2026-11-24", "--format", "md", "--target", "mautic")

    assert made.exit_code == 0, made.output
    recorded(f"{name}.md", made.output, update_golden)


def test_nothing_is_told_of_what_is_the_same(live: Path) -> None:
    beat_file(live, "one-line").rename(beat_file(live, "one-line").with_name("31-one-line.md"))

    made = run(live, "2026-11-24")

    assert made.output.endswith("Nothing: every touch is the same.\n")


@pytest.fixture(scope="module")
def changed(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything at once, and a second release."""
    root = copied(released_once, tmp_path_factory.mktemp("changed") / "tarn")
    for change in (other_value, other_wait, renamed, new, removed, other_exits, other_channel):
        change(root)
    commit(root)
    signed(root)
    released(root, "2026-12-01", day=DAY.replace(month=12, day=1))
    return root


@pytest.fixture(scope="module")
def found(changed: Path) -> Diff:
    """What changed between the two releases."""
    return diff(changed, "2026-11-24", "2026-12-01", None, DAY)


@pytest.mark.parametrize("target", sorted(REACHES))
def test_every_email_tool_has_its_own_rules(found: Diff, target: str, update_golden: bool) -> None:
    document = as_document(replace(found, targets=(target,)))

    lines = [line for line in as_text(document).split("\n") if line.startswith(("- ", REACHES[target].name))]
    recorded(f"target-{target}.txt", "\n".join(dict.fromkeys(lines)) + "\n", update_golden)


@pytest.fixture(scope="module")
def gone(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Diff:
    """A beat that was sent is retired, and nothing else."""
    root = copied(released_once, tmp_path_factory.mktemp("gone") / "tarn")
    removed(root)
    return diff(root, "2026-11-24", None, None, DAY)


def test_every_email_tool_says_what_a_removed_email_means(gone: Diff, update_golden: bool) -> None:
    every = tuple(sorted({*REACHES, *all_targets(), "bundle"}))

    document = as_document(replace(gone, targets=every))

    recorded("removed-everywhere.md", FORMATS["md"](document), update_golden)
    kinds = {touch.now.key: touch.kinds for story in gone.stories for touch in story.changed}
    assert kinds == {f"sl-old-and-new-{role}": ("removed",) for role in ("pm", "ml", "re", "pu")}
    said = "\n".join(block.text for block in document if isinstance(block, Item))
    assert [tool_name(target) for target in every if tool_name(target) not in said] == []


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_all_forms_tell_the_same_changes(found: Diff, form: str, update_golden: bool) -> None:
    recorded(f"all.{form}", FORMATS[form](as_document(replace(found, targets=("klaviyo",)))), update_golden)


def test_scripts_get_the_same_as_json(found: Diff, update_golden: bool) -> None:
    recorded("all.json", as_json(replace(found, targets=("klaviyo",))), update_golden)


def test_a_revision_is_as_good_as_a_release(changed: Path) -> None:
    by_name = json.loads(run(changed, "2026-11-24", "2026-12-01", "--format", "json").output)

    by_revision = json.loads(run(changed, "HEAD~3", "HEAD", "--format", "json").output)

    assert by_revision["storylines"] == by_name["storylines"]
    assert git(changed, "status", "--porcelain") == ""


def test_the_files_as_they_are_need_no_name(changed: Path) -> None:
    now = json.loads(run(changed, "2026-11-24", "--format", "json").output)

    assert now["to"] == "now"
    assert (
        now["storylines"]
        == json.loads(run(changed, "2026-11-24", "2026-12-01", "--format", "json").output)["storylines"]
    )


# ---- what may be missing --------------------------------------------------------------------------------------


def test_without_git_records_are_compared(changed: Path, tmp_path: Path) -> None:
    root = copied(changed, tmp_path / "tarn")
    shutil.rmtree(root / ".git")

    made = run(root, "2026-11-24", "2026-12-01")
    other = run(root, "HEAD~1")

    assert "No sentences of 2026-11-24, only messages, subjects and values: there is no Git history here" in made.output
    assert "Value of leak-share\n    was 12 %\n    now 15 %\n" in made.output
    assert (other.exit_code, other.stderr.count("\n")) == (2, 1)
    assert "there is no release `HEAD~1`, and there is no Git history here that could know" in other.stderr


def test_a_shallow_clone_says_what_to_fetch(changed: Path, tmp_path: Path) -> None:
    root = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{changed}", str(root))

    made = run(root, "2026-11-24", "2026-12-01")
    other = run(root, "HEAD~2")

    assert made.exit_code == 0
    assert "`git fetch --unshallow` brings the sources" in made.output
    assert other.exit_code == 2
    assert "`git fetch --unshallow` brings it" in other.stderr


def test_a_detached_head_and_a_folder_of_a_larger_repository_are_no_obstacle(
    released_once: Path, tmp_path: Path
) -> None:
    larger = tmp_path / "larger"
    root = copied(released_once, larger / "teams" / "tarn")
    shutil.rmtree(root / ".git")
    git(larger, "init", "-q")
    commit(larger)
    other_talk(root)
    commit(larger)
    git(larger, "checkout", "-q", "--detach")

    by_name = json.loads(run(root, "2026-11-24", "--format", "json").output)
    by_revision = json.loads(run(root, "HEAD~1", "HEAD", "--format", "json").output)

    assert by_name["notes"] == []
    kinds = [touch["kinds"] for story in by_revision["storylines"] for touch in story["touches"]]
    assert kinds.count(["talk"]) == 4
    assert by_name["storylines"] == by_revision["storylines"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2026-11-25",), "there is neither a release nor a revision `2026-11-25`. Did you mean `2026-11-24`?"),
        (("--", "-x"), "there is neither a release nor a revision `-x`."),
        (("2026-11-24", "--target", "klavio"), "there is no email tool `klavio`. Did you mean `klaviyo`?"),
    ],
)
def test_what_is_not_known_ends_in_one_sentence(released_once: Path, arguments: tuple[str, ...], says: str) -> None:
    made = CliRunner().invoke(main, ["diff", "--project", str(released_once), *arguments])

    assert made.exit_code == 2
    assert made.stderr.startswith(f"samestory: {says}")
    assert made.stderr.count("\n") == 1


def test_files_with_errors_tell_nothing(live: Path) -> None:
    edit(beat_file(live, "no-puddle"), "offer: leak-guide", "offer: leak-gide")

    made = run(live, "2026-11-24")

    assert made.exit_code == 2
    assert "the files as they are now has errors" not in made.stderr
    assert made.stderr.startswith(
        "samestory: the files as they are now: nobody knows what they tell while there are errors"
    )
