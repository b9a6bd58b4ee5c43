"""The proof reads every payload back: all emails are in it, and a digit that changed in it is found."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samestory import __version__
from samestory.pipeline import build
from samestory.prove import Finding, Place, Unreadable, prove_same_story, verify_build
from samestory.prove.payloads import payload_in, payload_readers
from samestory.targets import all_targets
from tests.conftest import DAY, ROOT

TOOLS = sorted(all_targets())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small repository, built for every tool; look at it, do not change it."""
    folder = tmp_path_factory.mktemp("payloads") / "source"
    shutil.copytree(ROOT / "tests/golden/tiny/source", folder)
    assert build(folder, DAY, None, targets=tuple(TOOLS)).value
    return folder / "build"


@pytest.fixture
def stage(built: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(built, tmp_path / "build"))


@pytest.mark.parametrize("tool", TOOLS)
def test_every_email_is_read_back_as_it_was_rendered(built: Path, tool: str) -> None:
    sent = json.loads((built / "sequences/bundle/sequences.json").read_text("utf-8"))
    touches = [
        touch
        for story in sent["storylines"]
        for sequence in story["sequences"]
        for segment in sequence["segments"]
        for touch in segment["touches"]
        if touch["channel"] == "email"
    ]

    found = {email.key: email for email in payload_readers()[tool](payload_in(built / "sequences" / tool))}

    assert set(found) == {touch["key"] for touch in touches}
    for touch in touches:
        email = found[touch["key"]]
        assert (email.subject, email.html) == (touch["subject"], touch["html"])
        assert email.text in (touch["text"], None)


def changed(path: Path, old: str, new: str) -> bool:
    """Whether a text stood in a file, and stands there no more; in a ZIP in its only file."""
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (name,) = archive.namelist()
            inside = archive.read(name)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, inside.replace(old.encode(), new.encode()))
        path.write_bytes(made.getvalue())
        return old.encode() in inside
    path.write_bytes(content.replace(old.encode(), new.encode()))
    return old.encode() in content


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(("old", "new"), [("28 %", "29 %"), ("utm_content=rw", "utm_content=xx"), (" · ", " · 0")])
def test_what_changed_in_a_payload_is_found(stage: Path, tool: str, old: str, new: str) -> None:
    assert prove_same_story(stage).findings == ()
    spoiled = [
        path
        for path in sorted((stage / "sequences" / tool).rglob("*"))
        if path.suffix in (".zip", ".html", ".txt", ".json")
        and path.name != "manifest.json"
        and changed(path, old, new)
    ]
    assert spoiled

    found = {place.file for finding in prove_same_story(stage).findings for place in finding.places}

    assert any(file.startswith(f"sequences/{tool}/") for file in found)


def test_what_two_tools_have_wrong_in_one_way_is_told_of_both(stage: Path) -> None:
    for tool in ("brevo", "customerio"):
        (html,) = (stage / "sequences" / tool).rglob("rw-hidden-cost-pm.html")
        assert changed(html, "28 %", "29 %")

    found = {place.file for finding in prove_same_story(stage).findings for place in finding.places}

    assert {file.split("/")[1] for file in found} == {"bundle", "brevo", "customerio"}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_file_of_a_tool_is_held_by_the_manifest(stage: Path, tool: str) -> None:
    files = sorted(path for path in (stage / "sequences" / tool).rglob("*") if path.is_file())
    assert verify_build(stage, __version__).findings == ()

    for path in files:
        content = path.read_bytes()
        path.write_bytes(b" " + content)
        found = {place.file for finding in verified(stage) for place in finding.places}
        assert found & {path.relative_to(stage).as_posix(), "unreadable"}
        path.write_bytes(content)


def verified(stage: Path) -> tuple[Finding, ...]:
    """What verify finds; that a payload cannot be read is a finding too."""
    try:
        return verify_build(stage, __version__).findings
    except Unreadable:
        return (Finding(0, "", (Place("unreadable", 1, ""),)),)


def touches_of(document: Any) -> list[list[Any]]:
    """The list of touches in the manifest of a content pack."""
    return [document["touches"]]


def sends_of(document: Any) -> list[list[Any]]:
    """The events of Mautic's campaigns."""
    return [group["campaign_event"] for group in document]


def nodes_of(document: Any) -> list[list[Any]]:
    """The nodes of n8n's workflow."""
    return [document["nodes"]]


def steps_of(document: Any) -> list[list[Any]]:
    """The steps of Salesloft's cadence."""
    return [group["steps"] for group in document["cadence_content"]["step_groups"]]


# Where a tool's email stands in what it imports: the file, the lists in it, and how the entry of a touch is called.
IMPORTED: dict[str, tuple[str, Callable[[Any], list[list[Any]]], tuple[str, str]]] = {
    "mautic": ("hidden-rework.zip", sends_of, ("name", "rw-hidden-cost-pm: send")),
    "n8n": ("plant-manager.json", nodes_of, ("name", "rw-hidden-cost-pm")),
    "salesloft": ("plant-manager-status-quo.json", steps_of, ("name", "rw-hidden-cost-pm")),
}
PACK = ("manifest.json", touches_of, ("key", "rw-hidden-cost-pm"))


def reshaped(stage: Path, tool: str, change: Callable[[list[Any], Any], object]) -> None:
    """Change the entry of one email in what a tool imports."""
    file, lists, (key, name) = IMPORTED.get(tool, PACK)
    path = stage / "sequences" / tool / "hidden-rework" / file
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (inside,) = archive.namelist()
            content = archive.read(inside)
    document = json.loads(content)
    ((entries, entry),) = [(each, one) for each in lists(document) for one in each if one.get(key) == name]
    change(entries, entry)
    made = json.dumps(document).encode()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(inside, made)
    else:
        path.write_bytes(made)


def findings(stage: Path, tool: str) -> set[tuple[int, str]]:
    """The rule and touch of every finding that names a tool."""
    found = prove_same_story(stage).findings
    return {
        (one.rule, one.touch)
        for one in found
        if any(place.file.startswith(f"sequences/{tool}") for place in one.places)
    }


SALESLOFT_FAULTS = {
    "another name": "{{first_nam}}",
    "blanks in the tag": "{{ first_name }}",
    "one brace": "{first_name}",
    "a brace too few": "{{first_name}",
    "a fallback that it does not know": "{{first_name|there}}",
    "another dialect": "{{ contact.FIRSTNAME }}",
    "no tag": "there",
}


@pytest.mark.parametrize("fault", SALESLOFT_FAULTS)
def test_a_fault_in_the_dialect_of_salesloft_is_found(stage: Path, fault: str) -> None:
    cadence = stage / "sequences/salesloft/hidden-rework/plant-manager-status-quo.json"
    assert changed(cadence, "{{first_name}}", SALESLOFT_FAULTS[fault])

    assert {touch for _, touch in findings(stage, "salesloft")} == {"rw-hidden-cost-pm", "rw-count-a-week-pm"}


def test_a_fallback_that_salesloft_s_manifest_lacks_is_found(stage: Path) -> None:
    manifest = stage / "sequences/salesloft/hidden-rework/manifest.json"
    assert changed(manifest, '"html": ["there"]', '"html": []')

    assert findings(stage, "salesloft")


@pytest.mark.parametrize("tool", TOOLS)
def test_an_email_that_a_payload_lacks_is_found(stage: Path, tool: str) -> None:
    reshaped(stage, tool, lambda entries, entry: entries.remove(entry))

    assert (5, "rw-hidden-cost-pm") in findings(stage, tool)


@pytest.mark.parametrize("tool", TOOLS)
def test_an_email_that_a_payload_has_twice_is_found(stage: Path, tool: str) -> None:
    reshaped(stage, tool, lambda entries, entry: entries.append(entry))

    assert findings(stage, tool) == {(5, "rw-hidden-cost-pm")}


@pytest.mark.parametrize("tool", sorted({*TOOLS} - {*IMPORTED}))
def test_an_email_that_nobody_wrote_is_found_in_a_payload(stage: Path, tool: str) -> None:
    reshaped(stage, tool, lambda entries, entry: entries.append(entry | {"key": "rw-other-pm"}))

    assert findings(stage, tool) == {(5, "rw-other-pm")}


def test_an_email_to_which_nothing_leads_is_none(stage: Path) -> None:
    path = stage / "sequences/n8n/hidden-rework/plant-manager.json"
    workflow = json.loads(path.read_text("utf-8"))
    for starts in workflow["connections"].values():
        for ends in starts["main"]:
            ends[:] = [end for end in ends if end["node"] != "rw-hidden-cost-pm"]
    path.write_text(json.dumps(workflow), "utf-8")

    assert findings(stage, "n8n") == {(5, "rw-hidden-cost-pm")}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_storyline_that_a_payload_lacks_is_found(stage: Path, tool: str) -> None:
    shutil.rmtree(stage / "sequences" / tool / "hidden-rework")
    (stage / "sequences" / tool / "note.txt").write_text("", "utf-8")

    assert findings(stage, tool) == {(5, "rw-hidden-cost-pm"), (5, "rw-count-a-week-pm")}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_payload_that_cannot_be_read_is_said_in_one_sentence(stage: Path, tool: str) -> None:
    folder = stage / "sequences" / tool
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".zip", ".json", ".txt", ".html")):
        if path.name == "layout.html":
            continue
        content = path.read_bytes()
        junk = (
            b"",
            b"\xff",
            b"[]",
            b"[[]]",
            b'{"touches": 3, "fields": {}}',
            b'[{"email": 1}]',
            content[: len(content) // 2],
        )
        for one in junk:
            path.write_bytes(one)
            assert "\n" not in refusal(stage)
        path.unlink()
        with pytest.raises(Unreadable):
            prove_same_story(stage)
        path.write_bytes(content)


def refusal(stage: Path) -> str:
    """Why a stage cannot be read, or nothing."""
    try:
        prove_same_story(stage)
    except Unreadable as refused:
        return str(refused)
    return ""


def test_a_manifest_leads_to_no_file_outside(stage: Path) -> None:
    manifest = stage / "sequences/brevo/hidden-rework/manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("plant-manager/rw", "../../../rw"), "utf-8")

    with pytest.raises(Unreadable):
        prove_same_story(stage)
