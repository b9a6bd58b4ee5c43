"""One hash over all that people wrote: who has it can tell whether sources are those of a release."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from samestory.model.records import APPLIED, RELEASES, SIGNED

FOLDERS = ("buyers", "stories")
SETTINGS = ("pyproject.toml", "samestory.toml")
# Everything that a release is made from, for Git: the site's own pages belong to it, but not to the emails.
CONTENT = (*FOLDERS, *SETTINGS, "site", "mkdocs.yml")


def hash_of_sources(root: Path) -> str:
    """sha256 over paths and bytes of `buyers/`, `stories/` without its records, and the settings, in hex.

    Line ends count as `\\n`, because Git may write others on some machines.
    """
    digest = sha256()
    for path, file in sorted(_sources(root), key=lambda source: source[1]):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[tuple[Path, str]]:
    records = tuple(f"{folder}/" for folder in (RELEASES, SIGNED, APPLIED))
    settings = (root / name for name in SETTINGS)
    for path in (*settings, *(path for folder in FOLDERS for path in (root / folder).rglob("*"))):
        file = path.relative_to(root).as_posix()
        hidden = any(part.startswith(".") for part in file.split("/"))
        if path.is_file() and not path.is_symlink() and not hidden and not file.startswith(records):
            yield path, file
