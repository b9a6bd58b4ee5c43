"""What the shell links to on every page, and which places on the site are taken.

No page links to all pages: the size of one does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

PAGE_OF_THE_HOST = "404.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the shell: the section it stands for, its words, its address from the top of the site."""

    section: str
    name: str
    path: str


HEADER = (
    Entry("storylines", "Storylines", "stories/index.html"),
    Entry("buyers", "Buyers", "buyers/index.html"),
    Entry("proof", "Proof", "proof.html"),
    Entry("news", "What’s new", "news.html"),
    Entry("coverage", "Coverage", "coverage.html"),
)
MORE = (
    Entry("handoff", "From marketing to sales, and back", "handoff.html"),
    Entry("proved", "What was proved", "proved.html"),
)


def existing(entries: Iterable[Entry], paths: Iterable[str]) -> tuple[Entry, ...]:
    """The entries whose page is made."""
    made = frozenset(paths)
    return tuple(entry for entry in entries if entry.path in made)


def source_of(path: str) -> str:
    """The name hand-made pages know a generated page by: writers link to `prep/one-story/finance.md`."""
    return path.removesuffix(".html") + ".md"


def collision(hand_made: Iterable[tuple[str, str]], generated: Iterable[str]) -> str:
    """A sentence where two files want one place; empty where each has its own.

    `hand_made` holds each file of `site/` with its place, `generated` the places of what the engine makes. Compared
    in small letters: on many disks two names that differ only in case are one file. A file cannot be a folder either.
    """
    places: dict[str, str] = {PAGE_OF_THE_HOST: PAGE_OF_THE_HOST}
    for path in generated:
        if path.lower() in places:
            return f"two beats want the page {path}: rename one of them, and name its former id in `was`"
        places[path.lower()] = path
    folders = {folder for place in places for folder in _folders(place)}
    for file, path in hand_made:
        place = path.lower()
        in_the_way = next((name for name in (place, *_folders(place)) if name in places), "")
        if in_the_way:
            return f"site/{file} takes the place of {places[in_the_way]}, which SameStory makes: give it another name"
        if place in folders:
            return f"site/{file} takes the place of a folder that SameStory makes: give it another name"
    return ""


def _folders(place: str) -> Iterator[str]:
    folder, _, _ = place.rpartition("/")
    return accumulate(folder.split("/"), "{}/{}".format) if folder else iter(())
