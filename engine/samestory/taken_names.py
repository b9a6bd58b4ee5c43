"""Paths of files that can be written beside each other, on every disk."""

from __future__ import annotations

import re
import unicodedata

ELSEWHERE = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)|[\\:\0]")


def take_name(names: dict[str, str], path: str) -> None:
    """Note a path and its folders among those that are taken: by each, as it was written.

    Raises:
        ValueError: the path leads elsewhere, or differs only in case or Unicode form from one that is taken.
    """
    if ELSEWHERE.search(path):
        raise ValueError(f"{path!r} is no path of a file under build/")
    folder = path.rpartition("/")[0]
    if folder and f"{folder}/" not in names:
        _take_folder(names, f"{folder}/")
    _take(names, path)


def _take_folder(names: dict[str, str], folder: str) -> None:
    """Note a folder with those it lies in; that it is known, by a name with `/` behind it, which no other has."""
    for at, letter in enumerate(folder):
        if letter == "/":
            _take(names, folder[: at + 1])
    names[folder] = folder


def _take(names: dict[str, str], name: str) -> None:
    # Some disks keep `A` and `a`, or the two ways to write `ä`, as one file.
    plain = name.rstrip("/")
    evened = plain.lower() if plain.isascii() else unicodedata.normalize("NFC", plain).casefold()
    taken = names.setdefault(evened, name)
    if taken != name:
        raise ValueError(f"{taken!r} and {name!r} cannot both be written")
