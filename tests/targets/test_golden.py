"""Every byte that is written for each email tool, from two small repositories."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from samestory.pipeline import build
from samestory.report import as_text
from samestory.targets import all_targets
from tests.conftest import DAY, ROOT

GOLDEN = Path(__file__).parent / "golden"
# The odd one, with braces, calls and another language, for the tool that is run for real; all tools for the other.
RECORDED = {"tiny": tuple(all_targets()), "odd": ("n8n",)}


def compiled(project: str, tools: tuple[str, ...], folder: Path) -> dict[str, bytes]:
    """What a golden project becomes for tools; a ZIP as the text in it."""
    shutil.copytree(ROOT / "tests" / "golden" / project / "source", folder / "source")
    made = build(folder / "source", DAY, None, targets=tools)
    assert made.value, as_text(made.diagnostics)
    assert made.value.proof
    assert made.value.proof.findings == ()
    return {name: content for tool in tools for name, content in files(folder / "source/build/sequences", tool)}


def files(folder: Path, tool: str) -> list[tuple[str, bytes]]:
    """The files of a tool below a folder."""
    found = sorted(path for path in (folder / tool).rglob("*") if path.is_file())
    return [as_recorded(path.relative_to(folder).as_posix(), path.read_bytes()) for path in found]


def as_recorded(name: str, content: bytes) -> tuple[str, bytes]:
    """A file as it is recorded: a ZIP as its only file."""
    if not name.endswith(".zip"):
        return name, content
    with ZipFile(io.BytesIO(content)) as archive:
        (inside,) = archive.namelist()
        return f"{name}.{inside}", archive.read(inside)


@pytest.mark.parametrize("project", RECORDED)
def test_what_is_written_for_each_tool_is_what_is_recorded(project: str, tmp_path: Path, update_golden: bool) -> None:
    recorded = GOLDEN / project

    made = compiled(project, RECORDED[project], tmp_path)

    if update_golden:
        shutil.rmtree(recorded, ignore_errors=True)
        for name, content in made.items():
            (recorded / name).parent.mkdir(parents=True, exist_ok=True)
            (recorded / name).write_bytes(content)
    known = {path.relative_to(recorded).as_posix() for path in recorded.rglob("*") if path.is_file()}
    assert set(made) == known
    for name, content in made.items():
        assert content.decode() == (recorded / name).read_text("utf-8"), name


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (compiled("tiny", ("mautic", "n8n"), tmp_path / name) for name in ("one", "other"))

    assert one == other
