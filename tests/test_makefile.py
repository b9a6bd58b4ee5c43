"""The Makefile, mostly with a Python that only writes down what it is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FILL = "install -qq --disable-pip-version-check --no-input -c constraints.txt -e"
TOOLS = ("make", "sh", "awk", "cksum", "tr", "rm", "mkdir", "touch", "grep", "find", "cp", "chmod")

# LACKS names what this Python does without: ensurepip, pip, network, age.
PYTHON = """#!/bin/sh
echo "$*" >>calls
lacks() { case " $LACKS " in *" $1 "*) ;; *) return 1 ;; esac; }
case "$*" in
  *version_info*) ! lacks age ;;
  -V) echo "Python 3.9.18" ;;
  *"import ensurepip"*) ! lacks ensurepip ;;
  "-m venv --without-pip .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/pyvenv.cfg ;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/pyvenv.cfg .venv/has-pip ;;
  *"import pip"*) test -e .venv/has-pip ;;
  *"version("*) test -e .venv/is-filled ;;
  "-m pip"*--version) ! lacks pip ;;
  "-m pip"*) ! lacks network && touch .venv/is-filled && cp "$0" .venv/bin/samestory ;;
esac
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with what make reads, and a `PATH` that holds the stand-in and the tools make may use."""

    path: Path
    tools: Path

    def make(self, *arguments: str, lacks: str = "") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.tools), "LACKS": lacks}
        return subprocess.run(
            ["make", *arguments], cwd=self.path, env=environment, capture_output=True, text=True, check=False
        )

    def asked(self, words: str) -> list[str]:
        """What was asked of Python so far and contains these words."""
        calls = self.path / "calls"
        return [call for call in calls.read_text().splitlines() if words in call] if calls.exists() else []

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.path / file).read_text()
        assert old in text
        (self.path / file).write_text(text.replace(old, new, 1))


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Checkout:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    script(tools / "python3", PYTHON)
    path = tmp_path / "checkout"
    for folder in ("engine", "tests", "bench"):
        (path / folder).mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, path)
    return Checkout(path, tools)


def test_a_first_build_fills_an_environment_without_the_test_packages(checkout: Checkout) -> None:
    done = checkout.make("build")

    assert (done.returncode, done.stdout, done.stderr) == (0, "Filling .venv ...\n", "")
    assert checkout.asked(FILL) == [f"-m pip {FILL} ."]
    assert checkout.asked("")[-1] == "build"


def test_a_second_build_asks_nothing_of_pip(checkout: Checkout) -> None:
    checkout.make("build")

    told = checkout.make("-n", "build")
    again = checkout.make("build", lacks="network pip")

    assert (told.stdout, again.returncode) == (".venv/bin/samestory build\n", 0)
    assert checkout.asked(FILL) == [f"-m pip {FILL} ."]


def test_the_tests_bring_their_packages_and_a_build_is_content_with_those(checkout: Checkout) -> None:
    checkout.make("test")
    checkout.make("test", lacks="network")
    checkout.make("build", lacks="network")

    assert checkout.asked(FILL) == [f"-m pip {FILL} .[test]"]


def test_a_new_setting_of_the_engine_is_no_reason_to_ask_pip(checkout: Checkout) -> None:
    checkout.make("build")
    checkout.replace("pyproject.toml", 'colour = "#0b5a6f"', 'colour = "#6f0b5a"')

    checkout.make("build")

    assert len(checkout.asked(FILL)) == 1


@pytest.mark.parametrize(("file", "old"), [("pyproject.toml", "click>=8.1"), ("constraints.txt", "click==8")])
def test_another_version_fills_the_environment_anew(checkout: Checkout, file: str, old: str) -> None:
    checkout.make("test")
    checkout.replace(file, old, old + ".1")

    checkout.make("build")
    checkout.make("test")

    assert checkout.asked(FILL) == [f"-m pip {FILL} .[test]", f"-m pip {FILL} .", f"-m pip {FILL} .[test]"]


def test_an_environment_that_could_not_be_filled_is_tried_again(checkout: Checkout) -> None:
    failed = checkout.make("build", lacks="network")
    done = checkout.make("build")

    assert (failed.returncode, done.returncode) == (2, 0)
    assert checkout.asked(FILL) == [f"-m pip {FILL} ."] * 2


def test_an_environment_of_make_whose_python_went_away_is_made_anew(checkout: Checkout) -> None:
    checkout.make("build")
    (checkout.path / ".venv/bin/python").unlink()

    done = checkout.make("build")

    assert done.returncode == 0
    assert checkout.asked("-m venv") == ["-m venv .venv"] * 2


def test_an_environment_of_somebody_else_is_used_when_it_runs(checkout: Checkout) -> None:
    script_of_theirs = checkout.path / ".venv/bin/python"
    script_of_theirs.parent.mkdir(parents=True)
    script(script_of_theirs, PYTHON)

    done = checkout.make("build")

    assert done.returncode == 0
    assert checkout.asked("-m venv") == []
    assert len(checkout.asked(FILL)) == 1


def test_an_environment_of_somebody_else_is_never_removed(checkout: Checkout) -> None:
    notes = checkout.path / ".venv/notes.txt"
    notes.parent.mkdir()
    notes.write_text("mine")

    refused = checkout.make("build")

    assert refused.returncode == 2
    assert refused.stderr.startswith("The Python in .venv does not run, and .venv was not made by make: remove it")
    assert notes.read_text() == "mine"


def test_an_old_python_is_refused_in_one_sentence(checkout: Checkout) -> None:
    refused = checkout.make("build", lacks="age")

    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == (
        "SameStory needs Python 3.11 or newer, and python3 is Python 3.9.18: "
        "name another, as in 'make build PYTHON=python3.12'."
    )
    assert not (checkout.path / ".venv").exists()


def test_a_python_that_is_not_there_is_refused_in_one_sentence(checkout: Checkout) -> None:
    refused = checkout.make("build", "PYTHON=python3.99")

    assert refused.returncode == 2
    assert refused.stderr.startswith("SameStory needs Python 3.11 or newer, and python3.99 is not to be found: ")


def test_without_ensurepip_the_pip_of_the_system_fills_the_environment(checkout: Checkout) -> None:
    done = checkout.make("build", lacks="ensurepip")

    assert done.returncode == 0
    assert checkout.asked("-m venv") == ["-m venv --without-pip .venv"]
    assert checkout.asked(FILL) == [f"-m pip --python .venv/bin/python {FILL} ."]


def test_without_any_pip_the_package_to_install_is_named(checkout: Checkout) -> None:
    refused = checkout.make("build", lacks="ensurepip pip")

    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == (
        "python3 has no pip that can fill .venv (22.3 or newer): run 'apt-get install python3-venv', then make again."
    )


def test_the_tests_use_a_chromium_that_is_installed(checkout: Checkout) -> None:
    script(checkout.tools / "chromium", "#!/bin/sh\n")

    checkout.make("test")

    assert checkout.asked("playwright") == []


def test_the_tests_fetch_a_browser_once_when_there_is_none(checkout: Checkout) -> None:
    checkout.make("test")
    checkout.make("test")

    assert checkout.asked("playwright") == ["-m playwright install chromium"]


def test_only_the_long_run_takes_the_long_tests(checkout: Checkout) -> None:
    checkout.make("test", "WORKERS=3")
    checkout.make("test-long")

    assert checkout.asked("-m pytest") == ["-m pytest -n 3 -m not long", "-m pytest -n 2 -m long or not long"]


def test_clean_removes_caches_and_a_build_of_the_engine_and_keeps_the_environment(checkout: Checkout) -> None:
    checkout.make("build")
    cache = checkout.path / "engine/samestory/__pycache__"
    cache.mkdir(parents=True)
    build = checkout.path / "build"
    build.mkdir()
    (build / "manifest.json").write_text('{"samestory": "0.1.0"}')

    cleaned = checkout.make("clean")

    assert (cleaned.returncode, cleaned.stdout) == (0, "")
    assert (build.exists(), cache.exists()) == (False, False)
    assert (checkout.path / ".venv/bin/python").exists()


def test_clean_keeps_a_build_folder_of_somebody_else(checkout: Checkout) -> None:
    thesis = checkout.path / "build/thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("mine")

    cleaned = checkout.make("clean")

    assert (cleaned.returncode, cleaned.stdout) == (0, "build/ stays: it was not made by samestory\n")
    assert thesis.read_text() == "mine"


def test_clean_does_not_follow_a_link(checkout: Checkout, tmp_path: Path) -> None:
    published = tmp_path / "published"
    published.mkdir()
    (published / "manifest.json").write_text('{"samestory": "0.1.0"}')
    (checkout.path / "build").symlink_to(published)

    checkout.make("clean")

    assert (checkout.path / "build").is_symlink()
    assert (published / "manifest.json").exists()


# A project that needs nothing from an index: its own build backend, and a command that says where it runs.
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "samestory"
version = "0"
"""
BACKEND = """
import zipfile

FILES = {
    "samestory.py": "import sys\\ndef main():\\n    print(sys.prefix, *sys.argv[1:])\\n",
    "samestory-0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: samestory\\nVersion: 0\\n",
    "samestory-0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "samestory-0.dist-info/entry_points.txt": "[console_scripts]\\nsamestory = samestory:main\\n",
    "samestory-0.dist-info/RECORD": "",
}

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "samestory-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
    return name
"""


def python_with_pip() -> str:
    """A Python that has a pip; the one of the tests has none where Debian's python3-venv is missing."""
    for python in (sys.executable, str(Path(sys.base_prefix, "bin/python3"))):
        if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
            return python
    pytest.skip("no pip here")


@pytest.mark.long
def test_a_real_environment_is_filled_where_ensurepip_is_missing(checkout: Checkout) -> None:
    no_ensurepip = (
        f"""#!/bin/sh\ncase "$*" in *"import ensurepip"*) exit 1 ;; esac\nexec '{python_with_pip()}' "$@"\n"""
    )
    (checkout.tools / "python3").unlink()
    script(checkout.tools / "python3", no_ensurepip)
    (checkout.path / "pyproject.toml").write_text(PROJECT)
    (checkout.path / "backend.py").write_text(BACKEND)

    done = checkout.make("build")
    again = checkout.make("build")

    says = f"{checkout.path / '.venv'} build\n"
    assert (done.stderr, done.stdout, again.stdout) == ("", "Filling .venv ...\n" + says, says)
    assert not list(checkout.path.glob(".venv/lib/*/site-packages/pip"))
    assert os.access(checkout.path / ".venv/bin/samestory", os.X_OK)
