"""Which pages of a built site stand for all of them, and how a page of it is addressed from its folder."""

from __future__ import annotations

from pathlib import Path

# A prep page without a day in its address is another picture than one with a day: all days, or the first.
DAYS = ("", "#d21")


def one_of_each_kind(site: Path) -> dict[str, str]:
    """An address for each kind of page: every page at the top, and of each folder the largest and its index.

    New kinds are found by being there. `t/` pages lead on at once and are looked at by their own test.
    """
    top = {path.stem: path.name for path in site.glob("*.html")}
    folders: dict[str, list[Path]] = {}
    for path in site.rglob("*/*.html"):
        folder = path.relative_to(site).parts[0]
        if folder != "t" and path.parent.name != "raw":
            folders.setdefault(folder, []).append(path)
    largest = {
        folder: max((path for path in paths if path.name != "index.html"), key=lambda path: path.stat().st_size)
        for folder, paths in folders.items()
    }
    indexes = {
        f"{folder}-index": f"{folder}/index.html" for folder in folders if (site / folder / "index.html").is_file()
    }
    return top | {folder: path.relative_to(site).as_posix() for folder, path in largest.items()} | indexes
