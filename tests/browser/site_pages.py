"""Built sites for the browser, and which pages of one stand for all of them."""

from __future__ import annotations

from pathlib import Path

from samestory.mkdocs_plugin import make_site
from samestory.render.pages import render_pages, render_site_files
from tests.page_fixtures import STAMP, example, write_repository

HAND_MADE = {
    "site/house-rules.md": "# House rules\n\n![The way](pictures/way.svg)\n\n1. Say it *once*.\n\n"
    "| Who | What | When | Where it is written down | Why |\n|---|---|---|---|---|\n| Everybody | 2 | 3 | 4 | 5 |\n\n"
    "```\nsamestory build --today 2026-11-24 --project /somewhere/else/where/the/stories/are/kept\n```\n",
    "site/guides/first-call.md": "# The first call\n\nBegin with [the CFO](../prep/hidden-rework/economic-buyer.md).\n",
    "site/guides/second-call.md": "# The second call\n\n> Listen.\n",
    "site/pictures/way.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="9"><path d="M0 4h40"/></svg>\n',
}


def small_site(root: Path) -> Path:
    """The small repository of the page tests as a site: it has a draft, a gap, an expired claim, all states."""
    write_repository(root, HAND_MADE)
    made = example()
    pages = render_pages(made.library, made.sequences, made.emails, made.settings, made.day)
    files = render_site_files(made.library, made.sequences, made.emails, made.settings, made.day, STAMP)
    make_site(root, pages, files, root / "out")
    return root / "out"


def one_of_each_kind(site: Path) -> dict[str, str]:
    """An address for each kind of page: every page at the top, and of each folder the largest and its index.

    New kinds are found by being there. `t/` pages lead on at once, `404.html` is for web hosts: both have tests of
    their own.
    """
    kinds = {path.stem: path.name for path in sorted(site.glob("*.html")) if path.name != "404.html"}
    folders: dict[str, list[Path]] = {}
    for path in sorted(site.rglob("*/*.html")):
        folder = path.relative_to(site).parts[0]
        if folder != "t" and path.parent.name != "raw":
            folders.setdefault(folder, []).append(path)
    for folder, paths in folders.items():
        pages = [path for path in paths if path.name != "index.html"]
        kinds[folder] = max(pages, key=lambda path: path.stat().st_size).relative_to(site).as_posix()
        if (site / folder / "index.html").is_file():
            kinds[f"{folder}-index"] = f"{folder}/index.html"
    return kinds
