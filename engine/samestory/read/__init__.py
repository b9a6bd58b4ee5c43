"""Station 1: the authors' files, as a library. Only here are they opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from samestory.diagnostics import Diagnostic, Outcome, Place, in_reading_order
from samestory.each import Again, anew
from samestory.model.library import Frames, Handoff, Library, Stage, Storyline
from samestory.model.settings import Settings
from samestory.read import faults
from samestory.read.buyers import read_handoff, read_role, read_stage
from samestory.read.evidence import read_claim, read_offer, read_proof
from samestory.read.file import OpenFile, Reader, Surroundings, role_key
from samestory.read.records import read_records
from samestory.read.settings import fallbacks, read_settings
from samestory.read.storyline import NUMBERED, misnamed, read_storyline
from samestory.read.text import shown

__all__ = ["read_library", "read_settings"]
T = TypeVar("T")
OWN_FOLDERS = ("_claims", "_proofs", "_offers", "_releases", "_signed", "_applied")


def read_library(root: Path, settings: Settings, frames: Frames | None = None, again: Again = anew) -> Outcome[Library]:
    """Everything under `buyers/` and `stories/`, and every fault of every file, in reading order.

    A faulty file is in the library all the same, as far as it could be read.
    """
    found: list[Diagnostic] = []
    contact_fields = tuple(fallbacks(settings).items())
    plain = Reader(root, again(_surroundings, contact_fields, (), ()), again)
    # Roles name each other in headings, so they are read once for their names, and again for their texts.
    roles = tuple(_each(root, "buyers/roles", plain, read_role, []))
    names = tuple((role_key(name), role.id) for role in roles for name in (role.name.source, role.id))
    titles = tuple(role.name.source or role.id for role in roles)
    around = Reader(root, again(_surroundings, contact_fields, names, titles), again)
    stages = tuple(_stages(root, around, found))
    handoff = _handoff(root / "buyers" / "handoff.md", around, found)
    found += _unexpected(root / "buyers", "buyers", ("roles", "stages", "handoff.md"))
    roles = tuple(_each(root, "buyers/roles", around, read_role, found))
    storylines = tuple(_storylines(root, around, found))
    records, faulty = read_records(root, again)
    found += faulty
    library = again(
        Library,
        roles,
        stages,
        handoff,
        storylines,
        tuple(_each(root, "stories/_claims", around, read_claim, found)),
        tuple(_each(root, "stories/_proofs", around, read_proof, found)),
        tuple(_each(root, "stories/_offers", around, read_offer, found)),
        frames,
        records,
    )
    return Outcome(library, in_reading_order(found))


def _surroundings(
    contact_fields: tuple[tuple[str, str], ...], names: tuple[tuple[str, str], ...], titles: tuple[str, ...]
) -> Surroundings:
    return Surroundings(dict(contact_fields), dict(names), titles)


def _each(
    root: Path,
    folder: str,
    reader: Reader,
    read: Callable[[OpenFile, str], T],
    found: list[Diagnostic],
) -> Iterator[T]:
    for path in _files(root / folder, folder, found):
        if path.suffix != ".md" or not _is_id(path.stem):
            expected = "in small letters, digits and hyphens, like `rework-share.md`"
            found.append(misnamed(path, f"{folder}/{path.name}", expected))
            continue
        made, noticed = reader.read(path, read, path.stem)
        yield made
        found += noticed


def _is_id(stem: str) -> bool:
    return bool(stem) and all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in stem)


def _files(folder: Path, name: str, found: list[Diagnostic]) -> list[Path]:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        found.append(faults.not_a_plain_file(Place(name), "no folder"))
        return []
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _stages(root: Path, reader: Reader, found: list[Diagnostic]) -> Iterator[Stage]:
    made: list[Stage] = []
    for path in _files(root / "buyers" / "stages", "buyers/stages", found):
        named = NUMBERED.fullmatch(path.name)
        if not named:
            found.append(misnamed(path, f"buyers/stages/{path.name}", "like `10-status-quo.md`"))
            continue
        stage, noticed = reader.read(path, read_stage, named[2], int(named[1]))
        made.append(stage)
        found += noticed
    yield from sorted(made, key=lambda stage: (stage.number, stage.source.file))


def _handoff(path: Path, reader: Reader, found: list[Diagnostic]) -> Handoff | None:
    if not path.exists() and not path.is_symlink():
        return None
    handoff, noticed = reader.read(path, read_handoff)
    found += noticed
    return handoff


def _storylines(root: Path, reader: Reader, found: list[Diagnostic]) -> Iterator[Storyline]:
    for path in _files(root / "stories", "stories", found):
        name = f"stories/{path.name}"
        if path.name in OWN_FOLDERS:
            continue
        if path.is_symlink() or not path.is_dir():
            found += [_not_a_storyline(path, name)]
        elif not _is_id(path.name):
            found.append(faults.misnamed_file(Place(shown(name)), _folder_name(path.name)))
        else:
            storyline, problems = read_storyline(path, name, reader)
            found += problems
            yield storyline


def _folder_name(name: str) -> str:
    if name.startswith("_"):
        return f"one of {', '.join(OWN_FOLDERS)}"
    return "in small letters, digits and hyphens"


def _not_a_storyline(path: Path, name: str) -> Diagnostic:
    if path.is_symlink():
        return faults.not_a_plain_file(Place(shown(name)), "a link")
    return faults.misnamed_file(Place(shown(name)), "`story.md` in a folder of its own, like `stories/hidden-rework/`")


def _unexpected(folder: Path, name: str, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.name not in known and not path.name.startswith("."):
                yield faults.misnamed_file(Place(shown(f"{name}/{path.name}")), f"one of {', '.join(known)}")
