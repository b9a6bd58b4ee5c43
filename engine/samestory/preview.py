"""The site of the last good state of every file: one broken file neither blanks its own page nor the others."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samestory.diagnostics import Diagnostic, has_errors
from samestory.each import Again, Each, anew, one_by_one
from samestory.pipeline import MakeSite, build_preview, look_at
from samestory.report import as_text
from samestory.write import Refused

CONTENT = ("stories", "buyers", "site", "pyproject.toml", "samestory.toml", "mkdocs.yml")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on show: the number of the site (0: none was good yet), what is wrong, what the machine refused."""

    site: int
    diagnostics: tuple[Diagnostic, ...]
    sentence: str
    seconds: float = 0.0
    is_new: bool = False

    def in_words(self) -> str:
        """For the terminal."""
        problems = as_text(self.diagnostics).rstrip("\n") if self.diagnostics else ""
        made = f"Built in {self.seconds:.1f} s" if self.is_new else "The last good page stays"
        return "\n".join(part for part in (problems, self.sentence, made) if part)


class Preview:
    """Builds a project again and again, beside a copy in which every file is as it was when it last was good."""

    def __init__(
        self,
        root: Path,
        folder: Path,
        day: date,
        make_site: MakeSite,
        each: Each = one_by_one,
        again: Again = anew,
    ) -> None:
        self._root, self._day, self._make_site, self._each, self._again = root, day, make_site, each, again
        self._good = folder / "good"
        self._good.mkdir()
        self._build = folder / "build"
        self._number = 0

    @property
    def site(self) -> Path:
        """Where the pages lie."""
        return self._build / "site"

    def again(self) -> Shown:
        """Build from the files as they are; those with errors as they last were good."""
        began = time.monotonic()
        looked = look_at(self._root, self._day, each=self._each, again=self._again)
        self._keep(broken={found.file for found in looked.diagnostics if found.severity == "error"})
        sentence = ""
        made = None
        try:
            if has_errors(looked.diagnostics):
                looked_at_good = look_at(self._good, self._day, each=self._each, again=self._again)
                made = build_preview(looked_at_good, self._build, self._make_site, self._again).value
            else:
                made = build_preview(looked, self._build, self._make_site, self._again).value
        except Refused as problem:
            sentence = str(problem)
        self._number += made is not None
        return Shown(self._number, looked.diagnostics, sentence, time.monotonic() - began, made is not None)

    def _keep(self, broken: set[str]) -> None:
        now = {path.relative_to(self._root).as_posix(): path for path in _files(self._root)}
        for name, path in now.items():
            if name not in broken:
                _copy(path, self._good / name)
        for path in list(_files(self._good)):
            if path.relative_to(self._good).as_posix() not in now:
                path.unlink()


def _files(root: Path) -> Iterator[Path]:
    """The plain files of a project; links are left out, as reading refuses them."""
    for name in CONTENT:
        paths: Iterable[Path] = (root / name, *(root / name).rglob("*"))
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _copy(path: Path, into: Path) -> None:
    before, now = (into.stat() if into.exists() else None), path.stat()
    if before and (before.st_mtime_ns, before.st_size) == (now.st_mtime_ns, now.st_size):
        return
    into.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, into)
