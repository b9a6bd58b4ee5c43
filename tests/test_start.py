"""How commands start: each imports what it needs and nothing else, so that a small one costs little."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from samestory.cli import main
from tests.conftest import ROOT

HEAVY = ("click", "jinja2", "lxml", "markdown", "mjml", "mkdocs", "msgspec", "pydantic", "rich", "watchfiles", "yaml")
READING = {"click", "jinja2", "markdown", "pydantic", "yaml"}
TELL = f"""
import atexit, json, sys
from samestory.__main__ import main
atexit.register(lambda: sys.stderr.write("\\n" + json.dumps([name for name in {HEAVY} if name in sys.modules])))
main()
"""


def started(*arguments: str) -> tuple[str, set[str]]:
    """What `samestory` with these arguments prints, and which heavy libraries are there when it ends."""
    run = [sys.executable, "-c", TELL, *arguments]
    ended = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    return ended.stdout, set(json.loads(ended.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("arguments", "may_import"),
    [
        ("--version", set()),
        ("--help", {"click"}),
        ("build --help", {"click"}),
        ("check --help", {"click"}),
        ("release --help", {"click"}),
        ("nonsense", {"click"}),
        ("new", {"click"}),
        ("explain typed-value", READING | {"msgspec"}),
        ("schema role", {"click", "pydantic"}),
        ("targets", {"click", "jinja2", "msgspec", "pydantic"}),
        ("check", READING | {"mjml", "msgspec"}),
        ("verify", {"click", "jinja2", "lxml", "msgspec"}),
    ],
)
def test_a_command_imports_what_it_needs(arguments: str, may_import: set[str]) -> None:
    _, imported = started(*arguments.split())

    assert imported <= may_import


def test_the_version_is_told_as_click_tells_it() -> None:
    told, imported = started("--version")

    assert (told, imported) == (CliRunner().invoke(main, ["--version"]).output, set())


def test_who_reads_no_further_ends_it_without_a_word() -> None:
    run = [sys.executable, "-m", "samestory", "schema", "beat"]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ended:
        assert ended.stdout
        assert ended.stderr
        ended.stdout.close()

        assert ended.stderr.read() == b""
