"""What people install: the wheel builds the example as the checkout does, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import DAY, copy_example
from tests.test_build import contents

CLEAN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """A command that has to succeed."""
    ran = subprocess.run(
        [str(part) for part in command], cwd=folder, env=CLEAN, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout. Its builder is in the environment of the tests, so nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")

    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], root)

    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def samestory(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str | Path, ...]:
    """The command of the wheel in an environment of its own, installed as a wheel is: unpacked. Not every .venv has pip.

    Its dependencies are those of the tests, seen through a .pth: Python adds that folder to its path and does not
    follow the .pth files in there, by which the checkout itself is installed. So nothing is fetched, and the only
    samestory that can be imported is the wheel's.
    """
    environment = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    own = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], environment).stdout.strip()
    )
    with ZipFile(wheel) as opened:
        opened.extractall(own)
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    where = run([python, "-c", "import samestory; print(samestory.__file__)"], environment).stdout
    assert Path(where.strip()).is_relative_to(own)
    start = "from importlib.metadata import entry_points as e; e(group='console_scripts')['samestory'].load()()"
    return python, "-c", start


def test_the_wheel_builds_the_example_as_the_checkout_does(
    samestory: tuple[str | Path, ...], built_example: Path, tmp_path: Path
) -> None:
    copy = copy_example(tmp_path / "elsewhere")

    run([*samestory, "build", "--today", DAY.isoformat()], copy)

    assert contents(copy / "build") == contents(built_example / "build")


def test_the_wheel_has_all_that_a_new_repository_is_made_of(samestory: tuple[str | Path, ...], tmp_path: Path) -> None:
    run([*samestory, "new", "stories-of-ours"], tmp_path)

    run([*samestory, "check"], tmp_path / "stories-of-ours")

    assert (tmp_path / "stories-of-ours" / ".gitignore").is_file()
