"""What is made from the code is current, and what is written by hand names only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from samestory.cli import main
from samestory.model.text import TokenKind
from samestory.reference import SECTIONS, TOKENS, reference_pages, with_map
from samestory.schema import FRONT_MATTER
from tests.conftest import ROOT

AGAIN = "run `make reference`"
PAGES = ("README.md", "engine/README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/tutorial.md", "docs/ci/README.md")


@pytest.mark.parametrize("name", sorted(reference_pages()))
def test_the_reference_is_current(name: str) -> None:
    path = ROOT / "docs" / "reference" / name

    assert path.read_text("utf-8") == reference_pages()[name], AGAIN


def test_no_page_of_the_reference_is_left_over() -> None:
    assert {path.name for path in (ROOT / "docs" / "reference").iterdir()} == set(reference_pages())


def test_the_map_names_every_module() -> None:
    readme = (ROOT / "engine" / "README.md").read_text("utf-8")
    package = ROOT / "engine" / "samestory"

    assert readme == with_map(readme), AGAIN
    for module in package.rglob("*.py"):
        assert f"`{module.relative_to(package).as_posix()}`" in readme


def test_every_kind_of_file_and_of_token_is_in_the_reference() -> None:
    assert set(SECTIONS) == set(FRONT_MATTER)
    assert set(TOKENS) == set(TokenKind.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", [*PAGES, "docs/ci/github.yml", "docs/ci/gitlab.yml"])
def test_pages_name_only_commands_that_there_are(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"(?:`|^|- |run: )samestory ([a-z-]+)", text, re.MULTILINE)

    assert set(named) <= {*main.commands}


@pytest.mark.parametrize("page", PAGES)
def test_links_between_the_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", path.read_text("utf-8"))

    missing = [link for link in links if not link.startswith("https://") and not (path.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_the_files_for_ci_check_and_build(name: str) -> None:
    text = (ROOT / "docs" / "ci" / name).read_text("utf-8")

    assert yaml.safe_load(text)
    assert "samestory check" in text
    assert "samestory build" in text
    assert "build/" in text


def test_the_readme_names_what_make_can_do() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))

    assert named == {"build", "test"}
    assert named <= targets


def test_the_version_of_the_changelog_is_the_packages(root: Path) -> None:
    version = re.search(r'^version = "(.+)"$', (root / "pyproject.toml").read_text("utf-8"), re.MULTILINE)

    assert version
    assert f"## {version[1]} " in (root / "CHANGELOG.md").read_text("utf-8")
