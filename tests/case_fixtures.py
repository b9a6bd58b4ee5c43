"""The cases of `tests/checks/`: a small whole repository, and what each case changes in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

CHECKS = Path(__file__).resolve().parent / "checks"
BASE = CHECKS / "_base"
NOT_CONTENT = ("remove.txt", "report.txt")


@dataclass(frozen=True)
class Case:
    """A folder such as `tests/checks/unknown-key/fires`."""

    code: str
    kind: str

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return CHECKS / self.code / self.kind

    def __str__(self) -> str:
        return f"{self.code}/{self.kind}"


def all_codes() -> tuple[str, ...]:
    """The codes that have a folder."""
    return tuple(sorted(folder.name for folder in CHECKS.iterdir() if folder.is_dir() and folder.name != "_base"))


def all_cases(kind: str) -> tuple[Case, ...]:
    """The cases of a kind, `fires` or `passes`."""
    return tuple(case for code in all_codes() if (case := Case(code, kind)).folder.is_dir())


def copy_base(into: Path) -> Path:
    """The base in a folder of its own."""
    return Path(shutil.copytree(BASE, into, symlinks=True))


def copy_case(case: Case, into: Path) -> Path:
    """The base as the case changes it: files replaced and added, and those of `remove.txt` taken away."""
    copy_base(into)
    for path in sorted(case.folder.rglob("*")):
        name = path.relative_to(case.folder)
        if name.as_posix() not in NOT_CONTENT and (path.is_symlink() or not path.is_dir()):
            _replace(into / name, path)
    remove = case.folder / "remove.txt"
    for line in remove.read_text(encoding="utf-8").split("\n") if remove.exists() else ():
        if line:
            _remove(into / line)
    return into


def _replace(there: Path, by: Path) -> None:
    if there.is_symlink() or there.exists():
        _remove(there)
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(by, there, follow_symlinks=False)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def lines_of(path: Path) -> int:
    """How many lines a file has, for places: something that is no plain file has one."""
    if path.is_symlink() or not path.is_file():
        return 1
    content = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.count(b"\n") + (not content.endswith(b"\n"))
