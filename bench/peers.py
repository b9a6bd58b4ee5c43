"""Others that do the same work: where each comes from, what it is given, how it is run, and what it made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from corpus import Block, Mail, Page, words_of_html

HERE = Path(__file__).resolve().parent / "peers"
CACHE = Path(os.environ.get("SAMESTORY_BENCH") or Path.home() / ".cache" / "samestory" / "bench")
NPM_INSTALL = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")
DEBIAN_HUGO = ("hugo", "libsass1")  # with the one library of it that Debian does not bring along anyway
# What Markdown would take for a mark of its own.
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~"})


class Absent(Exception):
    """A peer cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a peer wrote: how many pages or mails, and how many words stand in them."""

    files: int
    words: int


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's program.

    `install` says its version and makes it ready; `fill` writes what it is given into a folder; `command` builds there
    into `out/`, and `content` is the element in which its pages hold what they were given.
    """

    name: str
    install: Callable[[], str]
    fill: Callable[[Path, tuple[Page, ...], tuple[Mail, ...]], None]
    command: Callable[[Path], tuple[str, ...]]
    content: str

    def forget(self, folder: Path) -> None:
        """Remove what it made and kept; the folder stays, some want it."""
        for kept in (*(folder / "out").glob("*"), folder / "resources", folder / ".hugo_build.lock"):
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink(missing_ok=True)

    def made(self, folder: Path) -> Made:
        """What lies in `out/`."""
        pages = [path for path in (folder / "out").rglob("*.html") if path.name not in ("404.html", "search.html")]
        return Made(len(pages), sum(words_of_html(page.read_text("utf-8"), self.content) for page in pages))


def _npm(name: str, package: str) -> Callable[[], str]:
    def install() -> str:
        wanted, folder = HERE / name / "package.json", CACHE / name
        version: str = json.loads(wanted.read_text("utf-8"))["dependencies"][package]
        done = folder / "installed.json"
        if not done.exists() or done.read_bytes() != wanted.read_bytes():
            if not shutil.which("npm"):
                raise Absent("npm is not installed")
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(wanted, folder / "package.json")
            _run(NPM_INSTALL, folder)
            shutil.copy(wanted, done)
        for file in (HERE / name).glob("*.mjs"):
            shutil.copy(file, folder)
        return version

    return install


def _run(command: Iterable[str], folder: Path) -> str:
    try:
        ran = subprocess.run([*command], cwd=folder, capture_output=True, text=True, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Absent(f"{' '.join(command)}: {problem}") from problem
    if ran.returncode:
        raise Absent(f"{' '.join(command)} ended with {ran.returncode}: {(ran.stderr or ran.stdout).strip()[-300:]}")
    return ran.stdout.strip()


def _hugo_is() -> tuple[str, ...]:
    """Hugo of the system, or Debian's, unpacked beside the other peers."""
    unpacked = CACHE / "hugo" / "usr"
    if shutil.which("hugo"):
        return ("hugo",)
    libraries = ":".join(map(str, sorted(path for path in (unpacked / "lib").glob("*") if path.is_dir())))
    return ("env", f"LD_LIBRARY_PATH={libraries}", str(unpacked / "bin" / "hugo"))


def _install_hugo() -> str:
    folder = CACHE / "hugo"
    if not shutil.which("hugo") and not (folder / "usr" / "bin" / "hugo").exists():
        if not shutil.which("apt-get"):
            raise Absent("hugo is not installed, and this is no Debian to take it from")
        folder.mkdir(parents=True, exist_ok=True)
        _run(("apt-get", "download", *DEBIAN_HUGO), folder)
        for package in sorted(folder.glob("*.deb")):
            _run(("dpkg", "-x", package.name, "."), folder)
    return _run((*_hugo_is(), "version"), CACHE).split()[1].partition("+")[0].removeprefix("v")


def _mkdocs_version() -> str:
    return _run((sys.executable, "-c", "import mkdocs; print(mkdocs.__version__)"), HERE)


def _pages(name: str) -> Callable[[Path, tuple[Page, ...], tuple[Mail, ...]], None]:
    def fill(folder: Path, pages: tuple[Page, ...], _mails: tuple[Mail, ...]) -> None:
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("package.json"))
        for page in pages:
            path = folder / "pages" / f"{page.path}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_markdown(page), "utf-8")

    return fill


def as_markdown(page: Page) -> str:
    """A page with its title as front matter; its first heading is the H1, the others stand below."""
    parts = [_block_as_markdown(block, level=1 if place == 0 else 2) for place, block in enumerate(page.blocks)]
    return f"---\ntitle: {json.dumps(page.title, ensure_ascii=False)}\n---\n\n" + "\n\n".join(parts) + "\n"


def _block_as_markdown(block: Block, level: int) -> str:
    text = block.text.translate(MARKS)
    # `1.`, `-` and `+` begin a list only at the beginning of a line.
    text = f"\\{text}" if text[:1] in "-+" else text
    number, dot, rest = text.partition(".")
    text = f"{number}\\.{rest}" if dot and number.isdigit() else text
    if block.kind == "button":
        return f"[{text}]({block.address})"
    return {"heading": f"{'#' * level} {text}", "item": f"- {text}"}.get(block.kind, text)


def _fill_eleventy(folder: Path, pages: tuple[Page, ...], mails: tuple[Mail, ...]) -> None:
    _pages("eleventy")(folder, pages, mails)
    # Node looks for packages from the configuration upwards.
    (folder / "node_modules").symlink_to(CACHE / "eleventy" / "node_modules")


def _fill_mjml(folder: Path, _pages: tuple[Page, ...], mails: tuple[Mail, ...]) -> None:
    (folder / "mails").mkdir(parents=True)
    (folder / "out").mkdir()
    for mail in mails:
        parts = "".join(map(_block_as_mjml, mail.blocks))
        text = (
            f"<mjml><mj-head><mj-title>{escape(mail.subject)}</mj-title></mj-head><mj-body><mj-section><mj-column>"
            f"{parts}</mj-column></mj-section></mj-body></mjml>\n"
        )
        (folder / "mails" / f"{mail.key}.mjml").write_text(text, "utf-8")


def _block_as_mjml(block: Block) -> str:
    if block.kind == "button":
        return f'<mj-button href="{escape(block.address)}">{escape(block.text)}</mj-button>\n'
    return f"<mj-text>{escape(block.text)}</mj-text>\n"


def _mjml_command(folder: Path) -> tuple[str, ...]:
    files = sorted(f"mails/{path.name}" for path in (folder / "mails").iterdir())
    return (str(CACHE / "mjml" / "node_modules" / ".bin" / "mjml"), "-r", *files, "-o", "out/")


def _fill_react(folder: Path, _pages: tuple[Page, ...], mails: tuple[Mail, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mails.json").write_text(json.dumps([asdict(mail) for mail in mails]), "utf-8")


def _fill_maizzle(folder: Path, _pages: tuple[Page, ...], mails: tuple[Mail, ...]) -> None:
    (folder / "emails").mkdir(parents=True)
    shutil.copy(HERE / "maizzle" / "config.production.js", folder)
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n')
    (folder / "node_modules").symlink_to(CACHE / "maizzle" / "node_modules")
    frame = (HERE / "maizzle" / "mail.html").read_text("utf-8")
    for mail in mails:
        parts = "".join(map(_block_as_tailwind, mail.blocks))
        text = frame.replace("SUBJECT", escape(mail.subject)).replace("PARTS", parts)
        (folder / "emails" / f"{mail.key}.html").write_text(text, "utf-8")


def _block_as_tailwind(block: Block) -> str:
    if block.kind == "button":
        classes, address = "inline-block rounded bg-sky-800 text-white", escape(block.address)
        return f'<a class="{classes}" href="{address}">{escape(block.text)}</a>\n'
    return f'<p class="m-0 mb-4 text-base text-slate-800">{escape(block.text)}</p>\n'


SITES = (
    Peer(
        "mkdocs", _mkdocs_version, _pages("mkdocs"), lambda _: (sys.executable, "-m", "mkdocs", "build", "-q"), "main"
    ),
    Peer(
        "mkdocs-minimal",
        _mkdocs_version,
        _pages("mkdocs-minimal"),
        lambda _: (sys.executable, "-m", "mkdocs", "build", "-q"),
        "main",
    ),
    Peer("hugo", _install_hugo, _pages("hugo"), lambda _: (*_hugo_is(), "--quiet"), "main"),
    Peer(
        "eleventy",
        _npm("eleventy", "@11ty/eleventy"),
        _fill_eleventy,
        lambda _: (str(CACHE / "eleventy" / "node_modules" / ".bin" / "eleventy"), "--config=eleventy.config.mjs"),
        "main",
    ),
)
MAILERS = (
    Peer("mjml", _npm("mjml", "mjml"), _fill_mjml, _mjml_command, "body"),
    Peer(
        "react-email",
        _npm("react-email", "@react-email/render"),
        _fill_react,
        lambda _: ("node", str(CACHE / "react-email" / "render.mjs")),
        "body",
    ),
    Peer(
        "maizzle",
        _npm("maizzle", "@maizzle/framework"),
        _fill_maizzle,
        lambda _: (str(CACHE / "maizzle" / "node_modules" / ".bin" / "maizzle"), "build", "production"),
        "body",
    ),
)
