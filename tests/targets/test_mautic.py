"""Mautic's ZIP against the rules of its importer, and what its events do with a contact from day to day."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samestory.pipeline import build
from tests.conftest import DAY, ROOT
from tests.targets.mautic_importer import problems
from tests.targets.test_golden import compiled

Groups = list[dict[str, Any]]
NAME = "entity_data.json"


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The ZIP of every storyline of three repositories."""
    made: dict[str, bytes] = {}
    for source in (ROOT / "tests/golden/tiny/source", ROOT / "tests/golden/odd/source", ROOT / "tests/checks/_base"):
        folder = tmp_path_factory.mktemp("mautic") / "project"
        import_tree(source, folder)
        assert build(folder, DAY, None, targets=("mautic",)).value
        found = sorted((folder / "build/sequences/mautic").rglob("*.zip"))
        made |= {path.stem: path.read_bytes() for path in found}
    return made


def import_tree(source: Path, folder: Path) -> None:
    """A repository in a folder of its own."""
    for path in source.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def groups_of(content: bytes) -> Groups:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(json.loads(archive.read(NAME)))


def zipped(content: str | bytes, how: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        archive.writestr(NAME, content)
        for name, words in more.items():
            archive.writestr(name, words)
    return made.getvalue()


def test_the_importer_takes_every_zip(zips: dict[str, bytes]) -> None:
    assert len(zips) == 5
    assert {name: problems(content) for name, content in zips.items()} == {name: [] for name in zips}


def test_a_zip_is_stored_and_has_no_clock(zips: dict[str, bytes]) -> None:
    for content in zips.values():
        (file,) = zipfile.ZipFile(io.BytesIO(content)).infolist()
        assert (file.filename, file.compress_type, file.date_time) == (NAME, zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))


def event(groups: Groups, type: str) -> dict[str, Any]:
    return next(one for group in groups for one in group["campaign_event"] if one["type"] == type)


def with_(type: str, **changes: Any) -> Callable[[Groups], None]:
    return lambda groups: event(groups, type).update(changes)


def email_with(**changes: Any) -> Callable[[Groups], None]:
    return lambda groups: groups[0]["email"][0].update(changes)


def without_key(groups: Groups) -> None:
    del groups[0]["email"][0]["headers"]


def with_an_unknown_key(groups: Groups) -> None:
    groups[0]["email"][0]["from_address"] = None


def transactional(groups: Groups) -> None:
    event(groups, "email.send")["properties"]["email_type"] = "transactional"


def of_another_email(groups: Groups) -> None:
    event(groups, "email.send")["channel_id"] = 7


def with_an_address(groups: Groups) -> None:
    groups[0]["email"][0]["plain_text"] += "Write to ines@example.com"


def without_a_row(groups: Groups) -> None:
    groups[0]["dependencies"][0]["campaign_event"].pop()


def without_dependencies(groups: Groups) -> None:
    del groups[0]["dependencies"]


def switched_on(groups: Groups) -> None:
    groups[0]["campaign"][0]["is_published"] = True


def with_another_canvas(groups: Groups) -> None:
    groups[0]["campaign"][0]["canvas_settings"]["nodes"].pop()


def with_a_line_to_nowhere(groups: Groups) -> None:
    groups[0]["campaign"][0]["canvas_settings"]["connections"][0]["targetId"] = 5


def with_one_id_twice(groups: Groups) -> None:
    groups[0]["lists"][0]["id"] = groups[0]["campaign"][0]["id"]


def with_one_uuid_twice(groups: Groups) -> None:
    groups[0]["lists"][0]["uuid"] = groups[0]["campaign"][0]["uuid"]


def without_a_filter(groups: Groups) -> None:
    groups[0]["lists"][0]["filters"] = []


def with_a_list_for_nobody(groups: Groups) -> None:
    groups[0]["dependencies"][0]["lists"] = []


def with_a_format_word(groups: Groups) -> None:
    groups[0]["email"][0]["subject"] = "Hello {contactfield=firstname|date}"


def without_unsubscribe(groups: Groups) -> None:
    email = groups[0]["email"][0]
    email["custom_html"] = email["custom_html"].replace("{unsubscribe_url}", "#")


DAMAGES = [
    without_key, with_an_unknown_key, transactional, of_another_email, with_an_address, without_a_row,
    without_dependencies, switched_on, with_another_canvas, with_a_line_to_nowhere, with_one_id_twice,
    with_one_uuid_twice, without_a_filter, with_a_list_for_nobody, with_a_format_word, without_unsubscribe,
    with_("email.reply", parent_id=None), with_("email.reply", event_type="action"), with_("email.send", parent_id=5),
    with_("email.send", decisionPath=""), with_("email.send", trigger_date="2026-11-24"),
    with_("email.send", trigger_interval_unit="weeks"), with_("email.send", id=3),
    email_with(email_type="list"), email_with(subject="x" * 191), email_with(preheader_text="x" * 131),
    email_with(uuid="0190a5b6-7c1d-7e2f-8a3b-4c5d6e7f8091"), email_with(uuid="rw-hidden-cost-pm"),
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: getattr(one, "__name__", "changed"))
def test_the_importer_refuses_a_damaged_file(zips: dict[str, bytes], damage: Callable[[Groups], None]) -> None:
    groups = groups_of(zips["hidden-rework"])

    damage(groups)

    assert problems(zipped(json.dumps(groups)))


def test_the_importer_refuses_a_damaged_zip(zips: dict[str, bytes]) -> None:
    content = json.dumps(groups_of(zips["slow-leaks"]))

    assert problems(zipped(content)) == []
    assert problems(zipped(content, zipfile.ZIP_DEFLATED)) == ["suspicious compression ratio"]
    assert problems(zipped(content, **{"../evil.txt": b"x"})) == ["unsafe path"]
    assert problems(zipped(content, **{"/etc/evil": b"x"})) == ["unsafe path"]
    assert problems(zipped(content, **{"other.json": b"[]"})) == ["not exactly one JSON"]
    assert problems(zipped(content, **{f"{number}.txt": b"" for number in range(1000)})) == ["too many files"]
    assert problems(zips["slow-leaks"][:-100])
    assert problems(b"no ZIP")
    assert problems(zipped("{")) != []
    assert problems(zipped("[]")) == ["no array of groups"]


def sends(groups: Groups, at: int) -> list[tuple[str, int]]:
    """The emails of a campaign with the day on which each is due, counted from entering it."""
    events = {one["id"]: one for one in groups[at]["campaign_event"]}
    names = {one["id"]: one["name"] for one in groups[at]["email"]}

    def day(one: dict[str, Any]) -> int:
        above = day(events[one["parent_id"]]) if one["parent_id"] else 0
        return above + (one["trigger_interval"] if one["trigger_mode"] == "interval" else 0)

    return [(names[one["channel_id"]], day(one)) for one in events.values() if one["type"] == "email.send"]


def test_every_email_is_due_on_its_day_of_the_segment(zips: dict[str, bytes], tmp_path: Path) -> None:
    manifest = json.loads(compiled("tiny", ("mautic",), tmp_path)["mautic/hidden-rework/manifest.json"])

    (group,) = [sends(groups_of(zips["hidden-rework"]), 0)]

    assert group == [(touch["key"], touch["segment_day"]) for touch in manifest["touches"]]


def test_a_segment_ends_on_the_list_of_the_next(zips: dict[str, bytes]) -> None:
    groups = groups_of(zips["nacharbeit"])
    last = {group["campaign"][0]["name"]: group["campaign_event"][-1] for group in groups}

    assert {name: one["properties"]["properties"] for name, one in last.items()} == {
        "nacharbeit / werksleitung / bestand": {"samestory_ended": "finished"},
        "nacharbeit / qualitaet / bestand": {"phase": "wahl"},
        "nacharbeit / qualitaet / wahl": {"samestory_ended": "finished"},
    }
    assert last["nacharbeit / qualitaet / bestand"]["trigger_interval"] == 14
    wanted = {each["field"]: each["properties"]["filter"] for each in groups[2]["lists"][0]["filters"]}
    assert wanted["phase"] == "wahl"


def test_nobody_gets_a_touch_twice_or_after_an_exit(zips: dict[str, bytes]) -> None:
    for group in groups_of(zips["slow-leaks"]):
        events = {one["id"]: one for one in group["campaign_event"]}
        for sent in (one for one in events.values() if one["type"] == "email.send"):
            key = next(one["name"] for one in group["email"] if one["id"] == sent["channel_id"])
            had = events[sent["parent_id"]]
            free = events[had["parent_id"]]
            below = [one for one in events.values() if one["parent_id"] == sent["id"]]
            assert (had["type"], had["properties"]["tags"], sent["decisionPath"]) == ("lead.tags", [f"had-{key}"], "no")
            assert (free["type"], free["properties"]["operator"], had["decisionPath"]) == (
                "lead.field_value",
                "empty",
                "yes",
            )
            assert [f"had-{key}"] in [one["properties"].get("add_tags") for one in below]
            assert "email.reply" in [one["type"] for one in below]
