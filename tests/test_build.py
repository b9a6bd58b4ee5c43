"""The whole way, on copies of the example: files in, build/ out."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest

from samestory import __version__
from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.prove import verify_build
from tests.conftest import DAY, copy_example

SAMESTORY = [sys.executable, "-c", "from samestory.cli import main; main()"]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def texts(folder: Path) -> str:
    """Everything a person could read below a folder, `.eml` decoded by its plain twins beside it."""
    kinds = (".html", ".txt", ".json", ".csv", ".md", ".js")
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.suffix in kinds)


def is_complete(folder: Path) -> bool:
    """Whether every file of the manifest is there with its bytes, and no other."""
    files = contents(folder)
    manifest = json.loads(files.pop("manifest.json"))
    return {path: sha256(content).hexdigest() for path, content in files.items()} == manifest["files"]


def run(arguments: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a folder."""
    return subprocess.run(
        [*SAMESTORY, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_build_holds_what_the_contract_lists(built_example: Path) -> None:
    build_folder = built_example / "build"
    sequences = json.loads((build_folder / "sequences/bundle/sequences.json").read_text("utf-8"))

    touches = [
        (story["id"], sequence["role"], touch)
        for story in sequences["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
    ]

    assert len(touches) >= 30
    for story, role, touch in touches:
        if touch["channel"] == "email":
            for ending in ("html", "txt", "eml"):
                assert (build_folder / f"sequences/bundle/{story}/{role}/{touch['key']}.{ending}").is_file()
        assert (build_folder / f"site/t/{touch['key']}.html").is_file()
    assert is_complete(build_folder)


def test_sequences_json_fits_its_schema_and_an_unknown_key_does_not(built_example: Path) -> None:
    bundle = built_example / "build/sequences/bundle"
    schema = json.loads((bundle / "sequences.schema.json").read_text("utf-8"))
    sequences = json.loads((bundle / "sequences.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)

    validator.validate(sequences)

    sequences["storylines"][0]["sequences"][0]["mood"] = "good"
    assert not validator.is_valid(sequences)


def test_a_claims_value_is_typed_once(example: Path) -> None:
    shutil.rmtree(example / "stories/_releases")  # reps see on purpose what a release told before
    shutil.rmtree(example / "stories/_applied")
    claim = example / "stories/_claims/dead-leads.md"
    build(example, DAY, make_site)
    before = texts(example / "build")
    old = re.search(r"^value: (.*)$", claim.read_text("utf-8"), re.MULTILINE)
    assert old
    shown = old[1].replace("-", "–")
    assert shown in before or old[1] in before

    claim.write_text(claim.read_text("utf-8").replace(old[0], "value: 81 %"), "utf-8")
    made = build(example, DAY, make_site)

    assert made.value, made.diagnostics
    after = texts(example / "build")
    assert shown not in after
    assert old[1] not in after
    assert after.count("81 %") >= before.count(old[1])


def test_a_message_is_typed_once(example: Path) -> None:
    beat = example / "stories/one-story/20-paid-for.md"
    title = re.search(r"^# (.*)$", beat.read_text("utf-8"), re.MULTILINE)
    assert title
    beat.write_text(beat.read_text("utf-8").replace(title[0], "# Every closed lead has a receipt"), "utf-8")

    made = build(example, DAY, make_site)

    assert made.value, made.diagnostics
    after = texts(example / "build")
    assert title[1] not in after
    assert after.count("Every closed lead has a receipt") > 10


def test_two_builds_are_byte_identical_in_other_surroundings(example: Path, tmp_path: Path) -> None:
    other = copy_example(tmp_path / "elsewhere" / "deeper" / "with space")
    one = run(["build", "--today", "2026-11-24"], example, TZ="Asia/Tokyo", PYTHONHASHSEED="1", LC_ALL="C")
    two = run(["build", "--today", "2026-11-24"], other, TZ="America/Lima", PYTHONHASHSEED="2", LC_ALL="C.UTF-8")

    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    assert contents(example / "build") == contents(other / "build")


@pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root and unshare")
def test_a_build_needs_no_network(built_example: Path, example: Path) -> None:
    command = ["unshare", "-n", *SAMESTORY, "build", "--today", DAY.isoformat()]

    ran = subprocess.run(command, cwd=example, capture_output=True, text=True, timeout=120, check=False)

    assert ran.returncode == 0, ran.stderr
    assert contents(example / "build") == contents(built_example / "build")


def test_what_is_sealed_is_what_was_proved(example: Path) -> None:
    """Whoever writes to a file between the proof and the end is found by its hash."""

    def meddle(station: str) -> None:
        if station == "Publish":
            with (example / ".build.stage/sequences/bundle/touches.csv").open("ab") as opened:
                opened.write(b"one more,")

    assert build(example, DAY, None, meddle).value

    proof = verify_build(example / "build", __version__)
    assert [place.file for finding in proof.findings for place in finding.places] == [
        "manifest.json",
        "sequences/bundle/touches.csv",
    ]


def test_mkdocs_alone_gives_the_same_bytes(built_example: Path, example: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795478400"}  # 24 November 2026

    ran = subprocess.run(
        command, cwd=example, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert contents(example / "build") == contents(built_example / "build")


def test_an_error_publishes_nothing(example: Path) -> None:
    assert build(example, DAY, make_site).value
    before = contents(example / "build")
    beat = example / "stories/one-story/20-paid-for.md"
    beat.write_text(beat.read_text("utf-8").replace("idea: ", "idea: no-such-"), "utf-8")

    ran = run(["build"], example)

    assert ran.returncode == 1
    assert "20-paid-for.md" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert contents(example / "build") == before


@pytest.mark.parametrize("command", [["build"], ["mkdocs"]])
def test_a_foreign_folder_named_build_is_left_alone(example: Path, command: list[str]) -> None:
    (example / "build").mkdir()
    (example / "build/thesis.txt").write_text("years of work")

    if command == ["mkdocs"]:
        ran = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build"], cwd=example, capture_output=True, text=True, check=False
        )
        assert ran.returncode != 0
    else:
        ran = run(command, example)
        assert ran.returncode == 2

    assert "Traceback" not in ran.stderr
    assert contents(example / "build") == {"thesis.txt": b"years of work"}


def test_two_builds_at_once_end_cleanly(example: Path) -> None:
    builds = [
        subprocess.Popen([*SAMESTORY, "build"], cwd=example, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in builds]

    assert {status for _, status in ended} <= {0, 2}
    assert 0 in {status for _, status in ended}
    assert all("another build is running" in error for error, status in ended if status == 2)
    assert is_complete(example / "build")


def killed_at_random_moments(example: Path, times: int, command: list[str]) -> None:
    """Kill builds of two alternating states; after each, what is published is one of the two, whole."""
    title = example / "stories/one-story/20-paid-for.md"
    original = title.read_text("utf-8")
    states = []
    for text in (original, original.replace("\n# ", "\n# Really: ", 1)):
        title.write_text(text, "utf-8")
        assert build(example, DAY, make_site).value
        states.append(contents(example / "build"))
    began = time.monotonic()
    subprocess.run(command, cwd=example, capture_output=True, check=False, timeout=120)
    takes = time.monotonic() - began
    dice = random.Random(7)
    for number in range(times):
        title.write_text([original, original.replace("\n# ", "\n# Really: ", 1)][number % 2], "utf-8")
        process = subprocess.Popen(command, cwd=example, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(takes * 0.3, takes * 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert contents(example / "build") in states


def test_a_killed_build_leaves_the_old_or_the_new_state(example: Path) -> None:
    killed_at_random_moments(example, 20, [*SAMESTORY, "build", "--today", DAY.isoformat()])


@pytest.mark.long
def test_a_killed_build_leaves_the_old_or_the_new_state_200_times(example: Path) -> None:
    killed_at_random_moments(example, 200, [*SAMESTORY, "build", "--today", DAY.isoformat()])


@pytest.mark.long
def test_a_killed_mkdocs_build_leaves_the_old_or_the_new_state(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")
    killed_at_random_moments(example, 40, [sys.executable, "-m", "mkdocs", "build", "-q"])


def test_the_day_is_the_last_commits(example: Path) -> None:
    environment = {"GIT_COMMITTER_DATE": "2026-10-05T23:30:00-05:00", "GIT_AUTHOR_DATE": "2026-10-05T12:00:00"}
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *arguments], cwd=example, env={**os.environ, **environment}, check=True)

    ran = run(["build", "--no-site"], example, SOURCE_DATE_EPOCH="")

    assert ran.returncode == 0, ran.stderr
    assert f"Day {date(2026, 10, 6)}" in ran.stdout
