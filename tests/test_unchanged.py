"""When there is nothing to do, a build says so; and it says so only then."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samestory.cache import looks
from samestory.cache import unchanged as unchanged_module
from samestory.cache.folder import CACHE
from samestory.cache.looks import ELSEWHERE_NS, Clock, Entry, Look
from samestory.cache.site_config import needs_no_other_files
from samestory.cache.unchanged import NAME, SOURCES, LastBuild, Told
from samestory.cli import main
from samestory.pipeline import STATIONS
from samestory.preview import CONTENT
from samestory.read.sources import CONTENT as CONTENT_OF_RELEASES
from tests.case_fixtures import Case, copy_base, copy_case
from tests.conftest import DAY

NOTHING_TO_DO = "Nothing has changed since the last build: build/ stays as it is\n"
BEAT = "stories/slow-leaks/20-old-and-new.md"


def build(root: Path, *more: str) -> Result:
    """`samestory build` in this process."""
    ran = CliRunner().invoke(main, ["build", "--today", DAY.isoformat(), "--project", str(root), *more])
    assert ran.exit_code == 0, ran.output
    return ran


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, with its cache."""
    root = copy_base(tmp_path_factory.mktemp("unchanged") / "project")
    (root / "site").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        engine_at_rest(patch)
        build(root)
    return root


@pytest.fixture
def project(built_once: Path, tmp_path: Path) -> Path:
    """The same to change. A copy is at another place, with new times: what its files hold is compared."""
    return Path(shutil.copytree(built_once, tmp_path / "project"))


@pytest.fixture(autouse=True)
def engine_that_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may work on the engine while this runs."""
    engine_at_rest(monkeypatch)


def engine_at_rest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(unchanged_module, "PACKAGE", Path(__file__).parent / "golden")
    patch.setattr(unchanged_module, "installed", lambda: ("markdown-3.11",))


def test_a_build_without_anything_to_do_tells_the_same_and_leaves_build_alone(project: Path) -> None:
    first = build(project)
    before = {path: path.stat() for path in (project / "build").rglob("*")}

    second = build(project)

    assert NOTHING_TO_DO in first.output
    assert (
        second.stdout.replace(NOTHING_TO_DO, "").splitlines()[:-2]
        == first.stdout.replace(NOTHING_TO_DO, "").splitlines()[:-2]
    )
    assert {path: path.stat() for path in (project / "build").rglob("*")} == before


def test_it_imports_nothing_that_only_a_build_needs(tmp_path: Path) -> None:
    root = copy_base(tmp_path / "project")
    code = "import sys; from samestory.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    command = [sys.executable, "-c", code, "build", "--no-site", "--today", DAY.isoformat(), "--project", str(root)]
    subprocess.run(command, capture_output=True, check=True)

    ran = subprocess.run(command, capture_output=True, text=True, check=True)

    heavy = {"jinja2", "markdown", "mjml", "mkdocs", "msgspec", "pydantic", "rich", "sqlite3", "yaml"}
    assert NOTHING_TO_DO in ran.stdout
    assert heavy & set(ran.stdout.splitlines()[-1].split()) == set()


def test_the_first_look_after_a_build_reads_no_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change_a_word(project)
    build(project)

    monkeypatch.setattr(unchanged_module, "content_of", lambda *_: pytest.fail("files were read"))

    assert still_told(project) is not None


def test_what_is_written_to_a_build_before_it_is_looked_at_is_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entries_below(paths: Iterable[Path]) -> list[Entry]:
        for path in paths:
            if path.name == "build":
                next(path.rglob("*.eml")).write_text("mine")
        return looks.entries_below(paths)

    change_a_word(project)
    with monkeypatch.context() as patch:
        patch.setattr(unchanged_module, "entries_below", lambda paths: entries_below(tuple(paths)))
        build(project)

    assert still_told(project) is None


def test_a_build_that_was_exchanged_meanwhile_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def content_by_manifest(folder: Path, manifest: str) -> str:
        shutil.copytree(folder, folder.with_name("another"))
        next(folder.with_name("another").rglob("*.eml")).write_text("another")
        folder.rename(folder.with_name("before"))
        folder.with_name("another").rename(folder)
        return by_manifest(folder, manifest)

    by_manifest = unchanged_module._content_by_manifest
    change_a_word(project)
    with monkeypatch.context() as patch:
        patch.setattr(unchanged_module, "_content_by_manifest", content_by_manifest)
        build(project)

    assert still_told(project) is None


def change_a_word(root: Path) -> None:
    """Same size, same time of writing: only the disk knows."""
    file = root / BEAT
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("the", "eht", 1), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word": change_a_word,
    "a new file": lambda root: (root / "site/more.md").write_text("# More\n"),
    "a new folder": lambda root: (root / "buyers/companies").mkdir(),
    "a file is gone": lambda root: (root / BEAT).unlink(),
    "a file is called otherwise": lambda root: (root / BEAT).rename(root / "stories/slow-leaks/21-old-and-new.md"),
    "a setting": lambda root: (root / "samestory.toml").write_text(
        (root / "samestory.toml").read_text() + "\n# as before\n"
    ),
    "a link": lambda root: (root / "site/link.md").symlink_to(root / BEAT),
    "a published file": lambda root: (root / "build/manifest.json").write_text("{}"),
    "a published file is gone": lambda root: next((root / "build").rglob("*.eml")).unlink(),
    "a file in build/": lambda root: (root / "build/mine.txt").write_text("mine"),
    "a folder in build/": lambda root: (root / "build/mine").mkdir(),
    "the mode of a published file": lambda root: next((root / "build").rglob("*.eml")).chmod(0o600),
    "no build/": lambda root: shutil.rmtree(root / "build"),
    "half a build beside it": lambda root: (root / ".build.stage").mkdir(),
    "a damaged record": lambda root: (root / CACHE / NAME).write_bytes((root / CACHE / NAME).read_bytes()[:-9]),
    "an edited record": lambda root: (root / CACHE / NAME).write_bytes(
        (root / CACHE / NAME).read_bytes().replace(b"storyline", b"fairytale")
    ),
    "a foreign record": lambda root: (root / CACHE / NAME).write_text("[" * 100_000),
    "no record": lambda root: (root / CACHE / NAME).unlink(),
    "no cache": lambda root: shutil.rmtree(root / ".samestory"),
}


def still_told(root: Path, *asked: str) -> Told | None:
    return LastBuild(root, (DAY.isoformat(), "no-site False", "public False", *asked)).still_told()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("times", ["new", "known"])
def test_any_change_is_seen(project: Path, change: Callable[[Path], object], times: str) -> None:
    if times == "known":
        assert still_told(project) is not None

    change(project)

    assert still_told(project) is None


@pytest.mark.parametrize("asked", [("mautic",), ("--public",)])
def test_another_question_is_not_answered(project: Path, asked: tuple[str, ...]) -> None:
    assert still_told(project) is not None
    assert still_told(project, *asked) is None


def test_a_file_that_is_written_again_as_it_was_is_no_change(project: Path) -> None:
    assert still_told(project) is not None
    (project / BEAT).write_bytes((project / BEAT).read_bytes())

    assert still_told(project) is not None


def test_another_version_of_a_library_is_a_change(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged_module, "installed", lambda: ("markdown-3.12",))

    assert still_told(project) is None


def test_an_edited_engine_is_a_change(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = tmp_path / "engine"
    engine.mkdir()
    (engine / "email.mjml").write_text("<mjml>")
    monkeypatch.setattr(unchanged_module, "PACKAGE", engine)
    build(project)
    assert still_told(project) is not None

    (engine / "email.mjml").write_text("<mjml/>")

    assert still_told(project) is None


def test_an_edit_within_one_step_of_the_disks_clock_is_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk whose clock does not go on, files look the same before and after an edit of the same size."""
    monkeypatch.setattr(Clock, "after", lambda self, look: (look.changed[0][0], look.changed[0][1]))
    assert still_told(project) is not None
    assert json.loads((project / CACHE / NAME).read_bytes().partition(b"\n")[2])["sources"]["signature"] == ""
    really = unchanged_module.look_of
    before = really(unchanged_module.entries_below([project / name for name in SOURCES]))
    monkeypatch.setattr(unchanged_module, "look_of", lambda _entries: before)

    change_a_word(project)

    assert still_told(project) is None


def test_a_source_that_changes_during_a_build_is_built_again(project: Path) -> None:
    last = LastBuild(project, ("other words",))
    assert last.still_told() is None
    manifest = (project / "build/manifest.json").read_bytes()
    (project / BEAT).write_bytes((project / BEAT).read_bytes())

    last.remember(Told("", ""), unchanged_module.sha256(manifest).hexdigest())

    assert LastBuild(project, ("other words",)).still_told() is None


def test_a_build_that_another_one_replaced_is_not_remembered(project: Path) -> None:
    last = LastBuild(project, ("other words",))
    last.still_told()

    last.remember(Told("", ""), "0" * 64)

    assert LastBuild(project, ("other words",)).still_told() is None


def test_times_are_trusted_once_the_disks_clock_has_gone_on() -> None:
    look = Look("", ((7, 100), (8, 50)))

    assert [look.is_settled(7, now) for now in (100, 101, 50 + ELSEWHERE_NS, 51 + ELSEWHERE_NS)] == [
        False,
        False,
        False,
        True,
    ]
    assert Look("", ((7, 100),)).is_settled(7, 101)


def test_a_disks_clock_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("new")
    look = unchanged_module.look_of(unchanged_module.entries_below([tmp_path / "new.txt"]))

    assert look.is_settled(*Clock(tmp_path / "clock").after(look))


def test_everything_that_a_build_is_made_of_is_watched() -> None:
    assert set(SOURCES) == set(CONTENT) == set(CONTENT_OF_RELEASES)


CONFIGS = {
    "site_name: x\nplugins: [samestory]\n": True,
    "site_name: x\nplugins:\n  - samestory\nnav:\n  - a.md\nmarkdown_extensions:\n  - toc:\n      permalink: true\n": True,
    "site_name: x\nplugins: [samestory, search]\n": False,
    "site_name: x\nplugins: [samestory]\nhooks: [hook.py]\n": False,
    "site_name: x\nplugins: [samestory]\nINHERIT: ../base.yml\n": False,
    "site_name: !ENV NAME\nplugins: [samestory]\n": False,
    "site_name: x\nplugins: [samestory]\nmarkdown_extensions: [pymdownx.snippets]\n": False,
    "site_name: x\nplugins: [samestory]\ndocs_dir: ../elsewhere\n": False,
    "- no mapping\n": False,
    "{": False,
}


@pytest.mark.parametrize(("config", "expected"), CONFIGS.items())
def test_what_mkdocs_may_take_from_elsewhere_is_made_each_time(tmp_path: Path, config: str, expected: bool) -> None:
    (tmp_path / "mkdocs.yml").write_text(config)

    assert needs_no_other_files(tmp_path) is expected


def test_timings_name_every_station_and_what_was_made(project: Path) -> None:
    (project / "site/more.md").write_text("# More\n", "utf-8")

    lines = build(project, "--timings", "--jobs", "2").stdout.splitlines()

    assert [line.split()[0] for line in lines if line.endswith(" s of work")] == list(STATIONS)
    assert any(
        re.fullmatch(r"render email +\d+ kept +0 made|render email +0 kept +\d+ made in one process", line)
        for line in lines
    )


def test_warnings_are_told_again(tmp_path: Path) -> None:
    root = copy_case(Case("pale-colour", "fires"), tmp_path / "project")
    first = build(root, "--no-site")

    second = build(root, "--no-site")

    assert NOTHING_TO_DO in second.stdout
    assert "warning [pale-colour]" in first.stderr
    assert second.stderr == first.stderr
