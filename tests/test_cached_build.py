"""A build with a cache gives the same bytes as one without, whatever was changed in between and whatever was killed."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import samestory
from samestory import jobs
from samestory.cache import kept as kept_module
from samestory.cache.folder import CACHE
from samestory.cache.kept import Calls, Kept
from samestory.cache.store import NAME, Store
from samestory.cli import main
from samestory.diagnostics import Outcome
from samestory.jobs import Jobs, all_cores
from samestory.mkdocs_plugin import make_site
from samestory.pipeline import Built, build
from tests.case_fixtures import copy_base
from tests.conftest import DAY
from tests.test_build import contents
from tests.test_write import ended, forked, numbers_of

MKDOCS = "site_name: Leaks\ndocs_dir: site\nsite_dir: build/site\nplugins: [samestory]\n"
# Python 3.12 warns of forks beside threads; a forked child here builds once and ends without returning.
pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")
SAMESTORY = "from samestory.__main__ import main; main()"


@pytest.fixture(autouse=True)
def an_engine_that_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may work on the engine while this runs, and then nothing would be kept."""
    monkeypatch.setattr(kept_module, "is_as_loaded", lambda: True)


def a_project(into: Path) -> Path:
    """Two storylines of a few beats, with a page made by hand."""
    root = copy_base(into)
    (root / "site").mkdir()
    (root / "site" / "how-to.md").write_text("# How to\n\nRead it.\n", "utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return root


# Changes that people make


@dataclass
class Hands:
    """Somebody who changes a project, by dice."""

    root: Path
    dice: random.Random

    def any_of(self, pattern: str) -> Path:
        """A file."""
        found = sorted(path for path in self.root.glob(pattern) if path.is_file())
        return self.dice.choice(found) if found else self.root / "samestory.toml"

    def edit(self, path: Path, old: str, new: str) -> None:
        """Something else where it stands first."""
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    def a_word(self) -> None:
        path = self.any_of("stories/*/*.md")
        self.edit(path, " the ", self.dice.choice((" this ", " that ", " eht ")))

    def a_sentence(self) -> None:
        path = self.any_of("stories/*/[0-9]*.md")
        self.edit(path, "\n## Email\n", f"\n## Email\n\nIt drips {self.dice.choice(('slowly', 'fast'))}.\n")

    def a_claim(self) -> None:
        path = self.any_of("stories/_claims/*.md")
        self.edit(path, self.dice.choice("123456789"), self.dice.choice("123456789"))

    def a_role(self) -> None:
        self.edit(self.any_of("buyers/roles/*.md"), "\n# ", "\n# The ")

    def another_day_to_wait(self) -> None:
        path = self.any_of("stories/*/[0-9]*.md")
        self.edit(path, "wait: ", f"wait: {self.dice.randrange(1, 3)}")

    def another_name(self) -> None:
        path = self.any_of("stories/*/[0-9]*.md")
        if path.parent.parent.name == "stories":
            path.rename(path.with_name(f"{path.name[:2]}-told-{path.name[3:]}"))

    def fewer(self) -> None:
        self.any_of("stories/*/[2-9]*.md").unlink(missing_ok=True)

    def another_page(self) -> None:
        (self.root / "site" / f"page-{self.dice.randrange(3)}.md").write_text(f"# Page {self.dice.random()}\n", "utf-8")

    def one_page_less(self) -> None:
        path = self.any_of("site/page-*.md")
        if path.suffix == ".md":
            path.unlink()

    def a_setting(self) -> None:
        path = self.root / "samestory.toml"
        self.edit(path, *self.dice.choice((('name = "', 'name = "New '), ('greeting = "', 'greeting = "Oh! '))))

    def the_site(self) -> None:
        self.edit(self.root / "mkdocs.yml", "site_name: ", "site_name: More ")

    def the_cache(self) -> None:
        """What a disk does, or somebody who tidies up."""
        file = self.root / CACHE / NAME
        if file.is_file():
            content = bytearray(file.read_bytes())
            for _ in range(self.dice.randrange(1, 200)):
                content[self.dice.randrange(len(content))] = self.dice.randrange(256)
            file.write_bytes(content[: self.dice.choice((len(content), len(content) // 2, 0))])

    def the_build(self) -> None:
        """What was published is changed in place, and looks as it did: as long, and as old."""
        file = self.any_of("build/s*/**/*.*")
        if "build" in file.relative_to(self.root).parts[:1] and (content := bytearray(file.read_bytes())):
            seen = file.stat()
            content[self.dice.randrange(len(content))] ^= 1
            with file.open("r+b") as opened:
                opened.write(content)
            os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


CHANGES: tuple[Callable[[Hands], None], ...] = (
    Hands.a_word,
    Hands.a_sentence,
    Hands.a_claim,
    Hands.a_role,
    Hands.another_day_to_wait,
    Hands.another_name,
    Hands.fewer,
    Hands.another_page,
    Hands.one_page_less,
    Hands.a_setting,
    Hands.the_site,
    Hands.the_cache,
    Hands.the_build,
)
SOURCES = ("buyers", "stories", "site", "samestory.toml", "mkdocs.yml")


def copied(root: Path, into: Path) -> Path:
    """The sources alone, in place of what was there."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for name in SOURCES:
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy2
        copy(root / name, into / name)
    return into


def built(root: Path, *, with_cache: bool) -> Outcome[Built | None]:
    """A build in this process."""
    if not with_cache:
        return build(root, DAY, make_site)
    with Kept(Store(root), all_cores()) as kept:
        return build(root, DAY, make_site, each=kept.each, beside=kept.beside)


def states_of(root: Path, seed: int, steps: int) -> Iterator[str]:
    """Change the project step by step, build after each, and say what was changed so far."""
    hands, told = Hands(root, random.Random(seed)), ""
    before = copied(root, root.parent / "before")
    for _ in range(steps):
        for change in hands.dice.sample(CHANGES, hands.dice.randrange(1, 4)):
            change(hands)
            told += f" {change.__name__}"
        if hands.dice.random() < 0.2:  # as `git checkout` does
            copied(before, root.parent / "again")
            for name in SOURCES:
                target = root / name
                shutil.rmtree(target) if target.is_dir() else target.unlink()
                shutil.move(root.parent / "again" / name, target)
            told += " back"
        yield told


def same_as_cold(tmp_path: Path, seed: int) -> None:
    """A sequence of changes, each followed by a build with the cache and one in a new folder without."""
    root = a_project(tmp_path / "project")
    for told in states_of(root, seed, steps=2):
        warm = built(root, with_cache=True)
        cold = built(copied(root, tmp_path / "cold"), with_cache=False)

        assert warm.diagnostics == cold.diagnostics, told
        if cold.value:
            assert contents(root / "build") == contents(tmp_path / "cold" / "build"), told


@pytest.mark.parametrize("seed", range(20))
def test_a_cached_build_is_a_cold_one(tmp_path: Path, seed: int) -> None:
    same_as_cold(tmp_path, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 200))
def test_a_cached_build_is_a_cold_one_200_times(tmp_path: Path, seed: int) -> None:
    same_as_cold(tmp_path, seed)


# What is killed


def killed_at_random_moments(tmp_path: Path, times: int) -> None:
    """Kill builds of two alternating states; after each, the next build leaves the bytes of a cold one."""
    root = a_project(tmp_path / "project")
    file = root / "stories/slow-leaks/20-old-and-new.md"
    texts = [file.read_text("utf-8"), file.read_text("utf-8").replace("\n# ", "\n# Really: ", 1)]
    states = []
    for text in texts:
        file.write_text(text, "utf-8")
        cold = copied(root, tmp_path / "cold")
        assert build(cold, DAY, None).value
        states.append(contents(cold / "build"))
    command = ["build", "--no-site", "--today", DAY.isoformat(), "--project", str(root)]
    began = time.monotonic()
    assert ended(forked(lambda: CliRunner().invoke(main, command))) == 0
    takes = time.monotonic() - began
    dice = random.Random(9)
    for number in range(times):
        if dice.random() < 0.5:  # so that there is something to keep
            shutil.rmtree(root / ".samestory")
        file.write_text(texts[number % 2], "utf-8")
        child = forked(lambda: CliRunner().invoke(main, command))
        time.sleep(dice.uniform(0, takes))
        os.kill(child, signal.SIGKILL)
        ended(child)

        ran = CliRunner().invoke(main, command)

        assert ran.exit_code == 0, ran.output
        assert contents(root / "build") == states[number % 2]


def test_a_build_after_a_killed_one_leaves_the_right_bytes(tmp_path: Path) -> None:
    killed_at_random_moments(tmp_path, 20)


@pytest.mark.long
def test_a_build_after_a_killed_one_leaves_the_right_bytes_50_times(tmp_path: Path) -> None:
    killed_at_random_moments(tmp_path, 50)


SAVE_FOR_EVER = """
import random, sys
from pathlib import Path
from samestory.cache.store import Store
dice = random.Random(int(sys.argv[2]))
while True:
    store = Store(Path(sys.argv[1]))
    keys = [dice.randbytes(32) for _ in range(40)]
    store.keep({key: key * dice.randrange(400) for key in keys})
    store.save()
    print("saved", flush=True)
"""


def test_a_cache_that_was_written_by_a_killed_build_has_right_values_only(tmp_path: Path) -> None:
    dice = random.Random(3)
    for number in range(20):
        command = [sys.executable, "-c", SAVE_FOR_EVER, str(tmp_path), str(number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(dice.uniform(0, 0.02))
            process.kill()
        numbers = [random.Random(seed) for seed in range(number + 1)]
        keys = [[one.randbytes(32) for _ in range(40)] for one in numbers]

        found = [Store(tmp_path).found(some) for some in keys]

        assert all(value == key * (len(value) // 32) for values in found for key, value in values.items())
        assert all(len(values) == 40 for values in found)


# What the engine is


def test_an_edited_template_makes_all_emails_anew(tmp_path: Path) -> None:
    engine = tmp_path / "engine" / "samestory"
    shutil.copytree(Path(samestory.__file__).parent, engine, ignore=shutil.ignore_patterns("__pycache__"))
    root = a_project(tmp_path / "project")

    first = made_by(engine, root)
    (root / "mkdocs.yml").write_text(f"{MKDOCS}\n", "utf-8")
    again = made_by(engine, root)
    template = engine / "templates" / "email.mjml"
    template.write_text(template.read_text("utf-8").replace("{{ fonts }}", "{{ fonts }}, serif"), "utf-8")
    after = made_by(engine, root)

    cold = copied(root, tmp_path / "cold")
    made_by(engine, cold)
    emails = sum(1 for name in contents(cold / "build") if name.endswith(".eml"))
    assert first["render email"] == ("0", str(emails))
    assert again["render email"] == (str(emails), "0")
    assert after["render email"] == ("0", str(emails))
    assert contents(root / "build") == contents(cold / "build")
    assert b", serif" in next((root / "build/sequences/bundle").rglob("*.html")).read_bytes()


def made_by(engine: Path, root: Path) -> dict[str, tuple[str, str]]:
    """Build by an engine; how many results of each function were kept, and how many made."""
    command = ["build", "--no-site", "--timings", "--today", DAY.isoformat(), "--project", str(root)]
    path = str(engine.parent)
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r}); {SAMESTORY}", *command],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r"^(\w[\w ]*?) +([\d,]+) kept +([\d,]+) made", ran.stdout, re.MULTILINE)
    return {name: (kept, made) for name, kept, made in found}


def test_one_claim_makes_the_emails_anew_that_use_it(tmp_path: Path) -> None:
    root = a_project(tmp_path / "project")
    with Kept(Store(root)) as kept:
        assert build(root, DAY, None, each=kept.each).value
    before = drafts_of(root)
    claim = root / "stories/_claims/leak-share.md"
    claim.write_text(claim.read_text("utf-8").replace("\n# ", "\n# Really: ", 1), "utf-8")

    with Kept(Store(root)) as kept:
        assert build(root, DAY, None, each=kept.each).value

    after = drafts_of(root)
    changed = [key for key in after if after[key] != before[key]]
    assert 0 < len(changed) < len(after)
    assert kept.calls["render_email"] == Calls(kept=len(after) - len(changed), made=len(changed))


def drafts_of(root: Path) -> dict[str, bytes]:
    """Every email that was built, by its name."""
    return {name: content for name, content in contents(root / "build").items() if name.endswith(".eml")}


def test_what_an_edit_does_not_change_is_not_written_anew(tmp_path: Path) -> None:
    root = a_project(tmp_path / "project")
    assert built(root, with_cache=True).value
    before = numbers_of(root / "build")
    claim = root / "stories/_claims/leak-share.md"
    claim.write_text(claim.read_text("utf-8").replace("\n# ", "\n# Really: ", 1), "utf-8")

    assert built(root, with_cache=True).value

    after = numbers_of(root / "build")
    anew = {name for name, number in after.items() if before.get(name) != number}
    cold = contents(root / "build")
    assert {"manifest.json", "sequences/bundle/sequences.json", "site/sw.js"} <= anew
    assert any(name.startswith("site/prep/") for name in anew)
    assert len(anew) < len(after) / 2
    assert built(copied(root, tmp_path / "cold"), with_cache=False).value
    assert cold == contents(tmp_path / "cold" / "build")


def test_one_process_or_several_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEAST", 2)
    root = a_project(tmp_path / "project")
    several = copied(root, tmp_path / "several")

    build(root, DAY, make_site)
    build(several, DAY, make_site, each=Jobs(3).each, beside=Jobs(3).beside)

    assert contents(root / "build") == contents(several / "build")
