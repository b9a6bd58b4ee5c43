"""What all tests share."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import hypothesis
import pytest

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.report import as_text

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ("stories", "buyers", "site")
DAY = date(2026, 11, 24)
# A red test has to be red again, and a machine that is busy makes none red.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite what is recorded; review the diff")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether recorded files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


def copy_example(into: Path, *, with_targets: bool = False) -> Path:
    """The example's content and settings in a folder of its own; email tools have tests of their own."""
    into.mkdir(parents=True, exist_ok=True)
    for name in CONTENT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into / name)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, into / name)
    if not with_targets:
        settings = into / "pyproject.toml"
        text = re.sub(r"^targets = \[[^\]]*\]", "targets = []", settings.read_text("utf-8"), flags=re.MULTILINE)
        settings.write_text(text, "utf-8")
    return into


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example to change and build."""
    return copy_example(tmp_path / "example")


@pytest.fixture(scope="session")
def built_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the example; look at it, do not change it."""
    folder = copy_example(tmp_path_factory.mktemp("built") / "example")
    made = build(folder, DAY, make_site)
    assert made.value, as_text(made.diagnostics)
    return folder
