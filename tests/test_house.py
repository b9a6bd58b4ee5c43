"""The rules of the house: which way imports point, who may know what, and what every part says about itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from samestory.mkdocs_plugin import DEFAULT_CONFIG
from tests.conftest import ROOT

PACKAGE = ROOT / "engine" / "samestory"
MODULES = sorted(PACKAGE.rglob("*.py"))
GROUND, VALUES, WORDS, STATIONS, WAY, DOORS = range(6)
LAYERS = {
    "__init__": GROUND,
    "diagnostics": GROUND,
    "each": GROUND,
    "nearest": GROUND,
    "model": VALUES,
    "wording": WORDS,
    "correction": WORDS,
    "changes": WORDS,
    "figures": WORDS,
    "figure_kinds": WORDS,
    "words": WORDS,
    "silence": WORDS,
    "public": WORDS,
    "contrast": WORDS,
    "gaps": WORDS,
    "coverage": WORDS,
    "coverage_report": WORDS,
    "day": WORDS,
    "report": WORDS,
    "targets": WORDS,  # checks ask them what an email tool can hold
    "read": STATIONS,
    "checks": STATIONS,
    "plan": STATIONS,
    "render": STATIONS,
    "write": STATIONS,
    "prove": STATIONS,
    "jobs": WORDS,
    "cache": WAY,  # so that no station can know of it
    "pipeline": WAY,
    "look": WAY,
    "compile": WAY,
    "project": WAY,
    "preview": WAY,
    "uses": WAY,
    "where": WAY,
    "new": WAY,
    "schema": WAY,
    "releases": WAY,
    "reference": DOORS,
    "__main__": DOORS,
    "cli": DOORS,
    "mkdocs_plugin": DOORS,
    "serve": DOORS,
}
PARTS_OF = {
    "exchange": "write",
    "lock": "write",
    "tree": "write",
    "flush": "write",
    "same_file": "write",
    "leftovers": "write",
    "mkdocs_parts": "mkdocs_plugin",
    "taken_names": "write",
}
ONLY = {
    "click": {"cli", "reference"},
    "mkdocs": {"mkdocs_plugin"},
    "watchfiles": {"serve"},
    "mjml": {"render"},
    "lxml": {"prove"},
}
# Values of an earlier station travel in model/; the oracle of the proof is what lies on disk, and nothing else.
PROOF_MAY_KNOW = {"__init__", "diagnostics", "each", "nearest", "figures", "figure_kinds", "prove", "model"}
PROOF_MAY_NOT_KNOW = {"model.library", "model.sequence", "model.settings", "model.front_matter"}
PARAMETRIZED = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def name_of(module: Path) -> str:
    """`read.tokens` for engine/samestory/read/tokens.py."""
    return ".".join(module.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room_of(name: str) -> str:
    """The room a module belongs to: the first part of its name, or the station it is a part of."""
    first = name.split(".")[0]
    return PARTS_OF.get(first, first)


def imports(module: Path) -> Iterator[str]:
    """The full names of the modules a file imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: whole names are easier to move"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def our_imports(module: Path) -> Iterator[str]:
    """The same without `samestory.`, ours only; a name imported from a module counts as that module's."""
    for name in imports(module):
        if name == "samestory" or name.startswith("samestory."):
            yield name.removeprefix("samestory").removeprefix(".") or "__init__"


@PARAMETRIZED
def test_imports_point_one_way(module: Path) -> None:
    room = room_of(name_of(module))
    for imported in our_imports(module):
        other = "__init__" if imported.startswith("__") else room_of(imported)
        assert room in LAYERS, f"say in LAYERS where {room} belongs"
        if other != room:
            assert LAYERS[other] < LAYERS[room] or (
                LAYERS[room] == LAYERS[other] and LAYERS[room] in (GROUND, WORDS, WAY, DOORS)
            ), f"{room} imports {other}"


@PARAMETRIZED
def test_only_one_room_knows_a_library(module: Path) -> None:
    for name in imports(module):
        top = name.split(".")[0]
        assert room_of(name_of(module)) in ONLY.get(top, {room_of(name_of(module))}), f"{module.name} imports {top}"


@pytest.mark.parametrize("module", sorted((PACKAGE / "prove").rglob("*.py")), ids=lambda path: path.name)
def test_the_proof_knows_nothing_of_what_made_its_files(module: Path) -> None:
    for imported in our_imports(module):
        assert room_of(imported) in PROOF_MAY_KNOW
        assert not any(imported.startswith(name) for name in PROOF_MAY_NOT_KNOW)


@PARAMETRIZED
def test_imports_stand_at_the_top(module: Path) -> None:
    if room_of(name_of(module)) in ("cli", "__main__"):  # a command starts without what only another one needs
        return
    tree = ast.parse(module.read_text("utf-8"))
    hidden = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@PARAMETRIZED
def test_every_public_part_says_what_it_is(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    assert ast.get_docstring(tree), "a module says what it is for"
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_no_room_is_called_after_nothing() -> None:
    names = {path.stem for path in MODULES}

    assert names & {"utils", "util", "helpers", "helper", "manager", "common", "misc"} == set()


@pytest.mark.parametrize("text", [(ROOT / "mkdocs.yml").read_text("utf-8"), DEFAULT_CONFIG], ids=["ours", "default"])
def test_mkdocs_never_empties_the_hand_made_pages(text: str) -> None:
    config = yaml.safe_load(text)

    assert (config["docs_dir"], config["site_dir"]) == ("site", "build/site")


def test_only_reading_opens_authors_files_and_only_writing_writes() -> None:
    opens, writes = set(), set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                if node.attr in ("read_bytes", "read_text", "iterdir", "rglob", "scandir"):
                    opens.add(room_of(name_of(module)))
                if node.attr in ("write_bytes", "write_text", "mkdir", "unlink", "rmtree"):
                    writes.add(room_of(name_of(module)))
    # Templates, style and word lists are read from the package; a preview keeps a copy; a new file is written once;
    # records are written beside the stories, and a revision of Git into a folder of its own; the cache has a folder.
    assert opens <= {
        "read",
        "write",
        "prove",
        "render",
        "preview",
        "serve",
        "new",
        "reference",
        "words",
        "releases",
        "cache",
    }
    assert writes <= {"write", "preview", "new", "reference", "mkdocs_plugin", "releases", "cache"}
