"""Two small repositories, and every byte they compile to for email tools."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from samestory.pipeline import build
from samestory.report import as_text
from tests.conftest import DAY

HERE = Path(__file__).resolve().parent
PROJECTS = sorted(source.parent.name for source in HERE.glob("*/source"))
# The stamp of the whole covers the site as well, which is not recorded here.
STAMP_OF_THE_WHOLE = re.compile(rb'^  "stamp": "[0-9a-f]{12}"', re.MULTILINE)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but what it was made from."""
    return {
        path.relative_to(folder).as_posix(): STAMP_OF_THE_WHOLE.sub(b'  "stamp": "000000000000"', path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and folder / "source" not in path.parents
    }


@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_compiles_to_what_is_recorded(project: str, tmp_path: Path, update_golden: bool) -> None:
    shutil.copytree(HERE / project / "source", tmp_path / "source")
    recorded = HERE / project

    made = build(tmp_path / "source", DAY, None)

    assert made.value, as_text(made.diagnostics)
    compiled = contents(tmp_path / "source/build/sequences")
    if update_golden:
        shutil.rmtree(recorded / "bundle", ignore_errors=True)
        for path, content in compiled.items():
            (recorded / path).parent.mkdir(parents=True, exist_ok=True)
            (recorded / path).write_bytes(content)
    assert list(compiled) == list(contents(recorded))
    for path, content in contents(recorded).items():
        assert compiled[path].decode() == content.decode(), path
