"""The works that are measured side by side, in groups: those of a group stand next to each other in every round."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus import Mail, Page, mails_of, pages_of, words_of
from measure import Cost, cost_of
from ours import SAMESTORY, Repository
from peers import MAILERS, SITES, Made, Peer
from records import Values

ALL = 1_000_000
STARTS = 20  # times that a command of some milliseconds is run in one round
SAVES = 5
PYTHON = (sys.executable, "-c")
BUILD_IMPORTS = "import samestory.pipeline, samestory.mkdocs_plugin, samestory.cache.kept, samestory.jobs"


@dataclass(frozen=True, slots=True)
class Work:
    """Something that is done and measured; not for more than `up_to` items, and in so many rounds at most."""

    name: str
    do: Callable[[], Values]
    up_to: int = ALL
    rounds: int = ALL


@dataclass
class Given:
    """A repository that is written and built when it is needed first, what that build says, and a folder for peers."""

    folder: Path
    items: int

    @cached_property
    def repository(self) -> Repository:
        """Generated anew, and built once."""
        repository = Repository.generated(self.folder / "ours", self.items)
        repository.cold()
        return repository

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """What the pages of its site say."""
        return pages_of(self.repository.folder / "build")

    @cached_property
    def mails(self) -> tuple[Mail, ...]:
        """What its emails say."""
        return mails_of(self.repository.folder / "build")

    @property
    def long_pages(self) -> tuple[Page, ...]:
        """The pages without those that only lead from a touch key to its call."""
        return tuple(page for page in self.pages if not page.path.startswith("t/"))


def groups_of(given: Given) -> Iterator[tuple[Work, ...]]:
    """The groups in the order in which they have to come: what is built cold is built again next."""
    sites = {peer.name: Peered(peer, given) for peer in SITES}
    mailers = {peer.name: Peered(peer, given) for peer in MAILERS}
    long = Peered(SITES[0], given, only_long=True)
    yield (
        Work("cold", lambda: costs(given.repository.cold(), _site(given.repository))),
        Work("mkdocs", sites["mkdocs"].cold, up_to=1000),
        Work("mkdocs-minimal", sites["mkdocs-minimal"].cold),
        Work("hugo", sites["hugo"].cold),
        Work("eleventy", sites["eleventy"].cold, up_to=1000),
    )
    yield (
        Work("unchanged", lambda: costs(given.repository.build())),
        Work("import samestory", lambda: _often((*PYTHON, "import samestory"))),
        Work("mkdocs --dirty", lambda: sites["mkdocs"].again("--dirty"), up_to=1000),
    )
    yield (
        Work("beat edited", lambda: _edited(given.repository, given.repository.edit_beat)),
        Work("hugo again", lambda: sites["hugo"].again()),
    )
    yield (Work("claim edited", lambda: _edited(given.repository, given.repository.edit_claim)),)
    yield (
        Work("emails", lambda: _emails_only(given), up_to=1000),
        Work("mjml", mailers["mjml"].cold, up_to=1000),
        Work("react-email", mailers["react-email"].cold, up_to=1000),
        Work("maizzle", mailers["maizzle"].cold, up_to=1000, rounds=2),
    )
    yield (
        Work("python", lambda: _often((*PYTHON, "pass")), up_to=1000),
        Work("import click", lambda: _often((*PYTHON, "import click")), up_to=1000),
        Work("--version", lambda: _often((*SAMESTORY, "--version")), up_to=1000),
        Work("--help", lambda: _often((*SAMESTORY, "--help")), up_to=1000),
        Work("check one", lambda: costs(given.repository.check_one()), up_to=1000),
        Work("check again", lambda: costs(given.repository.check_again()), up_to=1000),
        Work("check served", lambda: given.repository.check_served(), up_to=1000),
        Work("imports of a build", lambda: _often((*PYTHON, BUILD_IMPORTS)), up_to=1000),
        Work("imports", lambda: given.repository.imports(), up_to=1000, rounds=1),
    )
    yield (
        Work("one core", lambda: _with_hash(given.repository, "1"), up_to=1000),
        Work("two cores", lambda: _with_hash(given.repository, "2"), up_to=1000),
    )
    yield (
        Work("stations", lambda: given.repository.stations()),
        Work("stations with tools", lambda: given.repository.stations("--all-targets"), up_to=1000, rounds=2),
        Work("mkdocs, long pages", long.cold, up_to=1000, rounds=2),
        Work("profile", lambda: given.repository.profile(), up_to=1000, rounds=1),
    )
    yield (Work("serve", lambda: given.repository.saved_to_seen(SAVES), up_to=1000, rounds=3),)


def costs(cost: Cost, made: Made | None = None) -> Values:
    """A cost as it is kept, with how much was made for it."""
    values = {"cpu": cost.cpu_seconds, "wall": cost.wall_seconds, "mb": cost.peak_mb}
    return values | ({"files": made.files, "words": made.words} if made else {})


def _site(repository: Repository) -> Made:
    pages = pages_of(repository.folder / "build")
    return Made(len(pages), sum(map(words_of, pages)))


def _edited(repository: Repository, edit: Callable[[], str]) -> Values:
    edit()
    return costs(repository.build())


def _emails_only(given: Given) -> Values:
    emails = Repository.generated(given.folder / "emails", given.items)
    cost = emails.cold("--no-site")
    mails = mails_of(emails.folder / "build")
    return costs(cost, Made(len(mails), sum(map(words_of, mails))))


def _with_hash(repository: Repository, jobs: str) -> Values:
    values = costs(repository.cold("--jobs", jobs))
    return values | {"hash": float(int(repository.hash()[:12], 16))}  # 48 bits: exact as a float


def _often(command: tuple[str, ...]) -> Values:
    """A command of some milliseconds, many times over: the mean of one."""
    each = [cost_of(command, Path.cwd()) for _ in range(STARTS)]
    return {
        "cpu": sum(cost.cpu_seconds for cost in each) / STARTS,
        "wall": sum(cost.wall_seconds for cost in each) / STARTS,
        "mb": max(cost.peak_mb for cost in each),
    }


@dataclass
class Peered:
    """A peer in a folder of its own, filled when it is needed first."""

    peer: Peer
    given: Given
    only_long: bool = False
    edits: int = 0
    is_filled: bool = False

    @property
    def _folder(self) -> Path:
        return self.given.folder / f"{self.peer.name}{'-long' if self.only_long else ''}"

    @property
    def _pages(self) -> tuple[Page, ...]:
        return self.given.long_pages if self.only_long else self.given.pages

    def cold(self) -> Values:
        """Its build with nothing there, and what it made.

        Raises:
            Absent: it cannot be installed.
            ValueError: it made fewer files, or left words out.
        """
        if not self.is_filled:
            self.peer.install()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            self.peer.fill(self._folder, self._pages, self.given.mails)
            self.is_filled = True
        self.peer.forget(self._folder)
        cost = cost_of(self.peer.command(self._folder), self._folder)
        made = self.peer.made(self._folder)
        wanted = self.given.mails if self.peer in MAILERS else self._pages
        words = sum(map(words_of, wanted))
        if made.files != len(wanted) or made.words < words:
            raise ValueError(f"{self.peer.name} made {made}, and was given {len(wanted)} with {words} words")
        return costs(cost, made)

    def again(self, *more: str) -> Values:
        """Its build after one page was edited; with `--dirty` after nothing was."""
        if not self.is_filled:
            self.cold()
        if not more:
            self.edits += 1
            page = self._folder / "pages" / f"{self._pages[-1].path}.md"
            page.write_text(f"{page.read_text('utf-8').rstrip()}\n\nEdited {self.edits} times.\n", "utf-8")
        return costs(cost_of((*self.peer.command(self._folder), *more), self._folder))
